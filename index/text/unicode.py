"""Characters as Unicode means them: one form for what is written in several, and letters that are never cut apart.

A letter may be one code point or several: "é" alone, or "e" with an accent behind it; an emoji may be seven.
"""

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

import regex  # type: ignore[import-untyped]

GRAPHEME = regex.compile(r"\X")
INVISIBLE = regex.compile(
    r"[\p{Cf}\p{Cs}--[\u200c\u200d]]"
    r"|(?<![[\p{L}--[\p{Latin}\p{Cyrillic}\p{Greek}]]\p{M}\p{EMod}\p{Extended_Pictographic}])[\u200c\u200d]"
    r"|[\u200c\u200d](?![\p{L}\p{Extended_Pictographic}])",
    regex.V1,
)
"""Marks that stand for no letter: of direction, of places to break, halves of pairs. Joiners are kept where a script
spells with them, and within an emoji."""
MARK = regex.compile(r"\p{Mn}+")
SAFE = frozenset({"<wide>", "<narrow>", "<font>", "<noBreak>"})
"""Compatibility forms that mean the same as what they stand for; "²" and "½" do not."""
LIGATURES = range(0xFB00, 0xFB07)
UNWRITABLE = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\p{Cs}\ufffe\uffff]")
"""Characters that XML cannot hold."""
SIMPLE = regex.compile(r"[\x00-\x7f]*")


def composed(text: str) -> str:
    """The text on one line: letters composed, full-width and other forms of the same letters plain, none invisible."""
    if not SIMPLE.fullmatch(text):
        text = INVISIBLE.sub("", "".join(map(_compatibility_form, text)))
        text = unicodedata.normalize("NFC", text)
    return "".join(" " if unicodedata.category(c) == "Cc" and not c.isspace() else c for c in text)


def folded(text: str) -> str:
    """What a text has in common with its other spellings: without accents and forms, as words are compared by."""
    if SIMPLE.fullmatch(text):
        return text
    bare = MARK.sub("", unicodedata.normalize("NFKD", INVISIBLE.sub("", text)))
    return unicodedata.normalize("NFC", bare)


def legible(text: str) -> str:
    """The text with plain letters for other forms of them, as long as it was, so that places in it stay."""
    if SIMPLE.fullmatch(text):
        return text
    return "".join(plain if len(plain := _compatibility_form(c)) == 1 else c for c in text)


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the whole of the letters at its edges."""
    cuts = _cuts(text)
    if not cuts:
        return start, end
    first = cuts[bisect_right(cuts, start) - 1]
    last = bisect_right(cuts, end) - 1
    return first, cuts[last] if cuts[last] >= end else cuts[last + 1]


@lru_cache(maxsize=64)  # a passage has several spans
def _cuts(text: str) -> tuple[int, ...]:
    """Where letters begin and end; nothing for a text in which each code point is one."""
    if SIMPLE.fullmatch(text) and "\r\n" not in text:
        return ()
    return (0, *accumulate(len(letter) for letter in GRAPHEME.findall(text)))


@lru_cache(maxsize=4096)
def _compatibility_form(character: str) -> str:
    kind = unicodedata.decomposition(character).partition(" ")[0]
    if kind in SAFE or ord(character) in LIGATURES:
        return unicodedata.normalize("NFKC", character)
    return character


def is_encodable(text: str) -> bool:
    """Whether a text is whole characters: half of one (a lone surrogate) cannot be stored or sent."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def without_controls(text: str) -> str:
    """A text as XML can hold it, and so the files of office programs."""
    return UNWRITABLE.sub("", text)  # type: ignore[no-any-return]
