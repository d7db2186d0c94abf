import pytest

from index.converters.html.converter import extract_html
from index.converters.models import SourceFile
from index.errors import SourceError

BOARD = "The harbour board met on Tuesday and decided, after four hours, to keep the old crane until a buyer is found."
PRICE = "Nobody knows what it is worth: a scrap dealer has offered 4,000 kroner, and the museum has offered its thanks."
END = "The board meets again in March, when the paint on the crane will be forty years old and the crane itself ninety."
WHOLE = f"<p>{BOARD}</p><p>{PRICE}</p><p>{END}</p>"


def page(body: str, head: str = "<title>The old crane stays | Harbour Post</title>") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def parts(content: bytes, charset: str = "") -> list[str]:
    return extract_html(SourceFile(content, "a.html", charset)).text.removesuffix("\n").split("\n\n")


def test_begins_with_the_headline_wherever_it_stands() -> None:
    body = f"<header><h1>The old crane stays</h1></header><main><div class='story'>{WHOLE}</div></main>"
    assert parts(page(body)) == ["# The old crane stays", BOARD, PRICE, END]


def test_gives_the_headline_once() -> None:
    assert parts(page(f"<article><h1>The old crane stays</h1>{WHOLE}</article>")).count("# The old crane stays") == 1


@pytest.mark.parametrize(
    "name",
    [
        "onetrust-consent-sdk",
        "CybotCookiebotDialog",
        "didomi-host",
        "qc-cmp2-container",
        "cookie-notice",
        "gdpr-overlay",
    ],
)
def test_strips_consent_banners(name: str) -> None:
    banner = f"<div id='{name}' class='{name}'><p>We use cookies to show you advertising that suits you.</p></div>"
    assert parts(page(f"{banner}<article><h1>The old crane stays</h1>{WHOLE}</article>"))[1:] == [BOARD, PRICE, END]


def test_lists_are_items() -> None:
    listed = "<ul><li>first<ul><li>inner <b>one</b></li></ul></li><li>second <a href='x'>point</a></li></ul>"
    assert "- first\n- inner one\n- second point" in parts(
        page(f"<article>{WHOLE}{listed}<p>{BOARD[:-1]}!</p></article>")
    )


def test_numbered_lists_are_numbered() -> None:
    listed = "<ol><li>Go</li><li>Come back</li></ol>"
    assert "1. Go\n2. Come back" in parts(page(f"<article>{WHOLE}{listed}<p>{BOARD[:-1]}!</p></article>"))


def test_tables_are_rows() -> None:
    rows = "<tr><th>Crane</th><th>Built</th></tr><tr><td>Old | one</td><td>1935</td></tr>"
    table = f"<table><caption>Cranes</caption>{rows}</table>"
    found = parts(page(f"<article>{WHOLE}{table}<p>{BOARD[:-1]}!</p></article>"))
    assert found[-3:-1] == ["Cranes", "| Crane | Built |\n| --- | --- |\n| Old \\| one | 1935 |"]


def test_what_looks_like_markdown_is_none() -> None:
    odd = "# This is what the chairman wrote on the crane with chalk, and nobody has wiped it off since."
    assert "\\" + odd in parts(page(f"<article>{WHOLE}<p>{odd}</p></article>"))


def test_line_breaks_make_lines() -> None:
    address = "<p>Harbour Board of Skarholm<br>4 Quay Street<br>Skarholm</p>"
    found = parts(page(f"<article>{WHOLE}{address}<p>{BOARD[:-1]}!</p></article>"))
    assert found[-4:-1] == ["Harbour Board of Skarholm", "4 Quay Street", "Skarholm"]


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        pytest.param(page(f"<p>{BOARD} Ærø’s café</p>{WHOLE}"), "", id="UTF-8, undeclared"),
        pytest.param(page(f"<p>{BOARD} Ærø’s café</p>{WHOLE}"), "iso-8859-1", id="UTF-8, served as Latin-1"),
        pytest.param(page(f"<p>{BOARD} Ærø’s café</p>{WHOLE}").decode().encode("cp1252"), "", id="Windows-1252"),
        pytest.param(page(f"<p>{BOARD} Ærø’s café</p>{WHOLE}").decode().encode("utf-16"), "", id="UTF-16"),
        pytest.param(
            b"<?xml version='1.0' encoding='utf-8'?>" + page(f"<p>{BOARD} Ærø’s café</p>{WHOLE}"), "", id="XHTML"
        ),
    ],
)
def test_reads_encodings(content: bytes, charset: str) -> None:
    assert f"{BOARD} Ærø’s café" in parts(content, charset)


def test_unseen_characters_do_not_cost_the_page() -> None:
    broken = BOARD.replace("harbour", "har\u00adb\x00our\u200b")
    assert BOARD in parts(page(f"<center><p>{broken}</p><br><br>{PRICE}<br><br>&#11;{END}\x01\x0b&#x1;</center>"))


def test_reads_a_declared_encoding() -> None:
    text = "Совет гавани собрался во вторник и после четырёх часов решил оставить старый кран."
    head = "<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'><title>Кран</title>"
    assert text in parts(page(f"<p>{text}</p>", head).decode().encode("windows-1251"))


def test_a_broken_byte_does_not_cost_the_page() -> None:
    content = page(f"<p>Ærø’s café</p>{WHOLE}").replace(b"harbour", b"harb\xffour", 1)
    assert BOARD.replace("harbour", "harb\N{REPLACEMENT CHARACTER}our", 1) in parts(content)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<html></html>", id="nothing"),
        pytest.param(page("<script>render()</script><div id='root'></div>"), id="script only"),
        pytest.param(b"<!-- -->", id="comment"),
        pytest.param(b"\0" * 1000, id="zeros"),
        pytest.param(b"<" * 1000, id="brackets"),
    ],
)
def test_says_that_there_is_no_article(content: bytes) -> None:
    with pytest.raises(SourceError, match=r"'a\.html' holds no article text"):
        extract_html(SourceFile(content, "a.html"))


def test_refuses_what_is_no_text() -> None:
    with pytest.raises(SourceError, match="is not text"):
        extract_html(SourceFile(bytes(range(128, 256)) * 20, "a.html"))


@pytest.mark.parametrize("character", ["\x0b", "&#1;", "&#x1f;", "&#xFFFE;"])
def test_a_control_character_behind_the_mark_of_a_note_costs_no_page(character: str) -> None:
    mark = "<sup class='reference'><a href='#n1'>[1]</a></sup>"
    assert parts(page(f"<article><p>{BOARD}{mark}{character}</p><p>{PRICE}</p></article>")) == [BOARD, PRICE]
    assert "A&B{" in extract_html(SourceFile(page(f"<p>{BOARD} A&#38;B&#123;</p>{WHOLE}"), "a.html")).text
