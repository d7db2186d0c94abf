"""Measures a server over libraries of several sizes.

make bench ARGS="--part scale [--articles 100,1000]"
"""

import json
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.embeddings.encoder import load_encoder
from tests.support.servers.scripted_service import Served
from tests.tools.bench import ask, post
from tests.tools.load import resident_mb, started
from tests.tools.scale.library import NEWS, ORIGINALS, Original, articles, make, originals

ASKED = 40
CHANGES = 5
"""Articles that are added and removed."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of one library; times in milliseconds but for `ready_s`."""

    articles: int
    ready_s: float
    one: float
    every: float
    memory_mb: float
    disk_mb: float
    add: float
    after_change: float
    remove: float


def scale(sizes: Sequence[int]) -> str:
    """The table in Markdown, a column for each size."""
    parts = originals(load_encoder())
    found = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder), size, load_encoder(), parts=parts)
            found.append(measured(Path(folder), size, parts))
    rows = [
        ("passages", [f"{each.articles * 25:,}" for each in found]),
        ("ready for questions after", [f"{each.ready_s:.1f} s" for each in found]),
        (f"answer from one article, median of {ASKED}", [f"{each.one:.0f} ms" for each in found]),
        ("… as a ratio to the smallest library", [f"{each.one / found[0].one:.2f}" for each in found]),
        (f"answer from all articles, median of {ASKED}", [f"{each.every:.0f} ms" for each in found]),
        ("… as a ratio to the smallest library", [f"{each.every / found[0].every:.2f}" for each in found]),
        ("memory of the server", [f"{each.memory_mb:.0f} MB" for each in found]),
        ("disk", [f"{each.disk_mb:.0f} MB" for each in found]),
        ("an article is added in", [f"{each.add:.0f} ms" for each in found]),
        ("the first answer from all after it", [f"{each.after_change:.0f} ms" for each in found]),
        ("an article is removed in", [f"{each.remove:.0f} ms" for each in found]),
    ]
    lines = [f"| articles | {' | '.join(f'{each.articles:,}' for each in found)} |"]
    lines += [f"| --- |{' --- |' * len(found)}", *(f"| {label} | {' | '.join(figures)} |" for label, figures in rows)]
    return "\n".join(lines)


def measured(folder: Path, size: int, parts: Sequence[Original]) -> Measured:
    """Starts a server on the index in a folder, and asks it."""
    with started(folder):
        pass  # the first start after the articles were written directly brings the inverted index up to date
    with started(folder) as (server, pid, _, ready):
        ids = [entry.article.id for entry, *_ in articles(parts, 0, min(size, 20))]
        asked = questions()
        for number, question in enumerate(asked[:5]):
            ask(server, question), ask(server, question, ids[number % len(ids)])
        one = [ask(server, each, ids[number % len(ids)])[0] for number, each in enumerate(asked)]
        every = [ask(server, each)[0] for each in asked]
        memory = resident_mb(pid)
        adding, after, removing = [], [], []
        for number, (entry, *_) in enumerate(articles(parts, size, size + CHANGES)):
            began = time.perf_counter()
            added = post(server, "/api/articles", {"text": entry.article.text, "title": entry.article.title})["id"]
            adding.append((time.perf_counter() - began) * 1000)
            after.append(ask(server, asked[number])[0])
            began = time.perf_counter()
            delete(server, str(added))
            removing.append((time.perf_counter() - began) * 1000)
    disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    middle = (statistics.median(each) for each in (one, every))
    return Measured(
        size, ready, *middle, memory, disk, *(statistics.median(each) for each in (adding, after, removing))
    )


def questions() -> list[str]:
    """One of each of the articles that all are made of."""
    lines = NEWS.read_text(encoding="utf-8").splitlines()[:ORIGINALS]
    return [json.loads(line)["questions"][1]["question"] for line in lines][:ASKED]


def delete(server: Served, article_id: str) -> None:
    """Removes an article."""
    request = urllib.request.Request(f"{server.url}/api/articles/{article_id}", method="DELETE")
    with urllib.request.urlopen(request, timeout=300):
        pass
