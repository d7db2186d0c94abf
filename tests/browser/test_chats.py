"""Conversations in a real browser: their list, their branches, what is kept with them, and files of them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from index.models import Article
from rag.models import AnswerItem, Delta
from tests.support.browsing import QUOTES, STARTER, TANGLED, Visit, serious
from tests.support.language_models.spoken import citation_of, spoken
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving

pytestmark = pytest.mark.browser

SECOND, COMPARED, ABSENT = "Second?", "Which costs more?", "Absent?"


@pytest.fixture(scope="module")
def assistant() -> ScriptedAssistant:
    """One for all tests: each has a browser context of its own, and with it conversations of its own."""
    seed = Article("Trump & Kim", f"{QUOTES[0]} {QUOTES[1]}", "seed.txt")
    assistant = ScriptedAssistant([seed, TANGLED], {STARTER: QUOTES, SECOND: QUOTES[1:]})
    assistant.suggested = {"": (STARTER,)}
    whole = spoken(seed, COMPARED, [(quote, [quote], "verbatim") for quote in QUOTES])
    sides = (AnswerItem(QUOTES[0], (1,), "One side"), AnswerItem(QUOTES[1], (2,), "Other"))
    compared = replace(whole, items=sides, short_answer="Other", confidence=0.99)
    assistant.streams[COMPARED] = [Delta(compared.answer), compared]
    closest = (citation_of(seed, QUOTES[0], 1),)
    absent = replace(whole, status="not_in_article", sentences=(), citations=(), answer="No.", closest=closest)
    assistant.streams[ABSENT] = [Delta(absent.answer), absent]
    return assistant


@pytest.fixture(scope="module")
def served(assistant: ScriptedAssistant) -> Iterator[Served]:
    with serving(assistant) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, served: Served) -> Visit:
    visit = Visit(browser, served.url)
    visit.open()
    return visit


def listed(visit: Visit) -> list[str]:
    """The titles that the list shows."""
    return visit.page.locator("#chats .open").all_text_contents()


def open_list(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Chats").click()
    expect(visit.page.locator("#chats")).to_be_visible()


class TestBranches:
    def test_an_edited_question_stands_beside_the_one_it_was(self, visit: Visit, assistant: ScriptedAssistant) -> None:
        page = visit.page
        visit.ask(STARTER)
        visit.ask(SECOND)
        visit.do("Edit the question", STARTER)
        field = page.get_by_role("textbox", name="Edit the question")
        expect(field).to_have_value(STARTER)
        field.fill(f"{ABSENT}")
        field.press("Enter")
        visit.reply_to(ABSENT)
        assert visit.questions() == [ABSENT]
        assert assistant.asked[-1].history == ()
        expect(page.locator(".branches")).to_have_text("‹2 of 2›")
        page.get_by_role("button", name="Earlier form of the question").click()
        expect(page.locator(".branches")).to_have_text("‹1 of 2›")
        assert visit.questions() == [STARTER, SECOND]
        page.reload()
        expect(page.locator(".branches")).to_have_text("‹1 of 2›")
        assert visit.questions() == [STARTER, SECOND]
        page.get_by_role("button", name="Later form of the question").click()
        expect(visit.exchange(ABSENT).locator(".absent")).to_be_visible()
        assert visit.questions() == [ABSENT]

    def test_editing_can_be_given_up(self, visit: Visit) -> None:
        visit.ask(STARTER)
        visit.do("Edit the question")
        visit.page.get_by_role("textbox", name="Edit the question").press("Escape")
        expect(visit.page.locator(".editing")).to_have_count(0)
        assert visit.questions() == [STARTER]

    def test_ask_again_keeps_the_answer_before(self, visit: Visit, assistant: ScriptedAssistant) -> None:
        visit.ask(STARTER)
        visit.ask(SECOND)
        asked = len(assistant.asked)
        visit.do("Ask again")
        expect(visit.page.locator(".branches")).to_have_text("‹2 of 2›")
        visit.reply_to(SECOND)
        assert visit.questions() == [STARTER, SECOND]
        assert [turn.content for turn in assistant.asked[asked].history][:1] == [STARTER]

    def test_what_was_removed_can_be_brought_back(self, visit: Visit) -> None:
        visit.ask(STARTER)
        visit.ask(SECOND)
        visit.do("Remove", STARTER)
        expect(visit.page.get_by_role("button", name=STARTER)).to_be_visible()
        visit.page.get_by_role("button", name="Bring back").click()
        expect(visit.exchange(SECOND)).to_be_visible()
        assert visit.questions() == [STARTER, SECOND]


class TestList:
    def test_chats_are_titled_found_renamed_and_deleted_with_a_way_back(self, visit: Visit) -> None:
        page = visit.page
        visit.ask(STARTER)
        page.get_by_role("button", name="New chat").click()
        expect(page.get_by_role("button", name=STARTER)).to_be_visible()
        visit.ask(SECOND)
        open_list(visit)
        assert listed(visit) == [SECOND, STARTER]
        assert serious(page) == []
        page.get_by_label("Search chats").fill("SCHEDULING problèms")
        expect(page.locator("#chats .open")).to_have_text([STARTER])
        page.get_by_label("Search chats").fill("nothing of this")
        expect(page.get_by_text("No chat has these words.")).to_be_visible()
        page.get_by_label("Search chats").fill("")
        page.locator("#chats li", has_text=STARTER).get_by_role("button", name="Rename").click()
        page.get_by_label("Title of the chat").fill("On <b>Kim</b>")
        page.get_by_label("Title of the chat").press("Enter")
        expect(page.locator("#chats .open")).to_have_text([SECOND, "On <b>Kim</b>"])
        page.locator("#chats li", has_text=SECOND).get_by_role("button", name="Delete").click()
        expect(page.locator("#chats .open")).to_have_text(["On <b>Kim</b>"])
        page.get_by_role("button", name="Bring back").click()
        expect(page.locator("#chats .open")).to_have_text([SECOND, "On <b>Kim</b>"])
        page.get_by_role("button", name="On <b>Kim</b>").click()
        expect(visit.exchange(STARTER).locator("a.cite")).to_have_count(2)
        assert visit.questions() == [STARTER]

    def test_a_chat_has_its_address_to_which_back_and_reload_lead(self, visit: Visit) -> None:
        page = visit.page
        visit.ask(STARTER)
        first = page.url
        assert "?chat=" in first
        page.get_by_role("button", name="New chat").click()
        expect(page).not_to_have_url(first)
        visit.ask(SECOND)
        page.go_back()
        expect(page).to_have_url(first)
        expect(visit.exchange(STARTER)).to_be_visible()
        assert visit.questions() == [STARTER]
        page.goto(visit.url)
        expect(visit.exchange(SECOND)).to_be_visible()  # the last one
        page.goto(f"{visit.url}/?chat=unknown")
        expect(visit.exchange(SECOND)).to_be_visible()

    def test_the_articles_that_a_chat_asks_are_kept_with_it(self, visit: Visit) -> None:
        page = visit.page
        chosen = page.get_by_role("checkbox", name=f"Ask “{TANGLED.title}”")
        chosen.check()
        expect(page).to_have_url(f"{visit.url}/?article={TANGLED.id}")
        visit.ask(SECOND)
        page.get_by_role("button", name="New chat").click()
        chosen.uncheck()
        visit.ask(STARTER)
        open_list(visit)
        page.locator("#chats").get_by_role("button", name=SECOND).click()
        expect(chosen).to_be_checked()
        page.reload()
        expect(chosen).to_be_checked()
        expect(visit.exchange(SECOND)).to_be_visible()

    def test_a_page_about_one_article_begins_a_chat_of_its_own(self, visit: Visit) -> None:
        visit.ask(STARTER)
        page = visit.open(f"/?article={TANGLED.id}")
        expect(page.get_by_role("checkbox", name=f"Ask “{TANGLED.title}”")).to_be_checked()
        expect(page.locator("#article article:visible .title")).to_have_text(TANGLED.title)
        assert visit.questions() == []

    def test_what_another_window_added_stays(self, visit: Visit) -> None:
        visit.ask(STARTER)
        other = visit.page.context.new_page()
        other.goto(visit.page.url)
        expect(other.locator(".exchange")).to_have_count(1)
        visit.ask(SECOND)
        other.locator("#question").fill(ABSENT)
        other.locator("#question").press("Enter")
        expect(other.locator(".absent")).to_be_visible()
        visit.page.reload()
        expect(visit.page.locator(".branches")).to_contain_text("of 2")


class TestFiles:
    @pytest.mark.parametrize("which", ["This chat", "All chats"])
    def test_saved_as_markdown_html_and_json(self, visit: Visit, which: str) -> None:
        page = visit.page
        visit.ask(STARTER)
        visit.do("Ask again")
        expect(page.locator(".branches")).to_have_text("‹2 of 2›")
        visit.reply_to(STARTER)
        page.get_by_role("button", name="New chat").click()
        visit.ask(SECOND)
        open_list(visit)
        page.get_by_label(which).check()
        texts = {}
        for name, suffix in (("Markdown", "md"), ("HTML", "html"), ("JSON", "json")):
            with page.expect_download() as downloading:
                page.locator("#chats").get_by_role("button", name=name, exact=True).click()
            assert (
                downloading.value.suggested_filename == ("chats" if which == "All chats" else "Second") + f".{suffix}"
            )
            texts[suffix] = Path(downloading.value.path()).read_text(encoding="utf-8")
        expected = [SECOND, STARTER] if which == "All chats" else [SECOND]
        assert [line[2:] for line in texts["md"].splitlines() if line.startswith("# ")] == expected
        assert texts["html"].count("<section>") == len(expected)
        chats = json.loads(texts["json"])["chats"]
        assert [chat["title"] for chat in chats] == expected
        assert [len(chat["turns"]) for chat in chats] == [1, 2][: len(expected)]
        assert all(text.count(QUOTES[1]) for text in texts.values())

    def test_paper_shows_quotes_and_no_tools(self, visit: Visit) -> None:
        page = visit.page
        visit.ask(STARTER)
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        expect(page.locator(".quotes p")).to_have_count(2)
        expect(page.locator(".quotes p").first).to_have_text(f"[1] “{QUOTES[0]}” (Trump & Kim)")
        for unseen in ("#composer", "#source", ".tools", "#masthead"):
            expect(page.locator(unseen).first).to_be_hidden()
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        expect(page.locator(".quotes")).to_have_count(0)


class TestAnswer:
    def test_comparison_is_a_table_and_each_citation_names_its_article(self, visit: Visit) -> None:
        reply = visit.ask(COMPARED)
        expect(reply.locator(".short")).to_have_text("Other")
        expect(reply.locator("th")).to_have_text(["One side", "Other"])
        expect(reply.locator("td a.cite")).to_have_text(["[1] Trump & Kim", "[2] Trump & Kim"])
        expect(reply.locator(".sure")).to_have_text("Certain")

    def test_refusal_shows_the_closest_sentence_whole(self, visit: Visit) -> None:
        visit.ask(ABSENT)
        visit.exchange(ABSENT).locator(".closest a", has_text=QUOTES[0]).click()
        expect(visit.page.locator("#article mark")).to_have_text(QUOTES[0])

    def test_answer_is_copied_with_its_citations(self, visit: Visit) -> None:
        page = visit.page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=visit.url)
        visit.ask(STARTER)
        visit.do("Copy")
        expect(page.locator("#announcer")).to_have_text("Answer copied.")
        text = page.evaluate("navigator.clipboard.readText()")
        assert text.startswith(f"{QUOTES[0]} [1] {QUOTES[1]} [2]")
        assert f"[2] “{QUOTES[1]}” (Trump & Kim)" in text

    @pytest.mark.parametrize("width", [360, 1280])
    def test_what_is_touched_is_44_pixels_large(self, browser: Browser, served: Served, width: int) -> None:
        context = browser.new_context(viewport={"width": width, "height": 740}, has_touch=True, is_mobile=width < 800)
        page = context.new_page()
        page.goto(served.url)
        page.locator("#question").fill(STARTER)
        page.locator("#question").press("Enter")
        expect(page.locator("a.cite")).to_have_count(2)
        small = page.evaluate(
            """() => {
                const isHit = (element, x, y) => element.contains(document.elementFromPoint(x, y));
                const shelf = innerWidth > 1100 ? ", #library .more summary" : ""; // else it is in a drawer
                const tools = ".tools button, .tools summary, #composer button, #masthead button";
                const tested = `#chat a.cite, ${tools}${shelf}`;
                return [...document.querySelectorAll(tested)].filter((each) => {
                    if (!each.checkVisibility()) return false;
                    each.scrollIntoView({ block: "center" });
                    const { x, y, width, height } = each.getBoundingClientRect();
                    const [middle, centre] = [x + width / 2, y + height / 2];
                    const places = [[-21, 0], [21, 0], [0, -21], [0, 21]];
                    return !places.every(([right, down]) => isHit(each, middle + right, centre + down));
                }).map((each) => each.outerHTML.slice(0, 90));
            }"""
        )
        assert small == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
