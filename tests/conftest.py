"""Fixtures: a scripted assistant for what needs no models, the real server for what does, and a browser."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, sync_playwright
from pytest_socket import socket_allow_hosts

from index.converters import sandbox, sandbox_worker
from index.embeddings.encoder import Encoder, load_encoder
from index.models import Article
from index.sources.load import load
from tests.support.browsing import CHROMIUM, CONTEXTS, launch
from tests.support.processes import command, environment
from tests.support.servers.scripted_service import Served, free_port
from ui.service.service import SEEDS


@pytest.fixture(autouse=True)
def only_loopback() -> None:
    """Nothing reaches the network; pytest-socket itself lifts this after each test."""
    socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def seed() -> Article:
    return next(load(str(SEEDS)))


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The real embedding model; it takes seconds to load, so all tests share it."""
    return load_encoder()


@pytest.fixture
def unsandboxed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are converted in this process: to start one takes longer than most of them."""

    def worked(command: list[str], *, input: bytes, **_: object) -> subprocess.CompletedProcess[bytes]:  # noqa: A002
        head, _, content = input.partition(b"\n")
        answer = sandbox_worker._answer(json.loads(head), content)
        return subprocess.CompletedProcess(command, 0, json.dumps(answer).encode())

    monkeypatch.setattr(sandbox_worker, "_bound", lambda _: None)
    names = {name: getattr(subprocess, name) for name in ("PIPE", "DEVNULL", "TimeoutExpired")}
    monkeypatch.setattr(sandbox, "subprocess", SimpleNamespace(run=worked, **names))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`article-chat serve` on an empty data folder, ready; it has indexed the seed."""
    data_dir, port = tmp_path_factory.mktemp("served"), free_port()
    process = subprocess.Popen(command("serve", "--port", str(port)), env=environment(data_dir))
    served = Served("127.0.0.1", port, data_dir)
    try:
        served.wait("/config")
        yield served
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """The browser, without the pages of other tests: each one left open goes on working beside the next."""
    yield chromium
    CONTEXTS.let_go(chromium)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not shutil.which(CHROMIUM):
        reason = f"there is no {CHROMIUM}: apt-get install chromium-headless-shell"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        yield launch(playwright)
