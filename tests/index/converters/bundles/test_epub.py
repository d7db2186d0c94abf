import pytest

from index.converters.bundles.epub import extract_epub
from index.converters.models import Extract, SourceFile
from index.errors import SourceError
from tests.support.hostile_files import zipped

CONTAINER = b'<container><rootfiles><rootfile full-path="E/b.opf"/></rootfiles></container>'
ENCRYPTED = (
    b'<encryption><EncryptedData><CipherData><CipherReference URI="%b"/></CipherData></EncryptedData></encryption>'
)


def book(*chapters: str, metadata: str = "", item: str = "", reference: str = "", **more: bytes) -> Extract:
    numbers = range(len(chapters))
    items = "".join(
        f'<item id="c{n}" href="c%20{n}.xhtml" media-type="application/xhtml+xml" {item}/>' for n in numbers
    )
    spine = "".join(f'<itemref idref="c{n}" {reference}/>' for n in numbers)
    inside = f"<metadata>{metadata}</metadata><manifest>{items}</manifest><spine>{spine}</spine>"
    files = {
        "META-INF/container.xml": CONTAINER,
        "E/b.opf": f'<package xmlns:dc="x">{inside}</package>'.encode(),
        **{f"E/c {n}.xhtml": f"<html><body>{each}</body></html>".encode() for n, each in enumerate(chapters)},
        **{name.replace("__", "/"): data for name, data in more.items()},
    }
    return extract_epub(SourceFile(zipped(*files.items()), "a.epub"))


@pytest.mark.parametrize(
    ("chapter", "read"),
    [
        ("<h2>One</h2><p>It\nstays.</p>", "## One\n\nIt stays."),
        ("<div><div>It stays.</div>Well.</div>", "It stays.\n\nWell."),
        ("<ol start='3'><li>a</li><li><p>b</p><ul><li>c</li></ul></li></ol>", "3. a\n4. b\n- c"),
        ("<pre>if x:\n    y</pre>", "```\nif x:\n    y\n```"),
        ("<p>One<br/>Two</p><hr/><p><img alt='x'/></p>", "One\n\nTwo"),
        ("<blockquote><p>a</p><p>b</p></blockquote><svg><text>x</text></svg>", "> a\n\n> b"),
        ("<section><header><h1>A</h1></header><aside><p>Note.</p></aside></section>", "# A\n\nNote."),
        ("<dl><dt>Crane</dt><dd>It lifts.</dd></dl>", "Crane\n\nIt lifts."),
        ("<p>Plain <span>text</span> <b>and</b> <ruby>漢<rt>kan</rt></ruby>.</p>", "Plain text and 漢kan."),
    ],
)
def test_reads_all_of_a_chapter(chapter: str, read: str) -> None:
    assert book(chapter).text == f"{read}\n"


def test_chapters_stand_in_the_order_of_the_spine() -> None:
    assert book("<p>One.</p>", "<p>Two.</p>").text == "One.\n\nTwo.\n"


@pytest.mark.parametrize("which", [{"item": 'properties="nav"'}, {"reference": 'linear="no"'}])
def test_what_is_no_chapter_is_left_out(which: dict[str, str]) -> None:
    with pytest.raises(SourceError, match="holds no text"):
        book("<p>One.</p>", **which)


def test_the_first_title_counts() -> None:
    metadata = (
        "<dc:title>The crane</dc:title><dc:title>A tale</dc:title><dc:creator>A</dc:creator><dc:creator>B</dc:creator>"
    )
    found = book("<p>One.</p>", metadata=metadata)
    assert (found.title, found.author) == ("The crane", "A, B")


def test_a_protected_book_is_refused() -> None:
    with pytest.raises(SourceError, match="is protected against copying"):
        book("<p>One.</p>", **{"META-INF__encryption.xml": ENCRYPTED % b"E/c%200.xhtml"})


def test_a_book_with_protected_fonts_is_read() -> None:
    assert book("<p>One.</p>", **{"META-INF__encryption.xml": ENCRYPTED % b"E/font.otf"}).text == "One.\n"
