"""Picks the sentences that make an answer, after a second look at the best candidates by rules."""

import re
from collections.abc import Callable, Sequence

from rag.answering.citing.citations import Quote
from rag.answering.citing.context import needed
from rag.answering.extractive.candidates import FEATURES, Candidate
from rag.answering.extractive.question_features import SCORE_ASKED, names_in
from rag.nlp.facts.short_answers import short_answer
from rag.nlp.names import find_names
from rag.nlp.question_parser import parse
from rag.nlp.stemming import stems
from rag.nlp.tokens import tokens

OPEN_QUESTION = re.compile(
    r"\b(?:why|reasons?|causes?|explain|describe|list|names? of|which .+ were|what are"
    r"|how(?! (?:many|much|old|long|far|tall|big|large|often|high|deep|fast))"
    r"|what (?:did|does|do|has|have) .+ (?:say|said|think|tell|told|claim|argue|want|promise|warn))\b",
    re.IGNORECASE,
)
"""Questions that can have several answers at once; all others are given one."""
MAX_SENTENCES = 4
FURTHER_LEAD = 1.5
"""How far, in rank score, a further sentence may stand behind the best one. Of 101 open questions about the everyday
calibration articles, 10 of 36 such sentences within 1.5 were right, one of 52 from there to 2.4."""
NAMED_LEAD = 2.4
"""The same for one that is about all who are asked about, where these are two or more."""
MAX_FURTHER_CONTEXT = 1
"""How many sentences a further one may need before it; one that needs more says little to the point."""
MAX_CLOSEST = 3
"""How many sentences a refusal shows."""
MAX_SHORT_CHARS = 120
"""Of a short answer; a longer span is a sentence, which is shown anyhow."""
SAME = 0.6
"""Share of the shorter sentence's stems in the longer one from which on the two say the same thing."""


def compose(question: str, ranked: Sequence[tuple[Candidate, float]], scores: dict[str, float]) -> list[Quote]:
    """The sentences of an answer in the article's order, none twice.

    Args:
        question: The question.
        ranked: At least one candidate with its rank score, best first.
        scores: What to say of each passage, by its id.
    """
    quotes: dict[tuple[str, int], Quote] = {}
    for candidate in choose(question, ranked):
        passage, article = candidate.passage, candidate.retrieved.article
        numbers = needed(passage.sentences, candidate.sentence_number, whole_list=is_open(question))
        made = [Quote(passage.sentences[number], passage, article, scores[passage.id]) for number in numbers]
        before = [each for each in made if each.place not in quotes and each.sentence.start < candidate.sentence.start]
        if candidate is ranked[0][0] or len(before) <= MAX_FURTHER_CONTEXT:
            quotes |= {quote.place: quote for quote in made if quote.place not in quotes}
    return list(quotes.values())


def told_shortly(question: str, ranked: Sequence[tuple[Candidate, float]], quotes: Sequence[Quote]) -> str | None:
    """The short answer: the best span; where that is too long, the next in another of the sentences that are cited.

    Args:
        question: The question.
        ranked: At least one candidate with its rank score, best first.
        quotes: What `compose` has made of them.
    """
    cited = {quote.place for quote in quotes}
    best = ranked[0][0]
    others = (each for each, _ in ranked[1:] if each.place in cited)
    short = next((each for each in (best, *others) if len(each.text) <= MAX_SHORT_CHARS), None)
    return short_answer(question, short.text, short.sentence.text) if short else None


def closest(ranked: Sequence[tuple[Candidate, float]], scores: dict[str, float]) -> list[Quote]:
    """The sentences of the best candidates, best first: what to show where none of them answers.

    Args:
        ranked: At least one candidate with its rank score, best first.
        scores: What to say of each passage, by its id.
    """
    found: dict[tuple[str, int], Quote] = {}
    for candidate, _ in ranked:
        quote = Quote(candidate.sentence, candidate.passage, candidate.retrieved.article, scores[candidate.passage.id])
        if len(found) < MAX_CLOSEST:
            found.setdefault(quote.place, quote)
    return list(found.values())


def choose(question: str, ranked: Sequence[tuple[Candidate, float]]) -> list[Candidate]:
    """The candidates whose sentences make the answer, in the article's order.

    One for most questions; for open ones ("why …") also those that come close to the best and say something else.
    """
    best, score = ranked[0]
    chosen = [best]
    if is_open(question):
        names = {stem for name in names_in(question) for stem in stems(name)}
        for candidate, other in ranked[1:]:
            if len(chosen) == MAX_SENTENCES or other < score - NAMED_LEAD:
                break
            near = other >= score - FURTHER_LEAD or (len(names) > 1 and names <= set(stems(candidate.sentence.text)))
            if near and candidate.sentence.kind == "body" and not any(_same(candidate, held) for held in chosen):
                chosen.append(candidate)
    return sorted(
        chosen, key=lambda candidate: (candidate.passage.article_id != best.passage.article_id, candidate.start)
    )


def is_open(question: str) -> bool:
    """Whether an English question can have several answers at once."""
    return bool(OPEN_QUESTION.search(question))


def _same(one: Candidate, other: Candidate) -> bool:
    if one.place == other.place:
        return True
    a, b = set(stems(one.sentence.text)), set(stems(other.sentence.text))
    return not a or not b or len(a & b) >= SAME * min(len(a), len(b))


