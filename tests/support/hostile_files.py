"""Files made to harm, each of a few lines; for `tests/system/test_hostile_uploads.py`."""

import io
import struct
import zipfile
import zlib
from functools import cache

import docx

from tests.support.documents import SMALL, changed, packed

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


@cache
def gigabyte() -> bytes:
    """Zeros, as a ZIP file packs them."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    return b"".join(packer.compress(bytes(10_000_000)) for _ in range(100)) + packer.flush()


def lying(part: str = "[Content_Types].xml") -> bytes:
    """An entry that says ten bytes and unpacks to a gigabyte."""
    stream = gigabyte()
    name = part.encode()
    sizes = struct.pack("<3L2H", 0, len(stream), 10, len(name), 0)
    local = b"PK\x03\x04" + struct.pack("<5H", 20, 0, 8, 0, 33) + sizes + name + stream
    entry = b"PK\x01\x02" + struct.pack("<6H", 20, 20, 0, 8, 0, 33) + sizes + bytes(12) + name
    return local + entry + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), len(local), 0)


def crowded() -> bytes:
    """A million would not fit into the twenty megabytes that are taken."""
    count = 200_000
    entry = b"PK\x01\x02" + struct.pack("<6H3L5H2L", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
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
    packer = zlib.compressobj(1)
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
        f'<base href="{canary}/base"><link rel="stylesheet" href="{canary}/link"><link rel="canonical" href="{canary}">'
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
