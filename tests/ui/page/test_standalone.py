"""Pages that stand alone, and the colours that they share with the chat."""

import re
from typing import Literal

import pytest

from ui.page.standalone import page_alone
from ui.page.translations import words_for
from ui.page.views.templates import PALETTE

COLOUR = re.compile(r"#[0-9a-f]{6}\b", re.IGNORECASE)


@pytest.mark.parametrize("name", ["loading", "signin"])
def test_they_have_the_palette_in_them(name: Literal["loading", "signin"]) -> None:
    page = page_alone(name, words_for("en"), status="", to="/", action="/sign-in", note="")
    assert PALETTE.read_text(encoding="utf-8") in page


def test_colours_stand_in_the_palette_alone() -> None:
    page = PALETTE.parents[2]
    files = [*page.rglob("*.css"), *page.rglob("*.html"), *page.rglob("*.js")]
    assert [each for each in files if COLOUR.search(each.read_text(encoding="utf-8"))] == [PALETTE]
