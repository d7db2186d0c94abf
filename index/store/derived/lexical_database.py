"""The SQLite file of the inverted index: its tables, and how it is opened whatever became of it."""

import sqlite3
from contextlib import suppress
from pathlib import Path

SCHEMA_VERSION = 1
LOCK_TIMEOUT_S = 30.0
UNSETTLED = ""
"""The state while Chroma is being changed; it stays where the process is killed."""

SCHEMA = f"""
CREATE TABLE IF NOT EXISTS articles(
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, indexed_at TEXT, passages INT, records INT, words INT
);
CREATE INDEX IF NOT EXISTS by_age ON articles(indexed_at, id);
CREATE TABLE IF NOT EXISTS passages(row INTEGER PRIMARY KEY, id TEXT UNIQUE);
CREATE TABLE IF NOT EXISTS state(one INTEGER PRIMARY KEY, said TEXT);
INSERT OR IGNORE INTO state VALUES(1, '{UNSETTLED}');
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(stems, tokenize="ascii tokenchars '_'");
CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary USING fts5vocab(words, row);
PRAGMA user_version = {SCHEMA_VERSION};
"""


def opened_database(file: Path | None) -> sqlite3.Connection:
    """The database in a file, made anew where it is damaged; one that is kept nowhere if it cannot be written.

    Args:
        file: Where it is, or will be; None for nowhere.
    """
    for _ in range(2 if file else 0):
        try:
            return _connect(file)
        except sqlite3.OperationalError:
            break  # a read-only folder, a full disk
        except sqlite3.DatabaseError:  # damage, or the tables of another version
            for each in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
                with suppress(OSError, TypeError):
                    Path(each or "").unlink(missing_ok=True)
    return _connect(None)


def _connect(file: Path | None) -> sqlite3.Connection:
    database = sqlite3.connect(file or "", timeout=LOCK_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    try:
        if file is not None:
            database.execute("PRAGMA journal_mode = WAL")
        # What a power cut loses is made anew: a whole older state does not fit Chroma's.
        database.execute("PRAGMA synchronous = NORMAL")
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            database.executescript(f"BEGIN IMMEDIATE;{SCHEMA}COMMIT;")
        elif version != SCHEMA_VERSION:
            raise sqlite3.DatabaseError(f"version {version}")
        database.execute("UPDATE state SET said = said")  # fails where it cannot be written
    except BaseException:
        database.close()
        raise
    return database
