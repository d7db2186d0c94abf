"""Yes/no questions: the verdict of the sentences that were found, or that they leave it open."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.answering.citing.citations import Quote, sentence_quotes
from rag.answering.kinds.verdict.contrast import bounds, compared, has_all, lacks, says_no_more, states_another, turns
from rag.answering.kinds.verdict.plain_cases import leaves_open, plainly
from rag.answering.kinds.verdict.polarity import GRAMMATICAL, OPEN, Polarity, is_of, polarities
from rag.answering.kinds.verdict.possibility import asserted
from rag.answering.kinds.verdict.quantity import exceeds
from rag.answering.kinds.verdict.yes_no_question import YesNoQuestion
from rag.models import RetrievedPassage
from rag.nlp.lexicon import PREPOSITIONS, PRONOUNS, words_of
from rag.nlp.stemming import stems
from rag.nlp.tokens import Token, tokens

SURE = 0.75
"""Share of the question's words that a sentence must hold to decide by itself."""
HEARD = 0.3
"""The same, for the sentence that the reader finds: it was trained to find what belongs to the question."""
REACH = 2
"""Sentences before one that opens with a pronoun in which its subject is named."""
CLOSE = 3
"""Words before a predicate among which a pronoun is its subject."""
MEANT = words_of("he she it they nobody neither none no this that")
"""What may stand for the subject in the sentence that the reader found."""
STATED = re.compile(r"[.!…][\"”'’)\]]*$")
EVER = re.compile(r"\bever\b", re.IGNORECASE)
SINCE = re.compile(r"\bno \w+ since\b", re.IGNORECASE)
"""Denies something of a time only."""
EXCEPT = re.compile(r"\b(?:apart from|except|with the exception of|save for|barely|almost)\b", re.IGNORECASE)
THAN = re.compile(r"\bthan\b", re.IGNORECASE)
INSTEAD = re.compile(r"\b(?:instead of|rather than)\b", re.IGNORECASE)
ASKED_OPEN = frozenset(stems("known clear decided certain confirmed"))


@dataclass(frozen=True, slots=True)
class Decision:
    """What the sentences say; `yes` is None where they leave it open."""

    yes: bool | None
    quotes: tuple[Quote, ...]


def verdict(asked: YesNoQuestion, best: Quote, passages: Sequence[RetrievedPassage]) -> Decision:
    """What the sentence that the reader found says, and those that hold most of the question's words.

    Args:
        asked: The question.
        best: The sentence that the reader found.
        passages: What was retrieved.
    """
    if OPEN.search(best.text) and not asked.predicate.same & ASKED_OPEN:
        return Decision(None, (best,))
    heard = _says(asked, best, HEARD)
    found: dict[bool, list[tuple[float, Quote]]] = {True: [], False: []}
    for quote in sentence_quotes(passages, {"body"}, best.score):
        if (says := _says(asked, quote, SURE)) is not None:
            found[says].append((_held(asked, quote.text), quote))
    decided = heard
    if found[True] and found[False]:
        strongest = {says: max(share for share, _ in found[says]) for says in found}
        if decided is None and strongest[True] != strongest[False]:
            decided = strongest[True] > strongest[False]
    elif decided is None and (found[True] or found[False]):
        decided = bool(found[True])
    elif decided is not None and found[not decided]:
        decided = None
    if decided is None:
        return Decision(None, (best,))
    further = sorted(found[decided], key=lambda pair: -pair[0])[:1]
    quotes = [best] if heard is decided else []
    quotes += [quote for _, quote in further if quote.place != best.place]
    return Decision(decided, tuple(quotes[:2]))


def denial(asked: YesNoQuestion, passages: Sequence[RetrievedPassage], score: float, *, denied: bool) -> Quote | None:
    """The sentence that denies a statement, where one with most of its words does and none affirms it.

    Args:
        asked: The statement as a question.
        passages: What was retrieved.
        score: What to say of the sentence's passage.
        denied: Whether the statement itself denies, so that an affirming sentence is looked for.
    """
    best: tuple[float, Quote] | None = None
    for quote in sentence_quotes(passages, {"body"}, score):
        says = _says(asked, quote, SURE)
        if says is None:
            continue
        if says is not denied:
            return None
        held = _held(asked, quote.text)
        if best is None or held > best[0]:
            best = held, quote
    return best[1] if best else None


