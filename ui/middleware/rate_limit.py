"""Rate limit per client."""

import math
import re
import time

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter

WORK = re.compile(r"/api/.+|/v1/.+|/mcp|/gradio_api/(queue/join|component_server|call/.+|run/.+|api/.+)/?")
"""Paths whose POST requests count against the rate limit."""


class Allowance:
    """Counts what makes work, for each who asks, in windows that begin with the first request of each.

    Gradio takes all that a page does along few roads, so opening a page and looking at an article count there too.
    """

    def __init__(self, limit: str) -> None:
        """Takes a limit such as `60/minute`."""
        self.limit = limit
        self._each: RateLimitItem = parse(limit)
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    async def wait(self, who: str, method: str, path: str) -> int:
        """Takes one of the requests that are left, where this one makes work.

        Returns:
            The whole seconds until there is one again; 0 where there was one.
        """
        return await self.take(who) if method == "POST" and WORK.fullmatch(path) else 0

    async def take(self, who: str) -> int:
        """Takes one of the requests that are left.

        Returns:
            As `wait`.
        """
        if await self._limiter.hit(self._each, who):
            return 0
        window = await self._limiter.get_window_stats(self._each, who)
        return max(1, math.ceil(window.reset_time - time.time()))
