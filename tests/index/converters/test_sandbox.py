"""The worker process: what a document may cost, and that nothing is left of it."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.converters import sandbox
from index.converters.models import Limits, SourceFile
from index.converters.sandbox import convert
from index.errors import SourceError
from index.formats import HTML, PDF
from index.sources.load import article_from_bytes
from tests.support.documents import DOCUMENTS, SMALL, bomb, children, column, mutated, pdf


def test_reads_in_another_process() -> None:
    assert convert(SourceFile(SMALL, "a.pdf"), PDF.converter).text == "The old crane stays.\n"


def test_gives_back_where_the_pages_begin() -> None:
    two = pdf(column(50, 700, "One."), column(50, 700, "Two."))
    assert convert(SourceFile(two, "a.pdf"), PDF.converter).pages == (0, 6)


def test_a_hang_costs_its_time_and_nothing_else() -> None:
    before = children()
    started = time.monotonic()
    with pytest.raises(SourceError, match=r"'a\.html' took over 1 seconds to read and was given up"):
        convert(SourceFile(b"<p>" + b"word<br><br>" * 300_000, "a.html", limits=Limits(seconds=1)), HTML.converter)
    assert time.monotonic() - started < sandbox.CLOCK_FACTOR
    assert children() == before


def test_waiting_costs_no_processor_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "START", f"import time; time.sleep(1.5); {sandbox.START}")
    assert convert(SourceFile(SMALL, "a.pdf", limits=Limits(seconds=1)), PDF.converter).text == "The old crane stays.\n"


def test_a_worker_that_only_waits_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "START", "import time; time.sleep(30)")
    with pytest.raises(SourceError, match=r"'a\.pdf' took over 0\.8 seconds to read and was given up"):
        convert(SourceFile(SMALL, "a.pdf", limits=Limits(seconds=0.1)), PDF.converter)


def test_a_greedy_document_costs_one_error() -> None:
    before = children()
    with pytest.raises(SourceError, match=r"'a\.pdf' .*too large") as caught:
        convert(SourceFile(bomb(), "a.pdf", limits=Limits(memory=100_000_000)), PDF.converter)
    assert "\n" not in str(caught.value)
    assert children() == before


def test_memory_is_limited(tmp_path: Path) -> None:
    """The parser's peak, measured by the operating system over a process that starts only this one."""
    script = (
        "import resource, sys; from index.sources.load import load_file; from pathlib import Path\n"
        "try: load_file(Path(sys.argv[1]))\n"
        "except Exception as error: assert type(error).__name__ == 'SourceError', error\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    path = tmp_path / "bomb.pdf"
    path.write_bytes(bomb())
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, check=True, text=True)
    assert int(done.stdout) * 1024 < 512_000_000


def test_a_crash_costs_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    crash = f"import os; os.kill(os.getpid(), {int(signal.SIGSEGV)})"
    monkeypatch.setattr(sandbox, "START", crash)
    with pytest.raises(SourceError, match=r"'a\.pdf' made its reader crash"):
        convert(SourceFile(SMALL, "a.pdf"), PDF.converter)


def test_a_large_document_does_not_block_a_crashed_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "START", "raise SystemExit(1)")
    with pytest.raises(SourceError, match="made its reader crash"):
        convert(SourceFile(bytes(10_000_000), "a.pdf"), PDF.converter)


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    convert(SourceFile(SMALL, "a.pdf"), PDF.converter)
    for content, limits in (
        (bomb(), Limits(memory=100_000_000)),
        (pdf(*[column(50, 700, *["The old crane stays."] * 50)] * 50), Limits(seconds=0.01)),
        (SMALL[:300], Limits()),
    ):
        with pytest.raises(SourceError):
            convert(SourceFile(content, "a.pdf", limits=limits), PDF.converter)
    assert list(tmp_path.iterdir()) == []


def test_a_reader_without_a_parent_ends_by_itself() -> None:
    content = b"<p>" + b"word<br><br>" * 300_000
    told = {"function": HTML.converter, "name": "a", "charset": "", "limits": {"seconds": 1}, "options": {}}
    head = json.dumps(told).encode() + b"\n"
    code = "from index.converters.sandbox_worker import main; main()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as reader:
        assert reader.stdin
        reader.stdin.write(head + content)
        reader.stdin.close()
        assert reader.wait(30) == -signal.SIGPROF


def test_a_folder_of_the_same_name_is_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lxml.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if entry])
    assert convert(SourceFile(b"<p>The old crane stays.</p>" * 9, "a.html"), HTML.converter).text


@pytest.mark.parametrize(
    "name",
    [
        *(
            "lighthouse.pdf",
            "report.pdf",
            "scanned.pdf",
            "encrypted.pdf",
            "allotments.docx",
            "ferries.html",
            "clock.htm",
        ),
        *("orchard.odt", "buses.pptx", "fares.xlsx", "saltworks.epub", "minutes.rtf", "key.eml", "weaver.mhtml"),
        "tides.ipynb",
    ],
)
@pytest.mark.parametrize("copies", [3, pytest.param(30, marks=pytest.mark.slow)])
def test_broken_documents_give_text_or_one_clear_error(name: str, copies: int) -> None:
    content = (DOCUMENTS / name).read_bytes()
    random_ = random.Random(name)
    found, errors = [], []
    for _ in range(copies):
        try:
            found.append(article_from_bytes(mutated(content, random_), name=name, source=""))
        except SourceError as error:
            errors.append(str(error))
    assert found or errors
    assert all(name in error and "\n" not in error and str(Path.cwd()) not in error for error in errors)
    assert all(article.text.strip() and list(article.pages) == sorted(article.pages) for article in found)
    assert not os.path.lexists("core")
