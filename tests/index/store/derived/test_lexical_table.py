"""The inverted index: what it finds, and that it is made anew wherever it does not fit."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.chunking import passages
from index.ingest import add
from index.models import Article, IndexedArticle, Passage
from index.store.connection.embedded import EmbeddedChroma
from index.store.derived.lexical_database import UNSETTLED
from index.store.derived.lexical_table import LexicalTable
from index.store.store import Store
from index.text.stemming import stems
from tests.support.killing import ENCODER

TEXTS = (
    "The ferry to Skelda was late. The captain blamed the tide.",
    "Ferry captains met in Oslo.\n\n# Tides\n\nThe tides were high, and ferries late.",
    "A café_owner sold 12 naïve paintings of 東京 to the captain's brother.",
)
ARTICLES = [Article(f"Text {number}", text, f"{number}.txt") for number, text in enumerate(TEXTS)]


def whole(article: Article) -> tuple[IndexedArticle, list[Passage]]:
    parts = passages(article, ENCODER.count_tokens)
    return IndexedArticle(article, len(parts), "2026-01-01T00:00:00+00:00", 1), parts


@pytest.fixture
def table(tmp_path: Path) -> Iterator[LexicalTable]:
    with closing(LexicalTable(tmp_path / "lexical.sqlite3")) as opened:
        opened.put(map(whole, ARTICLES))
        yield opened


def counted(articles: list[Article]) -> Counter[str]:
    return Counter(stem for each in articles for part in whole(each)[1] for stem in set(stems(part.text)))


def test_frequencies_are_those_of_the_scope(table: LexicalTable) -> None:
    every = counted(ARTICLES)
    assert table.frequencies(every.keys()) == every
    two = counted(ARTICLES[:2])
    ids = [each.id for each in ARTICLES[:2]]
    assert table.frequencies(every.keys(), ids) == {stem: two[stem] for stem in every}
    assert table.frequencies(["nowhere"]) == {"nowhere": 0}


def test_sizes_are_those_of_the_scope(table: LexicalTable) -> None:
    parts = whole(ARTICLES[1])[1]
    size = table.size([ARTICLES[1].id])
    assert (size.articles, size.passages) == (1, len(parts))
    assert size.words == sum(len(stems(part.text)) for part in parts)
    assert table.size().articles == 3


def test_passages_that_share_rare_words_are_best(table: LexicalTable) -> None:
    found = table.best(table.frequencies(stems("a café_owner and a captain in 東京")), 10)
    best = next(iter(found))
    assert best == whole(ARTICLES[2])[1][0].id
    assert found[best] == stems(ARTICLES[2].text)
    assert len(found) > 1
    within = table.best(table.frequencies(stems("captain")), 10, [ARTICLES[0].id])
    assert {each.partition("-")[0] for each in within} == {ARTICLES[0].id}


def test_common_words_alone_rank_no_more_than_a_limit(table: LexicalTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.store.derived.lexical_table.MAX_MATCHED", 1)
    found = table.best(table.frequencies(stems("captain tide Oslo")), 10)
    assert {each.partition("-")[0] for each in found} == {ARTICLES[1].id}, "the rarest word still finds its passages"


def test_an_article_that_is_removed_or_put_again_leaves_nothing(table: LexicalTable) -> None:
    before = table.size(), table.frequencies(counted(ARTICLES).keys())
    table.put([whole(ARTICLES[1])])
    assert (table.size(), table.frequencies(counted(ARTICLES).keys())) == before
    table.remove(ARTICLES[1].id)
    assert table.frequencies(stems("Oslo")) == {stems("Oslo")[0]: 0}
    assert table.keep_only([each.id for each in ARTICLES[1:]]) == [ARTICLES[1].id]
    assert table.ids() == [ARTICLES[2].id]


def test_articles_are_listed_by_age(table: LexicalTable) -> None:
    newer = Article("New", "A new ferry.", "new.txt")
    entry, parts = whole(newer)
    table.put([(IndexedArticle(entry.article, entry.passages, "2027-01-01T00:00:00+00:00", 1), parts)])
    assert table.ids(1, newest=True) == [newer.id]
    assert table.ids() == [*sorted(each.id for each in ARTICLES), newer.id]
    assert table.ids(passages=1) == table.ids(1)


@pytest.mark.parametrize("content", [b"", b"no database " * 500])
def test_a_damaged_file_is_made_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "lexical.sqlite3").write_bytes(content)
    with closing(LexicalTable(tmp_path / "lexical.sqlite3")) as table:
        assert table.size().articles == 0
        table.put([whole(ARTICLES[0])])
    with closing(LexicalTable(tmp_path / "lexical.sqlite3")) as table:
        assert table.size().articles == 1


def test_without_a_file_it_works_and_is_not_kept(tmp_path: Path) -> None:
    with closing(LexicalTable(tmp_path / "no such folder" / "lexical.sqlite3")) as table:
        table.put([whole(ARTICLES[0])])
        assert table.size().articles == 1


def test_several_processes_may_make_one_file(tmp_path: Path) -> None:
    tables: list[LexicalTable] = []
    threads = [
        threading.Thread(target=lambda: tables.append(LexicalTable(tmp_path / "lexical.sqlite3"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for table, article in zip(tables, ARTICLES * 3, strict=False):
        table.put([whole(article)])
    assert {table.size().articles for table in tables} == {3}
    for table in tables:
        table.close()


def test_an_index_is_opened_without_reading_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Store.open(tmp_path, ENCODER)) as store:
        for article in ARTICLES:
            add(store, article)
    for name in ("articles", "entries", "passages", "owners", "ids"):
        monkeypatch.setattr(f"index.store.collection_reader.CollectionReader.{name}", _never)
    with closing(Store.open(tmp_path, ENCODER)) as store:
        assert store.size().articles == len(ARTICLES)


@pytest.mark.parametrize("lost", ["file", "article"])
def test_what_is_lost_is_made_anew_when_the_index_is_opened(tmp_path: Path, lost: str) -> None:
    with closing(Store.open(tmp_path, ENCODER)) as store:
        for article in ARTICLES:
            add(store, article)
        size = store.size()
    file = EmbeddedChroma(tmp_path).lexical_file
    if lost == "file":
        file.unlink()
    else:
        with closing(LexicalTable(file)) as table:  # as a process that was killed leaves it
            table.settle(UNSETTLED)
            table.remove(ARTICLES[0].id)
    with closing(Store.open(tmp_path, ENCODER)) as store:
        assert store.size() == size


def _never(*_: object, **__: object) -> None:
    raise AssertionError("nothing is to be read")
