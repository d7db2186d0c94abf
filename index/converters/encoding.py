"""Bytes to text. Where nothing says the encoding and it has to be inferred, the result says what was assumed."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from charset_normalizer import CharsetMatch, from_bytes

from index.errors import SourceError

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WESTERN = "windows-1252"
TURKISH = "windows-1254"
DECLARATION = re.compile(
    rb"<meta\b[^>]{1,500}?charset\s*=\s*[\"']?\s*([\w.:-]+)|\A\s*<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
DECLARABLE = re.compile(
    r"(?:iso-8859-|windows-|cp125|koi8-|gb|big5|shift_jis|euc-|utf-16|tis-620|macintosh|ks_c_5601|x-)[\w-]*",
    re.IGNORECASE,
)
"""Encodings that a page may name; what claims to be Latin-1 or ASCII is read as Windows-1252, as browsers do."""
WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "iso-8859-9": TURKISH,
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-euc-jp": "euc-jp",
}
"""Names as pages write them, and what browsers read them as (WHATWG Encoding Standard)."""
BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
MISREAD = re.compile(r"[^\W\d_][¢£¤¥¦§¨¬¯±²³µ¶¸¹¼½¾][^\W\d_]|[a-zß-ÿ][À-ÞŠŒŽŸ]")
"""What Windows-1252 makes of the letters of other encodings: signs and capitals in the middle of words."""
SAMPLE = 1_000_000
"""Characters, or bytes, whose letters are counted; those of a text too long for an article would take seconds."""
GUESS_SAMPLE = 50_000
"""Bytes from which an encoding is inferred."""
ALPHABETS = {
    WESTERN: (
        *("àâæçéèêëîïôœùûüÿ", "äöüßé", "áéíñóúüçàè", "àáâãçéêíóôõúü", "àèéìíîòóùú", "åäöæøéüà", "áéëïóöüèç"),
        *("àçèéíïòóúü", "âêîôûŵŷáàäëïöü"),
    ),
    "windows-1250": ("ąćęłńóśźżéöü", "áčďéěíňóřšťúůýžöü", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüűä", "ăâîşţé", "čćđšž"),
    "iso-8859-2": ("ąćęłńóśźżéöü", "áčďéěíňóřšťúůýžöü", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüűä", "ăâîşţé", "čćđšž"),
    "windows-1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž"),
    "windows-1254": ("çğıöşüâîû",),
}
"""Letters beyond ASCII of the languages that are written in each encoding, a language's in each string."""
ICELANDIC = frozenset("áðéíóúýþæö"), frozenset("áéíóúæ")
"""Letters of Icelandic, and those of which one stands in every few words; without them, its others are Turkish."""
INFERRED = {
    "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
    "cp1255": "Windows-1255",
    "cp1256": "Windows-1256",
    "koi8_r": "KOI8-R",
    "cp866": "CP866",
    "cp850": "CP850",
    "cp874": "CP874",
    "mac_roman": "Mac-Roman",
    "gb18030": "GB18030",
    "big5": "Big5",
    "cp932": "Shift_JIS",
    "euc_jp": "EUC-JP",
    "cp949": "EUC-KR",
}
"""Encodings that charset-normalizer tells apart by their letters."""
MULTI_BYTE = frozenset({"gb18030", "big5", "cp932", "euc_jp", "cp949"})
MIN_COHERENCE = 0.2
"""Share of a language's usual letters in a text, by charset-normalizer; below it, no single-byte encoding is told."""
MIN_WIDE_SHARE = 0.3
"""Share of CJK characters in a text of one of the multi-byte encodings."""
CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
KANA = re.compile("[\u3040-\u30ff]")
EQUAL_CHAOS = 0.02
"""Encodings whose readings charset-normalizer finds as orderly as that; of these, kana tell Japanese ones."""


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A text, and the encoding that was assumed where none was declared; empty where there was no doubt."""

    text: str
    assumed: str = ""


def decode(content: bytes, name: str, declared: str = "") -> DecodedText:
    """The text that bytes stand for.

    UTF-8 is tried before what is declared: text in another encoding is hardly ever valid UTF-8, whereas declarations
    are often wrong. Where neither fits, the encoding is inferred from the text's letters.

    Args:
        content: The whole file.
        name: For the error.
        declared: The encoding that the page or its server names, if any.

    Raises:
        SourceError: It is in no encoding that can be told.
    """
    for encoding in _candidates(content, declared):
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding == "utf-8" and (undone := _undone(text)):
            return DecodedText(undone, "UTF-8 encoded twice")
        return DecodedText(text)
    marked = any(content.startswith(mark) for mark, _ in BYTE_ORDER_MARKS)
    found = None if marked else _of_latin_letters(content, declared) or _of_other_letters(content)
    if found is None:
        raise SourceError(f"{name!r} is not text in an encoding that can be told: save it as UTF-8.")
    return found


def declared_encoding(content: bytes) -> str:
    """The encoding that a page's first `meta` element or its XML declaration names, wherever it stands; or nothing."""
    found = DECLARATION.search(content)
    return next((group.decode() for group in found.groups() if group), "") if found else ""


