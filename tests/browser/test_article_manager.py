"""Adding, choosing and removing articles on the page, in a real browser."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from index.models import Article
from index.sources.web.client import Fetched
from tests.support.browsing import STARTER, Visit, serious
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving
from ui.settings import Settings

pytestmark = pytest.mark.browser

DOCUMENTS = Path(__file__).parents[1] / "data" / "documents"
QUOTE = "The American claimed this Wednesday (29/10) that the meeting did not take place due to scheduling problems."
BRIDGE = "Ada Quill opened the bridge in 1932. It spans the Lowe at Harn."
FERRY = Article("Ferry <b>times</b>", "The ferry leaves at nine.", "https://news.example/ferry", author="Ada Quill")


@pytest.fixture
def scripted(seed: Article) -> ScriptedAssistant:
    return ScriptedAssistant([seed], {STARTER: [QUOTE], "Who opened it?": ["Ada Quill opened the bridge in 1932."]})


@pytest.fixture
def served(scripted: ScriptedAssistant) -> Iterator[Served]:
    with serving(scripted) as running:
        yield running


def catalogue(visit: Visit) -> Locator:
    """The dialog, opened."""
    visit.page.get_by_role("button", name="Articles …").click()
    dialog = visit.page.get_by_role("dialog", name="Articles")
    expect(dialog).to_be_visible()
    return dialog


def shown(page: Page) -> Locator:
    return page.locator("#article article:visible")


def drop(page: Page, name: str, text: str) -> None:
    """Lets go of a file over the page."""
    held = page.evaluate_handle(
        "([name, text]) => { const held = new DataTransfer(); held.items.add(new File([text], name)); return held; }",
        [name, text],
    )
    page.dispatch_event("body", "dragover", {"dataTransfer": held})
    page.dispatch_event("body", "drop", {"dataTransfer": held})


class TestAdding:
    @pytest.mark.parametrize("name", ["report.pdf", "allotments.docx", "ferries.html", "library.md", "tram.txt"])
    def test_a_file_is_read_and_asked_next(
        self, browser: Browser, served: Served, scripted: ScriptedAssistant, name: str
    ) -> None:
        visit = Visit(browser, served.url)
        page = visit.open()
        catalogue(visit).locator("[type=file]").set_input_files(DOCUMENTS / name)
        expect(page.get_by_role("dialog")).to_be_hidden()
        added = list(scripted.entries.values())[-1].article
        expect(shown(page).locator(".title")).to_have_text(added.title)
        assert shown(page).locator(".text").text_content() == added.text
        expect(page.get_by_label("Article", exact=True).first).to_have_value(added.id)
        visit.ask("What now?")
        assert scripted.asked[-1].article == added.id
        assert visit.outside == []

    def test_a_page_is_fetched_and_shown_with_what_is_known_of_it(
        self, browser: Browser, served: Served, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        content = (DOCUMENTS / "ferries.html").read_bytes()
        fetched = Fetched(content, "text/html", "utf-8", "https://news.example/ferries")
        monkeypatch.setattr("index.sources.load.fetch", lambda *_, **__: fetched)
        visit = Visit(browser, served.url)
        page = visit.open()
        dialog = catalogue(visit)
        dialog.get_by_label("The address of a page").fill("https://news.example/ferries")
        dialog.get_by_role("button", name="Add").first.click()
        expect(dialog).to_be_hidden()
        about = shown(page).locator(".about")
        expect(about).to_contain_text("Liv Sandnes · 2025-10-21 · The Sound Courier")
        expect(about.get_by_role("link")).to_have_attribute("href", "https://news.example/ferries")
        assert visit.outside == []

    def test_a_text_is_pasted_and_suggests_its_own_questions(
        self, browser: Browser, served: Served, scripted: ScriptedAssistant
    ) -> None:
        scripted.suggested = {Article("", BRIDGE, "").id: ("Who opened it?",)}
        visit = Visit(browser, served.url)
        page = visit.open()
        dialog = catalogue(visit)
        dialog.get_by_text("Paste a text").click()
        dialog.get_by_label("Title (optional)").fill("The bridge")
        dialog.get_by_label("Text", exact=True).fill(BRIDGE)
        dialog.locator("[data-shelf=text]").get_by_role("button", name="Add").click()
        expect(dialog).to_be_hidden()
        expect(page.get_by_role("status").first).to_have_text("Added: The bridge")
        visit.ask_starter("Who opened it?").locator("a.cite").click()
        assert visit.chosen_words() == "Ada Quill opened the bridge in 1932."

    def test_files_are_dropped_on_the_page(self, browser: Browser, served: Served, scripted: ScriptedAssistant) -> None:
        visit = Visit(browser, served.url)
        page = visit.open()
        expect(shown(page)).to_be_visible()
        drop(page, "bridge.txt", BRIDGE)
        expect(shown(page).locator(".text")).to_have_text(BRIDGE)
        assert [entry.article.title for entry in scripted.entries.values()][1:] == ["Bridge"]

    def test_what_cannot_be_read_is_said_and_the_rest_is_added(
        self, browser: Browser, scripted: ScriptedAssistant
    ) -> None:
        scripted.settings = Settings(max_upload_mb=1)
        with serving(scripted) as running:
            visit = Visit(browser, running.url)
            visit.open()
            dialog = catalogue(visit)
            files = [{"name": "large.txt", "mimeType": "text/plain", "buffer": b"a" * 1_000_001}]
            files.append({"name": "bridge.txt", "mimeType": "text/plain", "buffer": BRIDGE.encode()})
            for name in ("encrypted.pdf", "scanned.pdf"):
                files.append({"name": name, "mimeType": "application/pdf", "buffer": (DOCUMENTS / name).read_bytes()})
            dialog.locator("[type=file]").set_input_files(files)  # type: ignore[arg-type]
            lines = dialog.locator(".jobs li")
            expect(dialog.locator("progress")).to_have_count(0)
            expect(lines.nth(0)).to_have_text("large.txt is larger than 1 MB.")
            expect(lines.nth(1)).to_have_text("Added: Bridge")
            expect(lines.nth(2)).to_have_text("'encrypted.pdf' is encrypted: save it without a password.")
            expect(lines.nth(3)).to_contain_text("run text recognition")
            expect(dialog).to_be_visible()
            expect(dialog.locator(".entries li")).to_have_count(2)

    def test_an_address_that_cannot_be_fetched_is_said(self, browser: Browser, served: Served) -> None:
        visit = Visit(browser, served.url)
        visit.open()
        dialog = catalogue(visit)
        dialog.get_by_label("The address of a page").fill("http://127.0.0.1/secret")
        dialog.get_by_label("The address of a page").press("Enter")
        expect(dialog.locator(".failure")).to_contain_text("public")
        expect(dialog.get_by_label("The address of a page")).to_have_value("http://127.0.0.1/secret")


class TestList:
    def test_each_article_is_told_of_and_can_be_chosen(
        self, browser: Browser, served: Served, scripted: ScriptedAssistant
    ) -> None:
        scripted.add(FERRY)
        visit = Visit(browser, served.url)
        page = visit.open()
        dialog = catalogue(visit)
        rows = dialog.locator(".entries li")
        expect(rows).to_have_count(2)
        expect(rows.nth(1).locator(".open")).to_have_text(FERRY.title)
        expect(rows.nth(1).locator(".note")).to_have_text("https://news.example/ferry · 5 words · 1 Nov 2025")
        rows.nth(1).locator(".open").click()
        expect(shown(page)).to_contain_text("leaves at nine")
        visit.ask("What now?")
        assert scripted.asked[-1].article == FERRY.id
        page.locator("#selector").select_option("")
        visit.ask("And now?")
        assert scripted.asked[-1].article is None

    def test_an_article_is_removed_after_a_second_look(
        self, browser: Browser, served: Served, scripted: ScriptedAssistant, seed: Article
    ) -> None:
        scripted.add(FERRY)
        visit = Visit(browser, served.url)
        page = visit.open()
        reply = visit.ask(STARTER)
        dialog = catalogue(visit)
        row = dialog.locator(".entries li").first
        row.get_by_role("button", name="Remove", exact=True).click()
        expect(row.locator(".confirm")).to_contain_text(f"Remove “{seed.title}” for everyone?")
        row.get_by_role("button", name="Keep").click()
        assert seed.id in scripted.entries
        row.get_by_role("button", name="Remove", exact=True).click()
        row.locator(".confirm").get_by_role("button", name="Remove").click()
        expect(dialog.locator(".jobs")).to_have_text(f"Removed: {seed.title}")
        expect(dialog.locator(".entries li")).to_have_count(1)
        assert list(scripted.entries) == [FERRY.id]
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(reply.locator("a.cite")).to_have_count(0)
        expect(reply.locator(".cite.gone")).to_contain_text("[1]")
        expect(shown(page)).to_contain_text("leaves at nine")

    def test_the_last_article_can_go_and_another_come(self, browser: Browser, served: Served) -> None:
        visit = Visit(browser, served.url)
        page = visit.open()
        dialog = catalogue(visit)
        dialog.get_by_role("button", name="Remove", exact=True).click()
        dialog.locator(".confirm").get_by_role("button", name="Remove").click()
        expect(dialog.locator(".entries li")).to_have_count(0)
        page.keyboard.press("Escape")
        expect(page.get_by_text("There is no article yet.")).to_be_visible()
        drop(page, "bridge.txt", BRIDGE)
        expect(shown(page).locator(".text")).to_have_text(BRIDGE)
        expect(page.get_by_text("There is no article yet.")).to_be_hidden()

    def test_pages_of_a_document_are_shown_and_not_counted(self, browser: Browser) -> None:
        text = "One begins here.\n\nOne ends.\n\nTwo begins here."
        pages = replace(FERRY, text=text, pages=(0, text.index("Two")))
        with serving(ScriptedAssistant([pages], {"Two?": ["Two begins here."]})) as running:
            visit = Visit(browser, running.url)
            page = visit.open()
            expect(shown(page)).to_be_visible()
            told = [each.get_attribute("data-page") for each in page.locator("#article [data-page]").all()]
            assert told == ["page 1", "page 2"]
            assert page.locator("#article .text").text_content() == text
            visit.ask("Two?")
            assert visit.marked() == ["Two begins here."]

    @pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
    def test_keyboard_alone_and_the_checker_are_content(
        self, browser: Browser, served: Served, scheme: Literal["light", "dark"], width: int
    ) -> None:
        visit = Visit(browser, served.url, scheme=scheme, width=width)
        page = visit.open()
        expect(page.locator("#question")).to_be_focused()
        if width < 800:
            page.locator("#show").press("Enter")
            expect(page.locator("#article")).to_be_focused()
        page.locator("#manage").press("Enter")
        dialog = page.get_by_role("dialog", name="Articles")
        dialog.get_by_text("Paste a text").press("Enter")
        dialog.get_by_role("button", name="Remove").press("Enter")
        expect(dialog.get_by_role("button", name="Keep")).to_be_focused()
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        box = dialog.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(page.locator("#manage")).to_be_focused()

    def test_a_read_only_site_has_no_such_dialog(self, browser: Browser, scripted: ScriptedAssistant) -> None:
        scripted.settings = Settings(allow_uploads=False)
        with serving(scripted) as running:
            visit = Visit(browser, running.url)
            page = visit.open()
            visit.ask(STARTER)
            expect(page.locator("#manage, #catalogue")).to_have_count(0)
            drop(page, "bridge.txt", BRIDGE)
            assert len(scripted.entries) == 1
