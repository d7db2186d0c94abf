import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.errors import StoreInUseError
from index.store.connection.process_lock import own, read_owner

OWNER = """
import sys, time
from pathlib import Path
from index.store.connection.process_lock import own
with own(Path(sys.argv[1]), "http://127.0.0.1:7860"):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def another_owner(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen([sys.executable, "-c", OWNER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_second_owner_gets_one_clear_line(tmp_path: Path) -> None:
    with another_owner(tmp_path) as process, pytest.raises(StoreInUseError) as caught, own(tmp_path):
        pass
    assert f"process {process.pid}" in str(caught.value)
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_second_owner_in_the_same_process_is_refused_too(tmp_path: Path) -> None:
    with own(tmp_path), pytest.raises(StoreInUseError), own(tmp_path):
        pass


def test_says_who_owns_it_and_where_it_answers(tmp_path: Path) -> None:
    with another_owner(tmp_path) as process:
        assert read_owner(tmp_path) == {"pid": process.pid, "address": "http://127.0.0.1:7860"}


def test_a_killed_owner_owns_nothing(tmp_path: Path) -> None:
    with another_owner(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert read_owner(tmp_path) is None
        with own(tmp_path):
            assert read_owner(tmp_path) == {"pid": os.getpid(), "address": ""}


def test_lets_go_at_the_end(tmp_path: Path) -> None:
    with own(tmp_path):
        pass
    assert read_owner(tmp_path) is None
    with own(tmp_path):
        pass


@pytest.mark.parametrize("note", ["", "{", "[]", '{"pid": "x"}', json.dumps({"address": ""})])
def test_a_note_that_makes_no_sense_names_nobody(tmp_path: Path, note: str) -> None:
    (tmp_path / "owner.json").write_text(note)
    assert read_owner(tmp_path) is None


def test_a_folder_that_cannot_be_written_any_more_is_let_go_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with own(tmp_path):
        monkeypatch.setattr(Path, "unlink", refused)
    monkeypatch.undo()
    with own(tmp_path, "http://127.0.0.1:7860"):
        assert read_owner(tmp_path) == {"pid": os.getpid(), "address": "http://127.0.0.1:7860"}
