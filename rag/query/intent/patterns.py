"""The phrases in `phrases/` as patterns: questions that ask nothing of what an article says, by language."""

import re
from functools import lru_cache
from pathlib import Path

PHRASES = Path(__file__).parent / "phrases"
LANGUAGES = ("en", "pt", "es")
PRONOUN = re.compile(r"\b(?:it|that|he|ele|isso)\b")
"""What can mean something else than the article once something was asked; "this" hardly can."""

_MARKS = re.compile(r"[^\w\s'’-]+|(?<!\w)['’-]|['’-](?!\w)")
_CALLED = re.compile(r"(?:^|\s)(?:please|pls|plz|por favor|thanks in advance)(?=\s|$)")
_MACRO = re.compile(r"<([a-z ]+)>")


def normalized(text: str) -> str:
    """The words of a question in small letters, without marks and "please"."""
    words = " ".join(_MARKS.sub(" ", text.lower().replace("’", "'")).split())
    return " ".join(_CALLED.sub(" ", words).split()) or words


@lru_cache(maxsize=1)
def patterns() -> dict[tuple[str, str], re.Pattern[str]]:
    """The patterns by kind ("assistant", "description title") and language, in the order in which they are tried."""
    return {(kind, language): pattern for language in LANGUAGES for kind, pattern in _read(language).items()}


def _read(language: str) -> dict[str, re.Pattern[str]]:
    """The sections of a language's file; `[define]` holds pieces that stand in others as `<name>`."""
    sections: dict[str, list[str]] = {}
    for line in (PHRASES / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            sections[line[1:-1]] = []
        elif line.strip() and not line.startswith("#"):
            sections[list(sections)[-1]].append(line)
    defined = dict(line.split(" = ", 1) for line in sections.pop("define", []))
    return {kind: re.compile("|".join(_expanded(line, defined) for line in lines)) for kind, lines in sections.items()}


def _expanded(line: str, defined: dict[str, str]) -> str:
    while (made := _MACRO.sub(lambda name: defined[name[1]], line)) != line:
        line = made
    return line
