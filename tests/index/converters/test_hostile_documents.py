"""Files of each packed or nested format that are made to harm: each is refused or read within its limits."""

import io
import os
import zipfile
from collections.abc import Callable

import pytest

from index.converters.models import Limits
from index.errors import SourceError
from index.sources.load import article_from_bytes
from tests.support.documents import DOCUMENTS
from tests.support.hostile_files import crowded, lying, overlapping, zipped

LIMITS = Limits(seconds=4, unpacked=10_000_000, memory=200_000_000)
FILES = {
    "allotments.docx": "word/document.xml",
    "orchard.odt": "content.xml",
    "buses.pptx": "ppt/slides/slide1.xml",
    "fares.xlsx": "xl/worksheets/sheet1.xml",
    "saltworks.epub": "OEBPS/book.opf",
}
"""A file of each packed format, and a part of it that is read."""
EACH = pytest.mark.parametrize("name", FILES)


def parts(name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(DOCUMENTS / name) as package:
        return {each: package.read(each) for each in package.namelist()}


def with_changed_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    return packed({each: change(data) if each == FILES[name] else data for each, data in parts(name).items()})


def packed(files: dict[str, bytes]) -> bytes:
    """A file whose media type, where it has one, stands first and plain."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def read(content: bytes, name: str, limits: Limits = LIMITS) -> str:
    return article_from_bytes(content, name=name, source="", limits=limits).text


def spent() -> float:
    """Seconds of processor time, of this process and of the readers that have ended: a busy machine adds none."""
    return sum(os.times()[:4])


def refused(content: bytes, name: str, limits: Limits = LIMITS) -> str:
    """The error of a file, which is one clear sentence and comes in time."""
    before = spent()
    with pytest.raises(SourceError) as caught:
        read(content, name, limits)
    assert spent() - before < LIMITS.seconds + 2
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def declared(xml: bytes, entities: bytes, used: bytes) -> bytes:
    """A part whose document type defines entities, which stand in its first text."""
    begin = xml.index(b"<", xml.index(b"?>")) if xml.startswith(b"<?xml") else 0
    root = xml[begin:].split(b"<", 2)[1].split(None, 1)[0].rstrip(b">")
    at = xml.index(b"</")
    return b"<!DOCTYPE " + root + b" [" + entities + b"]>" + xml[begin:at] + used + xml[at:]


def laughs(xml: bytes) -> bytes:
    lists = b"".join(b'<!ENTITY a%d "%b">' % (number, b"&a%d;" % (number - 1) * 10) for number in range(1, 10))
    return declared(xml, b'<!ENTITY a0 "laughs ">' + lists, b"&a9;")


@EACH
def test_a_bomb_is_refused_before_it_is_unpacked(name: str) -> None:
    bomb = packed({**parts(name), "bomb.xml": bytes(LIMITS.unpacked + 1)})
    assert "over the limit of 10 MB" in refused(bomb, name)


@EACH
@pytest.mark.parametrize("make", [overlapping, crowded], ids=["overlapping", "crowded"])
def test_a_false_directory_is_refused(name: str, make: Callable[[], bytes]) -> None:
    assert "over the limit" in refused(make(), name)


@EACH
def test_an_entry_that_lies_about_its_size_is_refused(name: str) -> None:
    refused(lying(FILES[name]), name)


@EACH
def test_a_billion_laughs_are_not_laughed(name: str) -> None:
    content = with_changed_part(name, laughs)
    try:
        assert read(content, name).count("laughs") < 100
    except SourceError as error:
        assert name in str(error)  # noqa: PT017 - either is right


@EACH
def test_no_file_is_read_that_an_entity_names(name: str) -> None:
    entity = b'<!ENTITY e SYSTEM "file:///etc/passwd">'
    try:
        assert "root:" not in read(with_changed_part(name, lambda xml: declared(xml, entity, b"&e;")), name)
    except SourceError as error:
        assert name in str(error)  # noqa: PT017 - either is right


@EACH
def test_a_million_nested_elements_are_refused(name: str) -> None:
    refused(with_changed_part(name, lambda _: b"<a>" * 1_000_000), name)


@EACH
def test_an_encrypted_package_is_refused(name: str) -> None:
    content = bytearray((DOCUMENTS / name).read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(mark, place + 4)
    refused(bytes(content), name)


PRELUDE = b"MIME-Version: 1.0\nFrom: a@b.example\n"
REPEATED = b'<table:table-cell table:number-columns-repeated="999999999"/>'
FAR_CELL = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
BROKEN_HEADERS = b"To: =?utf-8?q?=?= <\nDate: never\nSubject: =?x?b?!!?="
ODD = {
    "a.xlsx with stated dimensions": lambda: sheet(b'<dimension ref="A1:XFD1048576"/>', b""),
    "a.xlsx with a far cell": lambda: sheet(b"", FAR_CELL),
    "a.odt with repeated cells": lambda: text_document(REPEATED),
    "a.rtf with nested groups": lambda: b"{\\rtf1 The crane stays." + b"{" * 1_000_000,
    "a.rtf with odd characters": lambda: b"{\\rtf1 The crane stays.\\u99999999999999 \\'zz\\bin99999999999 x}",
    "a.rtf with notes without an end": lambda: b"{\\rtf1 The crane stays." + b"{\\footnote a" * 100_000,
    "a.ipynb with little": lambda: b'{"cells": [{"cell_type": "raw", "source": "The crane stays."}], "nbformat": 4}',
    "a.eml with many headers": lambda: PRELUDE + b"X: y\n" * 100_000 + b"\nThe crane stays.",
    "a.eml with broken headers": lambda: PRELUDE + BROKEN_HEADERS + b"\n\nThe crane stays.",
}
BROKEN = {
    "a.ipynb of nested lists": lambda: b'{"cells": ' + b"[" * 1_000_000 + b', "nbformat": 4',
    "a.ipynb with numbers for cells": lambda: b'{"cells": [7], "nbformat": 4}',
    "a.ipynb without a list of cells": lambda: b'{"cells": {"a": 1}, "nbformat": 4}',
    "a.eml of nested parts": lambda: mail(3000),
    "a.mhtml without a page": lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b--\n",
    "a.rtf without text": lambda: b"{\\rtf1 }",
    "a.rtf that is text": lambda: b"The crane stays.",
    "a.epub without a container": lambda: zipped(("mimetype", b"application/epub+zip")),
    "a.odt without a body": lambda: zipped(("content.xml", b"<a/>")),
}


@pytest.mark.parametrize("label", ODD)
def test_odd_documents_are_read(label: str) -> None:
    text = read(ODD[label](), label.split()[0])
    assert "The crane stays" in text or "West quay" in text


@pytest.mark.parametrize("label", BROKEN)
def test_broken_documents_are_refused(label: str) -> None:
    refused(BROKEN[label](), label.split()[0])


def sheet(before: bytes, after: bytes) -> bytes:
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>West quay</t></is></c></row>'
    found = parts("fares.xlsx")
    xml = found["xl/worksheets/sheet1.xml"]
    root = xml[: xml.index(b">", xml.index(b"<worksheet")) + 1]
    whole = root + before + b"<sheetData>" + row + after + b"</sheetData></worksheet>"
    return packed({**found, "xl/worksheets/sheet1.xml": whole})


def text_document(cell: bytes) -> bytes:
    table = (
        b"<table:table><table:table-row>" + cell + b"</table:table-row></table:table><text:p>The crane stays.</text:p>"
    )
    found = parts("orchard.odt")
    return packed({**found, "content.xml": found["content.xml"].replace(b"</office:text>", table + b"</office:text>")})


def mail(depth: int) -> bytes:
    head = b"MIME-Version: 1.0\nFrom: a@b.example\n"
    opened = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth))
    return head + opened + b"Content-Type: image/png\n\nx\n"
