"""MCP over standard input and output: a message a line, as a client that has started this process sends them."""

import asyncio
import json

import anyio
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from mcp_types import PARSE_ERROR, ErrorData, JSONRPCError
from pydantic import ValidationError

from index.text.unicode import is_encodable
from ui.mcp import ToolServer
from ui.service.protocol import AnswerService


async def serve_stdio(service: AnswerService, version: str, loading: "asyncio.Future[None]") -> None:
    """Answers the client until it closes the input.

    Lines that are no message are answered too: the package drops them, and their sender would wait for ever.
    """
    server = ToolServer(service, loading).server(version)
    async with stdio_server() as (received, sent), anyio.create_task_group() as tasks:
        passed, readable = anyio.create_memory_object_stream[SessionMessage | Exception]()

        async def pass_readable() -> None:
            async with passed:
                async for message in received:
                    if isinstance(message, ValidationError):
                        await sent.send(SessionMessage(_parse_error(message)))
                    else:
                        await passed.send(message)

        tasks.start_soon(pass_readable)
        await server.run(readable, sent, server.create_initialization_options())


def _parse_error(unreadable: ValidationError) -> JSONRPCError:
    told = ErrorData(code=PARSE_ERROR, message="The line is no JSON-RPC message of whole characters.")
    return JSONRPCError(jsonrpc="2.0", id=_id_in(unreadable), error=told)


def _id_in(unreadable: ValidationError) -> int | str | None:
    """The id of a request that could not be read; None where it cannot be told (JSON-RPC 2.0, section 5)."""
    try:
        read = unreadable.errors()[0]["input"]  # the line, or what it says where that is JSON
        found = (json.loads(read) if isinstance(read, str) else read)["id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return found if isinstance(found, int | str) and is_encodable(str(found)) else None
