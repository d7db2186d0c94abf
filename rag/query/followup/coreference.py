"""Whom or what a pronoun means: candidates from the last exchanges, weighed by kind, role and recency."""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence, Set

from rag.nlp.attribution import QUOTED
from rag.nlp.lexicon import ASKED_NOUNS, FUNCTION_WORDS, PERSON_NOUNS, PLACE_NOUNS, TIME_NOUNS, words_of
from rag.nlp.names import Mention
from rag.nlp.noun_phrases import mentions
from rag.nlp.question_parser import asked_noun, is_name_question
from rag.nlp.tokens import tokens
from rag.query.followup.conversation import Context, ParsedExchange

LAST_QUESTION, LAST_ANSWER, EARLIER = 100.0, 60.0, 45.0
"""Weights: what a question was about goes before what only its answer names; an exchange further back costs EARLIER."""
SUBJECT, ASKED_FOR, FITS, DOUBTFUL = 20.0, 50.0, 20.0, -25.0
LEAST = 62.0
"""Least score of an antecedent of "it"; a mere mention in the last answer scores less."""
NEAR, NEAR_OWN = 10.0, 25.0
"""Score for standing in an answer near a word of its question, and near each of up to two words of the new question."""
MAX_WORDS = 12
"""Words of a question whose nearness is looked at."""
VAGUE = words_of(
    "end way case course rest moment most number kind sort reason view others one share amount majority half part"
    " lot name time thing things stuff million billion thousand hundred"
)
DELIBERATE = words_of(
    "choose decide vote say think want plan buy pay meet agree hope refuse accept believe write play propose ask"
    " promise know marry elect criticise criticize"
)
"""Verbs of which only people are the subject."""
ACTING = re.compile(rf"\bthey (?:[a-z]+ ){{0,2}}(?:{'|'.join(sorted(DELIBERATE))})\b", re.IGNORECASE)
LOCATIVE = frozenset({"in", "at", "to", "from", "near", "of", "into", "around", "through", "outside", "inside"})
TOWARDS = frozenset({"in", "at", "to", "from", "near", "into", "around", "through", "outside", "inside", "across"})
"""What stands before a place rather than before somebody."""
FIRST = re.compile(r"^(?:a|an|another|the)\s+", re.IGNORECASE)
PERSONAL = re.compile(r"^(?:his|her|its|their|my|your|our|this|that|these|those|some|any|no|each|every|all)\b", re.I)


def antecedent(group: str, context: Context, question: str, taken: Sequence[str] = ()) -> Mention | None:
    """The best candidate for a pronoun.

    Args:
        group: Which one: "he", "she", "it", "they", or "there".
        context: The last exchanges.
        question: The question it stands in.
        taken: Texts that other pronouns of that question mean.
    """
    held = {mention.text for mention in mentions(question)} | set(taken)
    acts = ACTING.search(question) is not None
    best: tuple[float, Mention] | None = None
    for score, mention in _weighed(group, context, question):
        if mention.text in held or PERSONAL.match(mention.text):
            continue
        if group == "it" and score < LEAST:
            continue
        if group == "they" and mention.kind == "thing" and acts:
            continue  # "which one did they choose?": no offers do
        if best is None or score > best[0]:
            best = score, mention
    return best[1] if best else None


def spoken(mention: Mention) -> str:
    """A mention as it can stand in another sentence: "a fund in Toronto" becomes "the fund in Toronto"."""
    keeps = mention.is_name or "'" in mention.text.replace("’", "'")
    text = mention.text if keeps else mention.text[:1].lower() + mention.text[1:]
    return f"the {text}" if text[:1].isdigit() else FIRST.sub("the ", text)


def _weighed(group: str, context: Context, question: str) -> Iterator[tuple[float, Mention]]:
    """All candidates with their weights."""
    own = _content(question)
    for age, exchange in enumerate(context.exchanges):
        subject = exchange.form.subject if exchange.form else ""
        for number, mention in enumerate(map(context.full, exchange.asked)):
            if (fit := _fit(group, mention)) is not None:
                role = SUBJECT if subject.startswith(exchange.asked[number].text) else 0.0
                yield LAST_QUESTION + fit + role - age * EARLIER - number / 2, mention
        for score, mention in _told(group, exchange, context, own):
            yield score - age * EARLIER, mention
        people = [m.text for m in map(context.full, exchange.asked) if m.is_name and m.kind in {"person", "name"}]
        if group == "they" and len(both := dict.fromkeys(people)) == 2:
            pair = Mention(" and ".join(both), 0, 0, "person", plural=True, is_name=True)
            yield LAST_QUESTION + SUBJECT + FITS - age * EARLIER, pair
        noun = asked_noun(exchange.form)
        if group == "it" and noun and noun not in VAGUE | TIME_NOUNS | PERSON_NOUNS and not noun.endswith("s"):
            yield LAST_QUESTION - age * EARLIER - 5, Mention(f"the {noun}", 0, 0, "thing")


