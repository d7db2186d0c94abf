"""The pages of the documentation: links lead somewhere, and what they name exists."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import typer

from rag.models import Answer, Citation, Retrieved
from rag.models.verification import CheckedSentence
from tests.architecture.imports import ROOT
from tests.architecture.markdown import anchors, code, links, pages
from tests.tools import risk_coverage, settings_table
from ui.api.article_schemas import FullArticleBody
from ui.cli.main import cli
from ui.service.answering.grid import GridCell
from ui.settings import PREFIX, Settings

PAGES = pages()
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
README = ROOT / "README.md"
MAX_README_LINES = 150
GUIDES = sorted((ROOT / "docs").glob("*.md"))
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
MODULE = re.compile(r"-m ((?:index|rag|ui|tests)(?:\.\w+)+)")
PATH = re.compile(r"(?:index|rag|ui|tests|docs|deploy|seeds)/[\w./-]*")


def broken_links(page: Path, text: str) -> Iterator[str]:
    """The relative links of a page to files that do not exist, or to headings that their page does not have."""
    for link in links(text):
        url = urlsplit(link)
        if url.scheme or url.netloc:
            continue
        target = page.parent / unquote(url.path) if url.path else page
        if target != page and not target.exists():
            yield f"{link}: there is no such file"
        elif url.fragment and url.fragment not in anchors(text if target == page else target.read_text("utf-8")):
            yield f"{link}: the page has no such heading"


def unknown_names(text: str) -> Iterator[str]:
    """What a page's code names and the repository does not have: paths, modules, commands, options and settings."""
    for line in code(text):
        for word in re.split(r"[\s`\"'()]+", line):
            if PATH.fullmatch(word) and not (ROOT / word).exists():
                yield word
        for module in MODULE.findall(line):
            if not (ROOT / module.replace(".", "/")).with_suffix(".py").exists():
                yield module
        for name in re.findall(rf"{PREFIX}([A-Z_]+)", line):
            if name.lower() not in Settings.model_fields:
                yield PREFIX + name
        yield from unknown_targets(line)
        yield from unknown_commands(line)


def unknown_targets(line: str) -> Iterator[str]:
    """The targets of make and the extras of the package that a line names and that do not exist."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"\bmake ([a-z-]+)", line):
        if not re.search(rf"^{target}:", makefile, re.MULTILINE):
            yield target
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    for extra in re.findall(r"(?:\bWITH=|article-chat\[)(\w+)", line):
        if extra not in extras:
            yield extra


def unknown_commands(line: str) -> Iterator[str]:
    """The commands of article-chat, and options of theirs, that a line names and that do not exist."""
    commands = typer.main.get_command(cli).commands
    served = re.findall(r"make chat\b.*ARGS=\"([^\"]*)\"", line)
    for name, rest in [
        *re.findall(r"(?<![\w/:-])article-chat ([a-z]+)\b(.*)", line),
        *(("serve", each) for each in served),
    ]:
        if name not in commands:
            yield name
            continue
        known = {option for each in commands[name].params for option in (*each.opts, *each.secondary_opts)}
        yield from (option for option in OPTION.findall(rest) if option not in known)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_to_files_and_headings(page: Path) -> None:
    assert not list(broken_links(page, page.read_text("utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_what_a_page_names_exists(page: Path) -> None:
    assert not list(unknown_names(page.read_text("utf-8")))


@pytest.mark.parametrize(
    "link",
    [
        "[a](gone.md)",
        "[a](#gone)",
        "[a](usage.md#gone)",
        "![a](screens/gone.png)",
        "[a][b]\n\n[b]: gone.md",
        "| a |\n| --- |\n| [a](../gone/) |",
    ],
)
def test_a_broken_link_is_seen(link: str) -> None:
    assert len(list(broken_links(ROOT / "docs" / "page.md", f"# A page\n\n{link}\n"))) == 1


@pytest.mark.parametrize(
    "link",
    ["[a](#a-page)", "[a](#what-it-does-1)", "[a](usage.md#the-page)", "[a](https://gone.example/x)", "`[a](gone.md)`"],
)
def test_a_good_link_is_none(link: str) -> None:
    text = f"# A `page`\n\n## What it does?\n\n## What it does\n\n{link}\n"
    assert not list(broken_links(ROOT / "docs" / "page.md", text))


@pytest.mark.parametrize(
    "line",
    [
        "rag/gone.py",
        "tests/gone/",
        "python -m rag.training.gone",
        "make gone",
        "make chat WITH=gone",
        'make chat ARGS="--gone 1"',
        "pip install 'article-chat[gone]'",
        "article-chat gone",
        "article-chat ask QUESTION [--gone ID]",
        "ARTICLE_CHAT_GONE=1",
    ],
)
def test_a_name_that_is_gone_is_seen(line: str) -> None:
    assert len(list(unknown_names(f"A line with `{line}`.\n"))) == 1
    assert len(list(unknown_names(f"```sh\n{line}\n```\n"))) == 1


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("Ask a question", {each.name for each in fields(Answer)}),
        ("Citations and passages", {each.name for one in (Citation, Retrieved) for each in fields(one)}),
        ("Check a text", {each.name for each in fields(CheckedSentence)}),
        ("A grid", {each.name for each in fields(GridCell)}),
        ("Manage articles", set(FullArticleBody.model_fields)),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_every_field_of_a_response_has_a_line(heading: str, names: set[str]) -> None:
    page = (ROOT / "docs" / "api.md").read_text("utf-8")
    section = re.split(r"^#+ ", page, flags=re.MULTILINE)
    text = next(each for each in section if each.startswith(f"{heading}\n"))
    first_cells = " ".join(line.split(" | ")[0] for line in text.splitlines() if line.startswith("| `"))
    assert names <= set(re.findall(r"`(\w+)`", first_cells))


def test_readme_is_short() -> None:
    assert len(README.read_text("utf-8").splitlines()) <= MAX_README_LINES


@pytest.mark.parametrize("page", GUIDES, ids=[page.name for page in GUIDES])
def test_a_guide_says_for_whom_it_is_and_readme_links_to_it(page: Path) -> None:
    assert re.match(r"# .+\n\nThis page is for [^.]+\.", page.read_text("utf-8"))
    assert f"docs/{page.name}" in links(README.read_text("utf-8"))


def test_settings_table_is_of_today() -> None:
    page = settings_table.PAGE.read_text("utf-8")
    assert settings_table.updated(page) == page, "run 'make docs'"


def test_risk_and_coverage_are_drawn_from_the_shipped_scores() -> None:
    assert risk_coverage.PICTURE.read_text("utf-8") == risk_coverage.drawn(), "run 'make docs'"


def test_a_stale_settings_table_is_replaced() -> None:
    page = settings_table.PAGE.read_text("utf-8")
    stale = page.replace("| `ARTICLE_CHAT_STRICT` | `0` |", "| `ARTICLE_CHAT_STRICT` | `1` |")
    assert stale != page
    assert settings_table.updated(stale) == page
    with pytest.raises(ValueError, match="end of settings"):
        settings_table.updated(page.replace("<!-- end of settings -->\n", ""))
