"""The phrases in `phrases/` as patterns: questions that ask nothing of what an article says, by language."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

PHRASES = Path(__file__).parent / "phrases"
LANGUAGES = ("en", "pt", "es")
PRONOUN = re.compile(r"\b(?:it|that|he|ele|isso)\b")
"""What can mean something else than the article once something was asked; "this" hardly can."""

_MARKS = re.compile(r"[^\w\s'’-]+|(?<!\w)['’-]|['’-](?!\w)")
_CALLED = re.compile(r"(?:^|\s)(?:please|pls|plz|por favor|thanks in advance)(?=\s|$)")
_MACRO = re.compile(r"(?<!\?P)<([a-z ]+)>")
"""A piece that is defined; "(?P<topic>" names a group."""


def normalized(text: str) -> str:
    """The words of a question in small letters, without marks and "please"."""
    words = " ".join(_MARKS.sub(" ", text.lower().replace("’", "'")).split())
    return " ".join(_CALLED.sub(" ", words).split()) or words


def about_article(question: str) -> str:
    """A question about an article's description, in which "it" can only be the article."""
    return re.sub(r"\b(?:it|that)\b", "the article", question, count=1, flags=re.IGNORECASE)


@lru_cache(maxsize=1)
def patterns() -> dict[tuple[str, str], re.Pattern[str]]:
    """The patterns by kind ("assistant", "description title") and language, in the order in which they are tried."""
    return {(kind, language): pattern for language in LANGUAGES for kind, pattern in _read(language).items()}


@lru_cache(maxsize=1)
def _requests() -> dict[str, tuple[re.Pattern[str], ...]]:
    sections = _sections("requests-en")
    return {kind: tuple(re.compile(line, re.IGNORECASE) for line in lines) for kind, lines in sections.items()}


def requests(kind: str, text: str) -> Iterator[re.Match[str]]:
    """What a question names, by each pattern of a kind of request that it fits, in their order.

    Args:
        kind: A section of `requests-en.txt`.
        text: The question on one line, without its last mark.
    """
    return (found for pattern in _requests()[kind] if (found := pattern.fullmatch(text)))


def _read(language: str) -> dict[str, re.Pattern[str]]:
    return {kind: re.compile("|".join(lines)) for kind, lines in _sections(language).items()}


def _sections(name: str) -> dict[str, list[str]]:
    """The lines of a file by section; `[define]` holds pieces that stand in others as `<name>`."""
    sections: dict[str, list[str]] = {}
    for line in (PHRASES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            sections[line[1:-1]] = []
        elif line.strip() and not line.startswith("#"):
            sections[list(sections)[-1]].append(line)
    defined = dict(line.split(" = ", 1) for line in sections.pop("define", []))
    return {kind: [_expanded(line, defined) for line in lines] for kind, lines in sections.items()}


def _expanded(line: str, defined: dict[str, str]) -> str:
    while (made := _MACRO.sub(lambda name: defined[name[1]], line)) != line:
        line = made
    return line
