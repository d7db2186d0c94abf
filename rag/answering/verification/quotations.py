"""Quotations in a text: whether their words stand in an article, and whether they are the named speaker's."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rag.nlp.attribution import attributions, is_named
from rag.nlp.facts.aliases import folded

QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|„([^„“”]+)[“”]")
FEWEST_WORDS = 3
"""Fewer words are a term, a title or scare quotes."""
GAP = re.compile(r"\s*(?:\[[^\]]*\]|\(?(?:…|\.\s?\.\s?\.)\)?)\s*")
"""What a writer may put in place of the speaker's words: an ellipsis, or words of their own in brackets."""
MAX_GAP_CHARS = 400
WORD = re.compile(r"\S+")
FREE = {"'": "['’‘]", '"': '["“”]', "-": "[-–—]"}
ALIKE = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"}
SENTENCE_START = re.compile(r"(?:^|[.!?]\s+)\w")
NEARLY = 0.6
"""Ratio of equal words from which on a passage is what was quoted wrongly."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words within quotation marks, and where these words begin and end in their sentence."""

    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """A span of an article."""

    article_id: str
    start: int
    end: int


def quotations(sentence: str) -> Iterator[Quotation]:
    """The quotations of a sentence that are long enough to be somebody's words."""
    for match in QUOTED.finditer(sentence):
        start, end = next(match.span(number) for number in range(1, 5) if match[number] is not None)
        if len(sentence[start:end].split()) >= FEWEST_WORDS:
            yield Quotation(sentence[start:end], start, end)


def places(quotation: str, texts: Mapping[str, str]) -> list[Place]:
    """Where the words stand in the articles; blanks, the form of marks, the first letter's size and the last sign are
    free, and so is what an ellipsis or brackets stand for."""
    parts = [part.strip(" ,.;:") for part in GAP.split(quotation)]
    parts = [part for part in parts if part]
    if not parts:
        return []
    # One pattern with a gap between the parts would try every combination of their places.
    patterns = [re.compile(rf"(?=({_pattern(part)}))") for part in parts]
    return [Place(one, *span) for one, text in texts.items() for span in _chains(patterns, text)]


def _chains(patterns: Sequence[re.Pattern[str]], text: str) -> Iterator[tuple[int, int]]:
    """The spans in which the patterns match one behind the other, with gaps of at most `MAX_GAP_CHARS`; none overlap.

    Each span is the one that ends first among those with its start. Time is that of finding the single matches.
    """
    ends: dict[int, int] = {}
    for number, pattern in enumerate(reversed(patterns)):
        starts, following = sorted(ends), ends
        ends = {}
        for match in pattern.finditer(text):
            end = match.end(1)
            at = bisect_left(starts, end)
            if number == 0:
                ends[match.start()] = end
            elif at < len(starts) and starts[at] - end <= MAX_GAP_CHARS:
                ends[match.start()] = following[starts[at]]
        if not ends:
            return
    last = 0
    for start in sorted(ends):
        if start >= last:
            last = ends[start]
            yield start, last


def nearest_words(quotation: str, text: str) -> str:
    """The words of a text that come nearest to a quotation; empty where none come near."""
    said = [_plain(word) for word in WORD.findall(quotation)]
    there = [(match.start(), match.end(), _plain(match[0])) for match in WORD.finditer(text)]
    best, found = NEARLY, ""
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(said)
    for length in {len(said) - 1, len(said), len(said) + 1}:
        for first in range(max(1, len(there) - length + 1)):
            window = there[first : first + length]
            matcher.set_seq1([word for _, _, word in window])
            if window and matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
                best, found = ratio, text[window[0][0] : window[-1][1]].strip('“”"«»„ ,.;:')
    return found


def speaker(text: str) -> str | None:
    """The speaker whom a text names; None where it names none, or several."""
    named = {text[start:end] for start, end in attributions(text) if is_named(text[start:end])}
    return named.pop() if len(named) == 1 else None


def is_same_speaker(one: str, other: str) -> bool:
    """Whether two names have a word in common, as "Kim" and "Kim Jong-un" do."""
    words = [{folded(word) for word in re.split(r"[\s-]+", name)} for name in (one, other)]
    return bool(words[0] & words[1])


def _pattern(words: str) -> str:
    spelled = r"\s+".join("".join(_letter(letter) for letter in word) for word in words.split())
    first = words[0]
    return (
        rf"(?<!\w)(?:{first.lower()}|{first.upper()}){spelled[len(_letter(first)) :]}(?!\w)"
        if first.isalpha()
        else spelled
    )


def _letter(letter: str) -> str:
    plain = ALIKE.get(letter, letter)
    return FREE.get(plain) or re.escape(plain)


def _plain(word: str) -> str:
    return "".join(ALIKE.get(letter, letter) for letter in word).strip("\"'.,;:!?()“”").lower()
