"""Serves the application until it is told to stop; then what was begun is finished."""

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from types import FrameType
from typing import NoReturn

import uvicorn
from uvicorn.config import LOGGING_CONFIG

from index.errors import ArticleChatError
from ui.app import create_app
from ui.cli.serving.connections import Connection
from ui.middleware.hosts import known_hosts
from ui.observability.logs import start_logging
from ui.service.service import Assistant
from ui.settings import Settings

ANSWER_DRAIN_S = 10.0
"""Seconds in which running answers may finish at shutdown."""
CONNECTION_DRAIN_S = 1
"""Seconds in which connections may send the rest after that; an open page never closes its own."""


class Server(uvicorn.Server):
    """Graceful shutdown on the first signal, immediate on the second."""

    def __init__(self, config: uvicorn.Config, assistant: Assistant, patience: float) -> None:
        super().__init__(config)
        self._assistant = assistant
        self._patience = patience

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stops listening, waits for answers, then cuts without complaint what is still connected."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        self._assistant.stop()
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()  # as soon as it has no request
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                while self._assistant.busy:
                    await asyncio.sleep(0.05)
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Requests shutdown; a second signal terminates at once."""
        if self.should_exit:
            signal.signal(sig, signal.SIG_DFL)
            signal.raise_signal(sig)
        super().handle_exit(sig, frame)


class AddressError(ArticleChatError):
    """An address or port that cannot be listened on."""


class OpenServerError(ArticleChatError):
    """A server that is reachable from outside and asks for no key."""


def serve(
    settings: Settings,
    host: str,
    port: int,
    say: Callable[[str], None],
    *,
    no_key: bool = False,
    patience: float = ANSWER_DRAIN_S,
) -> None:
    """Serves page and API; returns when SIGINT or SIGTERM comes, as soon as what was begun is finished.

    Args:
        settings: Of the assistant behind it.
        host: Address to listen on.
        port: Port to listen on.
        say: Told the address, for people.
        no_key: Whether other machines may ask without a key.
        patience: Seconds that what was begun is given at the end.

    Raises:
        OpenServerError: Other machines could ask without a key.
        StoreInUseError: Another process owns the data folder.
        AddressError: Host or port cannot be listened on.
        ArticleChatError: The assistant cannot be loaded.
    """
    if not (settings.api_keys or no_key or _is_loopback(host)):
        raise OpenServerError(
            f"Anyone who reaches {host or 'this machine'} could use it: set ARTICLE_CHAT_API_KEY, or give --no-key."
        )
    signal.signal(signal.SIGTERM, _exit)
    address = f"http://{_reachable(host)}:{port}"
    personal = _is_loopback(host) and not (settings.api_keys or settings.hosts or settings.root_path)
    with Assistant(settings, personal=personal) as assistant:
        assistant.own(address)
        with _listen(host, port) as listener:
            failures: list[Exception] = []

            def stop(error: Exception) -> None:
                failures.append(error)
                server.should_exit = True

            config = uvicorn.Config(
                create_app(assistant, stop, known_hosts(settings, host)),
                log_level="warning",
                log_config=None if start_logging(settings, sys.stderr) else LOGGING_CONFIG,
                http=Connection,
                timeout_graceful_shutdown=CONNECTION_DRAIN_S,
                lifespan="on",
                proxy_headers=False,  # see `ui.middleware.proxy`
            )
            server = Server(config, assistant, patience)
            say(f"Article Chat is at {address} (Ctrl-C stops it)")
            with suppress(KeyboardInterrupt):
                server.run(sockets=[listener])
        if failures:
            raise failures[0]


def _exit(*_: object) -> NoReturn:
    """Ends by an exception, so that the data folder is let go of; SIGTERM's default would not."""
    raise SystemExit(0)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        reason = str(error.strerror).partition(" (while")[0]  # Python repeats the address here
        raise AddressError(
            f"Port {port} on {host} cannot be used ({reason}): choose another --port or --host."
        ) from error


def _is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens on `host`; a name that is not known is refused later."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM) if host else []
    except OSError:
        return True
    addresses = [str(address[0]).partition("%")[0] for *_, address in found]
    return bool(addresses) and all(ip_address(address).is_loopback for address in addresses)


def _reachable(host: str) -> str:
    """How this machine reaches what listens on `host`."""
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104 - compared with, not bound to
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
