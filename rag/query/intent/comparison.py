"""Questions that compare two sides: what is asked of each side alone, and which side is wanted."""

import re
from dataclasses import dataclass

from rag.nlp.lexicon import AUXILIARIES, BE, FUNCTION_WORDS, HAVE
from rag.nlp.question_parser import parse
from rag.nlp.verbs import base_form
from rag.query.intent.patterns import requests

_MORE = {
    "older": "old", "bigger": "big", "larger": "big", "taller": "tall", "higher": "high", "longer": "long",
    "heavier": "heavy", "deeper": "deep", "wider": "wide", "dearer": "expensive", "faster": "fast", "quicker": "fast",
    "greater": "big", "more expensive": "expensive", "farther": "far", "further": "far", "stronger": "strong",
    "hotter": "hot", "warmer": "warm", "later": "late", "richer": "rich", "better": "good", "more": "",
    "costlier": "expensive",
}  # fmt: skip
_LESS = {
    "younger": "old", "smaller": "big", "shorter": "long", "lower": "high", "lighter": "heavy", "cheaper": "expensive",
    "less expensive": "expensive", "slower": "fast", "fewer": "", "less": "", "shallower": "deep", "narrower": "wide",
    "nearer": "far", "closer": "far", "weaker": "strong", "colder": "hot", "cooler": "warm", "earlier": "late",
    "poorer": "rich", "worse": "good",
}  # fmt: skip
_COMPARATIVES = sorted((*_MORE, *_LESS), key=len, reverse=True)
_COMPARATIVE = re.compile(rf"\b(?:{'|'.join(_COMPARATIVES)})\b", re.IGNORECASE)
_EXPENSIVE = "How much does {side} cost"
_QUESTIONS = {
    "old": "How old is {side}", "expensive": _EXPENSIVE, "fast": "What was the time of {side}",
    "heavy": "What is the weight of {side}", "big": "How big is {side}", "long": "How long is {side}",
    "high": "How high is {side}", "rich": "How much money does {side} have", "late": "When was {side}",
}  # fmt: skip
_LOW_IS_MORE = frozenset({"fast"})
"""What is measured by a number that is smaller the more there is of it: the faster, the less time."""
_ARTICLE = re.compile(r"^(?:the|its|their|both|a|an)\s+", re.IGNORECASE)
_NUMERIC = re.compile(
    r"(?:\d|[€$£]|(?:one|two|three|four|five|six|seven|eight|nine|ten|twenty)\b"
    r"|a (?:hundred|thousand|million|year|month|week|day|minute|hour)\b"
    r"|(?:half|ever|before|expected|usual|last|that|average|it|this)\b)",
    re.IGNORECASE,
)
"""What follows "than" where there is no second side."""
_POSSESSIVE = re.compile(r"(?P<owner>.+)['’]s? (?P<noun>[\w -]+)")
_LEADS = re.compile(r"^(?:and|so|but|ok(?:ay)?|now|please|(?:can|could) you(?: please)?)[, ]+", re.IGNORECASE)
MAX_SIDE_WORDS = 7


@dataclass(frozen=True, slots=True)
class ComparisonRequest:
    """A question that compares.

    Attributes:
        sides: What the question calls the two.
        questions: What is asked of each alone.
        attribute: The words that say what is compared; "" for anything.
        verb: What the sides do, where that is compared: "won"; else "".
        wants: "more" or "less" where the side with more or less is wanted, else "".
        yes_no: Whether it is asked if the first side has more (or less) than the second.
        spoken: Whether the sides are speakers, and what they say is compared.
    """

    sides: tuple[str, str]
    questions: tuple[str, str]
    attribute: str
    verb: str = ""
    wants: str = ""
    yes_no: bool = False
    spoken: bool = False


def comparison(question: str) -> ComparisonRequest | None:
    """The question's two sides; None for one that does not compare two.

    Args:
        question: The question that stands alone.
    """
    text = " ".join(question.split()).strip(" .?!")
    text = _LEADS.sub("", text)
    made = _spoken(text) or _compared(text) or _choice(text) or _than(text) or _between_places(text)
    fits = made is not None and all(0 < len(side.split()) <= MAX_SIDE_WORDS for side in made.sides)
    return made if fits else None