MARGIN = 3.0
"""How far, in rank score, a candidate may stand behind the best one and still take its place."""
ENUMERATED = re.compile(r"^\(?(?:\d{1,2}|[a-z])[.)]\s")
SHORT_WORDS = 4
"""Words of an item's heading, its number among them: "6. Waiting list."."""
DEMONYM = re.compile(r"(?:an|ese|ish)$")
"""Such as "the American", by which somebody is called again who may be asked about."""
CLAUSE_EDGE = re.compile(r"[;,:–—]|\b(?:and|but|while|whereas)\b")
FIT = FEATURES.index("fit")

Ranked = Sequence[tuple[Candidate, float]]


def reconsidered(question: str, ranked: Ranked) -> list[tuple[Candidate, float]]:
    """The candidates with the one first that is about what the question names.

    Args:
        question: The question that stands alone.
        ranked: Candidates with their rank scores, best first.

    Returns:
        The same candidates but those that are an item's number or heading; one that is moved has the score of that
        whose place it takes.
    """
    kept = [pair for pair in ranked if not _is_enumeration(pair[0])]
    for better in (_of_names(question), _of_definition(question), _of_score(question), _in_body):
        if kept and better is not None:
            kept = _moved(kept, better)
    return kept


def _moved(ranked: Ranked, better: Callable[[Candidate, Candidate], bool]) -> list[tuple[Candidate, float]]:
    best, score = ranked[0]
    for at, (candidate, other) in enumerate(ranked[1:], 1):
        if other < score - MARGIN:
            break
        if candidate.features[FIT] >= best.features[FIT] and better(candidate, best):
            return [(candidate, score), *ranked[:at], *ranked[at + 1 :]]
    return list(ranked)


def _is_enumeration(candidate: Candidate) -> bool:
    """Whether a span is the number before an item, or stands in an item's heading."""
    sentence = candidate.sentence.text
    number = ENUMERATED.match(sentence)
    if not number:
        return False
    return candidate.end - candidate.sentence.start <= number.end() or len(sentence.split()) <= SHORT_WORDS


def _of_names(question: str) -> Callable[[Candidate, Candidate], bool] | None:
    """Whether one candidate's clause or sentence names what the question names, and the other's something else.

    "How many work in Brask?" is not answered by "The one in Tolmin has 145 employees."; "When was Tolmin founded?" by
    the second year of "Brask was founded in 1961, Tolmin in 2009."
    """
    names = [name for name in names_in(question) if name[0].isalpha()]
    asked = frozenset(stem for name in names for stem in stems(name))
    if not asked:
        return None

    def held(candidate: Candidate) -> tuple[float, float]:
        clause, sentence = frozenset(stems(_clause(candidate))), frozenset(stems(candidate.sentence.text))
        return len(asked & sentence) / len(asked), len(asked & clause) / len(asked)

    def better(candidate: Candidate, best: Candidate) -> bool:
        same = candidate.place == best.place
        scope = _clause(best) if same else best.sentence.text
        if not _names_another(scope, best, asked):
            return False
        ours, theirs = held(candidate), held(best)
        return ours[1] > theirs[1] if same else ours[0] > theirs[0] and ours[1] >= theirs[1]

    return better


def _names_another(text: str, best: Candidate, asked: frozenset[str]) -> bool:
    """Whether a text names somebody or something that neither the question nor the span does."""
    words = tokens(text)
    known = asked | frozenset(stems(best.text))
    named = [
        text[words[first].start : words[end - 1].end]
        for first, end in find_names(words, ())
        if not (end - first == 1 and words[first - 1].low == "the" and DEMONYM.search(words[first].text))
    ]
    return any(not known & frozenset(stems(name)) for name in named)


def _clause(candidate: Candidate) -> str:
    """The clause of its sentence that a span stands in, between commas and conjunctions."""
    sentence = candidate.sentence.text
    start, end = candidate.start - candidate.sentence.start, candidate.end - candidate.sentence.start
    edges = [found.span() for found in CLAUSE_EDGE.finditer(sentence)]
    first = max((after for _, after in edges if after <= start), default=0)
    last = min((before for before, _ in edges if before >= end), default=len(sentence))
    return sentence[first:last]


def _of_definition(question: str) -> Callable[[Candidate, Candidate], bool] | None:
    """Whether one candidate's sentence has the noun that "What is the Ormen char?" asks about, and the other's not."""
    form = parse(question)
    if form is None or form.word not in {"who", "what"} or form.rest or not form.subject:
        return None
    head = frozenset(stems(form.subject.split()[-1]))

    def better(candidate: Candidate, best: Candidate) -> bool:
        return bool(head & set(stems(candidate.sentence.text))) and not head & set(stems(best.sentence.text))

    return better


def _of_score(question: str) -> Callable[[Candidate, Candidate], bool] | None:
    """Whether one candidate is the first score of a sentence, and the other a further one, such as the aggregate."""
    if not SCORE_ASKED.search(question):
        return None

    def better(candidate: Candidate, best: Candidate) -> bool:
        return candidate.place == best.place and candidate.start < best.start

    return better


def _in_body(candidate: Candidate, best: Candidate) -> bool:
    """Whether a sentence of the body has the same answer as a heading."""
    aside = best.sentence.kind in {"caption", "heading"}
    return aside and candidate.sentence.kind == "body" and best.text.lower() in candidate.text.lower()
