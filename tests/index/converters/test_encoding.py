import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.converters.encoding import decode
from index.errors import SourceError

TEXT = "“Café – 10 €”, said Zoë.\r\nIt’s over… 5 m³\r\n"
ENGLISH = "The two leaders met in Lisbon on Thursday.\nNobody signed anything.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "windows-1252"])
def test_reads_to_the_character(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "a.txt") == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_reads_utf_16_without_a_mark(encoding: str) -> None:
    assert decode(ENGLISH.encode(encoding), "a.txt") == ENGLISH


@given(st.text())
def test_every_text_in_utf_8_is_itself(text: str) -> None:
    assert decode(("\ufeff" + text).encode(), "a.txt") == text


@given(st.text(alphabet=st.characters(codec="windows-1252", exclude_characters="\x00"), max_size=30))
def test_what_is_read_gives_the_same_bytes_back(text: str) -> None:
    content = (ENGLISH + text).encode("windows-1252")
    try:
        found = decode(content, "a.txt")
    except SourceError:
        return
    assert content in (found.encode("windows-1252", "replace"), found.encode())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("Встреча прошла в Лиссабоне в четверг.".encode("windows-1251"), id="Cyrillic"),
        pytest.param("首相は木曜日に会談した。".encode("shift_jis"), id="Japanese"),
        pytest.param("Być może było to już wcześniej, powiedział".encode("windows-1250"), id="Polish"),
        pytest.param("L’été à l’hôtel, près de la forêt".encode("mac-roman"), id="Macintosh"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", id="picture"),
        pytest.param(b"\xff\xfea", id="UTF-16, cut"),
        pytest.param(b"\xef\xbb\xbfcaf\xe9", id="UTF-8 by its mark, but not"),
    ],
)
def test_rather_refuses_than_guesses(content: bytes) -> None:
    with pytest.raises(SourceError, match=r"'a\.txt' is not text in UTF-8, UTF-16 or Windows-1252: save it as UTF-8"):
        decode(content, "a.txt")


def test_believes_a_declared_encoding() -> None:
    text = "Встреча прошла в Лиссабоне в четверг."
    assert decode(text.encode("koi8-r"), "a.html", "koi8-r") == text


@pytest.mark.parametrize("declared", ["iso-8859-1", "nonsense", "unicode_escape", "utf-7", "windows-1251"])
def test_believes_valid_utf_8_more(declared: str) -> None:
    assert decode(TEXT.encode(), "a.html", declared) == TEXT


@pytest.mark.parametrize("declared", ["iso-8859-1", "latin1", "us-ascii", "unicode_escape"])
def test_latin_1_is_windows_1252(declared: str) -> None:
    assert decode(TEXT.encode("windows-1252"), "a.html", declared) == TEXT