def _spoken(text: str) -> ComparisonRequest | None:
    for found in requests("compare speakers", text):
        sides = _bare(found["a"]), _bare(found["b"])
        about = f" about {found['topic']}" if found["topic"] else ""
        first, second = (f"What did {side} say{about}?" for side in sides)
        return ComparisonRequest(sides, (first, second), found["topic"] or "", spoken=True)
    return None


def _compared(text: str) -> ComparisonRequest | None:
    for found in requests("compare", text):
        topic = _ARTICLE.sub("", found.groupdict().get("topic") or "")
        sides = _bare(found["a"]), _bare(found["b"])
        first, second = (f"What is the {topic} of {side}?" if topic else f"What about {side}?" for side in sides)
        return ComparisonRequest(sides, (first, second), topic)
    return None


def _choice(text: str) -> ComparisonRequest | None:
    """ "Which company has lower leakage, Northwind or Alba?" """
    for found in requests("choose", text):
        if made := _of_statement(found["a"], found["b"], found["body"].strip(" ,")):
            return made
    turned = next(requests("choose turned", text), None)
    if turned and _COMPARATIVE.search(turned["body"]) and not _COMPARATIVE.search(turned["a"]):
        return _of_statement(turned["a"], turned["b"], f"{turned['verb']} {turned['body']}")
    return None


def _of_statement(one: str, other: str, body: str) -> ComparisonRequest | None:
    """The comparison that a body makes, such as "company has lower leakage" or "is older"."""
    found = _COMPARATIVE.search(body)
    if not found:
        return None
    word = found[0].lower()
    verb, rest = _verb(body[: found.start()]), _without_than(body[found.end() :])
    sides = _bare(one), _bare(other)
    return _made(sides, verb, word, rest.strip())


def _than(text: str) -> ComparisonRequest | None:
    """ "Does A have a longer range than B?", "Is A older than B?" """
    form = parse(text)
    if form is None or form.asks or " than " not in text:
        return None
    head, _, other = text.rpartition(" than ")
    found = _COMPARATIVE.search(head)
    if not found or _NUMERIC.match(other):
        return None
    words = head[: found.start()].split()
    if not words or words[0].lower() not in AUXILIARIES:
        return None
    one, verb = _subject_and_verb(words)
    owner, other_owner = _POSSESSIVE.fullmatch(one), _POSSESSIVE.fullmatch(other)
    rest = head[found.end() :].strip()
    noun = ""
    if owner:
        one, noun = owner["owner"], owner["noun"]
        other = other_owner["owner"] if other_owner else re.sub(r"['’]s?(?!\w)|^that of ", "", other)
    named = any(letter.isupper() for letter in f"{one}{other}") or one.lower().startswith("the ")
    if not one or not named or one.lower().split()[0] in {"there", "it", "he", "she", "they"}:
        return None
    sides = _bare(one), _bare(re.sub(r" (?:does|did|do|is|was|has|have|had)$", "", other))
    made = _made(sides, verb, found[0].lower(), rest or noun, possessive=bool(noun))
    return ComparisonRequest(made.sides, made.questions, made.attribute, made.verb, made.wants, yes_no=True)


def _subject_and_verb(words: list[str]) -> tuple[str, str]:
    """The subject and what else stands before a comparative: "Does | the Lite | have a"."""
    auxiliary, rest = words[0].lower(), words[1:]
    while rest and rest[-1].lower() in {"a", "an", "the", "any", "much", "far", "even"}:
        rest.pop()
    if auxiliary in BE:
        return " ".join(rest), auxiliary
    return " ".join(rest[:-1]), f"{auxiliary} {rest[-1]}" if rest else auxiliary


