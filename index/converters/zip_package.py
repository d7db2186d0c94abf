"""Opens the ZIP files that office documents and e-books are, within limits, and parses the XML in them."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element

from index.converters import markdown_writer
from index.converters.models import SourceFile
from index.errors import SourceError

MAX_PARTS = 10_000
"""Files that a package may hold; one with a few pictures holds some dozen."""
DIRECTORY_ENTRY = b"PK\x01\x02"
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the files of Office before 2007 begin, and later ones with a password, which are packed into such a file."""
STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
"""Namespaces of ISO/IEC 29500 Strict, which are else named `http://schemas.openxmlformats.org/…/2006/…`."""
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
PROGRAM_AUTHORS = frozenset({"python-docx", "python-pptx", "openpyxl", "microsoft office user", "user", "admin"}) | {
    *("author", "unknown", "administrator", "steve canny", "apache poi", "anonymous"),
}
"""Authors that programs and their templates write down."""
PROGRAM_TITLES = re.compile(
    r"word document|powerpoint presentation|pr[äe]sentation|presentation|untitled.*|document ?\d*|microsoft word - .*"
    r"|slide 1|book ?\d*|sheet ?\d*",
    re.IGNORECASE,
)
TEMPLATE_DATES = frozenset({"2013-12-23", "2013-01-27"})
"""When the templates of python-docx and python-pptx were made, which their documents keep as their own date."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link from one part of a package to another."""

    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Description:
    """What a document's properties say of it; empty where a program and not a person has written them."""

    title: str = ""
    author: str = ""
    published: str = ""


def open_package(file: SourceFile, kind: str, suffix: str) -> zipfile.ZipFile:
    """A packed file that unpacks to no more than its limits.

    Args:
        file: The file.
        kind: What it should be, for errors: "DOCX".
        suffix: As what it should be saved.

    Raises:
        SourceError: It is none, is locked, or is too large unpacked.
    """
    name, most = file.name, file.limits.unpacked
    if file.content.startswith(OLE_SIGNATURE):
        raise SourceError(
            f"{name!r} has a password or is an old Office file (.doc, .xls, .ppt):"
            f" save it as {suffix} without a password."
        )
    # Counted before the directory is read, which takes seconds where there are many.
    if (parts := file.content.count(DIRECTORY_ENTRY)) > MAX_PARTS:
        raise SourceError(f"{name!r} holds {parts:,} files, over the limit of {MAX_PARTS:,}: take its pictures out.")
    try:
        package = zipfile.ZipFile(io.BytesIO(file.content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise SourceError(f"{name!r} is a broken {kind} file: save it again from its program.") from error
    if (size := sum(part.file_size for part in package.infolist())) > most:
        raise SourceError(
            f"{name!r} unpacks to {size / 1e6:,.0f} MB, over the limit of {most / 1e6:,.0f} MB: take its pictures out."
        )
    return package


def parse_xml(content: bytes) -> _Element:
    """The root of an XML document; entities stay unread, and nothing is fetched.

    Raises:
        lxml.etree.XMLSyntaxError: It is broken, or nested too deep.
    """
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True)
    return etree.fromstring(STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", content), parser)


def local_name(element: _Element) -> str:
    """An element's name without its namespace; empty for entities and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: _Element, name: str, default: str = "") -> str:
    """An attribute by its name, of whatever namespace."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), default)


def child(element: _Element | None, *names: str) -> _Element | None:
    """The first child of a name, that one's first child of the next name, and so on."""
    for name in names:
        element = next((each for each in element if local_name(each) == name), None) if element is not None else None
    return element


def value(element: _Element | None, *names: str) -> str:
    """The attribute `val` of such a child; empty where it has none."""
    found = child(element, *names)
    return attribute(found, "val") if found is not None else ""


class OfficePackage:
    """A file of Office Open XML (ECMA-376): parts, and the relationships that lead from one to another."""

    def __init__(self, file: SourceFile, kind: str, suffix: str) -> None:
        """Opens it; see `open_package` for arguments and errors."""
        self._zip = open_package(file, kind, suffix)
        self.names = frozenset(self._zip.namelist())
        self.main = next((each.target for each in self.related("") if each.kind == "officeDocument"), "")

    def read(self, part: str) -> bytes:
        """The bytes of a part."""
        return self._zip.read(part)

    def xml(self, part: str) -> _Element | None:
        """The root of a part; None where there is no such part."""
        return parse_xml(self._zip.read(part)) if part in self.names else None

    def relationships(self, part: str) -> dict[str, Relationship]:
        """The relationships of a part by their ids; those of the package where the part is empty."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, Relationship] = {}
        for each in root.iter(RELATIONSHIPS) if root is not None else ():
            if each.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/")
                found[each.get("Id", "")] = Relationship(each.get("Type", "").rpartition("/")[2], target)
        return found

    def related(self, part: str) -> Iterator[Relationship]:
        """The same in their order."""
        yield from self.relationships(part).values()

    def part_of_kind(self, part: str, kind: str) -> _Element | None:
        """The root of the part that a part is related to in a way: "styles", "numbering"."""
        target = next((each.target for each in self.related(part) if each.kind == kind), "")
        return self.xml(target)

    def description(self) -> Description:
        """What its core properties say."""
        root = self.part_of_kind("", "core-properties")
        given = {local_name(each): each.text or "" for each in root} if root is not None else {}
        return described(given.get("title", ""), given.get("creator", "").split(";"), given.get("created", ""))


def described(title: str, authors: list[str], created: str) -> Description:
    """A description without what programs write of their own."""
    title = markdown_writer.tidy(title)
    named = [line for each in authors if (line := markdown_writer.tidy(each)).lower() not in PROGRAM_AUTHORS]
    day = created[:10] if re.match(r"\d{4}-\d\d-\d\d", created) else ""
    return Description(
        "" if PROGRAM_TITLES.fullmatch(title) else title,
        ", ".join(filter(None, named)),
        "" if day in TEMPLATE_DATES else day,
    )
