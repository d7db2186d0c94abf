"""The page and the stream of events it reads: one request a question, stopped for good, never mixed or left open."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from index.models import Article
from rag.models import Delta
from tests.support.browsing import QUOTES, STARTER, Visit
from tests.support.language_models.spoken import spoken, told
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving, soon
from ui.service.admission import AdmissionQueue
from ui.settings import Settings

pytestmark = pytest.mark.browser

ENDLESS, BROKEN = "Endless?", "Broken?"
UNREACHABLE = "The server does not answer: see whether it still runs, then ask again."
AWAY = "The server does not answer. Trying again …"
SUBMIT = """question => {
    document.querySelector("#question").value = question;
    document.querySelector("#composer").requestSubmit();
}"""
STOP = "document.querySelector('#composer .stop').click()"


@pytest.fixture
def assistant(seed: Article) -> ScriptedAssistant:
    assistant = ScriptedAssistant([seed], {STARTER: QUOTES})
    said = [("They did not meet.", QUOTES[:1], "supported"), ("Kim likes Russia.", QUOTES[1:], "supported")]
    words = list(told(spoken(seed, BROKEN, said)))
    assistant.streams[BROKEN] = [*words[: len(words) // 2 + 3], 3600.0]
    assistant.streams[ENDLESS] = [Delta("Begun"), 3600.0]
    return assistant


@pytest.fixture
def served(assistant: ScriptedAssistant) -> Iterator[Served]:
    with serving(assistant) as running:
        yield running


def test_a_question_is_one_request_and_each_sentence_one_element(
    browser: Browser, assistant: ScriptedAssistant, served: Served, seed: Article
) -> None:
    said = [(f"Sentence {number}.", QUOTES[:1], "supported") for number in range(20)]
    assistant.streams["Long?"] = list(told(spoken(seed, "Long?", said), 0.01))
    visit = Visit(browser, served.url)
    page = visit.open()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url.removeprefix(served.url)))
    exchange = visit.begin("Long?")
    first = exchange.locator(".sentence").first.element_handle()
    exchange.locator("a.cite").first.focus()
    expect(visit.reply_to("Long?").locator(".sentence")).to_have_count(20)
    assert first.evaluate("first => first === document.querySelector('#exchanges .sentence')")
    expect(exchange.locator("a.cite").first).to_be_focused()
    expect(exchange.locator(".sure")).to_have_count(1)
    assert [path for path in sent if "answer" in path or "queue" in path] == ["/api/answer/stream?html=true"]


@pytest.mark.parametrize("milliseconds", [0, 3, 10, 30, 100])
def test_a_stop_in_the_moment_of_a_question_ends_the_work(
    browser: Browser, assistant: ScriptedAssistant, served: Served, milliseconds: int
) -> None:
    visit = Visit(browser, served.url)
    page = visit.open()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    for _ in range(5):
        page.evaluate(
            f"""question => {{
                ({SUBMIT})(question);
                return new Promise((resolve) => setTimeout(resolve, {milliseconds})).then(() => {STOP});
            }}"""
            if milliseconds
            else f"question => {{ ({SUBMIT})(question); {STOP}; }}",
            ENDLESS,
        )
    expect(page.locator(".stopped")).to_have_count(5)
    expect(visit.ask(STARTER).locator("a.cite")).to_have_count(2)
    soon(lambda: not assistant.busy)
    soon(lambda: assistant.ended == [each.question for each in assistant.asked if each.question == ENDLESS])


def test_questions_in_quick_succession_never_mix(
    browser: Browser, assistant: ScriptedAssistant, served: Served, seed: Article
) -> None:
    for number in range(6):
        text = f"Only of {number}."
        assistant.streams[f"{number}?"] = list(
            told(spoken(seed, f"{number}?", [(text, QUOTES[:1], "supported")]), 0.02)
        )
    visit = Visit(browser, served.url)
    page = visit.open()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    page.evaluate(
        f"""async () => {{
            for (let number = 0; number < 6; number++) {{
                ({SUBMIT})(`${{number}}?`);
                await new Promise((resolve) => setTimeout(resolve, 15 * number));
                if (number < 5) {STOP};
            }}
        }}"""
    )
    expect(visit.reply_to("5?")).to_contain_text("Only of 5.")
    for number in range(6):
        texts = " ".join(visit.exchange(f"{number}?").locator(".reply").all_text_contents())
        assert set(re.findall(r"\d(?=\.)", texts)) <= {str(number)}
    assert visit.questions() == [f"{number}?" for number in range(6)]


def test_second_press_in_the_same_moment_asks_nothing(
    browser: Browser, assistant: ScriptedAssistant, served: Served
) -> None:
    visit = Visit(browser, served.url)
    page = visit.open()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    page.evaluate(f"question => {{ ({SUBMIT})(question); ({SUBMIT})(question); }}", STARTER)
    visit.reply_to(STARTER)
    assert visit.questions() == [STARTER]
    assert len(assistant.asked) == 1


def test_a_server_that_goes_in_mid_answer_leaves_what_came_and_one_line(
    browser: Browser, assistant: ScriptedAssistant
) -> None:
    with serving(assistant) as served:
        visit = Visit(browser, served.url)
        page = visit.open()
        exchange = visit.begin(BROKEN)
        expect(exchange.locator("a.cite")).to_have_count(1)
    expect(exchange.locator(".failure")).to_have_text(UNREACHABLE)
    expect(exchange.locator(".sentence")).to_contain_text("They did not meet.")
    expect(page.locator("#announcer")).to_contain_text(UNREACHABLE)
    expect(page.locator("#away")).to_have_text(AWAY)
    reply = visit.begin(STARTER).locator(".reply")
    expect(reply).to_have_text("Reading …")
    assert "undefined" not in page.locator("body").inner_text()
    with serving(assistant, served.port):
        expect(reply.locator("a.cite")).to_have_count(2)  # it was tried again
        expect(page.locator("#away")).to_be_hidden()
        page.reload()
        expect(visit.exchange(BROKEN).locator(".failure")).to_have_text(UNREACHABLE)
        expect(visit.exchange(BROKEN).locator("a.cite")).to_have_count(1)


def test_a_reload_in_mid_answer_stops_it_and_keeps_what_came(
    browser: Browser, assistant: ScriptedAssistant, served: Served
) -> None:
    visit = Visit(browser, served.url)
    page = visit.open()
    expect(visit.begin(BROKEN).locator("a.cite")).to_have_count(1)
    page.reload()
    exchange = visit.exchange(BROKEN)
    expect(exchange.locator(".stopped")).to_have_text("Stopped")
    expect(exchange.locator(".sentence")).to_contain_text("They did not meet.")
    soon(lambda: assistant.ended == [BROKEN])


def test_a_server_that_falls_silent_is_not_waited_for(
    browser: Browser, assistant: ScriptedAssistant, served: Served
) -> None:
    visit = Visit(browser, served.url)
    visit.page.clock.install()
    visit.open()
    exchange = visit.begin(ENDLESS)
    expect(exchange).to_contain_text("Begun")
    visit.page.clock.fast_forward(46_000)
    expect(exchange.locator(".failure")).to_have_text(UNREACHABLE)
    soon(lambda: assistant.ended == [ENDLESS])


def test_a_question_that_finds_no_place_is_told_so(browser: Browser, assistant: ScriptedAssistant) -> None:
    assistant.turns = AdmissionQueue(1, 0, "Too many are asking")
    with serving(assistant) as served:
        visit = Visit(browser, served.url)
        visit.open()
        with assistant.turns.enqueue():
            expect(visit.ask(STARTER)).to_have_text(re.compile(r"^Too many are asking: try again in \d+ s\.$"))
        visit.do("Ask again")
        expect(visit.reply_to(STARTER).locator("a.cite")).to_have_count(2)
        assert visit.questions() == [STARTER]


def test_a_proxy_that_answers_for_the_server_is_no_answer(browser: Browser, served: Served) -> None:
    visit = Visit(browser, served.url)
    page = visit.open()
    for path in ("**/api/answer/stream*", "**/api/ready"):
        page.route(path, lambda route: route.fulfill(status=502, body="<h1>Bad Gateway</h1>"), times=1)
    visit.begin(STARTER)
    expect(page.locator("#away")).to_have_text(AWAY)
    expect(visit.reply_to(STARTER).locator("a.cite")).to_have_count(2)
    expect(page.locator("#away")).to_be_hidden()
    assert visit.questions() == [STARTER]


def test_an_answer_that_is_none_is_told_in_one_line(browser: Browser, served: Served) -> None:
    visit = Visit(browser, served.url)
    page = visit.open()
    page.route("**/api/answer/stream*", lambda route: route.fulfill(status=502, body="<h1>Bad Gateway</h1>"), times=1)
    expect(visit.ask(STARTER)).to_have_text(UNREACHABLE)


def test_too_many_questions_are_told_when_to_ask_again(browser: Browser, assistant: ScriptedAssistant) -> None:
    assistant.settings = Settings(rate_limit="7/minute")  # opening the page and what follows an answer count as well
    with serving(assistant) as served:
        visit = Visit(browser, served.url)
        visit.open()
        for number in range(7):
            reply = visit.ask(f"Absent {number}?")
        expect(reply).to_have_text(
            re.compile(r"^No more than 7/minute is taken from each who asks: ask again in \d+ s\.$")
        )


def test_a_page_that_is_no_longer_signed_in_says_so(browser: Browser, assistant: ScriptedAssistant) -> None:
    assistant.settings = Settings(api_key="correct-horse")
    with serving(assistant) as served:
        visit = Visit(browser, served.url)
        page = visit.open()
        page.get_by_label("This site asks for a key.").fill("correct-horse")
        page.get_by_role("button", name="Sign in").click()
        expect(visit.ask(STARTER).locator("a.cite")).to_have_count(2)
        page.context.clear_cookies()
        expect(visit.ask("And then?")).to_have_text("You are no longer signed in: reload the page, then ask again.")
