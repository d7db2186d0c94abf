"""Adding articles on the page, in a real browser; `test_library` has the list of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from index.converters.pdf.scans import reading
from index.models import Article
from index.sources.web.client import Fetched
from tests.support.browsing import STARTER, Visit
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
    visit.page.locator("#manage").click()
    dialog = visit.page.get_by_role("dialog", name="Add an article")
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
    def test_a_file_is_read_next_and_what_is_asked_stays(
        self, browser: Browser, served: Served, scripted: ScriptedAssistant, name: str
    ) -> None:
        visit = Visit(browser, served.url)
        page = visit.open()
        catalogue(visit).locator("[type=file]").set_input_files(DOCUMENTS / name)
        expect(page.get_by_role("dialog")).to_be_hidden()
        added = list(scripted.entries.values())[-1].article
        expect(shown(page).locator(".title")).to_have_text(added.title)
        assert shown(page).locator(".text").text_content() == added.text
        expect(page.locator("#scope")).to_contain_text("Ask all 2 articles")
        visit.ask("What now?")
        assert (scripted.asked[-1].article, scripted.asked[-1].articles) == (None, None)
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

    def test_a_text_is_pasted_tagged_and_suggests_its_own_questions(
        self, browser: Browser, served: Served, scripted: ScriptedAssistant
    ) -> None:
        scripted.suggested = {Article("", BRIDGE, "").id: ("Who opened it?",)}
        visit = Visit(browser, served.url)
        page = visit.open()
        dialog = catalogue(visit)
        dialog.get_by_label("Tags, with commas").fill("Harbor, , eu")
        dialog.get_by_text("Paste a text").click()
        dialog.get_by_label("Title (optional)").fill("The bridge")
        dialog.get_by_label("Text", exact=True).fill(BRIDGE)
        dialog.locator("[data-shelf=text]").get_by_role("button", name="Add").click()
        expect(dialog).to_be_hidden()
        expect(page.locator("#announcer")).to_have_text("Added: The bridge. Ask all 2 articles.")
        row = page.locator(f"#library li[data-article='{Article('', BRIDGE, '').id}']")
        expect(row.locator(".tag")).to_have_text(["eu", "harbor"])
        row.get_by_role("checkbox").check()
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
        self, browser: Browser, scripted: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reading, "is_installed", lambda: False)
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
            expect(visit.page.locator("#library .entries li")).to_have_count(2)

    def test_an_address_that_cannot_be_fetched_is_said(self, browser: Browser, served: Served) -> None:
        visit = Visit(browser, served.url)
        visit.open()
        dialog = catalogue(visit)
        dialog.get_by_label("The address of a page").fill("http://127.0.0.1/secret")
        dialog.get_by_label("The address of a page").press("Enter")
        expect(dialog.locator(".failure")).to_contain_text("public")
        expect(dialog.get_by_label("The address of a page")).to_have_value("http://127.0.0.1/secret")


def test_a_page_that_a_bookmark_brings_waits_for_a_click(browser: Browser, served: Served) -> None:
    visit = Visit(browser, served.url)
    page = visit.open("/?add=https%3A%2F%2Fnews.example%2Fa%3Fb%3D1")
    dialog = page.get_by_role("dialog", name="Add an article")
    expect(dialog.get_by_label("The address of a page")).to_have_value("https://news.example/a?b=1")
    expect(dialog.locator("[data-shelf=page]").get_by_role("button", name="Add")).to_be_focused()
    assert page.url == f"{served.url}/"
    bookmark = dialog.get_by_role("link", name="Ask about this page").get_attribute("href")
    assert bookmark == f'javascript:void open("{served.url}/?add=" + encodeURIComponent(location.href))'


def test_selected_words_are_put_into_a_question(browser: Browser, served: Served) -> None:
    visit = Visit(browser, served.url)
    page = visit.open()
    page.locator("#article h2").wait_for()
    page.locator("#article .text p").nth(1).evaluate("element => getSelection().selectAllChildren(element)")
    page.get_by_role("button", name="Ask about this").click()
    said = " ".join(page.locator("#article .text p").nth(1).inner_text().split())[:200]
    expect(visit.field).to_have_value(f"What does the article say about “{said}”?")
    expect(page.get_by_role("button", name="Ask about this")).to_be_hidden()
