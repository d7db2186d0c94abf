"""Chroma server: an index that several processes share, and that may be unreachable for a while."""

import hashlib
from dataclasses import dataclass, field
from functools import cache as cached
from pathlib import Path
from typing import ClassVar, cast

import httpx
from chromadb.api.client import Client
from chromadb.api.fastapi import FastAPI
from chromadb.auth import UserIdentity
from chromadb.config import Settings

from index.errors import LostServerError, StoreError

PROBE_TIMEOUT_S = 2.0
"""Seconds until a server that does not answer the heartbeat counts as unreachable."""
REQUEST_TIMEOUT_S = 10.0
"""Seconds until any other request to the server fails."""

MAX_MESSAGE_CHARS = 200
"""Characters of a server's message that an error repeats."""


class TimeoutClient(Client):
    """Chroma client with request timeouts (upstream has none)."""

    def get_user_identity(self) -> UserIdentity:
        """Asks for the user's identity: the first request, sent by the constructor, so the timeout is set here."""
        self._session.timeout = httpx.Timeout(REQUEST_TIMEOUT_S, connect=PROBE_TIMEOUT_S)
        return super().get_user_identity()

    def _validate_tenant_database(self, tenant: str, database: str) -> None:
        """Does nothing: upstream asks through a second client without a timeout, and the defaults always exist."""

    def close(self) -> None:
        """Lets go of the connections too."""
        super().close()
        self._session.close()

    @property
    def _session(self) -> httpx.Client:
        return cast(FastAPI, self._server)._session


@dataclass(frozen=True, slots=True)
class ChromaServer:
    """An index in a Chroma server.

    Attributes:
        url: Its address, as http://host:port.
        token: Sent as `Authorization: Bearer`, for a proxy that asks for one; empty for none.
        cache: A folder in which this machine's processes keep what they derive from the index; None for none.
    """

    shared: ClassVar = True
    url: str
    token: str = field(default="", repr=False)
    cache: Path | None = None

    @property
    def lexical_file(self) -> Path | None:
        """Where the inverted index of this server's passages is kept; None for nowhere."""
        return self.cache and self.cache / f"lexical-{hashlib.sha256(self.url.encode()).hexdigest()[:8]}.sqlite3"

    def exists(self) -> bool:
        """Whether there is one: what is not there yet is made."""
        return True

    def check(self) -> None:
        """Asks whether the server is there.

        Raises:
            LostServerError: It does not answer.
            StoreError: What answers is no Chroma server, or does not let us in.
        """
        try:
            answer = _prober().get(f"{self.url}/api/v2/heartbeat", headers=self._headers)
        except httpx.HTTPError as error:
            raise self.explain(error) from error
        if answer.status_code >= 500:
            raise LostServerError(f"The Chroma server at {self.url} answers with {answer.status_code}: see its log.")
        if answer.status_code in {401, 403}:
            raise StoreError(f"The Chroma server at {self.url} asks for a token: set ARTICLE_CHAT_CHROMA_TOKEN.")
        if answer.status_code != 200 or "nanosecond heartbeat" not in answer.text:
            raise StoreError(f"What answers at {self.url} is no Chroma server of version 1: correct the address.")

    def connect(self) -> Client:
        """A new client."""
        self.check()
        url = httpx.URL(self.url)
        settings = Settings(
            anonymized_telemetry=False,
            chroma_api_impl="chromadb.api.fastapi.FastAPI",
            chroma_server_host=url.host if ":" not in url.host else f"[{url.host}]",
            chroma_server_http_port=url.port or {"http": 80, "https": 443}[url.scheme],
            chroma_server_ssl_enabled=url.scheme == "https",
            chroma_server_headers=self._headers,
        )
        return TimeoutClient(settings=settings)

    def explain(self, error: Exception) -> StoreError:
        """What is wrong."""
        what = type(error).__name__
        if isinstance(error, httpx.TransportError) or "Could not connect" in str(error):
            return LostServerError(
                f"The Chroma server at {self.url} cannot be reached ({what}): start it, or correct"
                " ARTICLE_CHAT_CHROMA_URL."
            )
        said = " ".join(str(error).split())[:MAX_MESSAGE_CHARS]
        return StoreError(f"The Chroma server at {self.url} failed ({what}: {said}): see its log.")

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


@cached
def _prober() -> httpx.Client:
    """Kept, as making one reads all certificates, which takes ten times as long as asking."""
    return httpx.Client(timeout=PROBE_TIMEOUT_S)
