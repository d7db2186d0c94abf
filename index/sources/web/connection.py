"""A connection to a host by an address that was checked first, every step of it within one time limit."""

import io
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

import certifi

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Resolve = Callable[[str, int], list[str]]
"""From a host and a port to all its addresses; raises `OSError` or `UnicodeError` where it has none."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment, of the monotonic clock, by which everything has to be over."""

    at: float

    def left(self) -> float:
        """Seconds until then, more than none.

        Raises:
            TimeoutError: There are none.
        """
        seconds = self.at - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds


def system_resolver(host: str, port: int) -> list[str]:
    """The operating system's answers; it also reads decimal, octal, hexadecimal and short spellings of addresses."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def resolved(host: str, port: int, resolve: Resolve, deadline: Deadline) -> list[str]:
    """All addresses of a host, none where it does not exist.

    Raises:
        TimeoutError: The resolver takes longer than there is time.
    """
    answers: SimpleQueue[list[str]] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(list(dict.fromkeys(resolve(host, port))))
        except (OSError, UnicodeError):
            answers.put([])

    # In a thread of its own: the system's resolver takes no time limit.
    threading.Thread(target=ask, daemon=True).start()
    try:
        return answers.get(timeout=deadline.left())
    except Empty:
        raise TimeoutError from None


def connect(addresses: Sequence[str], port: int, deadline: Deadline) -> socket.socket:
    """A connection to the first address that takes one; nothing is looked up any more.

    Raises:
        OSError: None does.
    """
    failure = OSError("no address")
    for number, address in enumerate(addresses):
        try:
            # A share of the time each, so that one that never answers leaves some for the others.
            return socket.create_connection((address, port), deadline.left() / (len(addresses) - number))
        except OSError as error:
            failure = error
    raise failure


def encrypt(connection: socket.socket, host: str, deadline: Deadline) -> ssl.SSLSocket:
    """TLS over a connection, with a certificate for `host` that the system or Mozilla's list vouches for.

    Raises:
        ssl.SSLError: There is none, or it is not TLS.
    """
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())  # for machines that have no list of their own
    connection.settimeout(deadline.left())
    return context.wrap_socket(connection, server_hostname=host.rstrip("."))


class TimedSocket:
    """What `http.client` needs of a socket, each read and write with only the time that is left of the whole.

    A socket's own limit would begin anew with every byte that a slow server sends.
    """

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._connection = connection
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        """Sends everything."""
        self._connection.settimeout(self._deadline.left())
        self._connection.sendall(data)

    def makefile(self, _: str) -> io.BufferedReader:
        """What the server sends, to read from."""
        return io.BufferedReader(_Incoming(self._connection, self._deadline))

    def close(self) -> None:
        """Does nothing: the caller closes the connection after it has read the response."""


class _Incoming(io.RawIOBase):
    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._connection = connection
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        self._connection.settimeout(self._deadline.left())
        return self._connection.recv_into(buffer)
