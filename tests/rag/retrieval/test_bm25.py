import numpy as np

from rag.nlp.stemming import stems
from rag.retrieval.bm25 import LexicalIndex

PASSAGES = ("Trump’s offers were ignored.", "Kim tested missiles.", "The ministers were meeting in Moscow.")


def test_stems_join_inflections_and_drop_possessives() -> None:
    assert stems("Trump’s meetings") == stems("Trump meeting")


def test_ranks_the_passage_that_shares_the_words_first() -> None:
    assert int(np.argmax(LexicalIndex([*map(stems, PASSAGES)]).scores("Who met in Moscow?"))) == 2


def test_scores_nothing_for_words_no_passage_has() -> None:
    assert LexicalIndex([*map(stems, PASSAGES)]).scores("football championship").tolist() == [0.0, 0.0, 0.0]


def test_scores_nothing_without_words_to_index() -> None:
    assert LexicalIndex([stems("…"), stems("the")]).scores("Kim").tolist() == [0.0, 0.0]


def test_coverage_weighs_rare_words_more() -> None:
    index = LexicalIndex([*map(stems, ("Kim spoke.", "Kim tested missiles.", "Kim left."))])
    assert index.coverage("Kim missiles", 1) == 1.0
    assert index.coverage("Kim missiles", 0) < 0.5
    assert index.coverage("the", 0) == 0.0
