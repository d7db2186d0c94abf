"""Web sites on loopback, made of a few lines each, that remember who asked them."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Respond = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True, slots=True)
class Site:
    """A running site."""

    port: int
    hits: list[str]
    """The Host header and path of every request; "connection" for each that only connected."""

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


def page(
    content: bytes = b"<p>It rained.</p>", media_type: str = "text/html", status: int = 200, **headers: str
) -> Respond:
    """A whole response; headers are named with _ for -, and an empty type goes unsaid."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        if media_type:
            handler.send_header("Content-Type", media_type)
        handler.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            # Headers are written as Latin-1, but real servers send UTF-8.
            handler.send_header(name.replace("_", "-"), value.encode().decode("latin-1"))
        handler.end_headers()
        handler.wfile.write(content)

    return respond


def redirect(location: str, status: int = 302) -> Respond:
    return page(b"", "", status, Location=location)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up in the middle are what many tests are about."""


@contextmanager
def site(
    pages: Mapping[str, Respond] | None = None,
    address: str = "127.0.0.1",
    port: int = 0,
    *,
    tls: ssl.SSLContext | None = None,
    hits: list[str] | None = None,
) -> Iterator[Site]:
    """Serves `pages` by path, any other is 404; notes its hits in a list of its own, or in the one that is given."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 20

        def do_GET(self) -> None:
            served.hits.append(f"{self.headers['Host']} {self.path}")
            (pages or {}).get(self.path, page(status=404))(self)

        def log_message(self, *_: object) -> None:
            pass

    class Listening(Server):
        address_family = socket.AF_INET6 if ":" in address else socket.AF_INET

        def get_request(self) -> tuple[socket.socket, object]:
            connection, peer = super().get_request()
            served.hits.append("connection")
            return (tls.wrap_socket(connection, server_side=True) if tls else connection), peer

    with Listening((address, port), Handler) as server:
        served = Site(server.server_address[1], [] if hits is None else hits)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def publisher(html: str) -> Iterator[str]:
    """A page of another origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
