"""An index of more records than SQLite takes at once, which is 32,766: nothing of it counts as damaged."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from chromadb.api.models.Collection import Collection
from langchain_core.embeddings import DeterministicFakeEmbedding

from index.chunking import passages
from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article, IndexedArticle
from index.store.catalog import stored_articles
from index.store.chroma_collections import ARTICLES as ARTICLES_TABLE
from index.store.chroma_collections import PASSAGES
from index.store.connection.embedded import EmbeddedChroma
from index.store.records import entry_metadata, records_of
from index.store.search import vector_search
from index.store.store import Store

pytestmark = pytest.mark.slow

DIMENSION = 16
FAKE = DeterministicFakeEmbedding(size=DIMENSION)
ENCODER = Encoder(FAKE, "fake", "0" * 16, DIMENSION, lambda text: len(text.split()))
ARTICLES, SENTENCES, TOGETHER = 2_000, 17, 50
RECORDS = ARTICLES * (SENTENCES + 1)


def article(number: int, sentences: int = SENTENCES) -> Article:
    text = " ".join(f"In year {year} the ferry {number} was late again." for year in range(sentences))
    return Article(f"Ferry {number}", text, f"{number}.txt")


def never() -> None:
    raise AssertionError("nothing is damaged")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Written directly, many articles at a time, as adding each would take minutes."""
    data = tmp_path_factory.mktemp("many")
    Store.open(data, ENCODER).close()
    with closing(EmbeddedChroma(data).connect()) as client:
        for begin in range(0, ARTICLES, TOGETHER):
            articles = [article(number) for number in range(begin, begin + TOGETHER)]
            parts = [passages(each, ENCODER.count_tokens) for each in articles]
            records = [[record for part in each for record in records_of(part)] for each in parts]
            entries = [
                IndexedArticle(each, len(own), f"2025-11-01T00:00:{number:02}+00:00", len(written))
                for number, (each, own, written) in enumerate(zip(articles, parts, records, strict=True))
            ]
            written = [record for each in records for record in each]
            client.get_collection(PASSAGES).upsert(
                ids=[str(record.id) for record in written],
                documents=[record.page_content for record in written],
                metadatas=[record.metadata for record in written],
                embeddings=FAKE.embed_documents([record.page_content for record in written]),  # type: ignore[arg-type]
            )
            client.get_collection(ARTICLES_TABLE).upsert(
                ids=[each.id for each in articles],
                documents=[each.text for each in articles],
                metadatas=[entry_metadata(entry) for entry in entries],
                embeddings=[[1.0]] * len(articles),  # type: ignore[arg-type]
            )
    return data


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with closing(Store(EmbeddedChroma(folder), ENCODER, never)) as opened:
        yield opened


def found(store: Store, text: str, record: str = "sentence", **scope: object) -> tuple[str, float]:
    vector = ENCODER.embeddings.embed_query(text)
    document, cosine = store.nearest(vector, record, 1, **scope)[0]  # type: ignore[arg-type]
    return document.page_content, round(cosine, 4)


def test_everything_can_be_read(folder: Path, store: Store) -> None:
    assert len(store.articles()) == ARTICLES == len(stored_articles(EmbeddedChroma(folder)))
    assert len({part.article_id for part in store.passages()}) == ARTICLES
    assert sum(row.records for row in store.articles()) >= RECORDS > 32_766


def test_everything_can_be_searched(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    some = [article(number) for number in range(0, ARTICLES, 97)]
    for each in some:
        sentence = f"In year 3 the ferry {each.title.split()[1]} was late again."
        assert found(store, sentence) == (sentence, 1)
        assert found(store, sentence, article_id=each.id) == (sentence, 1)
        assert found(store, sentence, article_ids=[one.id for one in some]) == (sentence, 1)
    monkeypatch.setattr(vector_search, "MAX_EXACT_RECORDS", 1_000)
    for each in some[:5]:
        sentence = f"In year 5 the ferry {each.title.split()[1]} was late again."
        assert found(store, sentence)[1] > 0.9, "the graph finds what is near"
        assert found(store, sentence, article_ids=[one.article.id for one in store.articles()]) == (sentence, 1)


def test_it_is_whole(store: Store) -> None:
    checked = store.repair()
    assert (checked.articles, checked.mended) == (ARTICLES, 0)


def test_a_change_reads_and_writes_what_it_changes_alone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: Counter[str] = Counter()

    def counted(name: str) -> Callable[..., object]:
        real = getattr(Collection, name)

        def call(self: Collection, *args: object, **more: object) -> object:
            result = real(self, *args, **more)
            seen[name] += len((result if name == "get" else more)["ids"])  # type: ignore[index,arg-type]
            return result

        return call

    before = store.size()
    for name in ("get", "upsert", "delete"):
        monkeypatch.setattr(Collection, name, counted(name))
    added = add(store, article(ARTICLES)).entry
    assert store.size().passages > before.passages
    store.delete(added.article.id)
    assert store.size() == before
    assert seen["upsert"] == seen["delete"] == added.records + 1
    assert seen["get"] <= 3 * added.records


def test_one_text_of_as_many_sentences(tmp_path: Path) -> None:
    long = article(0, 33_500)
    with closing(Store(EmbeddedChroma(tmp_path), ENCODER, never)) as store:
        added = add(store, long).entry
        assert added.records > 33_500
        assert found(store, "In year 30000 the ferry 0 was late again.", article_id=long.id)[1] == 1
    with closing(Store(EmbeddedChroma(tmp_path), ENCODER, never)) as store:
        assert store.repair().mended == 0
        store.delete(long.id)
        assert store.passages() == []
        assert store.repair().records == 0
