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
