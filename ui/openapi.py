"""The OpenAPI document and its page: an example of every body that is sent or comes back, and of every error."""

import json
from collections.abc import Iterable
from http import HTTPStatus
from importlib.resources import files
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html, get_swagger_ui_oauth2_redirect_html
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from index.models import Article, IndexedArticle
from rag.models import Answer, AnswerSentence, Citation, Retrieved
from rag.models.verification import CheckedSentence, Discrepancy, Verification
from ui.api.article_schemas import COMPONENTS, ArticleBody, FullArticleBody
from ui.api.errors import problem_of
from ui.service.articles.summary import ArticleSummary
from ui.v1.errors import is_shaped, shaped_error
from ui.v1.examples import request_examples, response_examples

TEXT = "Ada Quill opened the bridge in 1932. It spans the Lowe at Harn."
ENTRY = IndexedArticle(Article("The bridge", TEXT, "bridge.txt", author="Ivo Harn"), 1, "2026-11-24T18:00:00+00:00")
QUESTION = "Who opened the bridge?"
QUOTE = "Ada Quill opened the bridge in 1932."
WHERE = (ENTRY.article.id, f"{ENTRY.article.id}-0-{len(TEXT)}")
CITED = Citation(
    number=1,
    article_id=WHERE[0],
    article_title="The bridge",
    passage_id=WHERE[1],
    quote=QUOTE,
    start=0,
    end=len(QUOTE),
    passage=TEXT,
    score=1.0,
    utf16_start=0,
    utf16_end=len(QUOTE),
)
DRAFT = "Ada Quill opened the bridge in 1931."
CHECKED = Verification(
    (CheckedSentence(DRAFT, 0, len(DRAFT), "contradicted", (1,), (Discrepancy("date", "1931", "1932"),)),), (CITED,)
).to_dict()
ANSWERED = Answer(
    status="answered",
    question=QUESTION,
    standalone_question=QUESTION,
    answer=f"{QUOTE} [1]",
    short_answer="Ada Quill",
    sentences=(AnswerSentence(QUOTE, (1,), "verbatim"),),
    citations=(CITED,),
    retrieved=(Retrieved(*WHERE, 0, len(TEXT), 1.0),),
    confidence=0.87,
    answerer="extractive",
    timings_ms={"retrieve": 12.1, "answer": 20.4, "total": 33.0},
)
ANSWER = ANSWERED.to_dict()
STREAM = (
    ("retrieved", {"retrieved": ANSWER["retrieved"]}),
    ("delta", {"text": ANSWER["answer"]}),
    ("answer", ANSWER),
)


def _events(events: Iterable[tuple[str, Any]]) -> str:
    return "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events)


ADDED = ArticleBody.of(ArticleSummary.of(ENTRY)).model_dump()
ROWS = [{"id": WHERE[0], "title": "The bridge"}]
CELL = {
    **{"article": 0, "question": 0, "status": "answered", "text": "Ada Quill", "confidence": 0.87},
    "quotes": [{"quote": QUOTE, "start": 0, "end": len(QUOTE), "page": None}],
}
GRID_STREAM = (
    ("grid", {"questions": [QUESTION], "articles": ROWS, "cells": 1}),
    ("cell", CELL),
    ("done", {"cells": 1, "answered": 1, "not_in_article": 0, "chat": 0, "failed": 0}),
)
MODELS = {"models": ["ollama:llama3.2"], "default": None, "personal": True}
REQUESTS: dict[tuple[str, str], dict[str, Any]] = {
    ("post", "/api/answer"): {"application/json": {"question": QUESTION, "article": None, "history": []}},
    ("post", "/api/answer/stream"): {"application/json": {"question": QUESTION, "article": WHERE[0]}},
    ("post", "/api/grid"): {"application/json": {"questions": [QUESTION], "articles": [WHERE[0]]}},
    ("post", "/api/grid/file"): {
        "application/json": {"format": "csv", "questions": [QUESTION], "articles": ROWS, "cells": [CELL]}
    },
    ("post", "/api/models"): {"application/json": {"provider": "ollama", "model": "llama3.2", "key": ""}},
    ("post", "/api/verify"): {"application/json": {"text": DRAFT, "article": WHERE[0]}},
    ("post", "/api/articles"): {
        "application/json": {"title": "The bridge", "text": TEXT},
        "multipart/form-data": {"file": "@bridge.pdf", "title": "The bridge"},
    },
    ("patch", "/api/articles/{article_id}"): {"application/json": {"tags": ["transport"]}},
    ("post", "/api/feedback"): {"application/json": {"answer": ANSWER, "verdict": "up", "reason": "Short and right."}},
    **request_examples(QUESTION, TEXT),
}
"""By method and path, then by media type."""
RESPONSES: dict[tuple[str, str, str], Any] = {
    ("post", "/api/answer", "application/json"): ANSWER,
    ("post", "/api/answer/stream", "text/event-stream"): _events(STREAM),
    ("post", "/api/grid", "text/event-stream"): _events(GRID_STREAM),
    ("post", "/api/verify", "application/json"): CHECKED,
    ("get", "/api/models", "application/json"): MODELS,
    ("post", "/api/models", "application/json"): MODELS,
    ("get", "/api/health", "application/json"): {"status": "ok"},
    ("get", "/api/ready", "application/json"): {"status": "ok"},
    ("get", "/api/articles", "application/json"): {"articles": [ADDED]},
    ("post", "/api/articles", "application/json"): ADDED,
    ("patch", "/api/articles/{article_id}", "application/json"): {**ADDED, "tags": ["transport"]},
    ("get", "/api/articles/{article_id}", "application/json"): FullArticleBody.whole(ENTRY).model_dump(),
    ("get", "/api/articles/{article_id}/pages", "application/json"): {
        "pages": [{"page": 1, "width": 595.0, "height": 842.0}]
    },
    ("get", "/api/articles/{article_id}/boxes", "application/json"): {
        "boxes": [{"page": 1, "left": 0.12, "top": 0.34, "width": 0.41, "height": 0.015}]
    },
    ("post", "/api/feedback", "application/json"): {
        "id": 1,
        "given_at": "2026-11-24T18:01:00+00:00",
        "verdict": "up",
        "reason": "Short and right.",
    },
    **response_examples(ANSWERED, WHERE[0], ENTRY.article.title),
    ("get", "/metrics", "text/plain"): "# TYPE article_chat_ready gauge\narticle_chat_ready 1.0\n",
}
"""By method, path and media type, of what goes well."""
BINARY: dict[str, Any] = {"*/*": {}, "image/png": {"type": "string", "format": "binary"}}
"""Of responses that are files, which have no examples."""
DETAILS = {
    400: "The body is not valid JSON.",
    401: "The key is missing or wrong: send it as 'Authorization: Bearer KEY'.",
    403: "This site is read-only: its articles are added where it runs.",
    404: "There is no article '0123456789abcdef': the list of articles has the ids there are.",
    413: "The body is too large: at most 1,000,000 bytes are taken here.",
    415: "The content type must be application/json, not text/plain.",
    422: "question: String should have at least 1 character.",
    429: "No more than 60/minute is taken from each who asks: ask again in 17 s.",
    500: "Something went wrong here; the server's log says what.",
    503: "Too many are asking at the moment: try again in 2 s.",
}
"""What an error may say, by its status."""


