"""The grid of questions and articles, and who answers, in a real browser."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from index.models import Article
from rag.models import Answer, Question
from tests.support.browsing import QUOTES, STARTER, Visit, serious
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving
from ui.service.answering.chat_models import ChatModels
from ui.settings import Settings

pytestmark = pytest.mark.browser

OTHER = Article("<b>Another</b>", "Nothing of it.", "b.txt")
LOST = "What is lost?"


class OnlyItsOwn(ScriptedAssistant):
    """Has an answer in the seed alone, and fails on one question."""

    def scripted(self, question: Question) -> Answer:
        if question.question == LOST:
            raise ValueError("it is lost")
        if question.article == OTHER.id:
            return super().scripted(Question("Nothing?"))
        return super().scripted(question)


@pytest.fixture(scope="module")
def assistant(seed: Article) -> ScriptedAssistant:
    made = OnlyItsOwn([seed, OTHER], {STARTER: QUOTES[:1]}, settings=Settings(chat_models="ollama:b"))
    made.models = ChatModels(made.settings, personal=True)
    made.models.on_given(lambda *_: None)
    return made


@pytest.fixture(scope="module")
def served(assistant: ScriptedAssistant) -> Iterator[Served]:
    with serving(assistant) as running:
        yield running


def test_a_grid_is_filled_read_and_saved(browser: Browser, served: Served, seed: Article) -> None:
    visit = Visit(browser, served.url)
    page = visit.open()
    page.get_by_role("button", name="As a table").click()
    grid = page.get_by_role("dialog", name="Questions of each article")
    grid.get_by_role("textbox").fill(f"{STARTER}\n\n{LOST}")
    grid.get_by_role("button", name="Fill the table").click()
    expect(grid.get_by_role("status")).to_have_text("4 of 4 cells, 1 answered")
    assert grid.locator("tr").all_inner_texts() == [
        f"Article\t{STARTER}\t{LOST}",
        f"{OTHER.title}\tNot in the article\tFailed",
        f"{seed.title}\t{QUOTES[0]}\tFailed",
    ]
    assert serious(page) == []
    grid.get_by_role("link", name=QUOTES[0]).click()
    expect(page.locator("#article mark.chosen").first).to_be_visible()
    assert visit.chosen_words() == QUOTES[0]
    with page.expect_download() as saved:
        grid.get_by_role("button", name="Save XLSX").click()
    workbook = load_workbook(BytesIO(saved.value.path().read_bytes()))
    assert workbook["Answers"]["B3"].value == QUOTES[0]
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="As a table")).to_be_focused()


def test_who_answers_is_chosen_kept_and_given(browser: Browser, served: Served, assistant: ScriptedAssistant) -> None:
    visit = Visit(browser, served.url)
    page = visit.open()
    menu = page.locator("#answerer")
    visit.ask(STARTER)
    assert assistant.asked[-1].answerer == "extractive"
    menu.locator("summary").click()
    menu.get_by_label("ollama:b").check()
    assert serious(page) == []
    visit.ask(STARTER)
    assert (assistant.asked[-1].answerer, assistant.asked[-1].model) == (None, "ollama:b")
    menu.locator("summary").click()
    menu.get_by_label("Model").fill("any")
    menu.get_by_label("Key").fill("sk-secret")
    menu.get_by_role("button", name="Use this model").click()
    expect(menu.get_by_role("status")).to_have_text("It answers from now on.")
    assert menu.get_by_label("Key").input_value() == ""
    assert "sk-secret" not in page.evaluate("JSON.stringify(localStorage) + location.href + document.body.innerHTML")
    page.reload()
    expect(menu.locator("summary")).to_have_text("openai:any")
