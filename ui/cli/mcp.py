"""The command that answers an MCP client which has started it, as desktop assistants do."""

import asyncio
from typing import TYPE_CHECKING, Any

from ui import VERSION
from ui.api.schemas import QuestionBody
from ui.cli.client import Client, running_server
from ui.service.service import Assistant
from ui.service.threads import in_thread
from ui.settings import load_settings

if TYPE_CHECKING:
    from ui.mcp import AnswerSource


class ServerSource:
    """The server that owns the index."""

    def __init__(self, server: Client) -> None:
        self._server = server

    async def answer(self, body: QuestionBody) -> dict[str, Any]:
        """The body of `POST /api/answer`."""
        return await asyncio.to_thread(self._server.answer, body.model_dump())

    async def articles(self) -> dict[str, Any]:
        """The body of `GET /api/articles`."""
        return await asyncio.to_thread(self._server.articles)


class LoadingSource:
    """Another source, from the moment on when it can answer: clients give up on one that is slow to say hello."""

    def __init__(self, source: "AnswerSource", loading: "asyncio.Future[None]") -> None:
        self._source = source
        self._loading = loading

    async def answer(self, body: QuestionBody) -> dict[str, Any]:
        """The body of `POST /api/answer`."""
        await asyncio.shield(self._loading)
        return await self._source.answer(body)

    async def articles(self) -> dict[str, Any]:
        """The body of `GET /api/articles`."""
        await asyncio.shield(self._loading)
        return await self._source.articles()


def mcp() -> None:
    """Answer an MCP client over standard input and output, through the running server where there is one."""
    settings = load_settings()
    if server := running_server(settings):
        asyncio.run(_through(server))
        return
    with Assistant(settings) as assistant:
        assistant.own()
        asyncio.run(_alone(assistant))


async def _through(server: Client) -> None:
    from ui.cli.mcp_stdio import serve_stdio  # here: its package takes most of a second to import

    await serve_stdio(ServerSource(server), VERSION)


async def _alone(assistant: Assistant) -> None:
    from ui.cli.mcp_stdio import serve_stdio
    from ui.mcp import AssistantSource

    loading = asyncio.ensure_future(in_thread(assistant.load))
    try:
        await serve_stdio(LoadingSource(AssistantSource(assistant), loading), VERSION)
    finally:
        await asyncio.wait([loading])  # what is being loaded cannot be let go of
    loading.result()  # raises what kept it from being loaded
