"""The sentences that report what somebody says or thinks, each with the speaker."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.models import Sentence
from rag.answering.citing.citations import Quote, sentence_quotes
from rag.answering.kinds.lists.people import people
from rag.answering.kinds.lists.roles import is_role
from rag.answering.kinds.speech.reporting import LABEL, SAYS, VIEWS, WHOLLY_QUOTED
from rag.models import RetrievedPassage
from rag.nlp.attribution import NAME, QUOTED, attributions, without_quoted
from rag.nlp.facts.aliases import folded
from rag.nlp.lexicon import FUNCTION_WORDS, GROUP_NOUNS, MEN, WOMEN

PRONOUNS = {"he": "he", "she": "she"}
_NAME = re.compile(NAME)
_PRONOUN = re.compile(r"\b(he|she)\b")
_APPOSED = re.compile(rf",(?: (?:the|a|an|its|their|now|then)\b[^,;“”\"]{{2,60}},)? (?P<who>{NAME})[,.]")
_OWNED = re.compile(rf" (?:[\w’'-]+ ){{0,3}}[\w’'-]+,? (?P<who>{NAME})(?=[,.]|$)")
"""What stands behind an owner: of "Ashcombe's" in "said Ashcombe's coach, Petra Valkenburg"."""
_COORDINATED = re.compile(rf"(?P<who>{NAME})(?:,[^,;]{{2,60}},)? and (?:[a-z][\w’'-]* ){{0,3}}$")
_LEANS = re.compile(
    r"\b(?:this|it|them|these|those|so|one|there)\b|\bthat\b(?=[.,;:!?]| (?:down|was|is)\b)", re.IGNORECASE
)
_SPOKEN_OF = re.compile(r"\b(?:he|she|him|her)\b", re.IGNORECASE)
"""Whom a speaker means without a name."""
_CLAUSES = re.compile(r"(?<=;) ")
CONTEXT = 2
"""Sentences before one that leans on a pronoun in which its topic may be named."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence that reports words or a view of somebody.

    Attributes:
        quote: The sentence.
        speaker: The name, in full where the article has it so, or what the speaker is called.
        text: Those of its clauses that report this speaker.
        context: What stands before that: other clauses, and the sentences before where it leans on them.
        in_words: Whether it quotes or reports words, rather than a view.
    """

    quote: Quote
    speaker: str
    text: str
    context: str
    in_words: bool


def utterances(passages: Sequence[RetrievedPassage]) -> list[Utterance]:
    """All utterances, in order.

    Args:
        passages: All passages of what is asked, by article and place.
    """
    by_article: defaultdict[str, list[RetrievedPassage]] = defaultdict(list)
    for one in passages:
        by_article[one.passage.article_id].append(one)
    return [utterance for read in by_article.values() for utterance in _Reading(read).utterances()]


class _Reading:
    """One article, read from beginning to end."""

    def __init__(self, passages: Sequence[RetrievedPassage]) -> None:
        all_quotes = list(sentence_quotes(passages))
        self._full = {folded(entry.text.split()[-1]): entry.text for entry in people(passages)}
        labels = Counter(label["who"] for quote in all_quotes if (label := LABEL.match(quote.text)))
        self._labels = {who for who, times in labels.items() if times > 1 or folded(who.split()[-1]) in self._full}
        self._quotes = [one for one in all_quotes if one.sentence.kind in {"body", "caption"} or self._label(one.text)]
        self._genders = dict(self._by_pronouns())
        self._before = ""

    def utterances(self) -> Iterator[Utterance]:
        speaker, named, since = "", "", 0
        spoke = is_labelled = False
        for number, quote in enumerate(self._quotes):
            opens = number == 0 or self._opens_paragraph(self._quotes[number - 1].sentence, quote.sentence)
            is_labelled = bool(self._label(quote.text)) or (is_labelled and not opens)
            told: list[tuple[str, str, bool]] = []
            if is_labelled:
                told = [(self._label(quote.text) or speaker, quote.text, True)]
            elif WHOLLY_QUOTED.fullmatch(quote.text):
                who = speaker if spoke and not opens else self._told_next(number)
                told = [(who, quote.text, True)] if who else []
            else:
                before = (speaker, named) if spoke and not opens else (named,)
                self._before = self._quotes[number - 1].text if number else ""
                told = list(self._told(quote.text, before))
            for who, text, in_words in told:
                speaker = who
                earlier = quote.text[: quote.text.find(text)]
                yield Utterance(quote, who, text, f"{self._context(number)} {earlier}".strip(), in_words)
            lone = told[-1][0] if told and self._may_be_one(told[-1][0]) else ""
            about = self._subject(quote.text, named) or lone
            named, since = (about, 0) if about else (named, since + 1) if since < CONTEXT else ("", 0)
            spoke = bool(told)

    def _told(self, text: str, before: tuple[str, ...]) -> Iterator[tuple[str, str, bool]]:
        """Who speaks in a sentence: the speaker, the clauses that report it, and whether they do in words."""
        told: list[tuple[str, str, bool]] = []
        for clause in _CLAUSES.split(text):
            found = list(self._told_in(clause, (told[-1][0], *before) if told else before))
            if told and not found:
                # What follows without another speaker goes on with the words of the one before.
                found = [(who, f"{said} {clause}", in_words) for who, said, in_words in (told.pop(),)]
            told += found
        yield from told

    def _told_in(self, clause: str, before: tuple[str, ...]) -> Iterator[tuple[str, str, bool]]:
        bare = without_quoted(clause)
        named = sorted(attributions(clause), key=lambda span: not _NAME.fullmatch(clause[slice(*span)]))
        said = [match.span("who") for pattern in SAYS for match in pattern.finditer(bare)] + named
        viewed = [match.span("who") for match in VIEWS.finditer(bare)]
        for spans, in_words in ((said, True), (viewed, QUOTED.search(clause) is not None)):
            found = [(who, span) for span in spans if (who := self._who(clause, span, before))]
            if found:
                who, span = min(found, key=lambda pair: not self._is_person(pair[0]))
                yield who, clause, in_words
                beside = _COORDINATED.search(clause[: span[0]])
                if beside and self._is_person(beside["who"]):
                    yield self._name(beside["who"]), clause, in_words
                return

    def _told_next(self, number: int) -> str:
        """The speaker of a quotation without a name, as the next sentence tells; "" where it does not."""
        after = self._quotes[number + 1] if number + 1 < len(self._quotes) else None
        if after is None or self._opens_paragraph(self._quotes[number].sentence, after.sentence):
            return ""
        return next((who for who, _, _ in self._told(after.text, ())), "")

    def _who(self, text: str, span: tuple[int, int], before: tuple[str, ...]) -> str:
        who = text[slice(*span)]
        if text[: span[0]].endswith("& "):
            return ""  # a firm's name: "Vinter & Roe"
        if gender := PRONOUNS.get(who.lower()):
            return self._meant(gender, text[: span[0]], before)
        if who.endswith(("'s", "’s")):
            owned = _OWNED.match(text, span[1])
            return self._name(owned["who"]) if owned and self._is_person(owned["who"]) else ""
        if self._is_person(who):
            return self._name(who)
        apposed = _APPOSED.match(text, span[1])
        if apposed and self._is_person(apposed["who"]):
            return self._name(apposed["who"])
        is_name = _NAME.fullmatch(who) is not None and who.split()[0].lower() not in FUNCTION_WORDS
        last = who.lower().split()[-1]
        return who if is_name or is_role(last) or last in GROUP_NOUNS else ""

    def _meant(self, gender: str, inside: str, before: tuple[str, ...]) -> str:
        """Whom a pronoun means: the subject of its own sentence, else who spoke or was named before."""
        names = [] if QUOTED.search(inside) else self._names(inside)
        fitting = [name for name in names if self._agrees(name, gender)]
        if fitting:
            return fitting[0]
        for name in before:
            if name and self._agrees(name, gender) and self._may_be_one(name):
                return name
        # Who else is named in the sentence before, where its subject cannot be meant.
        others = [name for name in self._names(self._before) if name not in before and self._agrees(name, gender)]
        return others[0] if len(others) == 1 else ""

    def _may_be_one(self, name: str) -> bool:
        """Whether a speaker may be "he" or "she": a person, or somebody behind an article, but not "Unions"."""
        return self._is_person(name) or name.split()[0].lower() in {"the", "a", "an", "its", "his", "her", "their"}

    def _agrees(self, name: str, gender: str) -> bool:
        return self._genders.get(name, gender) == gender

    def _by_pronouns(self) -> Iterator[tuple[str, str]]:
        """The pronoun for each person: by the given name, else by what follows the name in a sentence of one name."""
        votes: dict[str, Counter[str]] = {name: Counter() for name in self._full.values()}
        for quote in self._quotes:
            bare = QUOTED.sub("", quote.text)
            names = dict.fromkeys(self._names(bare))
            pronoun = _PRONOUN.search(bare)
            opens = bool(bare.split()) and bare.split()[0].lower() in PRONOUNS
            if len(names) == 1 and pronoun and not opens and set(self._names(bare[: pronoun.start()])) == set(names):
                votes[next(iter(names))][pronoun[1]] += 1
        for name, counted in votes.items():
            given = folded(name.split()[0])
            if (given in MEN) != (given in WOMEN):
                yield name, "he" if given in MEN else "she"
            elif counted:
                yield name, counted.most_common(1)[0][0]

    def _label(self, text: str) -> str:
        """The speaker before the colon that a sentence opens with, as in an interview; else ""."""
        label = LABEL.match(text)
        return self._name(label["who"]) if label and label["who"] in self._labels else ""

    def _is_person(self, who: str) -> bool:
        return folded(who.split()[-1]) in self._full

    def _name(self, who: str) -> str:
        return self._full.get(folded(who.split()[-1]), who)

    def _names(self, text: str) -> list[str]:
        words = (match[0].split()[-1] for match in _NAME.finditer(QUOTED.sub("", text)))
        return [self._full[folded(word)] for word in words if folded(word) in self._full]

    def _subject(self, text: str, before: str) -> str:
        """Whom a sentence is about: the first that it names, or who was named before where it opens with a pronoun."""
        opening = PRONOUNS.get(text.split()[0].lower(), "")
        if opening and before and self._agrees(before, opening):
            return before
        return next(iter(self._names(text)), "")

    def _opens_paragraph(self, before: Sentence, sentence: Sentence) -> bool:
        return "\n" in self._quotes[0].article.text[before.end : sentence.start]

    def _context(self, number: int) -> str:
        text = self._quotes[number].text
        if not _LEANS.search(text) and not any(map(_SPOKEN_OF.search, QUOTED.findall(text))):
            return ""
        return " ".join(quote.text for quote in self._quotes[max(0, number - CONTEXT) : number])
