"""An inverted index over passages, by word stems, in SQLite (FTS5): it is kept, and changes article by article.

It holds nothing that Chroma does not, so that it is made anew wherever it does not fit. Documents are passages, and
terms are stems, of which FTS5 keeps the places; BM25 is computed from these in `rag.retrieval.bm25`.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.models import IndexedArticle, Passage
from index.store.derived.lexical_database import opened_database
from index.text.stemming import stems

SHIFT = 20
"""Bits of a row's number that count the passages of an article; the others are the article's number."""
MAX_MATCHED = 5_000
"""Passages that FTS5 ranks for a question; stems that more would have are left to passages that a rarer one finds."""
Scope = Collection[str] | None
"""The ids of articles; None: all."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is: articles, their passages, these and their sentences, and the stems in the passages."""

    articles: int
    passages: int
    records: int
    words: int


class LexicalTable:
    """The inverted index of one Chroma index. Not for several threads at once."""

    def __init__(self, file: Path | None) -> None:
        """Opens it, or makes an empty one.

        Args:
            file: Where it is kept; None for one that is gone when it is closed. Where this cannot be written (a
                read-only folder, a full disk) or is damaged beyond reading, that is taken too.
        """
        self._database = opened_database(file)
        self._changes = 0
        self._total: tuple[tuple[int, int], Size] | None = None

    def close(self) -> None:
        """Lets go of the file."""
        self._database.close()

    @property
    def state(self) -> str:
        """As of which state of Chroma's it was last complete; `UNSETTLED` where that is not known."""
        return str(self._database.execute("SELECT said FROM state").fetchone()[0])

    def settle(self, state: str) -> None:
        """Notes that it is complete as of a state of Chroma's, or `UNSETTLED`."""
        with self._changing() as database:
            database.execute("UPDATE state SET said = ?", (state,))

    def put(self, entries: Iterable[tuple[IndexedArticle, Sequence[Passage]]]) -> None:
        """Adds articles with their passages, each in place of what was there of it."""
        with self._changing() as database:
            for entry, parts in entries:
                self._drop(database, entry.article.id)
                documents = [stems(part.text) for part in parts]
                row = entry.article.id, entry.indexed_at, len(parts), entry.records, sum(map(len, documents))
                added = database.execute(
                    "INSERT INTO articles(id, indexed_at, passages, records, words) VALUES(?, ?, ?, ?, ?)", row
                )
                first = (added.lastrowid or 0) << SHIFT
                rows = range(first, first + len(parts))
                database.executemany(
                    "INSERT INTO passages VALUES(?, ?)", zip(rows, (part.id for part in parts), strict=True)
                )
                database.executemany(
                    "INSERT INTO words(rowid, stems) VALUES(?, ?)", zip(rows, map(" ".join, documents), strict=True)
                )

    def note(self, entry: IndexedArticle) -> None:
        """Notes how many records an article that is there has."""
        with self._changing() as database:
            database.execute("UPDATE articles SET records = ? WHERE id = ?", (entry.records, entry.article.id))

    def remove(self, article_id: str) -> None:
        """Forgets an article."""
        with self._changing() as database:
            self._drop(database, article_id)

    def keep_only(self, ids: Iterable[str]) -> list[str]:
        """Forgets all articles but these; returns those of them that are missing."""
        with self._changing() as database, self._asked(ids):
            gone = database.execute("SELECT id FROM articles WHERE id NOT IN (SELECT id FROM asked)").fetchall()
            for (article_id,) in gone:
                self._drop(database, article_id)
            rows = database.execute("SELECT id FROM asked WHERE id NOT IN (SELECT id FROM articles)").fetchall()
        return [str(row[0]) for row in rows]

    def known(self, ids: Collection[str]) -> set[str]:
        """Those of some articles that are there."""
        marks = ",".join("?" * len(ids))
        return {row[0] for row in self._database.execute(f"SELECT id FROM articles WHERE id IN ({marks})", [*ids])}  # noqa: S608 - question marks

    def ids(
        self, limit: int = -1, *, newest: bool = False, passages: int | None = None, scope: Scope = None
    ) -> list[str]:
        """The ids of articles, that of the longest indexed first.

        Args:
            limit: How many at most; all where negative.
            newest: Whether those that were indexed last are wanted, of these the last first.
            passages: No more than have so many passages together.
            scope: Among which; None for all.
        """
        order = "indexed_at DESC, id DESC" if newest else "indexed_at, id"
        find = f"SELECT id, passages FROM articles{{}} ORDER BY {order} LIMIT ?"  # noqa: S608 - two constants
        if scope is None:
            rows = self._database.execute(find.format(""), (limit,))
            return list(_leading(rows, passages))
        with self._asked(scope):
            rows = self._database.execute(find.format(" WHERE id IN (SELECT id FROM asked)"), (limit,))
            return list(_leading(rows, passages))

    def uncounted(self) -> bool:
        """Whether there is an article of which an older version has not counted the records."""
        return self._database.execute("SELECT 1 FROM articles WHERE records = 0 LIMIT 1").fetchone() is not None

    def size(self, scope: Scope = None) -> Size:
        """How much there is of some articles."""
        sums = "SELECT count(*), total(passages), total(records), total(words) FROM articles"
        if scope is None:
            # Kept, as it is asked with every question: until this or another process changes something.
            now = self._changes, self._database.execute("PRAGMA data_version").fetchone()[0]
            if self._total is None or self._total[0] != now:
                self._total = now, Size(*map(int, self._database.execute(sums).fetchone()))
            return self._total[1]
        with self._asked(scope):
            within = f"{sums} WHERE id IN (SELECT id FROM asked)"  # noqa: S608 - a constant
            return Size(*map(int, self._database.execute(within).fetchone()))

    def frequencies(self, terms: Collection[str], scope: Scope = None) -> dict[str, int]:
        """How many passages of some articles have each stem."""
        if scope is None:
            find = "SELECT doc FROM vocabulary WHERE term = ?"
            rows = {term: self._database.execute(find, (term,)).fetchone() for term in set(terms)}
            return {term: row[0] if row else 0 for term, row in rows.items()}
        with self._asked(scope):
            count = f"SELECT count(*) FROM words WHERE words MATCH ? AND {_IN_SCOPE}"  # noqa: S608 - a constant
            return {term: self._database.execute(count, (_quoted(term),)).fetchone()[0] for term in set(terms)}

    def best(self, frequencies: dict[str, int], count: int, scope: Scope = None) -> dict[str, tuple[str, ...]]:
        """The passages that share most with a question, best first, by id: their stems.

        Args:
            frequencies: How many passages have each of the question's stems.
            count: How many passages at most.
            scope: The articles to look in.
        """
        asked: list[str] = []
        matched = 0
        for frequency, term in sorted((number, term) for term, number in frequencies.items() if number):
            matched += frequency
            if asked and matched > MAX_MATCHED:
                break
            asked.append(_quoted(term))
        if not asked:
            return {}
        found = "SELECT rowid AS row, stems FROM words WHERE words MATCH ?{} ORDER BY rank LIMIT ?"
        joined = f"SELECT id, stems FROM ({found}) JOIN passages USING(row)"  # noqa: S608 - constants
        given = " OR ".join(asked), count
        if scope is None:
            return _stems_by_id(self._database.execute(joined.format(""), given))
        with self._asked(scope):
            return _stems_by_id(self._database.execute(joined.format(f" AND {_IN_SCOPE}"), given))

    def stems_of(self, passage_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The stems of passages, by id; of one that is not there nothing."""
        find = "SELECT id, stems FROM passages JOIN words ON words.rowid = passages.row WHERE id = ?"
        return _stems_by_id(row for each in passage_ids for row in self._database.execute(find, (each,)))

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield self._database
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")
        self._changes += 1

    @contextmanager
    def _asked(self, ids: Iterable[str]) -> Iterator[None]:
        """Holds the articles of a scope in a table of this connection's own."""
        self._database.execute("CREATE TEMP TABLE IF NOT EXISTS asked(id TEXT PRIMARY KEY)")
        self._database.execute("DELETE FROM asked")
        self._database.executemany("INSERT OR IGNORE INTO asked VALUES(?)", ((each,) for each in ids))
        yield

    @staticmethod
    def _drop(database: sqlite3.Connection, article_id: str) -> None:
        row = database.execute("SELECT number, passages FROM articles WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            return
        first = row[0] << SHIFT
        rows = first, first + row[1]
        database.execute("DELETE FROM words WHERE rowid >= ? AND rowid < ?", rows)
        database.execute("DELETE FROM passages WHERE row >= ? AND row < ?", rows)
        database.execute("DELETE FROM articles WHERE number = ?", (row[0],))


_IN_SCOPE = f"(rowid >> {SHIFT}) IN (SELECT number FROM articles JOIN asked USING(id))"  # noqa: S608 - a constant


def _leading(rows: Iterable[tuple[str, int]], most: int | None) -> Iterator[str]:
    """The ids of the first articles that have so many passages together."""
    passages = 0
    for article_id, held in rows:
        yield article_id
        passages += held
        if most is not None and passages >= most:
            return


def _quoted(term: str) -> str:
    return f'"{term}"'


def _stems_by_id(rows: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(held.split(" ")) if held else () for name, held in rows}
