"""What an answer's sentences bring along, and which sentences an answer is made of."""

from collections.abc import Sequence

import pytest

from index.models import Article, Kind, Passage, Sentence
from rag.answering.citing.context import needed
from rag.answering.extractive.candidates import FEATURES, Candidate
from rag.answering.extractive.sentence_selection import MAX_SENTENCES, choose, compose
from rag.models import RetrievedPassage


def sentences(*texts: str, kinds: Sequence[Kind] = ()) -> tuple[Sentence, ...]:
    """The texts one behind the other, as the sentences of a passage."""
    made, start = [], 0
    for number, text in enumerate(texts):
        made.append(Sentence(start, start + len(text), text, kinds[number] if kinds else "body"))
        start += len(text) + 1
    return tuple(made)


def ranked(scores: Sequence[float], *texts: str, kinds: Sequence[Kind] = ()) -> list[tuple[Candidate, float]]:
    """Each sentence of one passage as a candidate with its score, best first."""
    made = sentences(*texts, kinds=kinds)
    text = " ".join(texts)
    passage = Passage("a", 0, len(text), text, "body", made)
    retrieved = RetrievedPassage(passage, Article("Title", text, ""))
    nothing = (0.0,) * len(FEATURES)
    pairs = [(Candidate(retrieved, n, made[n].start, made[n].end, nothing), score) for n, score in enumerate(scores)]
    return sorted(pairs, key=lambda pair: -pair[1])


def texts(question: str, candidates: Sequence[tuple[Candidate, float]]) -> list[str]:
    return [quote.sentence.text for quote in compose(question, candidates, {candidates[0][0].passage.id: 1.0})]


REASONS = (
    "The mine closed because the ore ran out, Ada Quill said.",
    "Union leader Bo Lind blames the price of power.",
    "A third reason was the flooded shaft, said Cy Marsh.",
)


def test_why_gets_every_reason_in_the_articles_order() -> None:
    assert texts("Why did the mine close?", ranked([1.0, 2.0, 1.5], *REASONS)) == list(REASONS)


def test_other_questions_get_one_sentence() -> None:
    assert texts("Who blames the price of power?", ranked([1.0, 2.0, 1.5], *REASONS)) == [REASONS[1]]


def test_what_stands_far_behind_the_best_is_left_out() -> None:
    assert texts("Why did the mine close?", ranked([3.0, -2.0, 2.5], *REASONS)) == [REASONS[0], REASONS[2]]


def test_what_stands_behind_the_best_is_kept_where_it_is_about_all_who_are_asked_about() -> None:
    both = "Ada Quill and Bo Lind had quarrelled over the shaft."
    assert texts("Why did Quill leave Lind?", ranked([3.0, 1.0, 1.0], REASONS[0], both, REASONS[2])) == [
        REASONS[0],
        both,
    ]


def test_a_further_sentence_that_needs_others_is_left_out() -> None:
    asides = ("The shaft is old.", "It was listed in 1976.", "It last closed in 2009.")
    made = [pair for pair in ranked([3.0, 0.0, 0.0, 2.5], REASONS[0], *asides) if pair[0].sentence_number in {0, 3}]
    assert texts("Why did the mine close?", made) == [REASONS[0]]


def test_the_same_reason_in_other_words_is_given_once() -> None:
    again = "The ore ran out and so the mine closed, said Ada Quill."
    assert texts("Why did the mine close?", ranked([2.0, 1.9], REASONS[0], again)) == [REASONS[0]]


def test_headings_and_captions_are_never_further_reasons() -> None:
    made = ranked([2.0, 1.9], REASONS[0], "Why the price of power matters", kinds=("body", "heading"))
    assert texts("Why did the mine close?", made) == [REASONS[0]]


def test_an_answer_does_not_grow_without_end() -> None:
    many = ("Ore ran out.", "Power cost more.", "Shafts flooded.", "Miners left.", "Banks refused.", "Roads sank.")
    assert len(choose("Why?", ranked([1.0] * 6, *many))) == MAX_SENTENCES


def test_a_sentence_that_two_need_is_cited_once() -> None:
    made = ranked([0.0, 2.0, 1.9], "Ada Quill owns the mine.", "She fears floods.", "She has run out of money.")
    made = [pair for pair in made if pair[0].sentence_number]
    whole = ["Ada Quill owns the mine.", "She fears floods.", "She has run out of money."]
    assert texts("Why will it close?", made) == whole


@pytest.mark.parametrize(
    ("given", "at", "whole_list", "expected"),
    [
        pytest.param(["Ada Quill came.", "Bo left."], 1, False, [1], id="stands-alone"),
        pytest.param(["Ada Quill came.", "She left at noon."], 1, False, [0, 1], id="pronoun"),
        pytest.param(["Ada Quill came.", "She sat.", "It was hers."], 2, False, [0, 1, 2], id="pronoun-after-pronoun"),
        pytest.param(["Ada came.", "She met Bo Lind."], 1, False, [1], id="pronoun-and-a-name"),
        pytest.param(["“No,” Ada Quill said.", "“We never met. Not once.”"], 1, False, [0, 1], id="speech-alone"),
        pytest.param(["Ada came.", "“We never met,” said Bo Lind."], 1, False, [1], id="speech-with-its-speaker"),
        pytest.param(["It rained.", "They sat.", "They left.", "They sang."], 3, False, [3], id="nobody-is-named"),
        pytest.param(["It has:", "- a mill", "- a mine", "Bo left."], 0, False, [0, 1, 2], id="opens-a-list"),
        pytest.param(["It has:", "- a mill", "- a mine", "Bo left."], 2, False, [0, 2], id="one-item"),
        pytest.param(["It has:", "- a mill", "- a mine", "Bo left."], 2, True, [0, 1, 2], id="all-items"),
        pytest.param(["- a mill", "- a mine"], 1, True, [1], id="items-that-nothing-opens"),
    ],
)
def test_a_sentence_brings_what_it_cannot_be_understood_without(
    given: list[str], at: int, whole_list: bool, expected: list[int]
) -> None:
    assert needed(sentences(*given), at, whole_list=whole_list) == expected


def test_a_caption_names_nobody_for_the_sentence_behind_it() -> None:
    made = sentences("Ada Quill at the mine. Photo: AP", "She left at noon.", kinds=("caption", "body"))
    assert needed(made, 1, whole_list=False) == [1]
