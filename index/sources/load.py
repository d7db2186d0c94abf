"""Files, folders, and what was uploaded or fetched, to articles."""

import base64
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import unquote, urlsplit

from index.converters.encoding import decode
from index.converters.markdown_writer import UNSEEN, one_line
from index.converters.models import Extract, Limits, SourceFile
from index.converters.pdf.scans.reading import Progress, ignore_progress, read_scans
from index.converters.sandbox import convert
from index.errors import SourceError, TooLargeError, UnknownKindError
from index.formats import BY_SUFFIX, MARKDOWN, SUFFIX_LIST, detect_format, format_of_name
from index.models import Article, Original, SourceVersion
from index.sources.metadata import front_matter, own_title, title_from_stem
from index.sources.web.client import FetchLimits, fetch
from index.sources.web.response import Fetched

URL = re.compile(r"\s*https?://", re.IGNORECASE)
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
LIMITS = Limits()


def load(source: str, limits: Limits = LIMITS, progress: Progress = ignore_progress) -> Iterator[Article]:
    """The article of a file or URL, or those of all files of a known kind under a folder, in the order of their paths.

    Args:
        source: The file, folder or URL.
        limits: What each article may take.
        progress: Hears how many scanned pages of one are read.

    Raises:
        SourceError: The source does not exist, cannot be read, takes more than the limits, or holds no text.
    """
    if URL.match(source):
        yield load_page(source, limits, progress)
        return
    path = Path(source).expanduser()
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except OSError as error:
        raise SourceError(f"{source!r} cannot be read ({error.strerror}): check the path.") from error
    if source.strip() and is_folder:
        files = sorted(documents_under(path))
        if not files:
            raise SourceError(f"The folder {source!r} holds no {SUFFIX_LIST} file: name one that does.")
        for file in files:
            yield load_file(file, limits, name=str(file.relative_to(path)), progress=progress)
    elif is_file:
        yield load_file(path, limits, progress=progress)
    else:
        raise SourceError(f"There is no file or folder {source!r}: check the path.")


def load_page(url: str, limits: Limits = LIMITS, progress: Progress = ignore_progress) -> Article:
    """The article on a page; its source is the URL as given, under which a later text takes its place.

    Raises:
        SourceError: The page cannot be fetched (see `index.sources.web.client.fetch`), or no article can be read from
        it.
    """
    return article_of_page(fetch(url, limits=FetchLimits(size=limits.size)), url, limits, progress)


def article_of_page(page: Fetched, url: str, limits: Limits = LIMITS, progress: Progress = ignore_progress) -> Article:
    """The article on a page that was fetched; raises as `article_from_bytes`."""
    address = urlsplit(page.url)
    name = PurePath(unquote(address.path)).name or address.netloc
    media_type = f"{page.media_type}; charset={page.charset}" if page.charset else page.media_type
    article = article_from_bytes(
        page.content, name=name, source=url.strip(), media_type=media_type, limits=limits, progress=progress
    )
    return _versioned(article, SourceVersion(etag=page.etag, last_modified=page.last_modified))


def _versioned(article: Article, version: SourceVersion) -> Article:
    """An article that was just read, with the version of its source."""
    return replace(article, original=article.original and replace(article.original, version=version))


def documents_under(folder: Path) -> Iterator[Path]:
    """The files of a known kind under a folder, in no order."""
    return (path for path in folder.rglob("*") if is_document(path, folder) and path.is_file())


def is_document(path: Path, folder: Path) -> bool:
    """Whether a path under a folder is that of a file of a known kind, and not hidden."""
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not hidden and path.suffix.lower() in BY_SUFFIX


