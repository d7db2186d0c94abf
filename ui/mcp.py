"""The same answers as tools for MCP clients, over streamable HTTP."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from index.errors import ArticleChatError
from rag.answer import Answer
from ui.assistant import Assistant
from ui.bodies import ArticleBody, ArticlesBody, QuestionBody
from ui.problems import invalid_fields, problem_of
from ui.text import answer_text

log = logging.getLogger(__name__)

Context = ServerRequestContext[dict[str, Any]]

READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
LOCAL = {"localhost", "127.0.0.1", "::1"}

TOOLS = [
    Tool(
        name="answer",
        title="Answer from the articles",
        description=(
            "Answers a question from the indexed articles, or says that they do not say. Every sentence carries the"
            " number of a quote in the article's exact words; the quotes stand below the answer. Name an article to"
            " ask it alone; give the conversation so far where the question leans on it."
        ),
        input_schema=QuestionBody.model_json_schema(),
        output_schema=TypeAdapter(Answer).json_schema(mode="serialization"),
        annotations=READS,
    ),
    Tool(
        name="articles",
        title="List the articles",
        description="Lists the articles that can be asked, with the ids that `answer` takes.",
        input_schema={"type": "object", "properties": {}},
        output_schema=ArticlesBody.model_json_schema(mode="serialization"),
        annotations=READS,
    ),
]


class McpEndpoint:
    """The ASGI application behind `/mcp`; it answers while `running`.

    Requests stand alone: no session is kept, so no client's connection has to be held open.
    """

    def __init__(self, assistant: Assistant, version: str) -> None:
        self._assistant = assistant
        server = Server[dict[str, Any]](
            "article-chat",
            title="Article Chat",
            version=version,
            on_list_tools=self._list,
            on_call_tool=self._call,
        )
        self._requests = StreamableHTTPSessionManager(server, stateless=True)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The time in which requests are answered; at its end they are cut."""
        async with self._requests.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, unless a page of another site sends it.

        That site's name may have been made to point here (DNS rebinding). Browsers send `Origin` with every POST and
        MCP clients need not, so this stops such pages under whatever names the server itself is reached.
        """
        origin = Headers(scope=scope).get("origin")
        if origin is not None and _host(origin) not in LOCAL:
            raise HTTPException(403, "Pages of other sites may not call tools.")
        await self._requests.handle_request(scope, receive, send)

    async def _list(self, _: Context, __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=TOOLS)

    async def _call(self, _: Context, asked: CallToolRequestParams) -> CallToolResult:
        if asked.name not in {tool.name for tool in TOOLS}:
            raise MCPError(INVALID_PARAMS, f"There is no tool {asked.name!r}.")
        try:
            if asked.name == "answer":
                return await self._answer(asked.arguments or {})
            return await self._articles()
        except ValidationError as error:
            return _failure(invalid_fields(error.errors()))
        except Exception as error:
            if not isinstance(error, ArticleChatError):
                log.exception("A tool failed")
            return _failure(problem_of(error).detail)

    async def _answer(self, arguments: dict[str, Any]) -> CallToolResult:
        answer = await self._assistant.answer(QuestionBody.model_validate(arguments).to_question())
        body = answer.to_dict()
        return CallToolResult(content=[TextContent(text=answer_text(body))], structured_content=body)

    async def _articles(self) -> CallToolResult:
        entries = await asyncio.to_thread(self._assistant.articles)
        body = ArticlesBody(articles=[ArticleBody.of(entry) for entry in entries])
        lines = [f"{each.id}  {each.title}" for each in body.articles] or ["There are no articles."]
        return CallToolResult(content=[TextContent(text="\n".join(lines))], structured_content=body.model_dump())


def _host(origin: str) -> str | None:
    """The host of an origin; None for what is none."""
    try:
        return urlsplit(origin).hostname
    except ValueError:  # a bracket too many or too few
        return None


def _failure(sentence: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=sentence)], is_error=True)
