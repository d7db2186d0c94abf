"""Documents made for tests: PDF, DOCX, damaged ones."""

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import MappingProxyType

from docx.document import Document

PICTURE = "q 500 0 0 700 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x7f EI Q\n"


def pdf(
    *pages: list[tuple[float, float, float, str]],
    bold: frozenset[str] = frozenset(),
    info: str = "",
    drawn: Mapping[int, str] = MappingProxyType({}),
) -> bytes:
    """A PDF of 600 by 800 points with lines of (left, bottom, size, text) on its pages, written in that order.

    Args:
        pages: The lines of each.
        bold: Texts that are bold.
        info: What the document says about itself.
        drawn: What is drawn before the lines, as PDF's operators, by the numbers of pages from 1.
    """
    streams = [
        "".join(
            [drawn.get(number, "")]
            + [
                f"BT /{'F2' if text in bold else 'F1'} {size} Tf {left} {bottom} Td ({text}) Tj ET\n"
                for left, bottom, size, text in lines
            ]
        ).encode("cp1252")
        for number, lines in enumerate(pages, start=1)
    ]
    fonts = "".join(
        f"/{name} << /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >> "
        for name, font in (("F1", "Helvetica"), ("F2", "Helvetica-Bold"))
    )
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        f"<< {info} >>".encode(),
    ]
    for number, stream in enumerate(streams):
        packed = zlib.compress(stream)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {5 + 2 * number} 0 R"
            f" /Resources << /Font << {fonts} >> >> >>".encode()
        )
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(packed), packed))
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer << /Size %d /Root 1 0 R /Info 3 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, len(out))
    )


def column(left: float, top: float, *lines: str, size: float = 10) -> list[tuple[float, float, float, str]]:
    return [(left, top - 12 * number, size, line) for number, line in enumerate(lines)]


def packed(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def changed(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The same file with its main part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == "word/document.xml" else old.read(name))
    return out.getvalue()


WORD_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "v": "urn:schemas-microsoft-com:vml",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    }.items()
)


