"""Pages are rendered in the limited process, in any size that is asked for up to a limit."""

import base64
import io

import pytest
from PIL import Image

from index.converters.models import Limits, SourceFile
from index.converters.pdf.view.render import MAX_PIXELS
from index.converters.sandbox import run
from index.errors import SourceError
from tests.support.documents import column, pdf

RENDER = "index.converters.pdf.view.render:render_page"
PAGE = pdf(column(60, 700, "It rained in Harn."))


def rendered(content: bytes, *, page: int = 1, width: int = 600, limits: Limits | None = None) -> Image.Image:
    found = run(SourceFile(content, "a.pdf", limits=limits or Limits()), RENDER, page=page, width=width)
    return Image.open(io.BytesIO(base64.b64decode(found)))


def test_a_page_has_the_width_that_is_asked_for_and_shows_its_text() -> None:
    picture = rendered(PAGE)
    assert picture.size == (600, 800)
    assert sum(picture.convert("L").crop((60, 85, 140, 105)).histogram()[:100]) > 0
    assert picture.convert("L").crop((200, 300, 500, 700)).getextrema() == (255, 255)


def test_a_page_that_is_a_long_strip_is_made_narrower() -> None:
    width, height = rendered(PAGE.replace(b"0 0 600 800", b"0 0 5 9000"), width=2400).size
    assert width * height <= MAX_PIXELS * 1.01


@pytest.mark.parametrize(("content", "page"), [(b"%PDF-1.4 nothing", 1), (PAGE, 2)])
def test_what_cannot_be_shown_is_told(content: bytes, page: int) -> None:
    with pytest.raises(SourceError, match="cannot be shown"):
        rendered(content, page=page)


def test_what_takes_too_long_is_given_up() -> None:
    slow = pdf(column(60, 700, "It rained."), drawn={1: "0 0 m 600 800 l S 0 0 600 800 re f " * 400_000})
    with pytest.raises(SourceError, match="too"):
        rendered(slow, width=2400, limits=Limits(seconds=0.3))
