"""Many users at once against a real server: what they got, how soon, and what it cost the server in memory.

    python -m tests.tools.load [--users 64 --seconds 60]

Each asks one question after the other over a connection that is kept alive, some of them streamed; who gets 503 waits
as long as `Retry-After` says and asks again. Prints a table, and fails where anything but right answers and documented
503s was given.
"""

import argparse
import asyncio
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.support.processes import command, environment
from tests.support.servers.scripted_service import Served, awaited, free_port

USERS, SECONDS = 64, 60.0
STREAMED = 0.25
"""Share of the questions that are asked as a stream."""
EARLY = 10.0
"""Seconds after which the memory is noted once more: by then everything is loaded."""
QUESTIONS = (
    "why didn't Kim meet Trump?",
    "Who is Choo Jae-woo?",
    "Where were the missiles aimed?",
    "Who greeted Choe Son-hui in Moscow?",
    "What did North Korea test?",
    "Who is Yakov Zinberg?",
    "Where had Trump and Kim met before?",
    "When did Trump arrive in South Korea?",
    "What does Kim want from the United States?",
    "Who won the 2022 World Cup?",
    "How tall is Donald Trump?",
    "What is the capital of Mongolia?",
)


@dataclass(slots=True)
class Tally:
    """What came of a run; times in seconds."""

    statuses: Counter[str] = field(default_factory=Counter)
    answered: list[float] = field(default_factory=list)
    """How long each request took that was answered."""
    patience: list[float] = field(default_factory=list)
    """How long a user had to wait for an answer in all, refusals and the waits after them included."""
    health: list[float] = field(default_factory=list)
    """How long `GET /api/health` took meanwhile."""
    articles: list[float] = field(default_factory=list)
    """How long `GET /api/articles` took, which needs a thread and the index."""
    faults: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    """Megabytes at the start, early, and at the end."""
    seconds: float = 0.0


def main() -> int:
    """Starts a server, puts it under load, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=USERS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = parser.parse_args()
    table, faults = reliability(options.users, options.seconds)
    print(table)
    for fault in faults[:10]:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def reliability(users: int = USERS, seconds: float = SECONDS) -> tuple[str, list[str]]:
    """The table of a run against a server of its own, and what went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        # The seed is indexed by another process: what that takes would hide what answers do to the memory.
        subprocess.run(command("ask", QUESTIONS[0]), env=environment(data), check=True, capture_output=True)
        with started(data) as (served, pid, *_):
            tally = under_load(served, pid, users, seconds)
    return table_of(tally, users), tally.faults


def under_load(served: Served, pid: int, users: int, seconds: float) -> Tally:
    """A run against a server that is ready."""
    with httpx.Client(base_url=served.url, trust_env=False, timeout=60) as client:
        alone = {question: without_timings(post(client, question)) for question in QUESTIONS}
    tally = Tally(memory=[resident_mb(pid)])
    awaited(_run(served, pid, users, seconds, alone, tally))
    tally.memory.append(resident_mb(pid))
    return tally


def post(client: httpx.Client, question: str) -> dict[str, Any]:
    """An answer, while nobody else asks."""
    return dict(client.post("/api/answer", json={"question": question}).raise_for_status().json())


def without_timings(body: dict[str, Any]) -> dict[str, Any]:
    """What is the same whenever it is asked."""
    return {name: value for name, value in body.items() if name != "timings_ms"}


async def _run(
    served: Served, pid: int, users: int, seconds: float, alone: dict[str, dict[str, Any]], tally: Tally
) -> None:
    # One client for all, which keeps a connection for each: making one takes as long as an answer.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=served.url, trust_env=False, timeout=60, limits=limits) as client:
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for number in range(users):
                group.create_task(_user(client, random.Random(number), began + seconds, alone, tally))
            group.create_task(_watch(client, pid, began + seconds, tally))
        tally.seconds = time.monotonic() - began


