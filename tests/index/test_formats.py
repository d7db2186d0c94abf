"""The table of formats: what it says is true of every format, with nothing said of one by name."""

import inspect
import pkgutil
from collections import Counter
from pathlib import Path

import pytest

from index.converters.models import Extract, SourceFile
from index.formats import (
    BY_MEDIA_TYPE,
    BY_SUFFIX,
    DOCX,
    EML,
    FORMATS,
    HTML,
    MARKDOWN,
    NOTEBOOK,
    RTF,
    SUFFIX_LIST,
    TEXT,
    Format,
    detect_format,
    listed,
)
from index.sources.load import load
from tests.architecture.imports import imports
from tests.support.documents import DOCUMENTS
from tests.support.hostile_files import zipped

EACH = pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.name)
pytestmark = pytest.mark.usefixtures("unsandboxed")


def document_of(each: Format) -> Path:
    """A readable document of a format, of which tests/data has at least one each."""
    readable = [path.name.removesuffix(".expected.txt") for path in sorted(DOCUMENTS.glob("*.expected.txt"))]
    return next(path for stem in readable for path in DOCUMENTS.glob(f"{stem}.*") if path.suffixes[0] in each.suffixes)


def test_no_suffix_and_no_media_type_stands_for_two_formats() -> None:
    suffixes = Counter(suffix for each in FORMATS for suffix in each.suffixes)
    media_types = Counter(media_type for each in FORMATS for media_type in each.media_types)
    assert set((suffixes + media_types).values()) == {1}
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in suffixes)
    assert all(media_type.count("/") == 1 and media_type == media_type.lower() for media_type in media_types)


@EACH
def test_a_converter_takes_a_file_and_gives_an_extract(each: Format) -> None:
    if each.converter:
        signature = inspect.signature(pkgutil.resolve_name(each.converter))
        needed = [each for each in signature.parameters.values() if each.default is inspect.Parameter.empty]
        assert [parameter.annotation for parameter in needed] == [SourceFile]
        assert signature.return_annotation is Extract
    else:
        assert each in {TEXT, MARKDOWN}


@EACH
def test_a_document_of_each_format_is_read_under_each_of_its_suffixes(each: Format, tmp_path: Path) -> None:
    content = document_of(each).read_bytes()
    for suffix in each.suffixes:
        (tmp_path / f"a{suffix.upper()}").write_bytes(content)
    found = list(load(str(tmp_path)))
    assert len(found) == len(each.suffixes)
    assert {article.markdown for article in found} == {each.markdown}


@EACH
def test_a_format_is_known_by_its_media_types(each: Format) -> None:
    for media_type in each.media_types:
        assert detect_format(b"", "download", f"{media_type.upper()}; charset=utf-8") is each


@EACH
def test_content_wins_over_name_and_media_type(each: Format) -> None:
    if each.signature:
        content = document_of(each).read_bytes()
        for name, media_type in (("a.txt", "text/plain"), ("a.html", "text/html"), ("a.docx", ""), ("a", "image/png")):
            assert detect_format(content, name, media_type) is each


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param(b"From: the board\nTo: all members\nSubject: the key\n\nIt is back.", TEXT, id="memo"),
        pytest.param(b"MIME-Version: 1.0\nFrom: a@b.example\n\nIt is back.", EML, id="mail"),
        pytest.param(b"Received: a\n\tby b\nDate: x\n\nIt is back.", EML, id="folded header"),
        pytest.param(b"Received: a\nDate: x\nIt is back.", TEXT, id="headers without an end"),
        pytest.param(b"  \n<!-- saved --><HTML>", HTML, id="HTML after a comment"),
        pytest.param(b"\xef\xbb\xbf<?xml version='1.0'?>\n<!DOCTYPE html>", HTML, id="XHTML after a mark"),
        pytest.param(b"<htmlish> is no tag.", TEXT, id="no HTML"),
        pytest.param(b'{"cells": [], "nbformat": 4}', NOTEBOOK, id="notebook"),
        pytest.param(b'{"cells": []}', TEXT, id="other JSON"),
        pytest.param(b"{\\rtf1 x}", RTF, id="RTF"),
        pytest.param(
            zipped(("word/document.xml", b""), ("word/embeddings/a.xlsx", b"xl/workbook")), DOCX, id="embedded"
        ),
        pytest.param(zipped(("a.txt", b"word/document.xml")), TEXT, id="another ZIP file"),
        pytest.param(b"PK\x03\x04word/document.xml", TEXT, id="broken ZIP file"),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, found: Format) -> None:
    assert detect_format(content, "a.txt") is found


@pytest.mark.parametrize(
    ("name", "media_type", "found"),
    [
        ("a.md", "text/plain", MARKDOWN),
        ("a.md", "text/html", BY_MEDIA_TYPE["text/html"]),
        ("a.txt", "", TEXT),
        ("README", "", TEXT),
        ("README", "application/octet-stream", TEXT),
        ("README", "image/png", None),
        ("a.zip", "", None),
        ("a.zip", "application/octet-stream", None),
        ("a.HTM", "image/png", BY_SUFFIX[".htm"]),
    ],
)
def test_a_media_type_says_more_than_a_name(name: str, media_type: str, found: Format | None) -> None:
    assert detect_format(b"", name, media_type) is found


def test_messages_name_each_format_by_its_first_suffix() -> None:
    assert SUFFIX_LIST.replace(" or ", ", ").split(", ") == [each.suffixes[0] for each in FORMATS]


@pytest.mark.parametrize(("words", "text"), [(["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")])
def test_a_list_reads_as_a_sentence(words: list[str], text: str) -> None:
    assert listed(words) == text


def test_the_store_imports_no_loader() -> None:
    reached = {"index.store.records"}
    while more := {each.imported for each in imports() if each.importer in reached} - reached:
        reached |= more
    assert not {name for name in reached if name.startswith(("index.sources", "index.converters"))}
