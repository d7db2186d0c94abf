"""The command that answers an MCP client which has started it, as desktop assistants do."""

import asyncio

from ui import VERSION
from ui.cli.local import open_service
from ui.service.protocol import AnswerService
from ui.service.threads import in_thread
from ui.settings import load_settings


def mcp() -> None:
    """Answer an MCP client over standard input and output, through the running server where there is one."""
    with open_service(load_settings()) as service:
        asyncio.run(_serve(service))


async def _serve(service: AnswerService) -> None:
    from ui.cli.mcp.stdio import serve_stdio  # here: its package takes most of a second to import

    # Clients give up on one that is slow to say hello, so that it loads meanwhile.
    loading = asyncio.ensure_future(in_thread(service.load))
    try:
        await serve_stdio(service, VERSION, loading)
    finally:
        await asyncio.wait([loading])  # what is being loaded cannot be let go of
    loading.result()  # raises what kept it from being loaded
