"""The command line in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path


def command(*arguments: str) -> list[str]:
    """`article-chat` as a person would run it."""
    return [str(Path(sys.executable).with_name("article-chat")), *arguments]


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "ARTICLE_CHAT_DATA_DIR": str(data_dir), **more}


def run(data_dir: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), env=environment(data_dir, **more), capture_output=True, text=True, timeout=120, check=False
    )


def assert_one_line(result: subprocess.CompletedProcess[str], *, names: str) -> None:
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, result.stderr
    assert names in result.stderr
