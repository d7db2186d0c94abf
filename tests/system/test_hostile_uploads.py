"""Files made to harm: each is uploaded to a running server, which refuses or reads it and is none the worse for it.

None takes more than 10 s or 512 MB, fetches anything, or leaves a process, a file or half an article behind.
"""

import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from _pytest.mark.structures import ParameterSet

from tests.support.documents import SMALL, bomb, children
from tests.support.hostile_files import (
    CATALOG,
    DOCX,
    LINE,
    PLAIN,
    SENTENCE,
    attributes,
    crowded,
    document,
    encrypted_pdf,
    encrypted_zip,
    entities,
    front_matter,
    front_matter_laughs,
    front_matter_merges,
    in_body,
    in_small,
    laughs,
    long_attribute,
    long_front_matter,
    lying,
    object_stream_bomb,
    one_page_often,
    outside_entities,
    outside_parts,
    outside_type,
    overlapping,
    own_ancestor,
    own_form,
    own_table,
    page,
    pdf_of,
    wide_cell,
    with_actions,
    with_embedded_file,
    with_much_to_fetch,
    with_part,
    zipped,
)
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving
from tests.support.servers.sites import Site, site

SECONDS = 14
"""Of processor time: eight for the worker, and what its start, the request and the watching of it take."""
MEMORY = 512_000_000


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
    case("pdf: pages that hold themselves", lambda: in_small(b"[4 0 R]", b"[2 0 R]"), 422, "broken PDF", b"a.pdf"),
    case("pdf: a million pages claimed", lambda: in_small(b"/Count 1", b"/Count 1000000"), 201, "old crane", b"a.pdf"),
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
    case("type: a DOCX as a page", document, 201, READ, b"a.docx", "text/html"),
    case("type: a page as a DOCX", page(LINE), 201, READ, b"a.html", DOCX),
    case("type: a program", b"MZ" + bytes(100), 415, "of no kind that can be read", b"a.exe"),
    case("polyglot: a PDF that is a zip", lambda: SMALL + zipped(("a", bytes(9_000_000))), 201, "old crane"),
    case("polyglot: a page that is a DOCX", lambda: page(LINE) + document(), 422, "not text in an encoding"),
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


EACH = 8
"""One file of so many is sent in every run of the tests; the whole table takes minutes."""


def processor_seconds() -> float:
    """Of this process, in which the server runs, and of its workers that have ended."""
    return sum(os.times()[:4])


@pytest.mark.parametrize(
    "given",
    [
        each if number % EACH == 0 else pytest.param(*each.values, id=each.id, marks=pytest.mark.slow)
        for number, each in enumerate(CASES)
    ],
)
def test_a_hostile_file_harms_nothing(served: Served, canary: Site, folder: Path, given: Case) -> None:
    content = given.make(canary.url(""))
    processes, files = children(), set(folder.rglob("*"))
    before = processor_seconds()
    with measured(processes) as peaks:
        response = send(served, given, content)
    took = processor_seconds() - before
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
