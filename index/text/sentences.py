"""Where sentences begin and end: the boundaries of the sentencex library, mended where news prose misleads it.

A quotation stays whole, however many sentences it holds, so that its quotation marks stay together.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from sentencex import get_sentence_boundaries

from index.text.dates import WEEKDAY_PATTERN

MAX_PART_CHARS = 10_000
"""Characters; the library's time grows with their square where quotation marks have no partners."""
TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Mx|Messrs|Dr|Prof|Hon|Rev|Fr|Gov|Lt|Sen|Rep|Pres|Amb|Gen|Brig|Adm|Col|Maj|Capt|Cmdr|Cpl|Sgt|Supt|Det|Insp"
    r"|Rs|vs|incl|approx)\.$",
    re.IGNORECASE,
)
"""Ends no sentence, whatever follows."""
NUMBERED = re.compile(r"\b(?:nos?|nr|vol|pp?|fig|sec|art|ch|pt|par|app|ref|tel|ca|c|est|approx|ed)\.$", re.IGNORECASE)
"""Ends no sentence before a number."""
CLOCK = re.compile(r"\b[ap]\.m\.$", re.IGNORECASE)
AFTER_CLOCK = re.compile(rf"(?:{WEEKDAY_PATTERN}|[A-Z]{{1,4}}T|GMT|UTC)\b")
LIST_NUMBER = re.compile(r"\(?(?:\d{1,3}|[A-Za-z])[.)]")
SPOKEN_END = re.compile(r"[?!…][”\"’']$")
SPEAKER = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+){1,4}(?:said|says|asked|asks|wrote|writes|added|adds|told|replied|demanded|shouted|wondered|cried|joked)\b"
)
MISSED = re.compile(
    r"[.!?…][”\"]\s+(?=[“\"(\[]?[A-Z])"  # a quotation ends, and with it a sentence
    r"|^[(\[][^()\[\]]*[.!?…][)\]]\s+(?=[“\"(\[]?[A-Z])"  # as does a sentence in brackets
    r"|\bno\.\s+(?=[“\"]?[A-Z])"  # "no", not "No. 5"
)


def sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of the sentences in `text[start:end]`; together they cover it, white space between them included."""
    piece = text[start:end]
    cuts = sorted({0, len(piece), *_boundaries(piece)})
    first = 0
    for before, cut, after in zip(cuts, cuts[1:], [*cuts[2:], len(piece)], strict=False):
        left, right = piece[before:cut].strip(), piece[cut:after].strip()
        if cut < len(piece) and (_runs_on(left, right) or (before == first and LIST_NUMBER.fullmatch(left))):
            continue
        for a, b in pairwise([first, *(first + at for at in _missed(piece[first:cut])), cut]):
            yield start + a, start + b
        first = cut


def _boundaries(piece: str) -> Iterator[int]:
    """Where the library would cut; in a long paragraph it looks at one part after the other."""
    start = 0
    while start < len(piece):
        part = piece[start : start + MAX_PART_CHARS]
        ends = [start + bound["end_index"] for bound in get_sentence_boundaries("en", part)]
        yield from ends
        start += len(part)
        if start < len(piece):
            # The part's last sentence goes on; where it is all of the part, it is cut between words.
            within = [end for end in ends if start - len(part) < end < start]
            start = max(within, default=start - len(part) + (part.rfind(" ") + 1 or len(part)))
            yield start


def _runs_on(left: str, right: str) -> bool:
    """Whether what the library took for two sentences is one."""
    if not left or not right or TITLE.search(left):
        return True
    if right[0].islower() and not left[0].islower():
        # A text that begins its sentences in lower case is left as it is, and so is a name such as iPhone.
        return right.split()[0].islower()
    if right[0].isdigit() and NUMBERED.search(left):
        return True
    if CLOCK.search(left) and AFTER_CLOCK.match(right):
        return True
    return bool(SPOKEN_END.search(left) and SPEAKER.match(right))


def _missed(sentence: str) -> Iterator[int]:
    """Where the library should have cut."""
    for match in MISSED.finditer(sentence):
        at = match.end()
        left, right = sentence[:at].rstrip(), sentence[at:]
        in_quotation = left.count("“") > left.count("”") or left.count('"') % 2
        if not in_quotation and not (SPOKEN_END.search(left) and SPEAKER.match(right)):
            yield at