async def _user(
    client: httpx.AsyncClient, chance: random.Random, until: float, alone: dict[str, dict[str, Any]], tally: Tally
) -> None:
    while time.monotonic() < until:
        question, streamed = chance.choice(QUESTIONS), chance.random() < STREAMED
        wanted = time.monotonic()
        while (wait := await _ask(client, question, streamed, alone[question], tally)) is not None:
            if time.monotonic() + wait > until:
                return
            await asyncio.sleep(wait)
        tally.patience.append(time.monotonic() - wanted)


async def _ask(
    client: httpx.AsyncClient, question: str, streamed: bool, expected: dict[str, Any], tally: Tally
) -> float | None:
    """Asks once; the seconds to wait before asking again, or None where it was answered, rightly or not."""
    began = time.monotonic()
    try:
        response = await client.post("/api/answer/stream" if streamed else "/api/answer", json={"question": question})
    except httpx.HTTPError as error:
        tally.statuses[type(error).__name__] += 1
        tally.faults.append(f"{question}: {type(error).__name__} {error}")
        return None
    tally.statuses[str(response.status_code)] += 1
    if response.status_code == 503 and response.headers["content-type"] == "application/problem+json":
        return float(response.headers["retry-after"])
    if response.status_code != 200:
        tally.faults.append(f"{question}: {response.status_code} {response.text[:200]}")
    elif without_timings(_last_event(response.text) if streamed else response.json()) != expected:
        tally.faults.append(f"{question}: another answer than alone: {response.text[-2000:]}")
    else:
        tally.answered.append(time.monotonic() - began)
    return None


def _last_event(stream: str) -> dict[str, Any]:
    return dict(json.loads(stream.strip().rpartition("data: ")[2]))


async def _watch(client: httpx.AsyncClient, pid: int, until: float, tally: Tally) -> None:
    early = time.monotonic() + EARLY
    while (now := time.monotonic()) < until:
        if len(tally.memory) == 1 and now >= early:
            tally.memory.append(resident_mb(pid))
        (await client.get("/api/health")).raise_for_status()
        healthy = time.monotonic()
        tally.health.append(healthy - now)
        (await client.get("/api/articles")).raise_for_status()
        tally.articles.append(time.monotonic() - healthy)
        await asyncio.sleep(0.2)


def table_of(tally: Tally, users: int) -> str:
    """The figures in Markdown."""
    right = len(tally.answered)
    rows = [
        (f"answers to {users} users in {tally.seconds:.0f} s", f"{right} ({right / tally.seconds:.1f} a second)"),
        ("of them as when asked alone", f"{right} of {tally.statuses['200']}"),
        ("503 with `Retry-After`", f"{tally.statuses['503']}"),
        ("anything else", f"{len(tally.faults)}"),
        ("a request that is answered: median, 95th, 99th percentile", _percentiles(tally.answered)),
        ("a question until its answer, refusals included", _percentiles(tally.patience)),
        ("`GET /api/health` meanwhile", _percentiles(tally.health)),
        ("`GET /api/articles` meanwhile", _percentiles(tally.articles)),
        ("memory at the start, after 10 s, at the end", " / ".join(f"{each:.0f}" for each in tally.memory) + " MB"),
    ]
    lines = [f"| {label} | {figure} |" for label, figure in rows]
    return "\n".join(["| under load | figure |", "| --- | --- |", *lines])


def _percentiles(seconds: Sequence[float]) -> str:
    if len(seconds) < 2:
        return "too few"
    cuts = statistics.quantiles(seconds, n=100)
    return " / ".join(f"{cuts[at - 1] * 1000:,.0f}" for at in (50, 95, 99)) + " ms"


@contextmanager
def started(data: Path) -> Iterator[tuple[Served, int, float, float]]:
    """A running server, its process, and how long page and models took."""
    port = free_port()
    began = time.perf_counter()
    quiet = environment(data, ARTICLE_CHAT_LOG="off")
    process = subprocess.Popen(command("serve", "--port", str(port)), env=quiet, stdout=subprocess.DEVNULL)
    served = Served("127.0.0.1", port, data)
    try:
        served.wait("/")
        page = time.perf_counter() - began
        served.wait("/api/ready")
        yield served, process.pid, page, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(30)


def resident_mb(pid: int) -> float:
    """The memory that a process holds, where the system tells."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return float("nan")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


if __name__ == "__main__":
    sys.exit(main())
