"""A process that changes an index without end, says what it has done, and is killed at some moment.

    python -m tests.support.killing 100 [SEED]

kills one a hundred times and says what was seen.
"""

import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from chromadb.errors import ChromaError, NotFoundError
from langchain_core.embeddings import DeterministicFakeEmbedding

from index.chunking import passages
from index.embeddings.encoder import Encoder
from index.ingest import add
from index.maintenance.rebuild import open_store
from index.models import Article
from index.store.chroma_collections import ARTICLES, PASSAGES
from index.store.connection.embedded import EmbeddedChroma
from index.store.records import records_of
from index.store.schema import stamp_of

ENCODER = Encoder(DeterministicFakeEmbedding(size=384), "fake", "0" * 16, 384, lambda text: len(text.split()))
"""Vectors as long as real ones, so that writing them takes as long, and no model."""
SOURCES = [f"source-{number}.txt" for number in range(12)]
SPAWN = multiprocessing.get_context("forkserver")
"""New processes come from one that has imported what takes seconds, and opened nothing."""
SPAWN.set_forkserver_preload(["index.maintenance.rebuild", "langchain_core.embeddings"])

Change = tuple[str, str | None]
"""A source, and its text from then on; None for none."""


def text_of(source: str, rng: random.Random) -> str:
    paragraphs = (
        " ".join(f"Sentence {rng.random()} of {source} is here." for _ in range(rng.randint(1, 9)))
        for _ in range(rng.randint(1, 12))
    )
    return "\n\n".join(paragraphs)


def change_without_end(folder: Path, seed: int, said: Connection) -> None:
    """Adds, refreshes and removes at random; says each change before it and again after it."""
    rng = random.Random(seed)
    store = open_store(folder, ENCODER)
    ids = {row.article.source: row.article.id for row in store.articles()}
    while True:
        source = rng.choice(SOURCES)
        text = None if source in ids and rng.random() < 0.4 else text_of(source, rng)
        said.send(("begun", (source, text)))
        if text is None:
            store.delete(ids.pop(source))
        else:
            ids[source] = add(store, Article(source, text, source)).entry.article.id
        said.send(("done", (source, text)))


@dataclass(slots=True)
class Killing:
    """An index that is changed by processes that are killed, and what they said of it."""

    folder: Path
    rng: random.Random
    texts: dict[str, str | None] = field(default_factory=dict)
    """By source, as acknowledged."""
    seen: Counter[str] = field(default_factory=Counter)

    def kill_one(self, most: int = 8) -> None:
        """Starts a process, kills it at a random moment among its first changes, and looks at what is left."""
        hear, say = SPAWN.Pipe(duplex=False)
        process = SPAWN.Process(target=change_without_end, args=(self.folder, self.rng.getrandbits(32), say))
        process.start()
        say.close()
        begun: Change | None = None
        acknowledged, enough = 0, self.rng.randint(0, most)
        with closing(hear), suppress(EOFError):
            while True:
                if acknowledged == enough and process.is_alive():
                    # Opening the index, too, takes some moments in which to be killed; a change takes hundredths.
                    time.sleep(self.rng.uniform(0, 0.04 if acknowledged else 0.4))
                    process.kill()
                    process.join()
                word, change = hear.recv()
                begun = change if word == "begun" else None
                if word == "done":
                    acknowledged += 1
                    self.texts[change[0]] = change[1]
                    self.seen["acknowledged removals" if change[1] is None else "acknowledged texts"] += 1
        self.seen["kills"] += 1
        self.check(begun)

    def left(self) -> str:
        """What the next process has to deal with."""
        try:
            with closing(EmbeddedChroma(self.folder).connect()) as client:
                held = {meta["article_id"] for meta in client.get_collection(PASSAGES).get()["metadatas"] or []}
                known = set(client.get_collection(ARTICLES).get()["ids"])
        except NotFoundError:
            return "left no index yet"
        except ChromaError:
            return "left damaged vectors"
        return "left whole articles" if held == known else "left half a change"

    def check(self, begun: Change | None) -> None:
        """Asserts that all that was acknowledged is there, whole and once, and nothing else.

        Args:
            begun: The change that was not acknowledged: either of its two outcomes will do.
        """
        self.seen[self.left()] += 1
        with closing(open_store(self.folder, ENCODER)) as store:
            rows = store.articles()
            found = {row.article.source: row.article.text for row in rows}
            assert len(found) == len(rows), "a source twice"
            if begun:
                source, text = begun
                outcome = found.get(source)
                assert outcome in {self.texts.get(source), text}, "neither the old nor the new text"
                self.seen["unacknowledged, had come about" if outcome == text else "unacknowledged, had not"] += 1
                self.texts[source] = outcome
            assert found == {source: text for source, text in self.texts.items() if text is not None}
            expected = {
                document.id: document
                for row in rows
                for passage in passages(row.article, ENCODER.count_tokens)
                for document in records_of(passage)
            }
            held = store.vectors.get(include=["documents", "metadatas", "embeddings"])
            assert sorted(held["ids"]) == sorted(expected), "passages or sentences missing, left over or twice"
            for index, record_id in enumerate(held["ids"]):
                document, vector = expected[record_id], ENCODER.embeddings.embed_query(expected[record_id].page_content)
                assert held["documents"][index] == document.page_content
                assert held["metadatas"][index] == document.metadata
                assert max(abs(a - b) for a, b in zip(held["embeddings"][index], vector, strict=True)) < 1e-5
            for document in self.rng.sample(list(expected.values()), min(20, len(expected))):
                vector = ENCODER.embeddings.embed_query(document.page_content)
                nearest, cosine = store.nearest(vector, document.metadata["record"], 1)[0]
                assert cosine > 0.9999, "not found by its own vector"
                assert nearest.page_content == document.page_content
            self.seen["records looked at"] += len(expected)


def make_index(folder: Path, **hnsw: Any) -> None:
    """An empty index with settings of Chroma's own, such as after how many records it writes its graph down."""
    with closing(EmbeddedChroma(folder).connect()) as client:
        client.create_collection(
            PASSAGES,
            metadata=stamp_of(ENCODER),
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": 200, **hnsw}},
        )


if __name__ == "__main__":
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    print("seed", seed)
    for settings in ({}, {"batch_size": 20, "sync_threshold": 20}):
        with tempfile.TemporaryDirectory() as name:
            killing = Killing(Path(name), random.Random(seed))
            if settings:
                make_index(killing.folder, **settings)
            for _ in range(int(sys.argv[1])):
                killing.kill_one()
            print(settings, dict(sorted(killing.seen.items())))
