"""Reads what is packed as MIME: e-mails (EML) and pages saved with their pictures (MHTML)."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import getaddresses

from index.converters import markdown_writer
from index.converters.encoding import decode
from index.converters.html.converter import extract_html
from index.converters.html.fragment import fragment_parts
from index.converters.models import Extract, SourceFile
from index.errors import SourceError
from index.text.blocks import blocks

SHOWN_HEADERS = ("From", "To", "Cc", "Date")
QUOTE_MARKS = "> "


def extract_eml(file: SourceFile) -> Extract:
    """The headers that a mail program shows, the text, and the names of attached files.

    Raises:
        SourceError: There is no text in it.
    """
    message = _message(file)
    body = message.get_body(("html", "plain"))
    parts = _body_parts(body, file.name) if body is not None else []
    if not parts:
        raise SourceError(f"{file.name!r} holds no text: give a mail with some.")
    subject = markdown_writer.tidy(_header(message, "Subject"))
    headers = [f"{name}: {value}" for name in SHOWN_HEADERS if (value := _header(message, name))]
    attached = [name for part in message.iter_attachments() if (name := part.get_filename())]
    listed = [f"Attachments: {', '.join(attached)}"] if attached else []
    lines = [markdown_writer.heading(subject, 1), *map(markdown_writer.paragraph, headers)]
    text, _ = markdown_writer.joined(filter(None, [*lines, *parts, *map(markdown_writer.paragraph, listed)]))
    return Extract(text=text, title=subject, author=", ".join(_senders(message)), published=_day(message))


def extract_mhtml(file: SourceFile) -> Extract:
    """The article of a saved page.

    Raises:
        SourceError: There is no article in it.
    """
    message = _message(file)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if page is None:
        raise SourceError(f"{file.name!r} holds no page: save it again from the browser.")
    content = page.get_payload(decode=True)
    charset = page.get_content_charset() or ""
    found = extract_html(replace(file, content=content if isinstance(content, bytes) else b"", charset=charset))
    return replace(found, title=found.title or markdown_writer.tidy(_header(message, "Subject")))


def _message(file: SourceFile) -> EmailMessage:
    message = message_from_bytes(file.content, policy=policy.default)
    if not message.keys() or not isinstance(message, EmailMessage):
        raise SourceError(f"{file.name!r} is no mail or saved page: save it again from its program.")
    return message


def _header(message: EmailMessage, name: str) -> str:
    """A header's value; empty where it is missing or broken."""
    try:
        return str(message.get(name, ""))
    except (ValueError, LookupError, AttributeError, ArithmeticError, TypeError):  # the parser's, of broken headers
        return ""


def _senders(message: EmailMessage) -> Iterator[str]:
    for name, address in getaddresses([_header(message, "From")]):
        if line := markdown_writer.tidy(name or address):
            yield line


def _day(message: EmailMessage) -> str:
    try:
        sent = message["Date"].datetime
    except (AttributeError, ValueError, LookupError, ArithmeticError, TypeError):  # none, or a broken one
        return ""
    return sent.date().isoformat() if sent else ""


def _body_parts(body: MIMEPart, name: str) -> list[str]:
    content = body.get_payload(decode=True)
    if not isinstance(content, bytes):
        return []
    text = decode(content, name, body.get_content_charset() or "").text
    return fragment_parts(text) if body.get_content_type() == "text/html" else list(plain_parts(text))


def plain_parts(text: str) -> Iterator[str]:
    """The paragraphs of a plain text, whose lines may be wrapped; lines that begin with `>` are quoted."""
    for block in blocks(text):
        lines = text[block.start : block.end].splitlines()
        if all(line.startswith(">") for line in lines):
            yield markdown_writer.quote(" ".join(line.lstrip(QUOTE_MARKS) for line in lines))
        else:
            yield markdown_writer.paragraph(" ".join(lines))
