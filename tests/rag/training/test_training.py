"""What the reader is trained on, and how; the training itself takes hours."""

import gzip
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.embeddings.encoder import Encoder
from rag.answering.extractive.reading.reader_files import SHIPPED
from rag.training.corpus import NEWS, PARAGRAPHS
from rag.training.sources.batches import Batches
from rag.training.sources.datasets import (
    CALIBRATION_TITLES,
    REPORT_TITLES,
    HardNegatives,
    detokenise,
    from_articles,
    from_paragraphs,
    from_squad,
    paragraph_id,
)
from rag.training.sources.examples import Example, fit, mistype, roughen
from rag.training.sources.false_premises import altered, negate, oppose, swap_name, swap_number
from rag.training.sources.split import SETS, split

LONG = " ".join(f"Sentence number {n} tells of harbour {n}." for n in range(80))


def rng() -> random.Random:
    return random.Random(7)


def test_held_out_articles_are_held_out_for_one_purpose_only() -> None:
    assert not set(CALIBRATION_TITLES) & set(REPORT_TITLES)


def test_fit_keeps_a_run_of_whole_sentences_around_the_answer() -> None:
    start = LONG.index("harbour 40")
    short = fit(Example("Which?", LONG, ((start, start + 10),), "test"), rng(), longest=300)
    assert short
    assert [short.passage[a:b] for a, b in short.spans] == ["harbour 40"]
    assert len(short.passage) <= 300
    assert short.passage.startswith("Sentence")
    assert short.passage.endswith(".")


def test_fit_gives_up_an_answer_longer_than_a_passage() -> None:
    assert fit(Example("Which?", LONG, ((0, len(LONG)),), "test"), rng(), longest=300) is None


@given(st.text(), st.integers())
def test_roughened_questions_are_still_questions(question: str, seed: int) -> None:
    assert bool(roughen(question, random.Random(seed)).strip(" ?")) or not question.strip(" ?")


def test_typing_errors_spare_short_words_and_first_letters() -> None:
    assert mistype("the", rng()) == "the"
    assert {mistype("harbour", random.Random(seed))[0] for seed in range(20)} == {"h"}


def test_detokenise_undoes_treebank_spacing() -> None:
    assert detokenise("`` Love '' ( 1977 ) , he said , is n't Kim 's .") == "\"Love\" (1977), he said, isn't Kim's."


def test_hard_negatives_share_words_and_hold_no_answer() -> None:
    hard = HardNegatives(["Ada built the bridge in 1932.", "The bridge was painted by Bo.", "Bread is baked."])
    (made,) = hard.examples("Who built the bridge?", ["Ada"], rng(), "test")
    assert made.passage == "The bridge was painted by Bo."
    assert made.spans == ()


def test_squad_answers_keep_their_offsets() -> None:
    context = "Ada built it. Ada painted it."
    question = {"question": "Who painted it?", "answers": [{"text": "Ada", "answer_start": 14}]}
    article = {"paragraphs": [{"context": context, "qas": [question]}]}
    (example,) = from_squad([article])
    assert example.spans == ((14, 17),)


@pytest.fixture(scope="module")
def count_tokens(encoder: Encoder) -> Callable[[str], int]:
    return encoder.count_tokens


def test_our_news_gives_answers_in_place_and_refusals(count_tokens: Callable[[str], int]) -> None:
    made = list(from_articles(NEWS, count_tokens))
    answered = [example for example in made if example.spans]
    assert len(answered) > 1000
    assert len(made) - len(answered) > 300
    assert all(example.passage not in example.rivals for example in made)
    assert sum(len(example.rivals) for example in answered) > 2 * len(answered)
    assert all(0 <= a < b <= len(example.passage) for example in answered for a, b in example.spans)


def test_a_batch_points_at_the_answers_tokens() -> None:
    tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    batches = Batches(tokenizer, rng())
    passage = "The bridge was opened in 1932 by Ada Quill."
    row = batches.encode(Example("Who opened it?", passage, ((33, 42),), "test"))
    assert row
    ids, _, in_passage, start, end = row
    assert tokenizer.decode([n for n, inside in zip(ids, in_passage, strict=True) if inside]) == passage.lower()
    assert tokenizer.decode(ids[start : end + 1]) == "ada quill"
    empty = batches.encode(Example("Who paid?", passage, (), "test"))
    assert empty
    assert empty[3:] == (0, 0)
    tensors = batches.tensors([[row], [empty]])
    assert tensors["input_ids"].shape == tensors["attention_mask"].shape
    assert tensors["attention_mask"].sum(1).tolist() == [len(ids), len(empty[0])]


