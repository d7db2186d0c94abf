import dataclasses
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.chunking import passages
from index.embeddings.encoder import Encoder
from index.errors import StampMismatchError, StoreError, UnknownArticleError
from index.ingest import add
from index.models import Article, ArticleFilter
from index.sources.load import load_file
from index.store.store import Store

TALKS = Article(
    "Talks",
    "The two leaders met in Lisbon.\r\nNobody signed anything. “It is over,” said Choo.\n\nBy Ana Duarte 👩‍🚀",
    "talks.txt",
)
FLOOD = Article("Flood", "The river rose on Friday. It took the bridge.\n\nRepairs will cost $3.5 million.", "")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Store]:
    """Holds both articles; for tests that only read."""
    opened = Store.open(tmp_path_factory.mktemp("index"), encoder)
    for article in (TALKS, FLOOD):
        add(opened, article)
    yield opened
    opened.close()


def test_gives_an_article_back_to_the_character(store: Store) -> None:
    assert store.article(TALKS.id).article == TALKS


def test_gives_passages_back_as_they_were_cut(store: Store, encoder: Encoder) -> None:
    found = [passage for passage in store.passages() if passage.article_id == TALKS.id]
    assert found == store.passages(TALKS.id) == passages(TALKS, encoder.count_tokens)


def test_gives_a_document_back_with_all_that_it_says(tmp_path: Path, encoder: Encoder) -> None:
    document = load_file(Path(__file__).parents[2] / "data" / "documents" / "report.pdf")
    store = Store.open(tmp_path, encoder)
    add(store, document)
    assert store.article(document.id).article == document
    assert store.passages() == passages(document, encoder.count_tokens)
    assert {passage.page for passage in store.passages()} == {1, 2, 3}
    store.close()


def test_the_nearest_sentence_to_itself_is_itself(store: Store, encoder: Encoder) -> None:
    vector = encoder.embeddings.embed_query("It took the bridge.")
    document, cosine = store.nearest(vector, "sentence", 1)[0]
    assert document.page_content == "It took the bridge."
    assert cosine == pytest.approx(1, abs=1e-4)


def test_looks_in_one_article_only(store: Store, encoder: Encoder) -> None:
    vector = encoder.embeddings.embed_query("It took the bridge.")
    found = store.nearest(vector, "sentence", 50, TALKS.id)
    assert {document.metadata["article_id"] for document, _ in found} == {TALKS.id}


def test_tells_passages_from_sentences(store: Store, encoder: Encoder) -> None:
    vector = encoder.embeddings.embed_query("river")
    found = store.nearest(vector, "passage", 50)
    assert len(found) == len(store.passages())
    assert {document.metadata["record"] for document, _ in found} == {"passage"}


@pytest.mark.parametrize("act", [Store.article, Store.delete], ids=["article", "delete"])
def test_says_that_an_article_is_unknown(store: Store, act: object) -> None:
    with pytest.raises(UnknownArticleError, match="'nope'"):
        act(store, "nope")  # type: ignore[operator]


def test_removes_an_article_and_nothing_else(tmp_path: Path, encoder: Encoder) -> None:
    store = Store.open(tmp_path, encoder)
    for article in (TALKS, FLOOD):
        add(store, article)
    store.delete(TALKS.id)
    assert [row.article for row in store.articles()] == [FLOOD]
    assert {passage.article_id for passage in store.passages()} == {FLOOD.id}
    store.close()


def test_each_change_grows_the_version(tmp_path: Path, encoder: Encoder) -> None:
    store = Store.open(tmp_path, encoder)
    versions = [store.version]
    add(store, TALKS)
    versions.append(store.version)
    store.delete(TALKS.id)
    versions.append(store.version)
    assert versions == sorted(set(versions))
    store.close()


def test_keeps_everything_over_reopening(tmp_path: Path, encoder: Encoder) -> None:
    first = Store.open(tmp_path, encoder)
    add(first, TALKS)
    before = first.articles(), first.passages()
    first.close()
    second = Store.open(tmp_path, encoder)
    assert (second.articles(), second.passages()) == before
    second.close()


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"name": "other-model"}, id="model"),
        pytest.param({"fingerprint": "0" * 16}, id="weights"),
        pytest.param({"dimension": 385}, id="dimension"),
    ],
)
def test_refuses_an_index_of_another_model(tmp_path: Path, encoder: Encoder, other: dict[str, object]) -> None:
    store = Store.open(tmp_path, encoder)
    add(store, TALKS)
    store.close()
    with pytest.raises(StampMismatchError, match="--rebuild") as caught:
        Store.open(tmp_path, dataclasses.replace(encoder, **other))  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_a_refused_index_still_opens_with_its_own_model(tmp_path: Path, encoder: Encoder) -> None:
    Store.open(tmp_path, encoder).close()
    with pytest.raises(StampMismatchError):
        Store.open(tmp_path, dataclasses.replace(encoder, name="other-model"))
    Store.open(tmp_path, encoder).close()


