from pathlib import Path

import pytest

from index.article import Article
from index.errors import SourceError
from index.load import article_from_text, load

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
    for name in ("b.md", "a/z.txt", "c.TXT", "d.xlsx", ".git/e.md", ".f.md", "e.htm"):
        write(tmp_path / name, BODY)
    assert [Path(article.source).name for article in load(str(tmp_path))] == ["z.txt", "b.md", "c.TXT", "e.htm"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("a.txt", b"", "empty", id="empty"),
        pytest.param("a.txt", b" \n\t", "empty", id="white space"),
        pytest.param("a.xlsx", b"PK", r"give a \.txt, \.md, \.html, \.pdf or \.docx file", id="unknown kind"),
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
    write(tmp_path / "a.xlsx", b"PK")
    with pytest.raises(SourceError, match=r"no \.txt, \.md, \.html, \.pdf or \.docx file"):
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


def test_a_given_title_wins() -> None:
    assert article_from_text(f"Summit ends\n{BODY}", source="", title=" Mine ").title == "Mine"
