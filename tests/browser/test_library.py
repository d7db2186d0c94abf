"""The list of articles beside the conversation, in a real browser: what is listed, and what is asked."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from index.models import Article
from tests.support.browsing import Visit, serious
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving
from ui.settings import Settings

pytestmark = pytest.mark.browser

ASKED = "What now?"
FERRY = Article(
    "Ferry <b>times</b>",
    "The ferry leaves at nine.",
    "https://news.example/ferry",
    published="2025-10-31",
    site="The Courier",
    tags=("harbor", "transport"),
)
TRAM = Article("Tram", "The tram leaves at ten.", "tram.txt", published="2024-01-02", tags=("transport",))
QUAY = Article("Água e cais", "The quay was built in 1932.", "quay.txt", unread_pages=(2,))


@pytest.fixture(scope="module")
def shared() -> ScriptedAssistant:
    return ScriptedAssistant([], {ASKED: ["The ferry leaves at nine."]})


@pytest.fixture(scope="module")
def running(shared: ScriptedAssistant) -> Iterator[Served]:
    with serving(shared) as served:
        yield served


@pytest.fixture
def scripted(shared: ScriptedAssistant) -> ScriptedAssistant:
    """The one that is served, with three articles."""
    shared.entries.clear()
    for article in (FERRY, TRAM, QUAY):
        shared.add(article)
    return shared


@pytest.fixture
def visit(browser: Browser, running: Served, scripted: ScriptedAssistant) -> Visit:
    visit = Visit(browser, running.url)
    visit.open()
    expect(visit.page.locator("#library .asked")).to_contain_text("articles")
    return visit


def titles(page: Page) -> Locator:
    return page.locator("#library .entries .open")


def row(page: Page, title: str) -> Locator:
    return page.locator("#library .entries li", has_text=title)


def pick(page: Page, title: str) -> Locator:
    return page.get_by_role("checkbox", name=f"Ask “{title}”")


def test_articles_are_told_of_sorted_searched_and_narrowed(visit: Visit) -> None:
    page = visit.page
    expect(row(page, FERRY.title).locator(".note")).to_contain_text("2025-10-31 · The Courier")
    expect(row(page, QUAY.title).locator(".note")).to_contain_text("quay.txt · not read: p. 2")
    page.get_by_label("Sort").select_option("title")
    expect(titles(page)).to_have_text([QUAY.title, FERRY.title, TRAM.title])
    page.get_by_label("Sort").select_option("published")
    expect(titles(page)).to_have_text([FERRY.title, TRAM.title, QUAY.title])
    page.get_by_role("button", name="transport 2").click()
    expect(titles(page)).to_have_text([FERRY.title, TRAM.title])
    expect(page.get_by_role("button", name="transport 2")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="transport 2")).to_be_focused()
    page.get_by_label("Search the articles").fill("courier")
    expect(titles(page)).to_have_text([FERRY.title])
    page.get_by_label("Search the articles").fill("nothing")
    expect(page.get_by_text("No article matches.")).to_be_visible()
    page.get_by_label("Search the articles").fill("agua")
    page.get_by_role("button", name="transport 2").click()
    expect(titles(page)).to_have_text([QUAY.title])
    assert visit.outside == []


def test_check_boxes_choose_what_is_asked_and_the_field_says_it(visit: Visit, scripted: ScriptedAssistant) -> None:
    page, scope = visit.page, visit.page.locator("#scope")
    expect(scope).to_contain_text("Ask all 3 articles")
    visit.ask(ASKED)
    assert (scripted.asked[-1].article, scripted.asked[-1].articles) == (None, None)
    pick(page, TRAM.title).check()
    expect(scope).to_contain_text("Ask 1 of 3 articles")
    expect(page.locator("#announcer")).to_have_text("Ask 1 of 3 articles")
    visit.ask("And the tram?")
    assert scripted.asked[-1].article == TRAM.id
    page.get_by_role("button", name="harbor 1").click()
    expect(titles(page)).to_have_text([FERRY.title])
    pick(page, FERRY.title).check()
    visit.ask("And both?")
    assert set(scripted.asked[-1].articles or ()) == {TRAM.id, FERRY.id}
    page.get_by_role("button", name="Ask these 1").click()
    visit.ask("And the ferry?")
    assert scripted.asked[-1].article == FERRY.id
    page.reload()
    expect(scope).to_contain_text("Ask 1 of 3 articles")
    page.get_by_role("button", name="Ask all", exact=True).click()
    expect(scope).to_contain_text("Ask all 3 articles")


def test_an_answer_is_asked_again_of_the_same_articles(visit: Visit, scripted: ScriptedAssistant) -> None:
    page = visit.page
    pick(page, TRAM.title).check()
    pick(page, QUAY.title).check()
    visit.ask(ASKED)
    chosen = set(scripted.asked[-1].articles or ())
    page.get_by_role("button", name="Ask all", exact=True).click()
    page.reload()
    visit.do("Ask again")
    visit.reply_to(ASKED)
    assert set(scripted.asked[-1].articles or ()) == chosen == {TRAM.id, QUAY.id}


def test_reading_and_adding_change_nothing_of_what_is_asked(visit: Visit, scripted: ScriptedAssistant) -> None:
    page = visit.page
    pick(page, TRAM.title).check()
    row(page, QUAY.title).locator(".open").click()
    expect(page.locator("#article article:visible")).to_contain_text("built in 1932")
    page.locator("#manage").click()
    file = {"name": "new.txt", "mimeType": "text/plain", "buffer": b"It rained on Thursday."}
    page.locator("#catalogue [type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(page.locator("#announcer")).to_have_text("Added: New. Ask 1 of 4 articles.")
    expect(page.locator("#article article:visible")).to_contain_text("It rained")
    visit.ask(ASKED)
    assert scripted.asked[-1].article == TRAM.id


def test_tags_are_changed(visit: Visit, scripted: ScriptedAssistant) -> None:
    page = visit.page
    row(page, TRAM.title).locator("summary").press("Enter")
    tags = row(page, TRAM.title).get_by_label("Tags")
    expect(tags).to_have_value("transport")
    tags.fill("Rails, city")
    tags.press("Enter")
    expect(row(page, TRAM.title).locator(".tag")).to_have_text(["city", "rails"])
    expect(row(page, TRAM.title).locator("summary")).to_be_focused()
    expect(page.get_by_role("button", name="rails 1")).to_be_visible()
    assert scripted.entries[TRAM.id].article.tags == ("city", "rails")
    row(page, TRAM.title).locator("summary").click()
    row(page, TRAM.title).get_by_label("Tags").fill("x" * 41)
    row(page, TRAM.title).get_by_role("button", name="Save").click()
    expect(page.locator("#library .told")).to_contain_text("is no tag: a tag has 1 to 40 printable characters")


def test_an_article_is_removed_after_a_second_look(visit: Visit, scripted: ScriptedAssistant) -> None:
    page = visit.page
    reply = visit.ask(ASKED)
    pick(page, FERRY.title).check()
    ferry = row(page, FERRY.title)
    ferry.locator("summary").click()
    ferry.get_by_role("button", name="Remove", exact=True).click()
    expect(ferry.locator(".confirm")).to_contain_text(f"Remove “{FERRY.title}” for everyone?")
    ferry.get_by_role("button", name="Keep").click()
    assert FERRY.id in scripted.entries
    ferry.get_by_role("button", name="Remove", exact=True).click()
    ferry.locator(".confirm").get_by_role("button", name="Remove").click()
    expect(page.locator("#library .told")).to_have_text(f"Removed: {FERRY.title} Ask all 2 articles.")
    expect(titles(page)).to_have_count(2)
    expect(reply.locator("a.cite")).to_have_count(0)
    expect(reply.locator(".cite.gone")).to_contain_text("[1]")
    expect(page.locator("#article article:visible")).to_be_visible()


def test_an_empty_library_offers_to_add_and_asks_nothing(
    browser: Browser, running: Served, scripted: ScriptedAssistant
) -> None:
    scripted.entries.clear()
    before = len(scripted.asked)
    visit = Visit(browser, running.url)
    page = visit.open()
    expect(page.locator("#composer")).to_be_hidden()
    expect(page.locator("#article")).to_contain_text("There is no article yet.")
    page.locator("#scope").get_by_role("button", name="Add an article").click()
    page.get_by_text("Paste a text").click()
    page.get_by_label("Text", exact=True).fill("It rained on Thursday.")
    page.locator("#catalogue [data-shelf=text]").get_by_role("button", name="Add").click()
    expect(page.locator("#scope")).to_contain_text("Ask the article")
    assert len(scripted.asked) == before
    visit.ask(ASKED)
    assert len(scripted.asked) == before + 1


def test_five_hundred_articles_come_as_they_are_scrolled_to(
    browser: Browser, running: Served, scripted: ScriptedAssistant
) -> None:
    for number in range(497):
        scripted.add(Article(f"Article {number:03d}", f"It is number {number}.", "", tags=("many",)))
    visit = Visit(browser, running.url)
    page = visit.open()
    page.get_by_label("Sort").select_option("title")
    expect(titles(page)).to_have_count(50)
    for listed in range(100, 501, 50):
        page.locator("#library .shelf").evaluate("list => list.scrollTo(0, list.scrollHeight)")
        expect(titles(page)).to_have_count(listed)
    assert len(set(titles(page).all_text_contents())) == 500
    page.get_by_role("button", name="many 497").click()
    page.get_by_role("button", name="Ask these 497").click()
    expect(page.locator("#scope")).to_contain_text("Ask 497 of 500 articles")
    visit.ask(ASKED)
    assert len(scripted.asked[-1].articles or ()) == 497


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_keyboard_alone_and_the_checker_are_content(
    browser: Browser, running: Served, scripted: ScriptedAssistant, scheme: Literal["light", "dark"], width: int
) -> None:
    visit = Visit(browser, running.url, scheme=scheme, width=width)
    page = visit.open()
    expect(page.locator("#question")).to_be_focused()
    browse = page.locator("#browse")
    if width < 800:
        expect(browse).to_have_attribute("aria-expanded", "false")
        browse.press("Enter")
        expect(page.locator("#search")).to_be_focused()
    expect(browse).to_have_attribute("aria-expanded", "true")
    pick(page, TRAM.title).press("Space")
    row(page, TRAM.title).locator("summary").press("Enter")
    row(page, TRAM.title).get_by_role("button", name="Remove", exact=True).press("Enter")
    expect(row(page, TRAM.title).get_by_role("button", name="Keep")).to_be_focused()
    page.wait_for_timeout(300)  # until the drawer stands still
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("#manage").press("Enter")
    dialog = page.get_by_role("dialog", name="Add an article")
    expect(dialog).to_be_visible()
    assert serious(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    if width < 800:
        page.locator("#search").press("Escape")
        expect(browse).to_be_focused()
    else:
        browse.press("Enter")
        expect(page.locator("#rail")).to_be_hidden()
    visit.ask(ASKED)
    assert scripted.asked[-1].article == TRAM.id


def test_a_read_only_site_lists_and_changes_nothing(browser: Browser) -> None:
    with serving(ScriptedAssistant([FERRY, TRAM], {}, settings=Settings(allow_uploads=False))) as running:
        visit = Visit(browser, running.url)
        page = visit.open()
        pick(page, TRAM.title).check()
        expect(page.locator("#scope")).to_contain_text("Ask 1 of 2 articles")
        expect(page.locator("#manage, #catalogue, #library summary")).to_have_count(0)


def test_pages_of_a_document_are_shown_and_not_counted(
    browser: Browser, running: Served, scripted: ScriptedAssistant
) -> None:
    text = "One begins here.\n\nOne ends.\n\nTwo begins here."
    scripted.entries.clear()
    scripted.add(replace(QUAY, text=text, pages=(0, text.index("Two"))))
    scripted.script["Two?"] = ["Two begins here."]
    visit = Visit(browser, running.url)
    page = visit.open()
    expect(page.locator("#article article:visible")).to_be_visible()
    told = [each.get_attribute("data-page") for each in page.locator("#article [data-page]").all()]
    assert told == ["page 1", "page 2"]
    assert page.locator("#article .text").text_content() == text
    visit.ask("Two?")
    assert visit.marked() == ["Two begins here."]
