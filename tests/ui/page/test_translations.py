"""The page's words in its languages."""

import json
import re
from dataclasses import fields

import pytest

from ui.page.translations import TABLES, Words, tables, words_for

RAW: dict[str, dict[str, str]] = json.loads(TABLES.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", RAW)
def test_every_table_has_every_word(language: str) -> None:
    assert list(RAW[language]) == [field.name for field in fields(Words)]
    assert all(RAW[language].values())
    assert RAW[language]["language"] == language


@pytest.mark.parametrize("language", RAW)
def test_the_same_is_filled_in_in_every_language(language: str) -> None:
    for name, text in RAW["en"].items():
        assert set(re.findall(r"{\w*}", RAW[language][name])) == set(re.findall(r"{\w*}", text)), name


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("pt-BR,pt;q=0.9,en;q=0.8", "pt"),
        ("fr,es-419;q=0.7,en;q=0.5", "es"),
        ("de", "en"),
        ("", "en"),
        ("en;q=0.1, pt ;q=0.2", "pt"),
        ("pt;q=0,es", "es"),
        (";;q=x,,*", "en"),
    ],
)
def test_language_is_the_first_known_one(asked: str, language: str) -> None:
    assert words_for(asked) is tables()[language]