def load_file(path: Path, limits: Limits = LIMITS, *, name: str = "", progress: Progress = ignore_progress) -> Article:
    """The article of one file, which errors call by its name or the one given; see `article_from_bytes`."""
    name = name or path.name
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            content = file.read(limits.size + 1)
    except OSError as error:
        raise SourceError(f"{name!r} cannot be read ({error.strerror}): check its permissions.") from error
    article = article_from_bytes(content, name=name, source=source_of(path), limits=limits, progress=progress)
    return _versioned(article, SourceVersion(modified_ns=found.st_mtime_ns, size=found.st_size))


def source_of(path: Path) -> str:
    """What the article of a file is said to be from."""
    # A name's bytes need not be UTF-8, and each of those that are none is told by its number.
    return os.fsencode(path.resolve()).decode(errors="backslashreplace")


def article_from_bytes(
    content: bytes,
    *,
    name: str,
    source: str,
    media_type: str | None = None,
    limits: Limits = LIMITS,
    progress: Progress = ignore_progress,
) -> Article:
    """The article of a file's content. That of a text or Markdown file is its text, kept to the character.

    Args:
        content: All of it, or at least one byte more than the limits allow.
        name: The file's name; it tells the kind where the media type does not, and names the file in errors.
        source: The path or address that it came from; empty for none.
        media_type: What its server says that it is, with or without parameters.
        limits: What it may take.
        progress: Hears how many of its scanned pages are read.

    Raises:
        SourceError: It is empty, broken, locked, without text, of no known kind, or takes more than the limits.
    """
    format_ = detect_format(content, name, media_type or "")
    if format_ is None:
        raise UnknownKindError(f"{name!r} is of no kind that can be read: give a {SUFFIX_LIST} file.")
    if len(content) > limits.size:
        raise TooLargeError(
            f"{name!r} is over the limit of {limits.size / 1e6:,.3g} MB: give a smaller file, or its text."
        )
    if not content:
        raise SourceError(f"The article {name!r} is empty: give one with text.")
    declared = CHARSET.search(media_type or "")
    charset = declared.group(1) if declared else ""
    if format_.converter:
        file = SourceFile(content, name, charset, limits)
        found = read_scans(file, convert(file, format_.converter), format_.converter, progress)
    else:
        # Bytes, not text mode: that would turn \r\n into \n, and offsets would count in another text than the file's.
        decoded = decode(content, name, charset)
        found = Extract(text=decoded.text, assumed_encoding=decoded.assumed)
    fallback = title_from_stem(PurePath(name).stem)
    original = Original(content, name, format_.media_types[0], base64.b64decode(found.page_map))
    article = _article(found, name=name, source=source, fallback=fallback, markdown=format_.markdown, limits=limits)
    return replace(article, original=original)


def article_from_text(text: str, *, source: str, title: str = "", fallback: str = "Untitled") -> Article:
    """An article whose title is the one given, or the text's own, or `fallback`.

    Raises:
        SourceError: The text is empty, too long, or holds characters that no encoding can carry.
    """
    name = title or Path(source).name or "text"
    found = Extract(text=text, title=title.strip())
    markdown = format_of_name(source) is MARKDOWN
    return _article(found, name=name, source=source, fallback=fallback, markdown=markdown, limits=LIMITS)


def _article(found: Extract, *, name: str, source: str, fallback: str, markdown: bool, limits: Limits) -> Article:
    text = found.text
    limits.check(text, name)
    if not UNSEEN.sub("", text).strip():
        raise SourceError(f"The article {name!r} is empty: give one with text.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise SourceError(f"The article {name!r} holds half a surrogate pair: send its text as valid Unicode.")
    noted = front_matter(text).items()
    said: dict[str, Any] = {field: one_line(getattr(found, field) or given) for field, given in noted}
    title = said.pop("title") or one_line(own_title(text, markdown=markdown)) or one_line(fallback) or "Untitled"
    said["assumed_encoding"] = found.assumed_encoding
    said |= {name: getattr(found, name) for name in ("pages", "unread_pages", "ocr_pages")}
    return Article(title, text, source, **said, markdown=markdown, original=None)
