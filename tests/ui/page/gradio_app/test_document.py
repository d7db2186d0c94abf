"""What the page says of itself: to previews of links, bookmarks and home screens."""

import re
from collections.abc import Iterator

import httpx
import pytest

from index.models import Article
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving
from ui.settings import Settings

ARTICLE = Article("Boats & <bridges>", "It rained.", "a.txt")


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving(ScriptedAssistant([ARTICLE], {}, settings=Settings(root_path="/chat"))) as running:
        yield running


def got(served: Served, path: str, language: str = "en", **headers: str) -> httpx.Response:
    sent = {"Accept-Language": language, **headers}
    return httpx.get(served.url + path, headers=sent, trust_env=False, timeout=30)


def metas(html: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[\w:]+|description)" content="([^"]*)">', html))


def test_previews_are_of_the_page_and_of_nothing_else(served: Served) -> None:
    html = got(served, "/chat/").text
    told = metas(html)
    assert told["og:title"] == "Article Chat"
    assert told["og:description"] == told["description"]
    assert len(re.findall(r"og:title", html)) == 1
    assert "{url}" not in html
    assert not re.search(r"<(?:meta|link|title)[^>]*gradio", html.replace("crossorigin", ""), re.IGNORECASE)
    image = httpx.get(told["og:image"], trust_env=False)
    assert (image.status_code, image.headers["content-type"]) == (200, "image/png")
    assert told["og:image"].startswith(f"{served.url}/chat/page/")


def test_a_page_about_an_article_says_which_in_the_readers_language(served: Served) -> None:
    html = got(served, f"/chat/?article={ARTICLE.id}", "pt-BR").text
    assert metas(html)["og:title"] == "Perguntar sobre “Boats &amp; &lt;bridges&gt;”"
    assert '<html lang="pt"' in re.sub(r"\s+", " ", html)
    assert metas(got(served, "/chat/?article=gone").text)["og:title"] == "Article Chat"


def test_icon_and_manifest_are_ours(served: Served) -> None:
    html = got(served, "/chat/").text
    links = dict(re.findall(r'<link rel="(icon|apple-touch-icon|manifest)" href="([^"]+)"', html))
    assert set(links) == {"icon", "apple-touch-icon", "manifest"}
    for path in links.values():
        assert got(served, f"/chat/{path}").status_code == 200
    manifest = got(served, f"/chat/{links['manifest']}").json()
    assert manifest["name"] == "Article Chat"
    icons = [got(served, f"/chat/page/{icon['src']}") for icon in manifest["icons"]]
    assert all(icon.status_code == 200 for icon in icons)
    assert got(served, "/chat/favicon.ico").content == icons[1].content


def test_the_page_is_compressed_where_that_is_taken(served: Served) -> None:
    packed = got(served, "/chat/", **{"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == got(served, "/chat/", **{"Accept-Encoding": "identity"}).text


def test_pages_before_the_chat_describe_it_too() -> None:
    with serving(ScriptedAssistant([], {}, settings=Settings(api_key="correct-horse"))) as locked:
        form = got(locked, "/", Accept="text/html")
    assert form.status_code == 401
    assert metas(form.text)["og:title"] == "Article Chat: Sign in"
    assert "og:image" not in form.text
