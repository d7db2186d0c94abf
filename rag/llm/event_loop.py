"""An event loop in a thread of its own, for synchronous callers of asynchronous work."""

import asyncio
import threading
from collections.abc import Coroutine
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def run_in_background_loop(work: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine to its end, whether or not the calling thread runs an event loop.

    All calls share one loop: the clients of language models keep connections in the loop that opened them.
    """
    future = asyncio.run_coroutine_threadsafe(work, _background_loop())
    try:
        return future.result()
    except BaseException:
        future.cancel()
        raise


@cache
def _background_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="background-loop", daemon=True).start()
    return loop
