"""Makes sentences that an article's own sentence carries, and others that it nearly does.

One change each, of the kinds that Laban et al. 2023 (SummEdits, arXiv 2305.14540) and Kryściński et al. 2020 (FactCC,
arXiv 1910.12840) describe: a number, a name, a negation, the certainty, a quantifier, an opposite, two names exchanged.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence

from index.models import Article
from index.text.blocks import blocks
from index.text.number_words import TENS, UNITS
from index.text.sentences import sentence_spans
from rag.nlp.lexicon import ANTONYMS
from rag.training.sources.false_premises import NAME_PATTERN, NUMBER_PATTERN
from rag.training.support.pairs import ClaimPair

AUXILIARY = re.compile(
    r"\b(is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|did|does)\b(?! not)"
)
HEDGED = (
    (re.compile(r"\b(?:may|might|could) be\b"), "is"),
    (re.compile(r"\b(?:may|might|could|would|should)\b"), "will"),
    (re.compile(r"\b(?:likely|expected|planned|hoped|thought|believed|alleged|reported) to\b"), "certain to"),
    (re.compile(r"\b(?:probably|possibly|perhaps|reportedly|allegedly|apparently)\s"), "certainly "),
    (
        re.compile(r"\b(?:about|around|nearly|almost|at least|up to|more than|fewer than|less than)\s+(?=\d)"),
        "exactly ",
    ),
)
WIDER = (
    (re.compile(r"\b(?:some|many|most|several|a few|half) of\b", re.IGNORECASE), "all of"),
    (re.compile(r"\b(?:some|many|most|several|a few|few)\b", re.IGNORECASE), "all"),
    (re.compile(r"\b(?:often|usually|sometimes|rarely|mostly)\b", re.IGNORECASE), "always"),
    (re.compile(r"\bone of the\b", re.IGNORECASE), "the only one of the"),
)
REPORTED = re.compile(r"^(?P<said>[^“”\"]{25,}), (?:[\w.’' -]{2,40} )?(?:said|says)(?: [\w.’' -]{2,40})?\.$")
"""A statement with its speaker behind it."""
NUMERALS = (*UNITS[2:13], *TENS[:4])
NUMERAL = re.compile(rf"\b(?:{'|'.join(NUMERALS)})\b")
SPEECH = re.compile(rf"(?P<who>{NAME_PATTERN.pattern}) (?:said|says|told|argued|warned|added)\b")

Change = Callable[[str, str, random.Random], str | None]
"""Takes the sentence, the article and chance; gives the sentence changed, or None where it has nothing to change."""


def near_miss_pairs(articles: Sequence[Article], rng: random.Random) -> Iterator[ClaimPair]:
    """Pairs of each article's sentences: kept, shortened or merged (supported), and changed (unsupported)."""
    for article in articles:
        sentences = list(_body_sentences(article))
        for at, sentence in enumerate(sentences):
            others = sentences[max(0, at - 1) : at + 2]
            around = " ".join(others) if rng.random() < 0.6 else sentence
            base = sentence
            for way in rng.sample(CARRIED, k=len(CARRIED)):
                if made := way(sentence, article.text, rng):
                    base = made
                    yield ClaimPair(made, around, True, f"own-{way.__name__}", article.title)
                    break
            made_misses = 0
            for change in rng.sample(CHANGES, k=len(CHANGES)):
                told = base if rng.random() < 0.5 else sentence
                if (changed := change(told, article.text, rng)) and changed not in around:
                    yield ClaimPair(changed, around, False, f"own-{change.__name__}", article.title)
                    made_misses += 1
                if made_misses == 2:
                    break


def _body_sentences(article: Article) -> Iterator[str]:
    for block in blocks(article.text, markdown=article.markdown):
        if block.kind == "body":
            for start, end in sentence_spans(article.text, block.start, block.end):
                sentence = " ".join(article.text[start:end].split())
                if 6 <= len(sentence.split()) <= MAX_SENTENCE_WORDS:
                    yield sentence


MAX_SENTENCE_WORDS = 42


def unchanged(sentence: str, _: str, __: random.Random) -> str:
    """As it stands."""
    return sentence


def without_opening(sentence: str, _: str, rng: random.Random) -> str | None:
    """Without the phrase that opens it: time, place or circumstance."""
    opening, comma, rest = sentence.partition(", ")
    if not comma or len(opening.split()) > 8 or len(rest.split()) < 6 or NAME_PATTERN.match(opening):
        return None
    return rest[0].upper() + rest[1:] if rng.random() < 0.9 else None


def without_aside(sentence: str, _: str, __: random.Random) -> str | None:
    """Without what stands between two commas, dashes or brackets."""
    shorter = re.sub(r", [^,“”\"]{4,60},(?= [a-z])| \([^()]{3,60}\)| [–—] [^–—]{4,60} [–—](?= )", "", sentence, count=1)
    return shorter if shorter != sentence and len(shorter.split()) >= 5 else None


