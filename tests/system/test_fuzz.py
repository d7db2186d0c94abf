"""For some seconds each, what `python -m tests.tools.fuzz` does for minutes; and what that has found."""

from functools import partial

import pytest

from tests.tools.fuzz import TARGETS, fuzz, load, set_up, speak
from ui.settings import SettingsError, load_settings

SECONDS = 3


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS)
def test_nothing_breaks_it(target: str) -> None:
    strategy, holds = TARGETS[target]
    # A parser's crash would be that of all tests.
    assert fuzz(strategy, partial(load, apart=True) if holds is load else holds, SECONDS)


@pytest.mark.parametrize("tag", ["!!int ''", "!!bool ''", "!!float ''", "!!timestamp soon", "0x" + "f" * 9000])
def test_front_matter_that_its_tags_do_not_take(tag: str) -> None:
    load(("a.md", f"---\ntitle: {tag}\n---\nIt rained.".encode()))


@pytest.mark.parametrize("value", ["inf", "nan", "1e308"])
def test_a_size_that_is_none(value: str) -> None:
    with pytest.raises(SettingsError, match="MAX_UPLOAD_MB"):
        load_settings({"ARTICLE_CHAT_MAX_UPLOAD_MB": value})


def test_a_setting_whose_name_breaks_the_line() -> None:
    set_up(({"ARTICLE_CHAT_\x1e\n": ""}, None))


@pytest.mark.parametrize("pieces", [[1], [7], [1, 50]])
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Ada Quill opened the bridge in 1932." * 3, id="a sentence that is begun again"),
        pytest.param("It spans. “ It [1] Mr. “a” b. c", id="a quotation mark that never has its partner"),
    ],
)
def test_an_answer_that_depended_on_how_its_text_came(text: str, pieces: list[int]) -> None:
    speak((text, pieces, False))
