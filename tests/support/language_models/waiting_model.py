"""An OpenAI-compatible server that writes the first sentence it is shown, as soon as it may."""

import json
import re
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FIRST = re.compile(r"^\[1\] (.+)$", re.MULTILINE)

POLL_S = 0.05
"""Interval at which a held request looks whether its client is still there."""


class WaitingModel(ThreadingHTTPServer):
    """Holds back its answers until `may_answer`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Completions)
        self.may_answer = threading.Event()
        self.asked = threading.Semaphore(0)
        self.left = threading.Semaphore(0)
        """Requests whose client closed the connection before it was answered."""

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def wait(self, count: int) -> None:
        """Until so many more have asked."""
        for _ in range(count):
            assert self.asked.acquire(timeout=60)

    def wait_until_left(self) -> None:
        """Until a client has closed its connection without an answer."""
        assert self.left.acquire(timeout=60)


class Completions(BaseHTTPRequestHandler):
    server: WaitingModel

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        first = FIRST.search(body["messages"][-1]["content"])
        assert first
        self.server.asked.release()
        while not self.server.may_answer.wait(POLL_S):
            if self._client_left():
                self.server.left.release()
                return
        chunk = {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": body["model"],
            "choices": [{"index": 0, "delta": {"role": "assistant", "content": f"{first[1]} [1]"}}],
        }
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n".encode())

    def _client_left(self) -> bool:
        readable, _, _ = select.select([self.connection], [], [], 0)
        return bool(readable) and not self.connection.recv(1, socket.MSG_PEEK)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def waiting_model() -> Iterator[WaitingModel]:
    model = WaitingModel()
    threading.Thread(target=model.serve_forever, daemon=True).start()
    try:
        yield model
    finally:
        model.may_answer.set()
        model.shutdown()
        model.server_close()
