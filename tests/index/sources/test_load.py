import os
from pathlib import Path

import pytest

from index.converters.models import Limits
from index.errors import SourceError
from index.models import Article
from index.sources.load import article_from_bytes, article_from_text, load, load_file
from index.text.blocks import blocks

DOCUMENTS = Path(__file__).parents[2] / "data" / "documents"
BODY = "The two leaders spoke for an hour on Thursday.\n"


def write(path: Path, content: str | bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def only(source: str) -> Article:
    (article,) = load(source)
    return article


def test_keeps_carriage_returns(tmp_path: Path) -> None:
    assert only(write(tmp_path / "a.txt", "One.\r\nTwo.\r\n")).text == "One.\r\nTwo.\r\n"


def test_drops_a_byte_order_mark(tmp_path: Path) -> None:
    assert only(write(tmp_path / "a.txt", b"\xef\xbb\xbfOne.")).text == "One."


def test_the_same_text_has_the_same_id(tmp_path: Path) -> None:
    first, second = (only(write(tmp_path / name, BODY)) for name in ("a.txt", "b.md"))
    assert first.id == second.id


def test_a_folder_gives_its_texts_in_order(tmp_path: Path) -> None:
    for name in ("b.md", "a/z.txt", "c.TXT", "d.zip", ".git/e.md", ".f.md", "e.htm"):
        write(tmp_path / name, BODY)
    assert [Path(article.source).name for article in load(str(tmp_path))] == ["z.txt", "b.md", "c.TXT", "e.htm"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("a.txt", b"", "empty", id="empty"),
        pytest.param("a.txt", b" \n\t", "empty", id="white space"),
        pytest.param("a.zip", b"PK", r"give a \.txt, \.md, \.html, \.pdf, .* or \.ipynb file", id="unknown kind"),
    ],
)
def test_says_what_is_wrong_with_a_file(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        only(write(tmp_path / name, content))
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)


@pytest.mark.parametrize("source", ["nowhere.txt", "", " ", "a\0b", "x" * 5000])
def test_says_that_a_path_leads_nowhere(source: str) -> None:
    with pytest.raises(SourceError, match="check the path"):
        next(load(source))


def test_says_that_a_folder_holds_no_text(tmp_path: Path) -> None:
    write(tmp_path / "a.zip", b"PK")
    with pytest.raises(SourceError, match=r"no \.txt, \.md, \.html, \.pdf, .* or \.ipynb file"):
        next(load(str(tmp_path)))


def test_refuses_half_a_surrogate_pair() -> None:
    with pytest.raises(SourceError, match="surrogate"):
        article_from_text("a\ud83d", source="")


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        pytest.param(
            "a.txt", f"Summit ends without a deal\nBy Ana Duarte\n{BODY}", "Summit ends without a deal", id="headline"
        ),
        pytest.param(
            "a.txt", f"PRESS RELEASE\nSkarholm wins order\n{BODY}", "Skarholm wins order", id="label above it"
        ),
        pytest.param("a.txt", f"By Ana Duarte\nSummit ends\n{BODY}", "Summit ends", id="byline above it"),
        pytest.param("kim-and_trump.txt", BODY, "Kim And Trump", id="none: the file's name"),
        pytest.param("a.md", f"{BODY}\n# Summit *ends*\n", "A", id="Markdown, heading too late"),
        pytest.param("a.md", f"# Summit *ends*\n\n{BODY}", "Summit ends", id="Markdown"),
        pytest.param("a.md", f"Summit ends\n===\n\n{BODY}", "Summit ends", id="Markdown, underlined"),
        pytest.param("a.md", f"---\ntitle: Talks\n---\n# Summit\n\n{BODY}", "Talks", id="front matter"),
        pytest.param("a.md", f"---\ntitle: 1984\n---\n{BODY}", "1984", id="front matter, number"),
        pytest.param("a.md", f"---\ntitle: [\n---\n# Summit\n\n{BODY}", "Summit", id="broken front matter"),
        pytest.param("a.md", f"---\ndate: 2025-13-45\n---\n# Summit\n\n{BODY}", "Summit", id="impossible date"),
        pytest.param("a.txt", f"The rise of C#\n\n{BODY}", "The rise of C#", id="hash sign"),
    ],
)
def test_title(tmp_path: Path, name: str, text: str, title: str) -> None:
    assert only(write(tmp_path / name, text)).title == title


@pytest.mark.parametrize(
    ("front", "said"),
    [
        pytest.param(
            "author: Ana Duarte\ndate: 2025-10-31\nsite: Harbour Post",
            ("Ana Duarte", "2025-10-31", "Harbour Post"),
            id="plain",
        ),
        pytest.param(
            "authors: [Ana Duarte, Liv Berg]\npublished: May 2025", ("Ana Duarte, Liv Berg", "May 2025", ""), id="list"
        ),
        pytest.param("date: 2025-10-31T06:15:00+02:00", ("", "2025-10-31", ""), id="time"),
        pytest.param("author: {name: Ana}\ndate:", ("", "", ""), id="not said plainly"),
    ],
)
def test_front_matter_says_who_and_when(tmp_path: Path, front: str, said: tuple[str, str, str]) -> None:
    article = only(write(tmp_path / "a.md", f"---\ntitle: Talks\n{front}\n---\n{BODY}"))
    assert (article.author, article.published, article.site) == said


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ('title = "Talks"\nauthor = "Ana Duarte"\ndate = 2025-10-31', ("Talks", "Ana Duarte", "2025-10-31")),
        ('title = "Talks"\nauthors = ["Ana Duarte", "Liv Berg"]', ("Talks", "Ana Duarte, Liv Berg", "")),
        ("title = 'Talks'\ndate = 2025-10-31T06:15:00+02:00", ("Talks", "", "2025-10-31")),
        ('# from Hugo\r\ntitle = "Talks"\r\n[params]\r\nauthor = "x"\r', ("Talks", "", "")),
        ("title = ", ("A", "", "")),
        ("title = 7", ("A", "", "")),
        ("[" * 5000, ("A", "", "")),
    ],
)
def test_front_matter_may_be_toml(tmp_path: Path, front: str, said: tuple[str, str, str]) -> None:
    article = only(write(tmp_path / "a.md", f"+++\n{front}\n+++\n\n{BODY}"))
    assert (article.title, article.author, article.published) == said
    assert [block.kind for block in blocks(article.text, markdown=True)] == ["front matter", "body"]


