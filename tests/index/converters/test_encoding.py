import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.converters.encoding import DecodedText, declared_encoding, decode
from index.errors import SourceError

TEXT = "“Café – 10 €”, said Zoë.\r\nIt’s over… 5 m³\r\n"
codecs.register_error("index.test-c1", lambda error: (chr(error.object[error.start]), error.start + 1))  # type: ignore
ENGLISH = "The two leaders met in Lisbon on Thursday.\nNobody signed anything.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "windows-1252"])
def test_reads_to_the_character(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "a.txt").text == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_reads_utf_16_without_a_mark(encoding: str) -> None:
    assert decode(ENGLISH.encode(encoding), "a.txt").text == ENGLISH


@given(st.text())
def test_every_text_in_utf_8_is_itself(text: str) -> None:
    assert decode(("\ufeff" + text).encode(), "a.txt").text == text


@given(st.text(alphabet=st.characters(codec="windows-1252", exclude_characters="\x00"), max_size=30))
def test_what_is_read_gives_the_same_bytes_back(text: str) -> None:
    content = (ENGLISH + text).encode("windows-1252")
    try:
        found = decode(content, "a.txt")
    except SourceError:
        return
    assert content in (found.text.encode(found.assumed or "utf-8", "replace"), found.text.encode())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("Встреча прошла.".encode("windows-1251"), id="too short to tell"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", id="picture"),
        pytest.param(b"\xff\xfea", id="UTF-16, cut"),
        pytest.param(b"\xef\xbb\xbfcaf\xe9", id="UTF-8 by its mark, but not"),
        pytest.param(("Ærø’s café. " * 30).encode() + b"\xe2\x80 x", id="UTF-8 with a broken character"),
        pytest.param(bytes(range(128, 256)) * 20, id="no text"),
    ],
)
def test_rather_refuses_than_guesses(content: bytes) -> None:
    with pytest.raises(SourceError, match=r"'a\.txt' is not text in an encoding that can be told: save it as UTF-8"):
        decode(content, "a.txt")


