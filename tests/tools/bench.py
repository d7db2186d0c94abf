"""Measures speed, memory and reliability under load on this machine, then accuracy and speed beside other systems.

    make bench [ARGS='--part speed|reliability|scale|side-by-side --questions 20']

Each part prints a table.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.support.processes import command, environment
from tests.support.servers.scripted_service import Served
from tests.tools.load import reliability, resident_mb, started

ASKED = 50
QUESTIONS = (
    "why didn't Kim meet Trump?",
    "Who is Choo Jae-woo?",
    "Where were the missiles aimed?",
    "Who won the 2022 World Cup?",
    "When was the article published?",
)
NEWS = Path(__file__).parents[2] / "rag" / "training" / "data" / "news"
WORDS = 20_000
"""Of a long article."""
VERSIONS = ("torch", "sentence-transformers", "onnxruntime", "chromadb", "langchain-core", "gradio")
QUIET = {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "TQDM_DISABLE": "1"}
"""For what is compared: all models are installed, and nothing is to be asked of a hub."""


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("speed", "reliability", "scale", "side-by-side"), help="only this one")
    parser.add_argument("--questions", type=int, help="how many to draw for the side-by-side; all where not given")
    parser.add_argument("--set", default="news", help="the side-by-side's question set, a folder in tests/data")
    parser.add_argument(
        "--articles", default="10,100,1000", help="how many there are in the libraries of the scale part"
    )
    options = parser.parse_args()
    print(
        f"{platform.system()} {platform.machine()}, {processor()}, {os.cpu_count()} cores;"
        f" Python {platform.python_version()}"
    )
    print(", ".join(f"{name} {version(name)}" for name in VERSIONS))
    if options.part in {None, "speed"}:
        speed()
    if options.part in {None, "reliability"}:
        table, faults = reliability()
        print("", table, *faults[:10], sep="\n")
    if options.part in {None, "scale"}:
        from tests.tools.scale.measure import scale  # it imports this module

        print(f"\n{scale([int(size) for size in options.articles.split(',')])}")
    if options.part in {None, "side-by-side"}:
        os.environ |= QUIET
        # Imported here: it loads all of what is compared.
        from tests.tools.side_by_side.run import side_by_side

        print(f"\n{side_by_side(options.set, options.questions)}")


def speed() -> None:
    """Prints the table of our own speed and memory."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        cold = seconds(["ask", QUESTIONS[0]], data)
        warm = min(seconds(["ask", QUESTIONS[0]], data) for _ in range(3))
        with started(data) as (server, pid, page, ready):
            answers = [ask(server, QUESTIONS[number % len(QUESTIONS)]) for number in range(ASKED + 5)][5:]
            through = min(seconds(["ask", QUESTIONS[0]], data) for _ in range(3))
            memory = resident_mb(pid)
            began = time.perf_counter()
            long = add(server, long_article())
            indexed = time.perf_counter() - began
            seed = seed_of(server)
            turns = [
                (ask(server, question, long), ask(server, question, seed), ask(server, QUESTIONS[number % 5], seed))
                for number, question in enumerate(long_questions())
            ][5:]
    longer, same, own = (statistics.median(wall for wall, _ in each) for each in zip(*turns, strict=True))
    walls = [wall for wall, _ in answers]
    parts = {part: statistics.median(timings[part] for _, timings in answers) for part in ("retrieve", "answer")}
    rows = [
        ("first `ask` on an empty data folder (indexes the seed)", f"{cold:.1f} s"),
        ("`ask` on a warm index, from process start", f"{warm:.1f} s"),
        ("`ask` while `serve` runs", f"{through:.2f} s"),
        ("`serve`: page answers", f"{page:.1f} s"),
        ("`serve`: ready for questions", f"{ready:.1f} s"),
        (f"answer over HTTP, median of {ASKED}", f"{statistics.median(walls):.0f} ms"),
        ("answer over HTTP, 95th percentile", f"{statistics.quantiles(walls, n=20)[-1]:.0f} ms"),
        ("of it, retrieving (median)", f"{parts['retrieve']:.0f} ms"),
        ("of it, reading and composing (median)", f"{parts['answer']:.0f} ms"),
        ("memory of the server", f"{memory:.0f} MB"),
        (f"an article of {WORDS:,} words is added in", f"{indexed:.0f} s"),
        (f"answer from it, median of {ASKED}", f"{longer:.0f} ms"),
        ("… as a ratio to the same questions asked of the seed", f"{longer / same:.2f}"),
        ("… as a ratio to the seed's own questions", f"{longer / own:.2f}"),
    ]
    print("\n| measured | figure |\n| --- | --- |")
    for label, figure in rows:
        print(f"| {label} | {figure} |")


def seconds(arguments: list[str], data: Path) -> float:
    """How long a command takes from process start to end."""
    began = time.perf_counter()
    subprocess.run(command(*arguments), env=environment(data), check=True, capture_output=True)
    return time.perf_counter() - began


def long_article() -> str:
    """A text of many articles, one under the other."""
    parts = [path.read_text(encoding="utf-8").strip() for path in sorted((NEWS / "calibration").glob("*.txt"))]
    parts += [json.loads(line)["text"] for line in (NEWS / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    return " ".join("\n\n".join(parts).split(" ")[:WORDS])


def long_questions() -> list[str]:
    """Questions that articles in it answer."""
    lines = (NEWS / "calibration" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines[: ASKED + 5]]


def add(server: Served, text: str) -> str:
    """Adds an article; its id."""
    return str(post(server, "/api/articles", {"text": text, "title": "Many articles"})["id"])


def seed_of(server: Served) -> str:
    """The id of the article that was there first."""
    with urllib.request.urlopen(f"{server.url}/api/articles", timeout=60) as response:
        return str(json.load(response)["articles"][0]["id"])


def ask(server: Served, question: str, article: str | None = None) -> tuple[float, dict[str, float]]:
    """One answer over HTTP: milliseconds outside, and the answer's own timings."""
    began = time.perf_counter()
    answer = post(server, "/api/answer", {"question": question, "article": article})
    return (time.perf_counter() - began) * 1000, answer["timings_ms"]


def post(server: Served, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """What comes of a request."""
    content = json.dumps(body).encode()
    request = urllib.request.Request(server.url + path, content, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=300) as response:
        return dict(json.load(response))


def processor() -> str:
    """The processor's name, where the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown processor"
    )


if __name__ == "__main__":
    sys.exit(main())
