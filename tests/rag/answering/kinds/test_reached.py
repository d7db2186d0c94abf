"""Questions for a list reach the list by the pipeline that is served."""

from pathlib import Path

from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article
from index.store.store import Store
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.models import Question
from rag.pipeline import AnswerPipeline
from rag.retrieval.hybrid import HybridRetriever

PEOPLE = ["Trump", "Kim", "Lee", "Choo", "Putin", "Choe", "Lavrov", "Zinberg"]


def test_a_list_of_people_is_read_from_all_sentences(encoder: Encoder, seed: Article, tmp_path: Path) -> None:
    store = Store.open(tmp_path, encoder)
    add(store, seed)
    answer = AnswerPipeline(HybridRetriever(store=store), ExtractiveAnswerer.load()).invoke(
        Question("List all people mentioned")
    )
    store.close()
    assert answer.complete
    assert answer.complete.articles == 1
    assert len(answer.items) == len(PEOPLE)
    assert all(sum(name in item.text for item in answer.items) == 1 for name in PEOPLE)
    assert all(item.text in seed.text for item in answer.items)