def _between_places(text: str) -> ComparisonRequest | None:
    """ "Was the turnout higher in Hillside or in Saltworks?" """
    words = text.split()
    asks = words and words[0].lower() in AUXILIARIES
    found = next(requests("choose place", text), None) if asks else None
    compared = _COMPARATIVE.search(found["body"]) if found else None
    if not found or not compared:
        return None
    before, rest = found["body"][: compared.start()].split(), found["body"][compared.end() :]
    sides = _bare(found["a"]), _bare(found["b"])
    subject = " ".join(word for word in before[1:] if word.lower() not in {"there"})
    attribute = f"{subject} {rest}".strip()
    preposition, tail = found["at"] or "", found["tail"] or ""
    how = "How many" if compared[0].lower() in {"more", "fewer"} and rest.strip() else "How much"
    first, second = (
        f"What {before[0].lower()} {subject} {preposition}{side}{tail}?"
        if subject and not rest.strip() and before[0].lower() in BE
        else f"{how} {rest.strip()} {before[0].lower()} {subject or 'there'} {preposition}{side}{tail}?"
        for side in sides
    )
    return ComparisonRequest(sides, (first, second), f"{attribute}{tail}", wants=_direction(compared[0].lower()))


def _made(sides: tuple[str, str], verb: str, word: str, rest: str, *, possessive: bool = False) -> ComparisonRequest:
    """What is asked of each side where one is said to be or to do more."""
    base = _MORE.get(word, _LESS.get(word, ""))
    wants = _direction(word)
    parts = verb.split()
    auxiliary, main = (parts[0], parts[-1]) if len(parts) > 1 else ("", parts[0] if parts else "")
    if possessive:
        made = [f"What is the {rest} of {side}?" for side in sides]
        return ComparisonRequest(sides, (made[0], made[1]), rest, wants=wants)
    if main in BE or (not main and not rest):
        pattern = _QUESTIONS.get(base, f"How {base} is {{side}}")
        made = [f"{pattern.format(side=side)}{f' {rest}' if rest else ''}?" for side in sides]
        return ComparisonRequest(sides, (made[0], made[1]), f"{base} {rest}".strip(), wants=wants)
    if not rest:
        plain = _plain(main)
        made = [f"How {base or 'much'} did {side} {plain}?" for side in sides]
        return ComparisonRequest(sides, (made[0], made[1]), base, main, wants)
    if main in HAVE | {"have"} and word not in {"more", "fewer", "less"}:
        made = [f"What is the {rest} of {side}?" for side in sides]
        return ComparisonRequest(sides, (made[0], made[1]), rest, wants=wants)
    how = "How many" if rest.split()[0].endswith("s") or rest.startswith("people") else "How much"
    helper = auxiliary or ("did" if base_form(main) or main == "had" else "does")
    verb_form = main if helper in HAVE else _plain(main)
    noun, _, tail = rest.partition(" in ")
    noun, _, on = noun.partition(" on ")
    tail = (f" on {on}" if on else "") + (f" in {tail}" if tail else "")
    made = [f"{how} {noun} {helper} {side} {verb_form}{tail}?" for side in sides]
    return ComparisonRequest(sides, (made[0], made[1]), rest, "" if main in HAVE | {"have"} else main, wants)


def _plain(verb: str) -> str:
    if verb in {"has", "had", "have"}:
        return "have"
    if base := base_form(verb):
        return base
    if verb.endswith("ies"):
        return f"{verb[:-3]}y"
    return verb[:-1] if verb.endswith("s") and not verb.endswith("ss") else verb


def _direction(word: str) -> str:
    more = word in _MORE
    base = _MORE.get(word, _LESS.get(word, ""))
    return "more" if more is not (base in _LOW_IS_MORE) else "less"


def _verb(text: str) -> str:
    """The verb at the end of what stands before a comparative: "company has", "has won"."""
    words = [word.lower() for word in text.split()]
    while words and words[-1] in {"the", "a", "an", "much", "far", "even", "any"}:
        words.pop()
    if len(words) > 1 and words[-2] in AUXILIARIES and words[-1] not in FUNCTION_WORDS:
        return " ".join(words[-2:])
    return words[-1] if words else ""


def _without_than(text: str) -> str:
    return text.partition(" than ")[0]


def _bare(side: str) -> str:
    return side.strip(' ,;:“”"').removesuffix("'s").removesuffix("’s")
