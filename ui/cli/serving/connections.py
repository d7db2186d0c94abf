"""How long and how many connections may wait: idle and slow ones give way before they cost anybody else a moment."""

import asyncio
import resource
from itertools import chain
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_S = 10.0
"""Seconds for a request's head, also for the first; a browser whose spare connection is closed opens another."""
MAX_HEAD_BYTES = 32 * 1024
"""Bytes of address and headers, as proxies have it; the parser itself takes any number, and what reads them further on
takes longer than in proportion."""
STALLED_S = 30.0
"""Seconds in which a client must take something of what it is sent."""
MAX_CONNECTIONS = 8192
"""Connections, where the system would allow more files than twice that."""
TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Type: text/plain\r\nContent-Length: 32\r\n"
    b"Connection: close\r\n\r\nThe request's head is too large.\n"[:-1]
)


def most_connections() -> int:
    """Half of the files that this process may have open: models, index and pages that are fetched need some as well."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MAX_CONNECTIONS if files == resource.RLIM_INFINITY else min(MAX_CONNECTIONS, files // 2)


class Connection(HttpToolsProtocol):
    """One client's connection.

    Where there are too many, the one goes that has waited longest without a whole request; where all have one, the
    newest.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._since = self.loop.time()
        self._head = 0  # bytes of one that has not ended
        self._too_large = False
        self._in_body = False
        self._ended = False  # whether a head or a body did, in what came last
        self._deadline: asyncio.TimerHandle | None = None
        self._progress: asyncio.TimerHandle | None = None
        self._given_up = False

    @property
    def waits(self) -> bool:
        """Whether nothing is being made of a whole request of this connection's."""
        return self.cycle is None or self.cycle.response_complete or self.cycle.more_body

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Makes room where there is none."""
        super().connection_made(transport)
        self._await_head()
        if len(self.connections) > most_connections():
            waiting = [each for each in self.connections if isinstance(each, Connection) and each.waits]
            longest = min((each for each in waiting if not each._given_up), key=lambda each: each._since)
            longest._given_up = True  # it is among them until the loop comes round
            longest.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Reads on, unless a head does not end."""
        self._ended = False
        super().data_received(data)
        if self._ended or self._in_body:
            self._head = 0
            return
        self._head += len(data)
        if self._head > MAX_HEAD_BYTES and not self.transport.is_closing():
            self._refuse()

    def on_headers_complete(self) -> None:
        """Begins a request, unless its head is too large; the parser makes a refusal of what is raised here."""
        self._too_large = len(self.url) + sum(map(len, chain.from_iterable(self.headers))) > MAX_HEAD_BYTES
        if self._too_large:
            raise ValueError("The head is too large.")
        self._ended = self._in_body = True
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuses what cannot be read."""
        if self._too_large:
            self._refuse()
        else:
            super().send_400_response(msg)

    def on_message_complete(self) -> None:
        """Ends what is read of it."""
        self._ended, self._in_body = True, False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Waits for the next one."""
        super().on_response_complete()
        self._since = self.loop.time()
        self._await_head()

    def pause_writing(self) -> None:
        """Waits for the client to take what it is sent, but not for ever."""
        super().pause_writing()
        self._watch_progress()

    def resume_writing(self) -> None:
        """Goes on; what is left on closing is watched until it has gone."""
        super().resume_writing()
        if self._progress and not self.transport.is_closing():
            self._progress.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends."""
        for timer in (self._deadline, self._progress):
            if timer:
                timer.cancel()
        super().connection_lost(exc)

    def _refuse(self) -> None:
        self.transport.write(TOO_LARGE)
        self.transport.close()

    def _await_head(self) -> None:
        if self._deadline:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(HEAD_S, self._close_if_silent)

    def _close_if_silent(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()
            self._watch_progress()

    def _watch_progress(self) -> None:
        if self._progress:
            self._progress.cancel()
        left = self.transport.get_write_buffer_size()
        self._progress = self.loop.call_later(STALLED_S, self._abort_if_stalled, left)

    def _abort_if_stalled(self, left: int) -> None:
        if self.transport.get_write_buffer_size() >= left:
            self.transport.abort()
        else:
            self._watch_progress()