def _candidates(content: bytes, declared: str) -> Iterator[str]:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            yield encoding
            return
    if wide := _wide(content):
        yield wide
    yield "utf-8"
    declared = declared.lower()
    if DECLARABLE.fullmatch(declared) and declared not in {"iso-8859-1", WESTERN}:
        yield WIDER.get(declared, declared)


def _wide(content: bytes) -> str:
    """UTF-16 without a mark, where every second byte of Latin letters is zero."""
    low, high = content[::2].count(0), content[1::2].count(0)
    if len(content) % 2 or max(low, high) * 4 < len(content) or min(low, high) * 100 > len(content):
        return ""
    return "utf-16-be" if low > high else "utf-16-le"


def _is_latin(text: str) -> bool:
    letters = list(filter(str.isalpha, text[:SAMPLE]))
    foreign = sum(letter > "\x7f" for letter in letters)
    return foreign * 3 <= len(letters) and not BINARY.search(text) and not MISREAD.search(text)


def _undone(text: str) -> str:
    """The text before it was read as Windows-1252 and written as UTF-8 once more; empty where it was not."""
    if text.isascii():
        return ""
    try:
        return text.encode(WESTERN, "index.c1").decode("utf-8")
    except UnicodeError:
        return ""


def _c1_bytes(error: UnicodeError) -> tuple[bytes, int]:
    """Writes the control characters that stand for the bytes that Windows-1252 leaves undefined."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    piece = error.object[error.start : error.end]
    if not all("\x80" <= character <= "\x9f" for character in piece):
        raise error
    return piece.encode("latin-1"), error.end


codecs.register_error("index.c1", _c1_bytes)


def _of_latin_letters(content: bytes, declared: str) -> DecodedText | None:
    """The text in the encoding in which its letters are those of one language, else in Windows-1252 if it looks so."""
    sample = content[:SAMPLE]
    readings = {each: text for each in ALPHABETS if (text := _decoded(sample, each)) and _is_latin(text)}
    fitting = [encoding for encoding, text in readings.items() if _fits(text, encoding)]
    encoding = next(iter([*fitting, WESTERN]))
    if encoding not in readings:
        return None
    assumed = "" if declared and encoding == WESTERN else encoding.replace("windows", "Windows").replace("iso", "ISO")
    text = _decoded(content, encoding)
    return DecodedText(text, assumed) if text and _is_latin(text) else None


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _fits(text: str, encoding: str) -> bool:
    """Whether all letters beyond ASCII are those of one language."""
    letters = {character.lower()[0] for character in text[:SAMPLE] if character > "\x7f" and character.isalpha()}
    letters = {letter for letter in letters if letter > "\x7f"}
    if re.search("[\x80-\x9f]", text):
        return False
    icelandic, usual = ICELANDIC
    if encoding == WESTERN and letters <= icelandic and letters & usual:
        return True
    return any(letters <= set(alphabet) for alphabet in ALPHABETS[encoding])


def _of_other_letters(content: bytes) -> DecodedText | None:
    """The text in the likeliest encoding by its letters; None where there is no likely one."""
    sample = content[:GUESS_SAMPLE]
    if len(content) > GUESS_SAMPLE:
        sample = sample[: max(sample.rfind(b"\n"), sample.rfind(b" ")) + 1]
    if not sample or BINARY.search(sample.decode("latin-1")) or _is_damaged_utf_8(content):
        return None
    matches = list(from_bytes(sample, cp_isolation=list(INFERRED), enable_fallback=False))
    most_orderly = min((match.chaos for match in matches if match.encoding in MULTI_BYTE), default=0)
    for match in sorted(matches, key=lambda match: _kana(match, most_orderly + EQUAL_CHAOS), reverse=True):
        encoding, text = match.encoding, str(match)
        if encoding in MULTI_BYTE:
            likely = len(CJK.findall(text)) >= MIN_WIDE_SHARE * len(text)
        else:
            likely = match.coherence >= MIN_COHERENCE
        if likely and (whole := _decoded(content, encoding)):
            return DecodedText(whole, INFERRED[encoding])
    return None


def _kana(match: CharsetMatch, most_chaos: float) -> int:
    return len(KANA.findall(str(match))) if match.chaos <= most_chaos and match.encoding in MULTI_BYTE else 0


def _is_damaged_utf_8(content: bytes) -> bool:
    """Whether most characters beyond ASCII are valid UTF-8."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    return sum(character > "\x7f" for character in text[:SAMPLE]) > 2 * broken
