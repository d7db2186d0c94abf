"""File or folder to articles."""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from index.article import Article
from index.blocks import FRONT_MATTER, blocks, heading_text
from index.errors import SourceError

MARKDOWN = frozenset({".md", ".markdown"})
TEXT = frozenset({".txt", ".text", ""})
LONGEST_TITLE = 200


def load(source: str) -> Iterator[Article]:
    """The articles of a file, or of every text and Markdown file under a folder, in the order of their paths.

    Raises:
        SourceError: The source does not exist, cannot be read as text, or holds none.
    """
    path = Path(source).expanduser()
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except OSError as error:
        raise SourceError(f"{source!r} cannot be read ({error.strerror}): check the path.") from error
    if source.strip() and is_folder:
        files = sorted(_texts_under(path))
        if not files:
            raise SourceError(f"The folder {source!r} holds no .txt or .md file: name one that does.")
        for file in files:
            yield load_file(file)
    elif is_file:
        yield load_file(path)
    else:
        raise SourceError(f"There is no file or folder {source!r}: check the path.")


def _texts_under(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.suffix.lower() in MARKDOWN | TEXT - {""} and path.is_file():
            yield path


def load_file(path: Path) -> Article:
    """The article of one text or Markdown file, its text kept to the character."""
    if path.suffix.lower() not in MARKDOWN | TEXT:
        raise SourceError(f"{path.name!r} is not a text or Markdown file: give one that ends in .txt or .md.")
    try:
        # Bytes, not text mode: that would turn \r\n into \n, and offsets would count in another text than the file's.
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"{path.name!r} is not UTF-8 text (byte {error.start} is not): save it as UTF-8.") from error
    except OSError as error:
        raise SourceError(f"{path.name!r} cannot be read ({error.strerror}): check its permissions.") from error
    return article_from_text(text, source=str(path.resolve()), fallback=_title_from_stem(path.stem))


def article_from_text(text: str, *, source: str, title: str = "", fallback: str = "Untitled") -> Article:
    """An article whose title is the one given, or the text's own, or `fallback`.

    Raises:
        SourceError: The text is empty, or holds characters that no encoding can carry.
    """
    name = repr(title or Path(source).name or "text")
    if not text.strip():
        raise SourceError(f"The article {name} is empty: give one with text.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise SourceError(f"The article {name} holds half a surrogate pair: send its text as valid Unicode.")
    found = title.strip() or _own_title(text, markdown=is_markdown(source)) or fallback
    return Article(found[:LONGEST_TITLE], text, source)


def is_markdown(source: str) -> bool:
    """Whether a source's name says that its text is Markdown."""
    return Path(source).suffix.lower() in MARKDOWN


def _own_title(text: str, *, markdown: bool) -> str:
    """The title in the front matter, or the heading that the text opens with."""
    if title := _front_matter_title(text):
        return title
    headings = []
    for block in blocks(text, markdown=markdown):
        if block.kind == "heading":
            piece = text[block.start : block.end]
            headings.append(heading_text(piece) if markdown else " ".join(piece.split()).strip("*_ "))
        elif headings or block.kind == "body":
            break
    # Above the headline may stand a label: PRESS RELEASE, OPINION.
    return next((h for h in headings if not (h.isupper() and len(h.split()) <= 6)), headings[0] if headings else "")


def _front_matter_title(text: str) -> str:
    front = FRONT_MATTER.match(text)
    if not front:
        return ""
    try:
        fields = yaml.safe_load(front.group().strip().strip("-"))
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: a date that does not exist
        return ""
    title = fields.get("title") if isinstance(fields, dict) else None
    return str(title).strip() if isinstance(title, str | int | float) else ""


def _title_from_stem(stem: str) -> str:
    words = re.sub(r"[-_]+", " ", stem).strip()
    return " ".join(word[:1].upper() + word[1:] for word in words.split()) or "Untitled"
