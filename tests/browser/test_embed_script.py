"""A publisher's page with the script that embeds the chat: events, and the quote lit in the page itself."""

import base64
import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from index.models import Article
from tests.support.browsing import Visit
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving
from tests.support.servers.sites import publisher
from ui.settings import Settings

pytestmark = pytest.mark.browser

BRIDGE = Article(
    "The bridge", "🌉 Ada Quill opened the bridge in 1932. It spans the Lowe at Harn.", "", tags=("harn news",)
)
TOWER = Article("The tower", "Oda Brun built the tower in 1951.", "", tags=("harn news",))
LIGHT = Article("The light", "Ivo Harn lit the light in 1902.", "")
QUESTION = "Who opened the bridge?"
QUOTE = "Ada Quill opened the bridge in 1932."
PAGE = """<!doctype html><title>News</title><style>::highlight(article-chat) { background: gold }</style>
<div id="story"><p>Ada <em>Quill</em> opened
  the bridge in&nbsp;1932. It spans the Lowe.</p></div>
<script>
  window.told = [];
  for (const type of ["answer", "citation"])
    addEventListener(`article-chat:${type}`, ({ detail }) => told.push({ type, ...detail }));
</script>
<script src="%s/embed.js" data-article="%s" data-language="pt" data-theme="dark" data-height="480"
  data-highlight="#story"></script>"""


@pytest.fixture(scope="module")
def news() -> Iterator[str]:
    with publisher("<title>News</title>") as origin:
        yield origin


@pytest.fixture(scope="module")
def served(news: str) -> Iterator[Served]:
    scripted = ScriptedAssistant([LIGHT, BRIDGE, TOWER], {QUESTION: (QUOTE,)}, settings=Settings(embed_origins=news))
    with serving(scripted) as running:
        running.wait("/config")
        yield running


def test_the_page_hears_of_answers_and_citations_and_lights_the_quote(
    browser: Browser, served: Served, news: str
) -> None:
    page = Visit(browser, served.url).page
    page.goto(news)
    page.set_content(PAGE % (served.url, BRIDGE.id))
    frame = page.locator("iframe")
    expect(frame).to_have_css("height", "480px")
    inside = page.frame_locator("iframe")
    expect(inside.locator("html")).to_have_attribute("lang", "pt")
    expect(inside.locator("body")).to_have_class("dark")
    inside.locator("#question").fill(QUESTION)
    inside.locator("#question").press("Enter")
    inside.locator("a.cite").first.click()
    expect(inside.locator("#article mark.chosen")).to_be_in_viewport()
    assert [each.get_attribute("data-article") for each in inside.locator("#article article").all()] == [BRIDGE.id]
    page.wait_for_function("told.length >= 2")
    answer, citation = page.evaluate("told")
    assert (answer["type"], answer["status"], answer["question"]) == ("answer", "answered", QUESTION)
    assert [each["quote"] for each in answer["citations"]] == [QUOTE]
    start = BRIDGE.text.index(QUOTE)
    said = {"type": "citation", "number": 1, "article": BRIDGE.id, "quote": QUOTE}
    assert citation == {**citation, **said, "start": start, "end": start + len(QUOTE)}
    lit = page.evaluate("[...CSS.highlights.get('article-chat')].map(String).join()")
    assert lit.split() == QUOTE.split()


def test_a_collection_is_asked_and_its_answers_say_of_which_article(browser: Browser, served: Served) -> None:
    page = Visit(browser, served.url).page
    page.goto(f"{served.url}/api/health")
    page.set_content(
        f'<!doctype html><p>News<script src="{served.url}/embed.js" data-collection="Harn news" data-language="pt">'
        "</script>"
    )
    inside = page.frame_locator("iframe")
    expect(inside.locator("html")).to_have_attribute("lang", "pt")
    expect(inside.locator("#article article")).to_have_attribute("data-article", BRIDGE.id)
    inside.locator("#question").fill(QUESTION)
    inside.locator("#question").press("Enter")
    expect(inside.locator("a.cite .of").first).to_be_visible()
    expect(inside.locator("a.cite .of").first).to_contain_text(BRIDGE.title)


@pytest.mark.parametrize("loaded", ["", "async", "defer"])
def test_a_script_in_the_head_puts_the_chat_at_the_end_of_the_page(
    browser: Browser, served: Served, loaded: str
) -> None:
    page = Visit(browser, served.url).page
    page.goto(f"{served.url}/api/health")
    script = f'<script src="{served.url}/embed.js" data-article="{BRIDGE.id}" {loaded}></script>'
    page.set_content(f"<!doctype html><head>{script}</head><body><p>News</p></body>")
    expect(page.locator("body > p + iframe")).to_be_attached()


def test_a_link_to_an_answer_of_another_article_is_asked_of_the_frame_s(browser: Browser, served: Served) -> None:
    visit = Visit(browser, served.url)
    code = base64.urlsafe_b64encode(json.dumps([QUESTION, BRIDGE.id, 1]).encode()).decode().rstrip("=")
    page = visit.open(f"/embed/{LIGHT.id}/#a={code}")
    reply = visit.reply_to(QUESTION)
    expect(reply.locator("a.cite")).to_have_count(0)
    expect(page.locator("#article")).not_to_contain_text("Ada Quill")