def test_says_that_an_index_is_damaged(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"this is no database" * 1000)
    with pytest.raises(StoreError, match="seems damaged"):
        Store.open(tmp_path, encoder)


KILLED_IN_MID_WRITE = """
import os, signal, sys
from pathlib import Path
from chromadb.api.models.Collection import Collection
from langchain_core.embeddings import DeterministicFakeEmbedding
import index.store.chroma_collections
from index.models import Article
from index.ingest import add
from index.embeddings.encoder import Encoder
from index.store.store import Store

encoder = Encoder(DeterministicFakeEmbedding(size=8), "fake", "0" * 16, 8, lambda text: len(text.split()))
store = Store.open(Path(sys.argv[1]), encoder)
if len(sys.argv) > 2:
    add(store, Article("Kept", "First text. It is here to stay.", "kept.txt"))
    index.store.chroma_collections.BATCH = 2
    real, calls = Collection.upsert, []
    def upsert(self, *args, **more):
        calls.append(1)
        if len(calls) == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, *args, **more)
    Collection.upsert = upsert
    add(store, Article("Lost", "Second text. " * 20, "lost.txt"))
held = {meta["article_id"] for meta in store.vectors.get(include=["metadatas"])["metadatas"]}
print([row.article.title for row in store.articles()], held == {row.article.id for row in store.articles()})
"""


def test_a_killed_process_leaves_whole_articles_only(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED_IN_MID_WRITE, str(tmp_path)]
    killed = subprocess.run([*command, "kill"], capture_output=True, check=False, env={**os.environ})
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    after = subprocess.run(command, capture_output=True, check=True, text=True)
    assert after.stdout.strip() == "['Kept'] True"


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("filed"), encoder)
    for title, published, tags in [
        ("Ferry", "2025-10-31", ("harbor", "transport")),
        ("Tram", "2025-11", ("transport",)),
        ("Quay", "", ("harbor",)),
    ]:
        text = f"The {title.lower()} was opened by the mayor."
        add(opened, Article(title, text, f"{title}.txt", published=published, tags=tags))
    yield opened
    opened.close()


class TestTagged:
    """Tags and dates, by which articles are chosen."""

    @pytest.mark.parametrize(
        ("wanted", "titles"),
        [
            pytest.param(ArticleFilter(), ["Ferry", "Quay", "Tram"], id="all"),
            pytest.param(ArticleFilter(tag="transport"), ["Ferry", "Tram"], id="tag"),
            pytest.param(ArticleFilter(tag="trans"), [], id="part of a tag"),
            pytest.param(ArticleFilter(published_after="2025-10-31"), ["Ferry", "Tram"], id="that day too"),
            pytest.param(ArticleFilter(published_after="2025-11-02"), [], id="a month begins on its first day"),
            pytest.param(ArticleFilter(tag="harbor", published_after="2025-01-01"), ["Ferry"], id="both"),
        ],
    )
    def test_a_filter_chooses_articles(self, filed: Store, wanted: ArticleFilter, titles: list[str]) -> None:
        assert sorted(filed.article(each).article.title for each in filed.matching(wanted)) == titles

    def test_other_tags_leave_text_and_passages_as_they_are(self, tmp_path: Path, encoder: Encoder) -> None:
        store = Store.open(tmp_path, encoder)
        before = add(store, dataclasses.replace(FLOOD, tags=("weather",))).entry
        parts = store.passages()
        changed = store.retag(FLOOD.id, ("river", "storm"))
        assert changed == dataclasses.replace(
            before, article=dataclasses.replace(before.article, tags=("river", "storm"))
        )
        assert (store.matching(ArticleFilter(tag="weather")), store.passages()) == ([], parts)
        assert store.retag(FLOOD.id, ()).article == FLOOD
        store.close()
        again = Store.open(tmp_path, encoder)
        assert again.article(FLOOD.id).article == FLOOD
        with pytest.raises(UnknownArticleError):
            again.retag(TALKS.id, ())
        again.close()

    def test_a_newer_text_from_a_source_keeps_the_tags(self, tmp_path: Path, encoder: Encoder) -> None:
        store = Store.open(tmp_path, encoder)
        add(store, dataclasses.replace(TALKS, tags=("lisbon",)))
        newer = dataclasses.replace(TALKS, text="The two leaders met in Rome.", tags=("rome",))
        result = add(store, newer)
        assert (result.changed, result.entry.article.tags) == (True, ("lisbon", "rome"))
        assert [row.article.tags for row in store.articles()] == [("lisbon", "rome")]
        store.close()
