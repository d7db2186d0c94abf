"""Serves the application until it is told to stop."""

import logging
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import NoReturn

import uvicorn
from uvicorn.config import LOGGING_CONFIG

from index.errors import ArticleChatError
from ui.app import create_app
from ui.assistant import Assistant
from ui.settings import Settings
from ui.watch.logs import start_logging

PATIENCE = 1
"""Seconds that running requests are given at the end."""


class Server(uvicorn.Server):
    """Cuts connections at the end without complaint: an open page keeps one for as long as it is open."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stops listening, waits a little, then cuts."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


class AddressError(ArticleChatError):
    """An address or port that cannot be listened on."""


class OpenServerError(ArticleChatError):
    """A server that everyone could reach and nobody needs a key for."""


def serve(settings: Settings, host: str, port: int, say: Callable[[str], None], *, no_key: bool = False) -> None:
    """Serves page and API; returns when SIGINT or SIGTERM comes.

    Args:
        settings: Of the assistant behind it.
        host: Address to listen on.
        port: Port to listen on.
        say: Told the address, for people.
        no_key: Whether other machines may ask without a key.

    Raises:
        OpenServerError: Other machines could ask without a key.
        StoreInUseError: Another process owns the data folder.
        AddressError: Host or port cannot be listened on.
        ArticleChatError: The assistant cannot be loaded.
    """
    if not (settings.api_keys or no_key or _is_loopback(host)):
        raise OpenServerError(
            f"Whoever reaches {host or 'this machine'} could ask: set ARTICLE_CHAT_API_KEY, or say --no-key."
        )
    signal.signal(signal.SIGTERM, _exit)
    address = f"http://{_reachable(host)}:{port}"
    with Assistant(settings) as assistant:
        assistant.own(address)
        with _listen(host, port) as listener:
            failures: list[Exception] = []

            def stop(error: Exception) -> None:
                failures.append(error)
                server.should_exit = True

            config = uvicorn.Config(
                create_app(assistant, stop),
                log_level="warning",
                log_config=None if start_logging(settings, sys.stderr) else LOGGING_CONFIG,
                timeout_graceful_shutdown=PATIENCE,
                lifespan="on",
            )
            server = Server(config)
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
