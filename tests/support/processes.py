"""The command line: called here, or in a process of its own where the process is what is tested."""

import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

from ui.cli.main import main


def command(*arguments: str) -> list[str]:
    """`article-chat` as a person would run it."""
    return [str(Path(sys.executable).with_name("article-chat")), *arguments]


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "ARTICLE_CHAT_DATA_DIR": str(data_dir), **more}


def run(data_dir: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Calls the command in this process, which has long imported all that a new one would load for seconds.

    In a thread, since commands run a loop and the browser's driver keeps one running in this thread;
    `serve` wants a process of its own, for its signals.
    """
    out, errors = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, environment(data_dir, **more)),
        mock.patch.object(sys, "argv", command(*arguments)),
        mock.patch.object(sys.modules["__main__"], "__package__", None, create=True),  # or help names pytest
        redirect_stdout(out),
        redirect_stderr(errors),
        ThreadPoolExecutor(1) as pool,
    ):
        code = pool.submit(_exit_code).result()
    return subprocess.CompletedProcess(command(*arguments), code, out.getvalue(), errors.getvalue())


def _exit_code() -> int:
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def run_process(data_dir: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), env=environment(data_dir, **more), capture_output=True, text=True, timeout=300, check=False
    )


def assert_one_line(result: subprocess.CompletedProcess[str], *, names: str) -> None:
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, result.stderr
    assert names in result.stderr