@pytest.mark.parametrize(
    ("name", "media_type", "markdown"),
    [
        pytest.param("a.md", None, True, id="by name"),
        pytest.param("a.txt", "text/markdown; charset=utf-8", True, id="by type"),
        pytest.param("a.md", "text/plain", True, id="Markdown served as text"),
        pytest.param("a", "text/plain", False, id="text by type"),
        pytest.param("README", None, False, id="without a kind"),
        pytest.param("a.txt", "application/octet-stream", False, id="type that says nothing"),
        pytest.param("page.php", "text/html;charset=UTF-8", True, id="page"),
        pytest.param("a.pdf", "text/html", True, id="page about a PDF"),
    ],
)
def test_tells_the_kind_of_what_was_sent(name: str, media_type: str | None, markdown: bool) -> None:
    article = article_from_bytes(BODY.encode(), name=name, source="", media_type=media_type)
    assert (article.text.strip(), article.markdown) == (BODY.strip(), markdown)


@pytest.mark.parametrize("media_type", ["image/png", "application/zip", "text/css"])
def test_refuses_other_media_types(media_type: str) -> None:
    with pytest.raises(SourceError, match=r"'a' is of no kind that can be read"):
        article_from_bytes(b"x", name="a", source="", media_type=media_type)


def test_a_pdf_is_one_whatever_it_is_called() -> None:
    content = (DOCUMENTS / "report.pdf").read_bytes()
    article = article_from_bytes(content, name="download", source="", media_type="application/octet-stream")
    assert article.pages


def test_the_same_bytes_sent_and_on_disk_are_the_same_article() -> None:
    path = DOCUMENTS / "bakery.txt"
    sent = article_from_bytes(path.read_bytes(), name=path.name, source=str(path))
    assert sent == load_file(path)


def test_takes_the_encoding_from_the_server() -> None:
    text = "Совет собрался во вторник."
    content = text.encode("koi8-r")
    article = article_from_bytes(content, name="a.txt", source="", media_type="text/plain; charset=koi8-r")
    assert article.text == text


@pytest.mark.parametrize(
    ("name", "limits", "message"),
    [
        pytest.param("a.txt", Limits(size=40), "over the limit of 4e-05 MB", id="bytes"),
        pytest.param("a.txt", Limits(characters=10), "has 47 characters, over the limit of 10", id="characters"),
        pytest.param(
            "a.html", Limits(characters=10), "has 47 characters, over the limit of 10", id="extracted characters"
        ),
    ],
)
def test_refuses_what_is_too_large(tmp_path: Path, name: str, limits: Limits, message: str) -> None:
    with pytest.raises(SourceError, match=f"'{name}' .*{message}"):
        load_file(Path(write(tmp_path / name, BODY)), limits)


def test_a_broken_file_in_a_folder_is_named_by_its_place(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", BODY)
    write(tmp_path / "b" / "c.pdf", b"%PDF-1.7")
    with pytest.raises(SourceError, match=r"'b/c\.pdf' is a broken PDF"):
        list(load(str(tmp_path)))


def test_a_given_title_wins() -> None:
    assert article_from_text(f"Summit ends\n{BODY}", source="", title=" Mine ").title == "Mine"


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("The\r\nBridge\n", "The Bridge"),
        ("The\tBridge  at\u2028Harn", "The Bridge at Harn"),
        ("\x1b]0;owned\x07The Bridge\x9b2J\0", "]0;ownedThe Bridge2J"),
        ("The \u202egdirB\u202c \u2066x\u2069", "The gdirB x"),
        (
            "\u0645\u06cc\u200c\u0631\u0648\u0645 \U0001f468\u200d\U0001f469",
            "\u0645\u06cc\u200c\u0631\u0648\u0645 \U0001f468\u200d\U0001f469",
        ),
        ("\x1b\x07", "Untitled"),
        ("x" * 1000, "x" * 200),
        ("x" * 199 + "   y", "x" * 199),
    ],
)
def test_a_title_is_one_line_of_what_is_seen(given: str, title: str) -> None:
    assert article_from_text("It rained.", source="", title=given).title == title


def test_names_that_are_no_text_are_told_apart(tmp_path: Path) -> None:
    for name in (b"a\xff.txt", b"a\xfe.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"It rained.")
    first, second = load(str(tmp_path))
    assert {first.source, second.source} == {f"{tmp_path}/a\\xff.txt", f"{tmp_path}/a\\xfe.txt"}
    assert first.title == second.title == "A"