def without_last_clause(sentence: str, _: str, __: random.Random) -> str | None:
    """Without a last clause that adds: "…, and …", "…, which …"."""
    found = re.search(r", (?:and|which|who|where) [^“”\"]{10,}\.$", sentence)
    kept = sentence[: found.start()] + "." if found else ""
    return kept if len(kept.split()) >= 6 else None


def without_speaker(sentence: str, _: str, __: random.Random) -> str | None:
    """The statement alone, where the speaker stands behind it."""
    found = REPORTED.match(sentence)
    return found["said"] + "." if found else None


def other_number(sentence: str, article: str, rng: random.Random) -> str | None:
    """With another number, one of the article's where it has one of like length."""
    found = [*NUMBER_PATTERN.finditer(sentence), *NUMERAL.finditer(sentence)]
    if not found:
        return None
    at = rng.choice(found)
    if at[0] in NUMERALS:
        return _put(sentence, at, rng.choice([each for each in NUMERALS if each != at[0]]))
    alike = {each for each in NUMBER_PATTERN.findall(article) if len(each) == len(at[0])}
    alike -= set(NUMBER_PATTERN.findall(sentence))
    if alike and rng.random() < 0.6:
        return _put(sentence, at, rng.choice(sorted(alike)))
    digit = rng.choice([place for place, letter in enumerate(at[0]) if letter.isdigit()])
    changed = str((int(at[0][digit]) + rng.randrange(1, 9)) % 10)
    return _put(sentence, at, at[0][:digit] + changed + at[0][digit + 1 :])


def other_name(sentence: str, article: str, rng: random.Random) -> str | None:
    """With another of the article's names in a name's place."""
    found = [each for each in NAME_PATTERN.finditer(sentence) if each.start() > 0]
    if not found:
        return None
    at = rng.choice(found)
    held = {each for each in NAME_PATTERN.findall(article) if each not in sentence and at[0] not in each}
    alike = sorted(each for each in held if len(each.split()) == len(at[0].split()))
    return _put(sentence, at, rng.choice(alike)) if alike else None


def other_speaker(sentence: str, article: str, rng: random.Random) -> str | None:
    """Said by somebody else whom the article lets speak."""
    found = SPEECH.search(sentence)
    speakers = sorted({each["who"] for each in SPEECH.finditer(article)} - {found["who"]} if found else ())
    return (
        sentence[: found.start("who")] + rng.choice(speakers) + sentence[found.end("who") :]
        if speakers and found
        else None
    )


def exchanged_names(sentence: str, _: str, __: random.Random) -> str | None:
    """With its first two names in each other's place."""
    found = list(NAME_PATTERN.finditer(sentence))[:2]
    if (
        len(found) < 2
        or found[0][0] == found[1][0]
        or re.search(r"\band\b", sentence[found[0].end() : found[1].start()])
    ):
        return None
    first, second = found
    return (
        sentence[: first.start()]
        + second[0]
        + sentence[first.end() : second.start()]
        + first[0]
        + sentence[second.end() :]
    )


def denied(sentence: str, _: str, __: random.Random) -> str | None:
    """With a "not" gained or lost."""
    if found := re.search(r"\b(?:not|never) |n['’]t\b", sentence):
        return sentence[: found.start()] + sentence[found.end() :] if found[0] != "n't" else None
    auxiliary = AUXILIARY.search(sentence)
    return sentence[: auxiliary.end()] + " not" + sentence[auxiliary.end() :] if auxiliary else None


def assured(sentence: str, _: str, __: random.Random) -> str | None:
    """Stated as fact where it was hedged."""
    return _first(sentence, HEDGED)


def widened(sentence: str, _: str, __: random.Random) -> str | None:
    """Said of all where it was said of some."""
    return _first(sentence, WIDER)


def opposed(sentence: str, _: str, rng: random.Random) -> str | None:
    """With one word's opposite in its place."""
    found = [each for each in re.finditer(r"\b[a-z]+\b", sentence) if each[0] in ANTONYMS]
    able = [(each, new) for each in found for new in ANTONYMS[each[0]]]
    return _put(sentence, *rng.choice(able)) if able else None


def elaborated(sentence: str, article: str, rng: random.Random) -> str | None:
    """With a clause of another of the article's sentences behind it."""
    clauses = re.findall(
        r"\b((?:because|after|since|although|despite|thanks to|in order to) [^.,;“”\"]{12,70})[.,]", article
    )
    clauses = [each for each in clauses if each not in sentence]
    return f"{sentence.rstrip('.')} {rng.choice(clauses)}." if clauses and sentence.endswith(".") else None


CARRIED: list[Change] = [without_opening, without_aside, without_last_clause, unchanged]
CHANGES: list[Change] = [
    other_number,
    other_name,
    other_speaker,
    exchanged_names,
    denied,
    assured,
    widened,
    opposed,
    elaborated,
]


def _first(sentence: str, rules: Sequence[tuple[re.Pattern[str], str]]) -> str | None:
    for pattern, new in rules:
        if found := pattern.search(sentence):
            return _put(sentence, found, new)
    return None


def _put(sentence: str, at: re.Match[str], new: str) -> str:
    return sentence[: at.start()] + new + sentence[at.end() :]
