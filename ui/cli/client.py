"""Asks the server that owns the data folder, over HTTP and without heavy imports."""

import asyncio
import json
import re
import time
import uuid
from collections.abc import Collection
from dataclasses import asdict
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import quote, urlsplit

from pydantic import TypeAdapter

from index.errors import ArticleChatError
from index.models import Article, Original
from index.store.connection.process_lock import read_owner
from rag.models import Answer, Question
from rag.models.verification import Draft, Verification
from ui.service.articles.summary import ArticleSummary
from ui.service.protocol import AddedArticle, AnswerService, TitledText
from ui.settings import Settings

JSON = "application/json"
LOAD_TIMEOUT_S = 120
"""Seconds that a server is given to load its models, and to answer."""
ADD_TIMEOUT_S = 7200
"""Seconds that it is given to read an article, of which it may have to recognize every page."""


ANSWER, ARTICLE, ARTICLES = TypeAdapter(Answer), TypeAdapter(ArticleSummary), TypeAdapter(list[ArticleSummary])
VERIFICATION = TypeAdapter(Verification)


class ServerError(ArticleChatError):
    """The server could not be reached, or answered with a problem."""


class LostConnectionError(ServerError):
    """The server does not answer at all."""


def running_server(settings: Settings) -> "Client | None":
    """The server that owns the data folder, or None where no server does; it is sent the first of the keys.

    An index in a Chroma server has no owner process, so each command opens it itself.
    """
    owner = None if settings.chroma_url else read_owner(settings.data_dir)
    return Client(owner["address"], next(iter(settings.api_keys), "")) if owner and owner.get("address") else None


class Client(AnswerService):
    """The service of one server; waits while its models are loading."""

    def __init__(self, address: str, key: str = "") -> None:
        self.address = address
        self.headers: dict[str, str | bytes] = {}
        if key:
            self.headers["Authorization"] = f"Bearer {key}".encode()  # as text, only Latin-1 could be sent

    def load(self) -> None:
        """Does nothing: the server loads what it needs, and is waited for."""

    async def answer(self, question: Question) -> Answer:
        """The answer of `POST /api/answer`."""
        body = await asyncio.to_thread(self._request, "POST", "/api/answer", asdict(question))
        return ANSWER.validate_python(body)

    async def verify(self, draft: Draft) -> Verification:
        """What comes of `POST /api/verify`."""
        documents = [{"title": each.title, "text": each.text} for each in draft.documents]
        body = {name: getattr(draft, name) for name in ("text", "markdown", "articles", "tag", "published_after")}
        body["documents"] = documents
        return VERIFICATION.validate_python(await asyncio.to_thread(self._request, "POST", "/api/verify", body))

    def summaries(self) -> list[ArticleSummary]:
        """The articles of `GET /api/articles`."""
        return ARTICLES.validate_python(self._request("GET", "/api/articles")["articles"])

    def texts(self, article_ids: Collection[str]) -> dict[str, TitledText]:
        """Title and text of `GET /api/articles/{id}`, of those of the articles that are there."""
        found = [self._request("GET", _path(each.id)) for each in self.summaries() if each.id in article_ids]
        return {row["id"]: TitledText(title=row["title"], text=row["text"]) for row in found}

    def add(self, article: Article) -> AddedArticle:
        """Adds an article by `POST /api/articles`: the file that it was read from, so that the server can keep it."""
        if article.original:
            content_type, form = _form(article.original, article.source)
            status, body = self._waiting("POST", "/api/articles", form, content_type)
        else:
            status, body = self._waiting("POST", "/api/articles", asdict(article))
        return AddedArticle(ARTICLE.validate_python(body), status == 201)

    def retag(self, article_id: str, tags: tuple[str, ...]) -> ArticleSummary:
        """Gives an article other tags by `PATCH /api/articles/{id}`."""
        return ARTICLE.validate_python(self._request("PATCH", _path(article_id), {"tags": tags}))

    def mark_changed(self, article_id: str) -> ArticleSummary:
        """Notes by `PATCH /api/articles/{id}` that a source has changed."""
        return ARTICLE.validate_python(self._request("PATCH", _path(article_id), {"changed": True}))

    def remove(self, article_id: str) -> None:
        """Forgets an article by `DELETE /api/articles/{id}`."""
        self._waiting("DELETE", _path(article_id))

    def _request(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._waiting(method, path, body)[1]

    def _waiting(
        self, method: str, path: str, body: dict[str, Any] | bytes | None = None, content_type: str = JSON
    ) -> tuple[int, dict[str, Any]]:
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        deadline = time.monotonic() + LOAD_TIMEOUT_S
        while True:
            status, found = self._once(method, path, sent, content_type)
            if 200 <= status < 300:
                return status, found
            if status == 401:
                raise ServerError(f"The server at {self.address} has another key: set ARTICLE_CHAT_API_KEY as it does.")
            if status != 503 or time.monotonic() > deadline:
                raise ServerError(str(found.get("detail", f"The server at {self.address} answered with {status}.")))
            time.sleep(0.5)

    def _once(self, method: str, path: str, body: bytes, content_type: str) -> tuple[int, dict[str, Any]]:
        # Not urllib or httpx: they would ask the environment's proxy for this machine, and httpx is slow to import.
        timeout = ADD_TIMEOUT_S if method == "POST" and path == "/api/articles" else LOAD_TIMEOUT_S
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=timeout)
        try:
            connection.request(method, path, body, {**self.headers, "Content-Type": content_type})
            response = connection.getresponse()
            return response.status, dict(json.loads(response.read() or b"{}"))
        except (OSError, HTTPException, ValueError) as error:
            raise LostConnectionError(
                f"The server at {self.address} does not answer ({type(error).__name__}): stop it and start it again."
            ) from error
        finally:
            connection.close()


def _form(original: Original, source: str) -> tuple[str, bytes]:
    """A file and where it is from as a form (RFC 7578): its content type and its bytes."""
    boundary = uuid.uuid4().hex
    name = re.sub(r"[\x00-\x1f\x7f\"\\\\]", "_", original.name)
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="source"\r\n\r\n{source}\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: {original.media_type}\r\n\r\n"
    )
    content = head.encode(errors="backslashreplace") + original.content + f"\r\n--{boundary}--\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", content


def _path(article_id: str) -> str:
    return f"/api/articles/{quote(article_id, safe='')}"
