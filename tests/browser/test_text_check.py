"""Checking a pasted text on the page, in a real browser."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, expect

from index.models import Article
from rag.models.verification import CheckedSentence, ClaimSupport, Discrepancy, Draft, Verification
from tests.support.browsing import QUOTES, Visit, serious
from tests.support.language_models.spoken import citation_of
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving
from ui.service.admission import Slot

pytestmark = pytest.mark.browser

FALSE = "Kim Jong-un has cut all ties with Russia <b>since</b> 2019."
INVENTED = "He collects stamps."
DIFFERS = (Discrepancy("negation", "cut", "cultivated"), Discrepancy("date", "2019", ""))
DRAFT = f"{QUOTES[0]}\n{FALSE}\n{INVENTED}\nWhy?"


class Checking(ScriptedAssistant):
    """Judges the lines of `DRAFT` as written here."""

    async def verify(self, draft: Draft, place: Slot | None = None) -> Verification:
        await super().verify(draft, place)
        (article,) = [each.article for each in self.entries.values()]
        found: dict[str, tuple[ClaimSupport, tuple[int, ...], tuple[Discrepancy, ...]]] = {
            QUOTES[0]: ("verbatim", (1,), ()),
            FALSE: ("contradicted", (2,), DIFFERS),
            INVENTED: ("unsupported", (), ()),
            "Why?": ("none", (), ()),
        }  # fmt: skip
        sentences = []
        for line in draft.text.split("\n"):
            start = draft.text.index(line)
            sentences.append(CheckedSentence(line, start, start + len(line), *found[line]))
        return Verification(tuple(sentences), tuple(citation_of(article, q, n + 1) for n, q in enumerate(QUOTES)))


@pytest.fixture(scope="module")
def served(seed: Article) -> Iterator[Served]:
    with serving(Checking([seed], {})) as running:
        yield running


def checked(visit: Visit, text: str = DRAFT) -> Locator:
    """The panel, with the text checked."""
    visit.page.get_by_role("button", name="Check a text").click()
    panel = visit.page.get_by_role("dialog", name="Check a text")
    expect(panel.get_by_label("Paste a draft")).to_be_focused()
    panel.get_by_label("Paste a draft").fill(text)
    panel.get_by_role("button", name="Check", exact=True).click()
    expect(panel.locator(".checked > li").first).to_be_visible()
    return panel


class TestTextCheck:
    def test_each_sentence_has_its_support_and_leads_to_its_quote(self, browser: Browser, served: Served) -> None:
        visit = Visit(browser, served.url)
        visit.open()
        panel = checked(visit)
        expect(panel.get_by_role("status")).to_have_text("Carried: 1 · The article says otherwise: 1 · Not carried: 1")
        rows = panel.locator(".checked > li")
        assert rows.locator(".said").all_text_contents() == DRAFT.split("\n")
        assert [each.get_attribute("class") for each in rows.all()] == [
            "verbatim",
            "contradicted",
            "unsupported",
            "none",
        ]
        assert rows.nth(1).locator(".differs li").all_text_contents() == [
            "Denial: here “cut”, in the article “cultivated”",
            "Date: “2019” does not stand in the article",
        ]
        rows.nth(1).locator("a.cite").click()
        expect(visit.page.locator("#article mark.chosen")).to_have_text(QUOTES[1])
        rows.nth(0).locator("a.cite").click()
        expect(visit.page.locator("#article mark.chosen")).to_have_text(QUOTES[0])
        assert visit.outside == []

    def test_reports_are_saved(self, browser: Browser, served: Served) -> None:
        visit = Visit(browser, served.url)
        page = visit.open()
        panel = checked(visit)
        with page.expect_download() as saving:
            panel.get_by_role("button", name="Save as JSON").click()
        body = json.loads(Path(saving.value.path()).read_text(encoding="utf-8"))
        assert [each["support"] for each in body["sentences"]] == ["verbatim", "contradicted", "unsupported", "none"]
        with page.expect_download() as saving:
            panel.get_by_role("button", name="Save as HTML").click()
        html = Path(saving.value.path()).read_text(encoding="utf-8")
        assert "&lt;b&gt;since&lt;/b&gt;" in html
        assert QUOTES[1] in html

    def test_a_refused_text_is_said_and_kept(self, browser: Browser, served: Served) -> None:
        visit = Visit(browser, served.url)
        page = visit.open()
        page.route("**/api/verify", lambda route: route.fulfill(status=503, json={"detail": "Busy: ask again."}))
        page.get_by_role("button", name="Check a text").click()
        panel = page.get_by_role("dialog", name="Check a text")
        panel.get_by_label("Paste a draft").fill("One. Two.")
        panel.get_by_role("button", name="Check", exact=True).click()
        expect(panel.get_by_role("status")).to_have_text("Busy: ask again.")
        expect(panel.get_by_label("Paste a draft")).to_have_value("One. Two.")

    @pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
    def test_keyboard_alone_and_the_checker_are_content(
        self, browser: Browser, served: Served, scheme: Literal["light", "dark"], width: int
    ) -> None:
        visit = Visit(browser, served.url, scheme=scheme, width=width)
        page = visit.open()
        panel = checked(visit)
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        panel.locator("a.cite").nth(1).press("Enter")
        expect(page.locator("#article mark.chosen")).to_have_text(QUOTES[1])
        if width < 800:
            expect(page.locator("#article")).to_be_focused()
            page.keyboard.press("Escape")
        expect(panel.locator("a.cite").nth(1)).to_be_focused()
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(page.locator("#check-text")).to_be_focused()
