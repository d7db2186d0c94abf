"""A real Chroma server for tests, which can be stopped, hung, and started again on the same files."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StoreError
from index.store.connection.server import ChromaServer
from tests.support.servers.scripted_service import free_port


class ChromaProcess:
    """`chroma run` on a folder and a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        chroma = Path(sys.executable).with_name("chroma")
        self._process = subprocess.Popen(
            [chroma, "run", "--path", self.folder, "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            env={**os.environ, "ANONYMIZED_TELEMETRY": "False"},
        )
        deadline = time.monotonic() + 30
        while not self.answers():
            assert time.monotonic() < deadline, "no Chroma server after 30 s"
            time.sleep(0.05)

    def answers(self) -> bool:
        try:
            ChromaServer(self.url).check()
        except StoreError:
            return False
        return True

    def stop(self) -> None:
        """Kills it."""
        if self._process:
            self._process.kill()
            self._process.wait()

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Connections are still taken, and nobody answers."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)


@contextmanager
def chroma_server(folder: Path) -> Iterator[ChromaProcess]:
    server = ChromaProcess(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
