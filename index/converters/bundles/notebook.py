"""Reads a Jupyter notebook: its text cells, its code and the text that the code gave, in their order (nbformat)."""

import json
from collections.abc import Iterator
from typing import Any

from index.converters import markdown_writer
from index.converters.encoding import decode
from index.converters.models import Extract, SourceFile
from index.errors import SourceError


def extract_notebook(file: SourceFile) -> Extract:
    """The text of a notebook.

    Raises:
        SourceError: It is none, or holds no text.
    """
    try:
        notebook = json.loads(decode(file.content, file.name).text)
        parts = [part for cell in _cells(notebook) for part in _parts(cell)]
    except (ValueError, RecursionError, AttributeError, TypeError) as error:
        raise SourceError(f"{file.name!r} is a broken notebook: save it again from Jupyter.") from error
    text, _ = markdown_writer.joined(filter(None, parts))
    if not text:
        raise SourceError(f"{file.name!r} holds no text: give a notebook with some.")
    about = notebook.get("metadata") or {}
    authors = about.get("authors") or []
    named = [author.get("name") for author in authors if isinstance(author, dict)] if isinstance(authors, list) else []
    title = about.get("title")
    return Extract(
        text=text,
        title=markdown_writer.tidy(title) if isinstance(title, str) else "",
        author=", ".join(markdown_writer.tidy(name) for name in named if isinstance(name, str)),
    )


def _cells(notebook: Any) -> Iterator[dict[str, Any]]:
    """The cells; before version 4 of the format they stood in worksheets."""
    yield from notebook.get("cells", [])
    for sheet in notebook.get("worksheets", []):
        yield from sheet.get("cells", [])


def _parts(cell: dict[str, Any]) -> Iterator[str]:
    kind, source = cell.get("cell_type"), _text(cell.get("source", cell.get("input", "")))
    if kind == "code":
        yield markdown_writer.code(source)
        for output in cell.get("outputs", []):
            yield markdown_writer.code(_output(output))
    elif kind == "heading":
        yield markdown_writer.heading(source, int(cell.get("level", 1)))
    elif kind in {"markdown", "raw"}:
        yield markdown_writer.UNSEEN.sub("", source).strip()


def _output(output: dict[str, Any]) -> str:
    """The text of an output; pictures and errors have none."""
    data = output.get("data", output)
    if any(kind.startswith("image/") for kind in data):
        return ""
    return _text(output.get("text", "") or data.get("text/plain", ""))


def _text(lines: Any) -> str:
    return "".join(map(str, lines)) if isinstance(lines, list) else str(lines)