def test_a_question_stays_together_with_its_rivals() -> None:
    batches = Batches(Tokenizer.from_file(str(SHIPPED / "tokenizer.json")), rng())
    passage = "The bridge was opened in 1932 by Ada Quill."
    rivals = ("The bridge was painted by Bo.", "Ada Quill paid for a bridge.")
    items = [Example(f"Who opened it {n}?", passage, ((33, 42),), "test", rivals) for n in range(160)]
    dealt = list(batches.deal(items))
    assert len(dealt) > 1
    assert sum(len(set(batch["questions"].tolist())) for batch in dealt) == len(items)
    for batch in dealt:
        for number in set(batch["questions"].tolist()):
            own, *others = batch["start_positions"][batch["questions"] == number].tolist()
            assert own > 0
            assert others == [0, 0]


BUILT = "Ada Quill built the first bridge over the Orne in 1932. Bo Lind paid for it in 1947."


def asked(question: str, answer: str) -> Example:
    start = BUILT.index(answer)
    return Example(question, BUILT, ((start, start + len(answer)),), "test")


@pytest.mark.parametrize(
    ("change", "question", "answer", "made"),
    [
        pytest.param(swap_name, "Why did Ada Quill pay?", "1932", {"Why did Bo Lind pay?"}, id="name"),
        pytest.param(oppose, "Who paid for the first one?", "Ada", {"Who paid for the last one?"}, id="opposite"),
        pytest.param(negate, "Who did build it?", "Ada", {"Who didn't build it?"}, id="negation"),
        pytest.param(negate, "Why did Ada build it?", "1932", {None}, id="no-negated-why"),
        pytest.param(oppose, "Who paid for it?", "Ada", {None}, id="nothing-to-oppose"),
        pytest.param(swap_name, "Who built it?", "Ada", {None}, id="no-name"),
    ],
)
def test_one_change_makes_the_premise_false(
    change: Callable[[Example, random.Random], str | None], question: str, answer: str, made: set[str | None]
) -> None:
    assert {change(asked(question, answer), random.Random(seed)) for seed in range(20)} == made


def test_a_swapped_number_is_another_one_of_as_many_digits() -> None:
    made = {swap_number(asked("Who paid in 1947?", "Bo Lind"), random.Random(seed)) for seed in range(30)}
    assert "Who paid in 1932?" in made
    assert "Who paid in 1947?" not in made
    assert all(question and len(question) == len("Who paid in 1947?") for question in made)


def test_a_changed_question_has_no_answer_in_its_passage() -> None:
    made = altered(asked("Who paid in 1947?", "Bo Lind"), rng())
    assert made
    assert made.question != "Who paid in 1947?"
    assert (made.passage, made.spans) == (BUILT, ())


def test_our_questions_find_their_paragraphs_by_id(tmp_path: Path) -> None:
    spans, questions = tmp_path / "spans.jsonl.gz", tmp_path / "questions.jsonl"
    with gzip.open(spans, "wt", encoding="utf-8") as file:
        file.write(json.dumps({"src": "squadshifts_new_wiki", "context": f" {BUILT}\n"}) + "\n")
    both = [{"question": "Who paid?", "answers": ["Bo Lind"]}, {"question": "Who fell?", "answers": []}]
    questions.write_text(json.dumps({"id": paragraph_id(BUILT), "questions": both}), encoding="utf-8")
    made = list(from_paragraphs(spans, questions))
    assert [[BUILT[a:b] for a, b in example.spans] for example in made] == [["Bo Lind"], []]


def test_our_paragraph_questions_are_mostly_without_an_answer() -> None:
    asked = [q for line in PARAGRAPHS.open(encoding="utf-8") for q in json.loads(line)["questions"]]
    assert len(asked) > 3000
    assert 0.6 < sum(not question["answers"] for question in asked) / len(asked) < 0.75


def test_held_out_articles_become_question_sets(tmp_path: Path) -> None:
    titles = (*CALIBRATION_TITLES, *REPORT_TITLES, "Another")
    with gzip.open(tmp_path / "squad2-dev-25-articles.json.gz", "wt", encoding="utf-8") as file:
        json.dump({"data": [{"title": title, "paragraphs": []} for title in titles]}, file)
    split(tmp_path, tmp_path / "sets")
    for name, expected in SETS.items():
        made = json.loads((tmp_path / "sets" / name).read_text(encoding="utf-8"))
        assert {article["title"] for article in made["data"]} == set(expected)
