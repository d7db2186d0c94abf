"""Bytes to text, to the character, or not at all: a wrong guess would be quoted as what the article says."""

import codecs
import re
from collections.abc import Iterator

from index.errors import SourceError

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WESTERN = "windows-1252"
DECLARABLE = re.compile(r"(?:iso-8859-|windows-|koi8-|gb|big5|shift_jis|euc-|utf-16)[\w-]*", re.IGNORECASE)
"""Encodings that a page may name; what claims to be Latin-1 or ASCII is read as Windows-1252, as browsers do."""
BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
MISREAD = re.compile(r"[^\W\d_][¢£¤¥¦§¨¬¯±²³µ¶¸¹¼½¾][^\W\d_]|[a-zß-ÿ][À-ÞŠŒŽŸ]")
"""What Windows-1252 makes of the letters of other encodings: signs and capitals in the middle of words."""

SAMPLE = 1_000_000
"""Characters whose letters are counted; all of them, in what is too long for an article, would take seconds."""


def decode(content: bytes, name: str, declared: str = "") -> str:
    """The text that bytes stand for in UTF-8, UTF-16 or Windows-1252, or in the encoding that a page names.

    UTF-8 is tried before what is declared: text in another encoding is hardly ever valid UTF-8, whereas declarations
    are often wrong. Windows-1252 is tried last, and only believed of text that looks like a Western language's.

    Args:
        content: The whole file.
        name: For the error.
        declared: The encoding that the page or its server names, if any.

    Raises:
        SourceError: It is in none of these.
    """
    for encoding in _candidates(content, declared):
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding != WESTERN or _is_western(text):
            return text
    raise SourceError(f"{name!r} is not text in UTF-8, UTF-16 or Windows-1252: save it as UTF-8.")


def _candidates(content: bytes, declared: str) -> Iterator[str]:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            yield encoding
            return
    if wide := _wide(content):
        yield wide
    yield "utf-8"
    if DECLARABLE.fullmatch(declared) and declared.lower() != "iso-8859-1":
        yield declared
    yield WESTERN


def _wide(content: bytes) -> str:
    """UTF-16 without a mark, where every second byte of Latin letters is zero."""
    low, high = content[::2].count(0), content[1::2].count(0)
    if len(content) % 2 or max(low, high) * 4 < len(content) or min(low, high) * 100 > len(content):
        return ""
    return "utf-16-be" if low > high else "utf-16-le"


def _is_western(text: str) -> bool:
    letters = list(filter(str.isalpha, text[:SAMPLE]))
    foreign = sum(letter > "\x7f" for letter in letters)
    return foreign * 3 <= len(letters) and not BINARY.search(text) and not MISREAD.search(text)
