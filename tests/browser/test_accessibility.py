"""The page in other languages, in frames, behind links; and what an accessibility checker says of it."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from index.models import Article
from tests.support.browsing import QUOTES, STARTER, TANGLED, Visit, serious
from tests.support.language_models.spoken import spoken, told
from tests.support.servers.scripted_service import ScriptedAssistant, serving
from tests.support.servers.sites import publisher
from ui.settings import Settings

pytestmark = pytest.mark.browser

DOUBTED = "Was Kim in Paris?"


@pytest.fixture
def scripted(seed: Article) -> ScriptedAssistant:
    assistant = ScriptedAssistant([seed, TANGLED], {STARTER: QUOTES})
    said = [("They did not meet.", QUOTES[:1], "supported"), ("Kim was in Paris that week.", (), "unsupported")]
    assistant.streams[DOUBTED] = list(told(spoken(seed, DOUBTED, said), 0.02))
    return assistant


def frame_of(url: str, article: str) -> str:
    return f'<iframe src="{url}/embed?article={article}" title="Ask" width="700" height="600"></iframe>'


class TestEmbed:
    def test_chat_alone_in_a_page_of_an_allowed_origin(
        self, browser: Browser, scripted: ScriptedAssistant, seed: Article
    ) -> None:
        html = "<title>News</title>"
        with publisher(html) as other:
            scripted.settings = Settings(embed_origins=f"https://news.example {other}")
            with serving(scripted) as served:
                visit = Visit(browser, served.url)
                page = visit.page
                page.goto(other)
                page.set_content(frame_of(served.url, seed.id))
                inside = page.frame_locator("iframe")
                expect(inside.locator("#masthead")).to_be_hidden()
                expect(inside.locator("#article")).to_be_hidden()
                inside.locator("#question").fill(STARTER)
                inside.locator("#question").press("Enter")
                inside.locator("a.cite").nth(1).click()
                expect(inside.locator("#article mark.chosen")).to_be_in_viewport()
                expect(inside.locator("#article mark.chosen")).to_have_text(QUOTES[1])
                page.keyboard.press("Escape")
                expect(inside.locator("#article")).to_be_hidden()
                assert scripted.asked[0].article == seed.id
                assert [each for each in visit.outside if not each.startswith(other)] == []

    def test_person_signs_in_within_the_frame(
        self, browser: Browser, scripted: ScriptedAssistant, seed: Article
    ) -> None:
        with publisher("<title>News</title>") as other:
            scripted.settings = Settings(embed_origins=other, api_key="correct-horse")
            with serving(scripted) as served:
                page = Visit(browser, served.url).page
                page.goto(other)
                page.set_content(frame_of(served.url, seed.id))
                inside = page.frame_locator("iframe")
                own_window = inside.get_by_role("link", name="Open in a window of its own")
                expect(own_window).to_have_attribute("href", f"{served.url}/embed?article={seed.id}")
                inside.get_by_label("This site asks for a key.").fill("correct-horse")
                inside.get_by_role("button", name="Sign in").click()
                inside.locator("#question").fill(STARTER)
                inside.locator("#question").press("Enter")
                expect(inside.locator("#exchanges")).to_contain_text(QUOTES[0])
                # It is the frame's alone: the same browser is not signed in elsewhere.
                alone = page.context.new_page()
                alone.goto(served.url)
                expect(alone.get_by_label("This site asks for a key.")).to_be_visible()
                expect(alone.get_by_role("link")).to_have_count(0)

    def test_page_of_another_origin_may_not_show_it(
        self, browser: Browser, scripted: ScriptedAssistant, seed: Article
    ) -> None:
        with serving(scripted) as served, publisher("<title>Other</title>") as other:
            page = Visit(browser, served.url).page
            page.goto(other)
            with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
                page.set_content(frame_of(served.url, seed.id))
            assert page.frame_locator("iframe").locator("#question").count() == 0

    def test_conversation_in_a_frame_is_kept_apart(
        self, browser: Browser, scripted: ScriptedAssistant, seed: Article
    ) -> None:
        with serving(scripted) as served:
            visit = Visit(browser, served.url)
            page = visit.open(f"/embed?article={seed.id}")
            visit.ask(STARTER)
            page.reload()
            expect(page.locator("#exchanges .exchange")).to_have_count(1)
            visit.open()
            expect(page.get_by_role("button", name=STARTER)).to_be_visible()

    def test_unknown_article_is_said(self, browser: Browser, scripted: ScriptedAssistant) -> None:
        with serving(scripted) as served:
            visit = Visit(browser, served.url)
            visit.open("/embed?article=gone")
            expect(visit.ask(STARTER)).to_have_text("There is no article 'gone'.")


class TestLink:
    def test_link_to_an_answer_opens_it_in_another_browser_with_its_highlight(
        self, browser: Browser, scripted: ScriptedAssistant
    ) -> None:
        with serving(scripted) as served:
            visit = Visit(browser, served.url)
            page = visit.open()
            page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served.url)
            visit.ask(STARTER).locator("a.cite").nth(1).click()
            visit.exchange(STARTER).get_by_role("button", name="Link").click()
            expect(page.locator("#announcer")).to_have_text("Link copied.")
            link = page.evaluate("navigator.clipboard.readText()")
            assert link.startswith(f"{served.url}/#a=")
            other = Visit(browser, served.url)
            other.open(link.removeprefix(served.url))
            other.reply_to(STARTER)
            expect(other.page.locator("#article mark.chosen")).to_have_text(QUOTES[1])
            other.page.reload()
            expect(other.page.locator("#exchanges .exchange")).to_have_count(1)
            assert len(scripted.asked) == 2

    @pytest.mark.parametrize("fragment", ["#a=", "#a=%20", "#a=e30", "#a=WzEsMiwzXQ", "#a=" + "A" * 9, "#b=x"])
    def test_spoilt_link_opens_the_page(self, browser: Browser, scripted: ScriptedAssistant, fragment: str) -> None:
        with serving(scripted) as served:
            visit = Visit(browser, served.url)
            visit.open(f"/{fragment}")
            expect(visit.page.get_by_role("button", name=STARTER)).to_be_visible()
            assert scripted.asked == []


class TestLanguage:
    @pytest.mark.parametrize(
        ("locale", "ask", "absent"),
        [("pt-BR", "Perguntar", "Não está no artigo"), ("es-MX", "Preguntar", "No está en el artículo")],
    )
    def test_page_speaks_the_browsers_language(
        self, browser: Browser, scripted: ScriptedAssistant, locale: str, ask: str, absent: str
    ) -> None:
        with serving(scripted) as served:
            visit = Visit(browser, served.url, locale=locale)
            page = visit.open()
            page.locator("#question").fill("Who?")
            page.get_by_role("button", name=ask, exact=True).click()
            expect(visit.reply_to("Who?")).to_contain_text(absent, ignore_case=True)
            assert page.locator("html").get_attribute("lang") == locale[:2]
            for word in ("Ask", "Stop", "Clear", "Undo", "Article", "Not in"):
                assert page.get_by_text(word, exact=True).count() == 0

    def test_loading_note_does_too(self, browser: Browser, seed: Article) -> None:
        assistant = ScriptedAssistant([seed], {}, ready=False)
        with serving(assistant) as served:
            page = Visit(browser, served.url, locale="pt-PT").open()
            expect(page.get_by_role("status")).to_contain_text("A carregar os modelos")


class TestAccessible:
    @pytest.mark.parametrize(
        ("width", "scheme"),
        [
            (1280, "light"),
            (360, "dark"),
            pytest.param(1280, "dark", marks=pytest.mark.slow),
            pytest.param(360, "light", marks=pytest.mark.slow),
        ],
    )
    def test_checker_finds_nothing_serious(
        self, browser: Browser, scripted: ScriptedAssistant, scheme: Literal["light", "dark"], width: int
    ) -> None:
        with serving(scripted) as served:
            visit = Visit(browser, served.url, scheme=scheme, width=width)
            page = visit.open()
            expect(page.get_by_role("button", name=STARTER)).to_be_visible()
            assert serious(page) == []
            visit.ask(DOUBTED)
            visit.ask("Not there?")
            reply = visit.ask(STARTER)
            assert serious(page) == []
            reply.locator("a.cite").first.click()
            expect(page.locator("#article mark.chosen")).to_be_in_viewport()
            page.wait_for_timeout(400)  # the drawer slides
            assert serious(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    def test_nothing_moves_for_those_who_want_calm(self, browser: Browser, scripted: ScriptedAssistant) -> None:
        with serving(scripted) as served:
            visit = Visit(browser, served.url, width=360)
            page = visit.page
            page.emulate_media(reduced_motion="reduce")
            visit.open()
            visit.ask(STARTER).locator("a.cite").first.click()
            assert page.locator("#source").evaluate("source => getComputedStyle(source).transitionDuration") == "0s"