def _says(asked: YesNoQuestion, quote: Quote, least: float) -> bool | None:
    """Whether a sentence that holds enough of the question's words affirms or denies it; None for neither."""
    if not STATED.search(quote.text):
        return None
    text = asserted(quote.text, asked.text)
    if (plain := plainly(asked, text, quote.passage.text)) is not None:
        return plain
    if _held(asked, text) < least or leaves_open(asked, text):
        return None
    if EXCEPT.search(text):
        return None
    if OPEN.search(text) and not asked.predicate.same & ASKED_OPEN:
        return None
    measured = exceeds(asked.text, text)
    about_it = not asked.subject or any(any(is_of(w, each.same) for w in tokens(text)) for each in asked.subject)
    if measured is not None and about_it:
        return measured
    if THAN.search(asked.text) and not bounds(asked):
        return None
    fits = compared(asked, text)
    spoken = _of_subject(asked, text, _before(quote))
    nearest = max((_near(asked, each) for each in spoken), default=0)
    found = {each.affirms for each in spoken if _near(asked, each) == nearest}
    if not found and lacks(asked, text):
        return False
    if len(found) != 1:
        return None
    if not found.pop():
        ever = EVER.search(asked.text) and not re.search(r"\b(?:never|nobody|no|none)\b", text)
        return None if ever or SINCE.search(text) else False
    other = INSTEAD.search(text)
    if other and not has_all(asked.arguments, text[: other.start()]):
        return False if has_all(asked.arguments, text) and asked.arguments else None
    if asked.noun and (_held(asked, text) < 1.0 or not asked.subject):
        return None
    if not asked.extremes <= _words(text):
        return None
    if fits is not None and bounds(asked):
        return fits
    if fits is False:
        return False if states_another(asked, spoken) else None
    clauses = [each for each in spoken if each.affirms and _near(asked, each) == nearest]
    if any(turns(asked.arguments, each) for each in clauses):
        return False
    return True if has_all(asked.arguments, text) or any(says_no_more(asked, each) for each in clauses) else None


def _before(quote: Quote) -> str:
    """The sentences before a quote that a pronoun which opens it may mean somebody of; "" where there are none."""
    sentences = quote.passage.sentences
    at = next((number for number, each in enumerate(sentences) if each.start == quote.sentence.start), 0)
    return " ".join(each.text for each in sentences[max(0, at - REACH) : at])


def _of_subject(asked: YesNoQuestion, text: str, context: str) -> list[Polarity]:
    """What a sentence says of the predicate where its clause is about the question's subject."""
    held = []
    for each in polarities(text, asked.predicate):
        # "A wooden ship" says of the ship that it is wooden.
        named = asked.copula and any(is_of(word, sense.same) for word in each.after[:2] for sense in asked.subject)
        thing = each.noun and not asked.noun and not named
        if each.unreal or (each.affirms and (each.future is not asked.of_future or thing)):
            continue
        agent = [at for at, word in enumerate(each.after) if word.low == "by"] if each.passive else []
        if each.affirms and each.passive and not asked.passive and not (agent and asked.subject):
            continue
        around = (*each.before, *each.after) if asked.passive else each.before
        if asked.copula:
            around = (*around, *each.after[:2])  # "a wooden ship"
        elif each.passive and not asked.passive and agent:
            around = each.after[agent[0] :]
        words = [word for word in around if word.is_word]
        pronoun = any(word.low in MEANT for word in words)
        near = any(word.low in MEANT for word in each.before[-CLOSE:])
        whole = not each.affirms and not each.turned and _held(asked, text) >= SURE
        if whole or near or (pronoun and not any(word.text[0].isupper() for word in words[1:])):
            words += [word for word in tokens(text) if word.start < each.start]
        share = sum(any(is_of(word, sense.same) for word in words) for sense in asked.subject)
        share += _stands_in(words)
        least = len(asked.subject) if asked.named else max(1, len(asked.subject) / 2)
        known = not context or any(is_of(word, sense.same) for word in tokens(context) for sense in asked.subject)
        leads = bool(each.before) and text.startswith(each.before[0].text)
        opens = pronoun and known and leads and not _has_another_subject(each)
        # "The transport was not covered": by whom is told before.
        unsaid = each.passive and not agent and not each.affirms and _is_done_to(asked, each, context)
        event = each.noun and not each.affirms  # "the meeting did not take place", whoever was to meet
        if share >= least or not asked.subject or opens or event or unsaid:
            held.append(each)
    return held


def _stands_in(words: Sequence[Token]) -> bool:
    """Whether a "that" stands for a thing named before, "that of Halsbury fell"; "said that" opens a clause."""
    return any(word.low in {"that", "those"} and following.low in PREPOSITIONS for word, following in pairwise(words))


def _has_another_subject(said: Polarity) -> bool:
    """Whether a clause with "that" names its subject, so that the sentence's first pronoun is not it."""
    opened = [at for at, word in enumerate(said.before) if word.low == "that"]
    behind = said.before[opened[-1] + 1 :] if opened else ()
    return any(word.low not in GRAMMATICAL for word in behind) and not any(word.low in MEANT for word in behind)


def _is_done_to(asked: YesNoQuestion, said: Polarity, context: str) -> bool:
    """Whether a passive clause has what the question's verb is done to, and the sentences before it the doer."""
    if asked.passive or not asked.arguments or not asked.subject or not has_all(asked.subject, context):
        return False
    return all(any(is_of(word, sense.same) for word in said.before) for sense in asked.arguments)


def _near(asked: YesNoQuestion, said: Polarity) -> int:
    """How many of the question's words the clause holds."""
    return sum(any(is_of(word, sense.same) for word in (*said.before, *said.after)) for sense in asked.others)


def _words(text: str) -> set[str]:
    return {word.low for word in tokens(text) if word.is_word}


def _held(asked: YesNoQuestion, text: str) -> float:
    """Share of the question's words of content that a sentence holds, the predicate among them."""
    words = [word for word in tokens(text) if word.is_word and word.low not in PRONOUNS]
    senses = (asked.predicate, *asked.others)
    held = [any(is_of(word, sense.same | sense.opposite) for word in words) for sense in senses]
    return sum(held) / len(held)