@pytest.mark.parametrize(
    ("encoding", "assumed", "text"),
    [
        (
            "cp1250",
            "Windows-1250",
            "Urząd portowy prowadzi księgę każdego statku, który cumuje przy zachodnim nabrzeżu.",
        ),
        ("iso8859_2", "ISO-8859-2", "Urząd portowy prowadzi księgę każdego statku, mówią, że święta są dłuższe."),
        (
            "cp1250",
            "Windows-1250",
            "A kikötői hivatal könyvet vezet minden hajóról. Az őrtorony fényét gyújtották meg.",
        ),
        ("cp1250", "Windows-1250", "Přístavní úřad vede knihu o každé lodi, která přistane u západního nábřeží."),
        ("cp1250", "Windows-1250", "Biroul portului ţine un registru. În fiecare zi vântul îşi schimbă direcţia."),
        ("cp1251", "Windows-1251", "Портова контора веде книгу всіх суден, які швартуються біля західного причалу."),
        ("koi8_r", "KOI8-R", "Портовая контора ведёт книгу всех судов, которые швартуются у западного причала."),
        ("cp866", "CP866", "Портовая контора ведёт книгу всех судов, которые швартуются у западного причала."),
        (
            "cp1252",
            "Windows-1252",
            "L’été à l’hôtel, près de la forêt, où l’on a vu passer les bateaux chargés de pêche.",
        ),
        ("mac_roman", "Mac-Roman", "L’été à l’hôtel, près de la forêt, où l’on a vu passer les bateaux de pêche."),
        ("cp850", "CP850", "Das Hafenamt führt ein Buch über jedes Schiff. Die Bücher können geöffnet werden."),
        ("cp1253", "Windows-1253", "Το λιμεναρχείο κρατά βιβλίο για κάθε πλοίο που δένει στη δυτική προβλήτα."),
        (
            "cp1254",
            "Windows-1254",
            "Liman dairesi, batı rıhtımına yanaşan her geminin kaydını tutar. İğneli şişe ağır.",
        ),
        ("cp1255", "Windows-1255", "משרד הנמל מנהל ספר של כל אנייה שעוגנת ברציף המערבי, והפקיד קורא אותו בקול."),
        ("cp1256", "Windows-1256", "يحتفظ مكتب الميناء بسجل لكل سفينة ترسو على الرصيف الغربي، ويقرأه الكاتب."),
        (
            "cp1257",
            "Windows-1257",
            "Uosto tarnyba veda knygą apie kiekvieną laivą, kuris prisišvartuoja prie krantinės.",
        ),
        ("gb18030", "GB18030", "港务局记录每一艘停靠西码头的船只。一九六〇年，登记簿被移到市政厅。"),
        ("cp932", "Shift_JIS", "港湾事務所は、西の埠頭に着いたすべての船の台帳をつけている。"),
        ("euc_jp", "EUC-JP", "港湾事務所は、西の埠頭に着いたすべての船の台帳をつけている。"),
        ("cp949", "EUC-KR", "항만 사무소는 서쪽 부두에 정박하는 모든 배의 장부를 기록한다."),
    ],
)
def test_infers_an_encoding_and_says_so(encoding: str, assumed: str, text: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == DecodedText(text, assumed)


@pytest.mark.parametrize(
    "text",
    [
        "The ledger’s first clerk was “Otto” Brandt — he wrote with a feather, and the café is named for him.",
        "Die Bücher können geöffnet werden, für 10 € „heute“.",
        "Ærø’s café",
        "Š and Ž",
        "naïve “Ý”",
    ],
)
def test_undoes_utf_8_that_was_encoded_twice(text: str) -> None:
    twice = text.encode().decode("cp1252", "index.test-c1").encode()
    assert decode(twice, "a.txt") == DecodedText(text, "UTF-8 encoded twice")


@pytest.mark.parametrize(
    "text", ["It is written as â€™ by some programs, though it’s an apostrophe.", "Ã is a letter."]
)
def test_text_about_such_mistakes_is_kept(text: str) -> None:
    assert decode(text.encode(), "a.txt") == DecodedText(text)


def test_icelandic_is_not_turkish() -> None:
    text = "Hafnarskrifstofan heldur skrá yfir hvert skip sem leggst að vesturbryggjunni. Það var árið 1902."
    assert decode(text.encode("cp1252"), "a.txt") == DecodedText(text, "Windows-1252")


@pytest.mark.parametrize(
    ("page", "encoding"),
    [
        (b"<meta charset=koi8-r>", "koi8-r"),
        (
            b"<script>" + b"x" * 9000 + b"</script><META content='text/html;charset=Shift_JIS' http-equiv=x>",
            "Shift_JIS",
        ),
        (b"<?xml version='1.0' encoding='windows-1251'?>", "windows-1251"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset= big5 ">', "big5"),
        (b"<p>charset=koi8-r</p>", ""),
    ],
)
def test_finds_a_declared_encoding_wherever_it_stands(page: bytes, encoding: str) -> None:
    assert declared_encoding(page) == encoding


@pytest.mark.parametrize("declared", ["gb2312", "x-sjis", "ks_c_5601-1987", "tis-620", "macintosh", "cp1251"])
def test_names_of_encodings_are_read_as_browsers_read_them(declared: str) -> None:
    text = {"gb2312": "港务局", "x-sjis": "港湾①", "ks_c_5601-1987": "항만", "tis-620": "เรือ", "cp1251": "суда"}.get(
        declared, "é"
    )
    encoding = {"gb2312": "gb18030", "x-sjis": "cp932", "ks_c_5601-1987": "cp949", "macintosh": "mac-roman"}
    assert decode(text.encode(encoding.get(declared, declared)), "a.html", declared).text == text


def test_believes_a_declared_encoding() -> None:
    text = "Встреча прошла в Лиссабоне в четверг."
    assert decode(text.encode("koi8-r"), "a.html", "koi8-r").text == text


@pytest.mark.parametrize("declared", ["iso-8859-1", "nonsense", "unicode_escape", "utf-7", "windows-1251"])
def test_believes_valid_utf_8_more(declared: str) -> None:
    assert decode(TEXT.encode(), "a.html", declared).text == TEXT


@pytest.mark.parametrize("declared", ["iso-8859-1", "latin1", "us-ascii", "unicode_escape"])
def test_latin_1_is_windows_1252(declared: str) -> None:
    assert decode(TEXT.encode("windows-1252"), "a.html", declared).text == TEXT