def word_paragraph(text: str, properties: str = "", more: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r>{more}</w:p>"


def word_document(body: str, description: str = "", **parts: str | bytes) -> bytes:
    """A DOCX file of a body in WordprocessingML.

    Args:
        body: The inside of `w:body`.
        description: The inside of its core properties; empty for none.
        parts: Other parts by the kinds of their relationships: the inside of `w:numbering`, `w:styles`, `w:footnotes`
            and `w:endnotes`; an `aFChunk` whole, after its file's suffix and a colon.
    """
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links, files = (
        [],
        {"word/document.xml": f"<w:document {WORD_NAMESPACES}><w:body>{body}</w:body></w:document>".encode()},
    )
    for kind, inside in parts.items():
        name, content = f"{kind}.xml", f"<w:{kind} {WORD_NAMESPACES}>{inside!s}</w:{kind}>".encode()
        if kind == "aFChunk":
            suffix, _, content = (inside.encode() if isinstance(inside, str) else inside).partition(b":")
            name = f"chunk{suffix.decode()}"
        files[f"word/{name}"] = content
        links.append(f'<Relationship Id="{kind}" Type="{kinds}/{kind}" Target="{name}"/>')
    about = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    root = [f'<Relationship Id="a" Type="{kinds}/officeDocument" Target="word/document.xml"/>']
    if description:
        root.append(f'<Relationship Id="b" Type="{about}" Target="docProps/core.xml"/>')
        names = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        files["docProps/core.xml"] = (
            f"<cp:coreProperties xmlns:cp='x' {names}>{description}</cp:coreProperties>".encode()
        )
    for path, listed in (("_rels/.rels", root), ("word/_rels/document.xml.rels", links)):
        namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
        files[path] = f'<Relationships xmlns="{namespace}">{"".join(listed)}</Relationships>'.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in files.items():
            package.writestr(path, content)
    return out.getvalue()


DOCUMENTS = Path(__file__).parents[1] / "data" / "documents"


SMALL = pdf(column(50, 700, "The old crane stays."))


def children() -> set[str]:
    found: set[str] = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # it may have ended
            found.update((task / "children").read_text().split())
    return found


@cache
def bomb() -> bytes:
    """A small PDF whose page unpacks to half a gigabyte."""
    packer = zlib.compressobj(9)
    stream = b"".join(packer.compress(bytes(10_000_000)) for _ in range(50)) + packer.flush()
    packed = zlib.compress(b"BT /F1 10 Tf 50 700 Td (The old crane stays.) Tj ET\n")
    before, after = SMALL.split(packed)
    return before.replace(b"<< /Length %d " % len(packed), b"<< /Length %d " % len(stream)) + stream + after


def mutated(content: bytes, random_: random.Random) -> bytes:
    """A document with some of its bytes changed, removed, doubled or cut off."""
    out = bytearray(content)
    for _ in range(random_.randint(1, 20)):
        at = random_.randrange(len(out))
        length = random_.choice((1, 1, 4, 64, 1024))
        how = random_.randrange(5)
        if how == 0:
            out[at : at + length] = random_.randbytes(length)
        elif how == 1:
            del out[at : at + length]
        elif how == 2:
            out[at:at] = out[at : at + length] * random_.choice((1, 2, 50))
        elif how == 3:
            out[at : at + 1] = random_.choice((b"\0", b"\xff", b"<", b"9999999999", b"-1", b"[", b"endobj", b"%s"))
        elif how == 4 and random_.random() < 0.2:
            del out[at:]
        if not out:
            return b"\0"
    return bytes(out)


HARBOURS = ("Salten", "Brekke", "Lower Ness", "Tarn", "Ostvik", "Gull Point", "Merrow", "Hale")
TRADES = ("herring", "timber", "salt", "barley", "coal", "rope", "glass")


def hyphenated(text: str, width: int) -> list[str]:
    """The lines of a text; long words are cut at their ends."""
    lines = [""]
    for word in text.split():
        line = f"{lines[-1]} {word}".strip()
        room = width - len(lines[-1]) - 2
        if len(line) <= width:
            lines[-1] = line
        elif len(word) > 7 and room > 2 and word.isalpha():
            lines[-1] += f" {word[:room]}-"
            lines.append(word[room:])
        else:
            lines.append(word)
    return lines


def report_pdf(pages: int = 40) -> bytes:
    """A report with a heading, two columns of prose, words cut at line ends and a table on each page."""
    random_ = random.Random(7)
    made = []
    for page in range(1, pages + 1):
        harbour = HARBOURS[page % len(HARBOURS)]
        lines = [(60.0, 740.0, 18.0, f"Chapter {page}: the year {1800 + page} at {harbour}")]
        for left in (60.0, 320.0):
            prose = (
                f"In {1800 + page} the wardens of {harbour} counted {random_.randint(100, 999)} ships that carried"
                f" {' and '.join(random_.sample(TRADES, 2))}, of which {random_.randint(2, 90)} came from the north."
                f" The harbourmaster wrote that the moorings had held through storm {random_.randint(10, 99)} of the"
                f" winter, and that {random_.randint(3, 40)} families had departed for {random_.choice(HARBOURS)}"
                f" before the ice broke in week {random_.randint(4, 15)}."
            )
            lines += column(left, 700, *hyphenated(prose, 42))
        lines.append((60, 560, 10, f"Table {page}. Cargo landed at {harbour}, in tonnes"))
        rows: list[tuple[str, ...]] = [("Cargo", "Spring", "Summer", "Autumn")]
        rows += [(trade.title(), *(f"{random_.randint(100, 9999):,}" for _ in range(3))) for trade in TRADES]
        for number, row in enumerate(rows):
            lines += [(60 + 120 * at, 540 - 16 * number, 10, cell) for at, cell in enumerate(row)]
        made.append(lines)
    return pdf(*made, info="/Title (Ledger of the northern harbours)")