def _told(group: str, exchange: ParsedExchange, context: Context, own: Set[str]) -> Iterator[tuple[float, Mention]]:
    """The candidates from an answer: those that were asked for, and those near the words of either question."""
    places: dict[str, list[int]] = {}
    asked = _content(exchange.question)
    for word in tokens(exchange.answer):
        if (stem := word.low[:4]) in own | asked:
            places.setdefault(stem, []).append(word.start)
    near_asked = sorted(place for stem in asked for place in places.get(stem, ()))
    wanted = _asked_for(group, exchange)
    quoted = [match.span() for match in QUOTED.finditer(exchange.answer)] if group == "it" else []
    for number, mention in enumerate(exchange.told):
        if any(start < mention.start < end for start, end in quoted):
            continue  # "The door is open": what somebody speaks of is not what the answer is about
        named = context.full(mention)
        fit = _fit(group, named)
        if fit is None:
            continue
        score = LAST_ANSWER + fit - number / 2 + NEAR * _nearness(mention, near_asked)
        score += NEAR_OWN * min(2.0, sum(_nearness(mention, places.get(stem, ())) for stem in sorted(own)[:MAX_WORDS]))
        named_so = named.is_name and not exchange.asks_what
        if wanted and (named_so or group == "there" or (group == "they" and named.plural)):
            # What was asked for is meant wherever it stands: "at Skarre" is a town for all that.
            score += ASKED_FOR - (fit if group == "it" else 0)
        elif wanted and group == "it" and exchange.asks_what:
            score += ASKED_FOR / 2
        yield score, named


def _fit(group: str, mention: Mention) -> float | None:
    """How well a mention suits a pronoun by number, gender and kind; None where it cannot be meant."""
    head = mention.text.split()[-1].lower()
    if head in VAGUE | TIME_NOUNS or (mention.text[0].isdigit() and not mention.plural):
        return None
    if group in {"he", "she"}:
        if mention.plural or mention.kind in {"group", "place", "thing"} or (mention.gender or group) != group:
            return None
        if mention.kind == "name" and mention.preceding_word in TOWARDS:
            return None  # "she came to Orkney"
        return FITS * (0.75 if mention.gender else 0.5) if mention.kind == "person" else -FITS / 4
    if group == "they":
        if mention.plural and any(character.isdigit() for character in mention.text) and mention.kind != "person":
            return None  # an amount: "5,900 pounds"
        if mention.plural:
            return FITS + (5 if mention.kind == "person" else 0)
        if not mention.is_name:
            return DOUBTFUL if mention.kind == "group" else None
        return {"group": FITS, "place": DOUBTFUL / 2, "name": 0.0}.get(mention.kind, 2 * DOUBTFUL)
    if mention.kind == "person":
        return None
    if group == "there":
        located = mention.preceding_word in LOCATIVE or " in " in mention.text or " at " in mention.text
        if mention.plural or mention.kind == "group":
            return None
        if mention.kind == "place":
            return FITS + (5 if located and not mention.is_name else 0)
        return 0.0 if located and mention.is_name else None
    if mention.plural:
        return None
    if mention.owns:
        return DOUBTFUL if mention.is_name else DOUBTFUL / 2
    if mention.kind == "place" and mention.preceding_word in {"in", "at"}:
        return 2 * DOUBTFUL
    return {"thing": 0.0, "group": 0.0, "place": DOUBTFUL, "name": 2.5 * DOUBTFUL}[mention.kind]


def _asked_for(group: str, exchange: ParsedExchange) -> bool:
    """Whether the answer is what the pronoun most likely means, since the question asked for such a thing."""
    form, noun = exchange.form, asked_noun(exchange.form)
    if form is None or is_name_question(form, exchange.asked):
        return False
    if group in {"he", "she", "they"}:
        people = form.word in {"who", "whom", "whose"} or noun in PERSON_NOUNS
        return people or (group == "they" and exchange.asks_what)
    if group == "there":
        return form.word == "where" or noun in PLACE_NOUNS
    return noun in ASKED_NOUNS or exchange.asks_what


def _nearness(mention: Mention, places: Sequence[int]) -> float:
    """1 beside one of the places, which are in order; 0 from 80 characters away."""
    at = bisect(places, mention.start)
    gaps = (abs(place - edge) for place in places[max(0, at - 1) : at + 2] for edge in (mention.start, mention.end))
    return max(0.0, 1 - min(gaps, default=80) / 80)


def _content(text: str) -> set[str]:
    return {word.low[:4] for word in tokens(text) if word.is_word and word.low not in FUNCTION_WORDS}
