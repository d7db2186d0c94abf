"""What readers think of answers, kept in a file of the data folder."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from index.errors import StoreError
from rag.models import Answer

DATABASE_NAME = "feedback.db"
DATABASE_TIMEOUT_S = 5
"""Seconds that another writer is waited for."""

TABLE = """CREATE TABLE IF NOT EXISTS feedback (
    id INTEGER PRIMARY KEY,
    given_at TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('up', 'down')),
    reason TEXT NOT NULL,
    answer TEXT NOT NULL
)"""

Verdict = Literal["up", "down"]


class FeedbackError(StoreError):
    """Feedback that cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Given:
    """One reader's verdict on one answer.

    Attributes:
        id: Counts from 1.
        given_at: When, as ISO 8601 in UTC.
        verdict: Thumb up or down.
        reason: In the reader's words; empty for none.
        answer: The whole answer as `POST /api/answer` gave it, with question and citations.
    """

    id: int
    given_at: str
    verdict: Verdict
    reason: str
    answer: dict[str, Any]


class Feedback:
    """The verdicts of one data folder; calls may come from any thread, and several processes may hold one.

    The file is made with the first verdict.
    """

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / DATABASE_NAME

    def add(self, answer: Answer, verdict: Verdict, reason: str = "") -> Given:
        """Keeps a verdict.

        Raises:
            FeedbackError: The file cannot be written.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        body = answer.to_dict()
        with self._open("written") as database, database:
            database.execute(TABLE)
            row = database.execute(
                "INSERT INTO feedback (given_at, verdict, reason, answer) VALUES (?, ?, ?, ?)",
                (now, verdict, reason, json.dumps(body)),
            )
            return Given(row.lastrowid or 0, now, verdict, reason, body)

    def all(self) -> list[Given]:
        """All verdicts, the oldest first.

        Raises:
            FeedbackError: The file cannot be read.
        """
        if not self.path.exists():
            return []
        with self._open("read") as database:
            rows = database.execute("SELECT id, given_at, verdict, reason, answer FROM feedback ORDER BY id").fetchall()
            return [Given(id_, when, verdict, reason, json.loads(body)) for id_, when, verdict, reason, body in rows]

    @contextmanager
    def _open(self, how: str) -> Iterator[sqlite3.Connection]:
        """A connection of one's own: SQLite's belong to a thread."""
        try:
            with closing(sqlite3.connect(self.path, timeout=DATABASE_TIMEOUT_S)) as database:
                database.execute("PRAGMA journal_mode = WAL")  # readers and the writer do not wait for each other
                yield database
        except (sqlite3.Error, ValueError) as error:
            raise FeedbackError(
                f"The feedback in {str(self.path)!r} cannot be {how} ({error}): "
                "end what else uses the file, or move it away to begin a new one."
            ) from error
