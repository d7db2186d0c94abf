"""Reads an EPUB file: its chapters in reading order."""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote
from zipfile import ZipFile

from lxml.etree import _Element

from index.converters import markdown_writer
from index.converters.encoding import declared_encoding, decode
from index.converters.html.fragment import fragment_parts
from index.converters.models import Extract, SourceFile
from index.converters.zip_package import child, described, local_name, open_package, parse_xml
from index.errors import SourceError

XHTML = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})


def extract_epub(file: SourceFile) -> Extract:
    """The text of a book.

    Raises:
        SourceError: It is none, is protected, or is too large or empty once unpacked.
    """
    book = open_package(file, "EPUB", ".epub")
    container = parse_xml(book.read("META-INF/container.xml"))
    path = next((each.get("full-path", "") for each in container.iter() if local_name(each) == "rootfile"), "")
    package = parse_xml(book.read(path))
    chapters = list(_chapters(package, posixpath.dirname(path)))
    if encrypted := _encrypted(book) & set(chapters):
        raise SourceError(
            f"{file.name!r} is protected against copying ({len(encrypted)} chapters): give one that is not."
        )
    names = set(book.namelist())
    text, _ = markdown_writer.joined(
        part for chapter in chapters if chapter in names for part in _parts(book.read(chapter), file.name)
    )
    if not text:
        raise SourceError(f"{file.name!r} holds no text: give a book with some.")
    metadata = child(package, "metadata")
    said = [(local_name(each), each.text or "") for each in metadata] if metadata is not None else []
    first = dict(reversed(said))
    authors = [words for name, words in said if name == "creator"]
    about = described(first.get("title", ""), authors, first.get("date", ""))
    site = markdown_writer.tidy(first.get("publisher", ""))
    return Extract(text=text, title=about.title, author=about.author, published=about.published, site=site)


def _chapters(package: _Element, folder: str) -> Iterator[str]:
    """The paths of the book's chapters, without its table of contents and what stands outside its order."""
    manifest, spine = child(package, "manifest"), child(package, "spine")
    items = {each.get("id", ""): each for each in (manifest if manifest is not None else ())}
    for reference in spine if spine is not None else ():
        found = items.get(reference.get("idref", ""))
        if found is None or reference.get("linear") == "no" or "nav" in (found.get("properties") or "").split():
            continue
        if found.get("media-type") in XHTML:
            yield posixpath.normpath(posixpath.join(folder, unquote(found.get("href", ""))))


def _parts(content: bytes, name: str) -> list[str]:
    return fragment_parts(decode(content, name, declared_encoding(content)).text)


def _encrypted(book: ZipFile) -> set[str]:
    try:
        root = parse_xml(book.read("META-INF/encryption.xml"))
    except KeyError:
        return set()
    return {unquote(each.get("URI", "")) for each in root.iter() if local_name(each) == "CipherReference"}