DOCS, ASSETS, OAUTH2_REDIRECT = "/docs", "/static-offline-docs", "/docs/oauth2-redirect"


class DescribedApp(FastAPI):
    """FastAPI with our examples in its document, and with a page at `/docs` that fetches nothing from other hosts."""

    def __init__(self, **options: Any) -> None:
        super().__init__(docs_url=None, redoc_url=None, **options)
        # The package's files alone: its own application is made by a function, so that no class can extend it.
        self.mount(ASSETS, StaticFiles(directory=str(files("fastapi_offline") / "static")), name="static-offline-docs")
        self.add_api_route(DOCS, self._docs, include_in_schema=False)
        self.add_api_route(OAUTH2_REDIRECT, get_swagger_ui_oauth2_redirect_html, include_in_schema=False)

    def openapi(self) -> dict[str, Any]:
        """The document of FastAPI, finished."""
        return finished(super().openapi())

    async def _docs(self, request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "")
        return get_swagger_ui_html(
            openapi_url=f"{root}{self.openapi_url}",
            title=f"{self.title} - Swagger UI",
            oauth2_redirect_url=OAUTH2_REDIRECT,
            swagger_js_url=f"{root}{ASSETS}/swagger-ui-bundle.js",
            swagger_css_url=f"{root}{ASSETS}/swagger-ui.css",
            swagger_favicon_url=f"{root}{ASSETS}/favicon.png",
            # The validator's badge would be fetched from another host.
            swagger_ui_parameters={"validatorUrl": None},
        )


def finished(document: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document with an example beside each body's schema, and without errors that cannot come.

    Streams have no schema in it: OpenAPI 3.1, which it says it is, has no word for their items (3.2 has `itemSchema`).

    Raises:
        KeyError: There is none for a body in it.
    """
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
                content["example"] = REQUESTS[method, path][media_type]
            responses = operation["responses"]
            if "application/json" in responses.get("422", {}).get("content", {}):
                del responses["422"]  # FastAPI's own, of a path's parts, which can be any text
            for status, response in responses.items():
                for media_type, content in response.get("content", {}).items():
                    content.pop("itemSchema", None)
                    if media_type in BINARY:
                        content["schema"] = BINARY[media_type]
                    elif status.startswith("2"):
                        content["example"] = RESPONSES[method, path, media_type]
                    else:
                        content["example"] = _error(path, 500 if status == "default" else int(status))
    document.setdefault("security", [])  # where a key is needed, the operation says so
    schemas = document["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for body in COMPONENTS:
        schemas[body.__name__] = body.model_json_schema()
    return document


def _error(path: str, status: int) -> dict[str, Any]:
    error = HTTPException(status, DETAILS.get(status, HTTPStatus(status).phrase))
    if is_shaped(path):
        return shaped_error(path, error)[1].model_dump()
    return problem_of(error).model_dump()
