from email.message import EmailMessage

import pytest

from index.converters.bundles.mail import extract_eml, extract_mhtml
from index.converters.models import Extract, SourceFile
from index.errors import SourceError

HTML = b"Content-Type: text/html\n\n"
KEY = "Ключ вернулся."


def mail(content: bytes) -> Extract:
    return extract_eml(SourceFile(content, "a.eml"))


def body(content: bytes) -> list[str]:
    return mail(b"From: Liv <a@b.example>\nSubject: Key\n" + content).text.removesuffix("\n").split("\n\n")[2:]


@pytest.mark.parametrize(
    ("content", "read"),
    [
        pytest.param(b"\nIt is back.\n\nCome.\n", ["It is back.", "Come."], id="plain"),
        pytest.param(HTML + b"<p>It is <b>back</b>.</p><p>Come.</p>", ["It is back.", "Come."], id="HTML"),
        pytest.param(
            HTML + b"<table><tr><td><table><tr><td><h1>News</h1>It is back.</td></tr></table></td></tr></table>",
            ["# News", "It is back."],
            id="laid out in tables",
        ),
        pytest.param(b"Content-Type: text/plain; charset=koi8-r\n\n" + KEY.encode("koi8-r"), [KEY], id="charset"),
        pytest.param(b"Content-Transfer-Encoding: base64\n\nSXQgaXMgYmFjay4=\n", ["It is back."], id="base64"),
        pytest.param(b"\n> Has it\n> been seen?\n\nYes.\n", ["> Has it", "> been seen?", "Yes."], id="quoted"),
        pytest.param(
            b"Content-Type: multipart/alternative; boundary=b\n\n--b\n\nx\n--b\n" + HTML + b"It is back.\n--b--",
            ["It is back."],
            id="alternatives",
        ),
    ],
)  # fmt: skip
def test_reads_a_body(content: bytes, read: list[str]) -> None:
    assert body(content) == read


def test_says_who_sent_it_and_when() -> None:
    message = EmailMessage()
    message["From"], message["To"] = '"Duarte, Ana" <ana@b.example>, Liv <liv@b.example>', "c@d.example"
    message["Subject"], message["Date"] = "Der Schlüssel", "Mon, 05 May 2025 23:15:00 +0200"
    message.set_content("Er ist da.")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="schlüssel.png")
    found = mail(bytes(message))
    assert (found.title, found.published) == ("Der Schlüssel", "2025-05-05")
    assert found.author == "Duarte, Ana, Liv"
    assert found.text.endswith("Er ist da.\n\nAttachments: schlüssel.png\n")


def test_a_mail_without_text_is_refused() -> None:
    with pytest.raises(SourceError, match="holds no text"):
        mail(b"From: a\nContent-Type: image/png\n\nx")


PROSE = "The harbour board met on Tuesday and decided to keep the old crane until a buyer is found for all of it. " * 3


@pytest.mark.parametrize(
    "page",
    [
        b"Content-Type: text/html\n\n<article><p>%b</p></article>",
        b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n<p>%b</p>",
        b"Content-Type: text/css\n\np {}\n--b\nContent-Type: text/html\n\n<p>%b</p>",
        b"Content-Type: text/html\nContent-Location: https://a.example\n\n<nav><a>Home</a></nav><p>%b</p>",
        b"Content-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/html\n\n<p>%b</p>\n--c--",
    ],
)
def test_reads_the_page_of_a_saved_one(page: bytes) -> None:
    head = b"MIME-Version: 1.0\nSubject: The crane\nContent-Type: multipart/related; boundary=b\n\n--b\n"
    found = extract_mhtml(SourceFile(head + page % PROSE.encode() + b"\n--b--", "a.mhtml"))
    assert found.text.strip() == PROSE.strip()
    assert found.title == "The crane"


@pytest.mark.parametrize("date", ["Mon, 42949672965 May 2025 08:15", "Mon, 05 May 2025 08:15:00 +4294967296200"])
def test_a_date_that_is_none_costs_no_mail(date: str) -> None:
    found = mail(f"From: a@a.example\r\nSubject: Key\r\nDate: {date}\r\n\r\nIt is here.\r\n".encode())
    assert (found.title, found.published) == ("Key", "")
    assert "It is here." in found.text
