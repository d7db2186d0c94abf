"""A PDF's pages beside the conversation: the quote's boxes are lit on the right page, by mouse and by keyboard."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from index.sources.load import article_from_bytes
from index.sources.originals.folder import OriginalsFolder
from tests.support.browsing import Visit, serious
from tests.support.documents import report_pdf
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving

pytestmark = pytest.mark.browser

REPORT = article_from_bytes(report_pdf(), name="report.pdf", source="")
PROSE = re.search(r"In 1817 the wardens of .*?north\.", REPORT.text)
ROW = re.search(r"(?<=\n)\| Timber .*", REPORT.text[REPORT.text.index("Table 31.") :])
assert PROSE
assert ROW
QUESTION = "How many ships came in 1817?"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    assert PROSE
    assert ROW
    assistant = ScriptedAssistant([REPORT], {QUESTION: (PROSE.group(), ROW.group())})
    assistant.originals = OriginalsFolder(tmp_path_factory.mktemp("data"))
    assistant.originals.put(REPORT)
    with serving(assistant) as running:
        yield running


def lit_pages(page: Page) -> list[str | None]:
    lit = page.locator("#article .sheet:has(mark.chosen)")
    lit.first.wait_for()
    return [each.get_attribute("data-number") for each in lit.all()]


def test_a_citation_lights_its_boxes_on_its_page(browser: Browser, served: Served) -> None:
    visit = Visit(browser, served.url)
    page = visit.open()
    reply = visit.ask(QUESTION)
    page.get_by_role("button", name="Page", exact=True).click()
    expect(page.get_by_role("button", name="Page", exact=True)).to_have_attribute("aria-pressed", "true")
    reply.locator("a.cite", has_text="[1]").click()
    assert lit_pages(page) == ["17"]
    expect(page.locator("#article mark.chosen").first).to_be_in_viewport()
    expect(page.locator("#article .text")).to_be_hidden()
    picture = page.locator(".sheet[data-number='17'] img")
    page.wait_for_function("image => image.naturalWidth >= 400", arg=picture.element_handle())
    assert not page.locator(".sheet[data-number='38'] img").evaluate("image => image.naturalWidth"), "loaded unasked"
    page.keyboard.press("n")
    expect(page.locator(".sheet[data-number='31'] mark.chosen")).to_have_count(4)
    expect(page.locator("#article mark.chosen").first).to_be_in_viewport()
    assert serious(page) == []
    page.get_by_role("button", name="Text", exact=True).click()
    expect(page.locator("#article .text mark.chosen:visible").first).to_be_in_viewport()


def test_the_view_is_changed_and_left_by_keyboard_in_the_dark(browser: Browser, served: Served) -> None:
    visit = Visit(browser, served.url, scheme="dark", locale="pt-BR", width=390, height=800)
    page = visit.open()
    reply = visit.ask(QUESTION)
    reply.locator("a.cite", has_text="[1]").press("Enter")
    button = page.get_by_role("button", name="Página", exact=True)
    button.press("Enter")
    box = page.locator("#article .pages mark.chosen").first
    expect(box).to_be_in_viewport()
    assert serious(page) == []
    box.press("Enter")
    expect(reply.locator("a.cite", has_text="[1]")).to_be_focused()
