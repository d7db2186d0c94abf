"""The page in a real browser: what is asked, shown, marked and requested."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from index.models import Article
from tests.support.browsing import QUOTES, STARTER, TANGLED, Visit
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving
from ui.service.feedback import Feedback
from ui.settings import Settings

pytestmark = pytest.mark.browser

TANGLED_QUOTES = (
    'Ünï "quoted" 😀 words [3] &amp; more.',
    "<script>document.title = 'taken'</script> costs ${1 + 1} or {{two}} `ticks`.",
    '😀 Next.\r\n\r\n\r\nÜnï "quoted" 😀 words [3] &amp; more.',
)


@pytest.fixture
def scripted(seed: Article) -> ScriptedAssistant:
    return ScriptedAssistant([seed, TANGLED], {STARTER: QUOTES, "Tangled <i>?": TANGLED_QUOTES})


class TestRealServer:
    def test_first_starter_is_answered_and_its_first_quote_marked(self, browser: Browser, server: Served) -> None:
        visit = Visit(browser, server.url)
        visit.open()
        reply = visit.ask_starter(STARTER)
        link = reply.locator("a.cite", has_text="[1]")
        link.click()
        text = visit.page.request.get(f"{server.url}/api/articles/{link.get_attribute('data-article')}").json()["text"]
        quote = text[int(link.get_attribute("data-start") or -1) : int(link.get_attribute("data-end") or -1)]
        expect(visit.page.locator("#article mark.chosen")).to_have_text(quote)
        assert visit.chosen_words() == quote
        expect(visit.page.locator("#article mark.chosen")).to_be_in_viewport()
        assert visit.outside == []

    def test_docs_work_without_other_hosts(self, browser: Browser, server: Served) -> None:
        visit = Visit(browser, server.url)
        page = visit.open("/docs")
        expect(page.get_by_text("/api/answer", exact=True)).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert visit.outside == []

    def test_question_outside_the_article_looks_different(self, browser: Browser, server: Served) -> None:
        visit = Visit(browser, server.url)
        visit.open()
        reply = visit.ask("Who won the 2022 World Cup?")
        expect(reply).to_have_class(re.compile("absent"))
        expect(reply.locator("a.cite")).to_have_count(0)

    def test_follow_up_shows_how_it_was_understood(self, browser: Browser, server: Served) -> None:
        visit = Visit(browser, server.url)
        visit.open()
        expect(visit.ask("Who is Yakov Zinberg?").get_by_text("Understood as")).to_have_count(0)
        reply = visit.ask("and Choo Jae-woo?")
        expect(reply.get_by_text("Understood as: Who is Choo Jae-woo?")).to_be_visible()


class TestScriptedServer:
    def test_a_thumb_and_its_reason_are_kept(
        self, browser: Browser, scripted: ScriptedAssistant, tmp_path: Path
    ) -> None:
        scripted.settings = Settings(data_dir=tmp_path)
        with serving(scripted) as served:
            visit = Visit(browser, served.url)
            visit.open()
            visit.ask_starter(STARTER)
            assert not Feedback(tmp_path).all()
            thumb = visit.page.get_by_role("button", name="Not helpful")
            thumb.click()
            expect(thumb).to_have_attribute("aria-pressed", "true")
            reason = visit.page.get_by_role("textbox", name="Why? (optional)")
            reason.fill("The first reason is missing.")
            reason.press("Enter")
            expect(reason).to_have_count(0)
            assert [(row.verdict, row.reason) for row in Feedback(tmp_path).all()] == [
                ("down", ""),
                ("down", "The first reason is missing."),
            ]

    def test_questions_are_suggested_to_begin_with_and_after_an_answer(self, browser: Browser) -> None:
        assistant = ScriptedAssistant([TANGLED], {"Tangled <i>?": TANGLED_QUOTES})
        assistant.suggested = {"": ("Tangled <i>?", "What ends?"), "Tangled <i>?": ("Tangled <i>?", "What comes next?")}
        with serving(assistant) as served:
            visit = Visit(browser, served.url)
            visit.open()
            visit.ask_starter("Tangled <i>?")
            further = visit.page.locator(".exchange .starter")
            expect(further).to_have_text(["What comes next?"])
            further.click()
            visit.reply_to("What comes next?")
            assert [question.question for question in assistant.asked] == ["Tangled <i>?", "What comes next?"]

    def test_all_quotes_are_marked_and_the_chosen_one_strongly(
        self, browser: Browser, scripted: ScriptedAssistant
    ) -> None:
        with serving(scripted) as served:
            visit = Visit(browser, served.url)
            visit.open()
            reply = visit.ask_starter(STARTER)
            expect(visit.page.locator("#article mark")).to_have_count(2)
            assert visit.lightly_marked() == list(QUOTES)
            reply.locator("a.cite").nth(1).click()
            assert visit.chosen_words() == QUOTES[1]
            assert visit.lightly_marked() == [QUOTES[0]]

    def test_any_text_is_shown_and_marked_to_the_character(self, browser: Browser, scripted: ScriptedAssistant) -> None:
        with serving(scripted) as served:
            visit = Visit(browser, served.url)
            visit.open()
            reply = visit.ask("Tangled <i>?")
            for number, quote in enumerate(TANGLED_QUOTES):
                reply.locator("a.cite").nth(number).click()
                assert visit.chosen_words() == quote
            shown = visit.page.locator(f'article[data-article="{TANGLED.id}"]')
            assert shown.locator(".text").text_content() == TANGLED.text
            assert shown.locator(".title").text_content() == TANGLED.title
            assert visit.page.title() == "Article Chat"
            assert visit.outside == []

    def test_older_answer_in_another_article_can_still_be_followed(
        self, browser: Browser, scripted: ScriptedAssistant
    ) -> None:
        with serving(scripted) as served:
            visit = Visit(browser, served.url)
            visit.open()
            first = visit.ask_starter(STARTER)
            visit.ask("Tangled <i>?")
            expect(visit.page.locator("#article article:visible")).to_contain_text("ticks")
            first.locator("a.cite").first.click()
            assert visit.chosen_words() == QUOTES[0]
            expect(visit.page.locator("#article mark.chosen")).to_be_in_viewport()

    def test_a_check_box_restricts_the_answer(self, browser: Browser, scripted: ScriptedAssistant) -> None:
        with serving(scripted) as served:
            visit = Visit(browser, served.url)
            page = visit.open()
            page.get_by_role("checkbox", name=f"Ask “{TANGLED.title}”").check()
            visit.ask("What costs two?")
            assert scripted.asked[-1].article == TANGLED.id

    def test_keyboard_reaches_and_follows_a_citation(self, browser: Browser, scripted: ScriptedAssistant) -> None:
        with serving(scripted) as served:
            visit = Visit(browser, served.url)
            visit.open()
            link = visit.ask_starter(STARTER).locator("a.cite").first
            link.focus()
            link.press("Enter")
            assert visit.chosen_words() == QUOTES[0]

    def test_keys_lead_through_the_citations_of_the_answer(self, browser: Browser, scripted: ScriptedAssistant) -> None:
        with serving(scripted) as served:
            visit = Visit(browser, served.url)
            page = visit.open()
            visit.ask_starter(STARTER)
            visit.field.press("n")
            expect(visit.field).to_have_value("n")
            visit.field.evaluate("field => field.blur()")
            for key, quote in [("n", QUOTES[0]), ("n", QUOTES[1]), ("n", QUOTES[0]), ("p", QUOTES[1])]:
                page.keyboard.press(key)
                expect(page.locator("#article mark.chosen")).to_have_text(quote)

    def test_highlight_leads_back_to_the_answer_that_cites_it(
        self, browser: Browser, scripted: ScriptedAssistant
    ) -> None:
        with serving(scripted) as served:
            visit = Visit(browser, served.url)
            page = visit.open()
            reply = visit.ask_starter(STARTER)
            page.locator("#article mark", has_text=QUOTES[1]).click()
            expect(reply.locator("a.cite").nth(1)).to_be_focused()
            page.locator("#article mark", has_text=QUOTES[0]).press("Enter")
            expect(reply.locator("a.cite").nth(0)).to_be_focused()

    def test_narrow_screen_has_the_article_in_a_drawer(self, browser: Browser, scripted: ScriptedAssistant) -> None:
        with serving(scripted) as served:
            visit = Visit(browser, served.url, width=360)
            page = visit.open()
            link = visit.ask_starter(STARTER).locator("a.cite").first
            expect(page.locator("#article")).to_be_hidden()
            link.click()
            expect(page.locator("#article mark.chosen")).to_be_in_viewport()
            assert visit.chosen_words() == QUOTES[0]
            for _ in range(8):
                page.keyboard.press("Tab")
                assert page.evaluate("!document.activeElement.closest('#chat, #masthead')")
            page.keyboard.press("Escape")
            expect(page.locator("#article")).to_be_hidden()
            expect(link).to_be_focused()
            page.get_by_role("button", name="Show the article").click()
            page.get_by_role("button", name="Close the article").click()
            expect(page.get_by_role("button", name="Show the article")).to_be_focused()
            assert page.evaluate("document.documentElement.scrollWidth") <= 360

    def test_page_opens_though_its_first_request_is_lost(self, browser: Browser, scripted: ScriptedAssistant) -> None:
        with serving(scripted) as served:
            visit = Visit(browser, served.url)
            with visit.page.expect_event("requestfailed"):
                visit.page.route("**/gradio_api/run/**", lambda route: route.abort(), times=1)
                visit.open()
            expect(visit.ask(STARTER).locator("a.cite")).to_have_count(2)

    def test_drawer_can_be_closed_where_there_is_one_article(self, browser: Browser, seed: Article) -> None:
        with serving(ScriptedAssistant([seed], {STARTER: QUOTES})) as served:
            visit = Visit(browser, served.url, width=360)
            page = visit.open()
            visit.ask_starter(STARTER).locator("a.cite").first.click()
            page.get_by_role("button", name="Close the article").click()
            expect(page.locator("#article")).to_be_hidden()

    def test_new_question_comes_to_the_top_of_a_long_conversation(
        self, browser: Browser, scripted: ScriptedAssistant
    ) -> None:
        with serving(scripted) as served:
            visit = Visit(browser, served.url)
            page = visit.open()
            for number in range(4):
                visit.ask(f"Absent {number}?")
                visit.ask(STARTER)
            heading = page.locator("#exchanges .question").last.bounding_box()
            conversation = page.locator("#conversation").bounding_box()
            assert heading
            assert conversation
            assert heading["y"] - conversation["y"] < conversation["height"] / 2
            assert page.evaluate("document.documentElement.scrollTop") == 0
            assert page.evaluate("document.documentElement.scrollHeight") <= 800

    def test_page_says_that_models_are_loading_and_then_enables_itself(self, browser: Browser, seed: Article) -> None:
        assistant = ScriptedAssistant([seed], {STARTER: QUOTES}, ready=False)
        with serving(assistant) as served:
            visit = Visit(browser, served.url)
            page = visit.open()
            expect(page.get_by_role("status")).to_contain_text("Loading the models")
            assistant.may_load.set()
            visit.ask_starter(STARTER)
            assert visit.outside == []
