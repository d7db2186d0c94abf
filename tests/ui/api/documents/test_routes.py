"""Original files, pages and boxes over HTTP, with a scripted assistant that keeps originals."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from index.models import Article
from index.sources.originals.folder import OriginalsFolder
from tests.support.documents import column, pdf
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving

TEXT = "Ada Quill opened the bridge in 1932."
PDF = pdf(column(60, 700, TEXT), column(60, 700, "It spans the Lowe at Harn."))
PAGE = b"<!doctype html><html><script>alert(1)</script><p>" + TEXT.encode() + b" It spans the Lowe.</p></html>"
TYPED = Article("Typed", "It was typed in Harn.", "")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    assistant = ScriptedAssistant([TYPED], {})
    assistant.originals = OriginalsFolder(tmp_path_factory.mktemp("data"))
    with serving(assistant) as running:
        yield running


def send(served: Served, method: str, path: str, **more: Any) -> httpx.Response:
    return httpx.request(method, f"{served.url}/api/articles{path}", trust_env=False, timeout=30, **more)


def uploaded(served: Served, content: bytes, name: str, media_type: str) -> str:
    made = send(served, "POST", "", files={"file": (name, content, media_type)})
    assert made.status_code in {200, 201}, made.text
    return str(made.json()["id"])


@pytest.fixture(scope="module")
def bridge(served: Served) -> str:
    return uploaded(served, PDF, 'bri"dge/é.pdf', "application/pdf")


def test_the_original_comes_back_byte_for_byte_to_be_saved(served: Served, bridge: str) -> None:
    response = send(served, "GET", f"/{bridge}/original")
    assert response.content == PDF
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"] == "attachment; filename*=utf-8''%C3%A9.pdf"


def test_a_page_from_outside_never_runs_as_one_of_ours(served: Served) -> None:
    article = uploaded(served, PAGE, "page.html", "text/html")
    response = send(served, "GET", f"/{article}/original")
    assert response.content == PAGE
    assert response.headers["content-type"] == "text/html"
    assert response.headers["content-disposition"].startswith("attachment")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in response.headers["content-security-policy"]
    assert response.headers["cache-control"] == "no-store"


def test_pages_are_listed_and_shown(served: Served, bridge: str) -> None:
    pages = send(served, "GET", f"/{bridge}/pages").json()["pages"]
    assert pages == [{"page": page, "width": 600, "height": 800} for page in (1, 2)]
    response = send(served, "GET", f"/{bridge}/pages/2.png", params={"width": 450})
    assert response.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(response.content)).size == (500, 667)
    again = send(served, "GET", f"/{bridge}/pages/2.png?width=450", headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_boxes_say_where_a_quote_is_printed(served: Served, bridge: str) -> None:
    text = send(served, "GET", f"/{bridge}").json()["text"]
    start = text.index("the Lowe")
    [box] = send(served, "GET", f"/{bridge}/boxes", params={"start": start, "end": start + 8}).json()["boxes"]
    assert box["page"] == 2
    assert 0.1 < box["left"] < box["left"] + box["width"] < 0.4
    assert 0.1 < box["top"] < box["top"] + box["height"] < 0.15


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/pages/0.png", 404),
        ("/pages/3.png", 404),
        ("/pages/x.png", 422),
        ("/pages/1.png?width=99", 422),
        ("/pages/1.png?width=99999", 422),
        ("/boxes", 422),
        ("/boxes?start=5&end=5", 422),
        ("/boxes?start=-1&end=5", 422),
        ("/boxes?start=0&end=99999", 422),
    ],
)
def test_what_is_not_there_is_refused(served: Served, bridge: str, path: str, status: int) -> None:
    response = send(served, "GET", f"/{bridge}{path}")
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("path", ["/original", "/pages", "/pages/1.png", "/boxes?start=0&end=1"])
def test_an_article_without_original_and_one_that_is_not_there_have_none(served: Served, path: str) -> None:
    for article_id in (TYPED.id, "0" * 16):
        assert send(served, "GET", f"/{article_id}{path}").status_code == 404


def test_all_goes_with_the_article(served: Served) -> None:
    article = uploaded(served, pdf(column(60, 700, "Ivo Harn left in 1940.")), "ivo.pdf", "application/pdf")
    assert send(served, "GET", f"/{article}/pages/1.png").status_code == 200
    send(served, "DELETE", f"/{article}")
    for path in ("/original", "/pages", "/pages/1.png"):
        assert send(served, "GET", f"/{article}{path}").status_code == 404


def test_an_upload_over_the_limit_leaves_no_original(served: Served, tmp_path: Path) -> None:
    assistant = ScriptedAssistant([TYPED], {})
    assistant.settings = assistant.settings.model_copy(update={"max_upload_mb": 0.001})
    assistant.originals = OriginalsFolder(tmp_path)
    with serving(assistant) as small:
        response = send(small, "POST", "", files={"file": ("a.pdf", PDF, "application/pdf")})
    assert response.status_code == 413
    assert list(tmp_path.iterdir()) == []
