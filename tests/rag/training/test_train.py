"""The training run: what it is fed does not depend on when it was stopped, and it goes on where it was."""

import argparse
import gzip
import json
import random
from pathlib import Path

import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from transformers import BertConfig, BertForQuestionAnswering

from rag.training.checkpoints.dequantize import dequantized
from rag.training.corpus import EVERYDAY, SHARES, Corpus
from rag.training.probe import auc
from rag.training.sources.examples import Example
from rag.training.sources.records import span_examples, unanswerable_examples, with_preamble
from rag.training.train import Progress, decayed, inputs, resume, save, warmed

TINY = BertConfig(vocab_size=20, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
PASSAGE = "The ferry Sula left at nine on Monday. It carried forty people and two horses. A tug came at noon."


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    return path


def test_spans_keep_exact_answers_and_drop_what_says_not_where_they_end(tmp_path: Path) -> None:
    answer = {"text": "forty people", "start": PASSAGE.index("forty")}
    row = {"source": "s", "question": "How many?", "context": PASSAGE, "answers": [answer]}
    rows = [row, {**row, "fuzzy": True}, {**row, "multi": True, "answers": [answer, answer]}]
    (example,) = span_examples(written(tmp_path / "spans.gz", rows))["s"]
    assert [PASSAGE[start:end] for start, end in example.spans] == ["forty people"]


def test_unanswerable_rows_have_no_span(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"source": "s", "question": "Who sank?", "context": PASSAGE, "made": True}]
    (example,) = unanswerable_examples(written(tmp_path / "none.gz", rows))["s-none"]
    assert example.spans == ()


def test_a_preamble_is_not_the_sentence_that_answers() -> None:
    start = PASSAGE.index("forty")
    example = Example("How many?", PASSAGE, ((start, start + 5),), "s")
    bounds = [(0, 38), (39, 78), (79, len(PASSAGE))]
    for seed in range(20):
        asked = with_preamble(example, bounds, random.Random(seed))
        assert asked
        assert asked.question.endswith("How many?")
        assert "forty" not in asked.question
        assert asked.spans == example.spans


def corpus(sources: dict[str, list[Example]]) -> Corpus:
    made = Corpus.__new__(Corpus)
    made.seed, made.sources = 3, sources
    return made


def test_a_block_is_the_same_whenever_it_is_dealt_and_walks_through_each_source() -> None:
    examples = {
        name: [Example(f"{name} {number}?", "A short passage.", (), name) for number in range(50)] for name in SHARES
    }
    first, second = corpus(examples), corpus(examples)
    first.block(0, 300)
    assert [one.question for one in first.block(1, 300)] == [one.question for one in second.block(1, 300)]
    dealt = [one.question for block in range(2) for one in corpus(examples).block(block, 100) if one.source == "squad"]
    assert len(dealt) == len(set(dealt))


def test_our_everyday_answers_stand_in_their_texts() -> None:
    for record in map(json.loads, EVERYDAY.read_text(encoding="utf-8").splitlines()):
        for question in record["questions"]:
            assert all(piece in record["text"] for piece in question["evidence"])
            assert all(any(answer in piece for piece in question["evidence"]) for answer in question["answers"])


def test_the_rate_warms_up_stays_and_falls_to_nothing_in_a_decay() -> None:
    assert warmed(0) < 0.05
    assert warmed(59) == warmed(5000) == 1.0
    assert [decayed(step, 100, 200) for step in (100, 150, 200)] == [1.0, 0.5, 0.0]


def test_a_run_goes_on_from_its_checkpoint_and_from_the_one_before_where_a_kill_came_between(tmp_path: Path) -> None:
    model = BertForQuestionAnswering(TINY)
    optimizer = torch.optim.AdamW(model.parameters())
    folder = tmp_path / "last"
    assert resume(folder, model, optimizer) == Progress()
    save(folder, model, optimizer, Progress(7, 2, 1.5))
    other = BertForQuestionAnswering(TINY)
    assert resume(folder, other, torch.optim.AdamW(other.parameters())) == Progress(7, 2, 1.5)
    assert torch.equal(other.qa_outputs.weight, model.qa_outputs.weight)
    folder.rename(tmp_path / "last.old")
    assert resume(folder, other, torch.optim.AdamW(other.parameters())).step == 7


def test_a_checkpoint_of_another_model_is_refused(tmp_path: Path) -> None:
    model = BertForQuestionAnswering(TINY)
    save(tmp_path / "last", model, torch.optim.AdamW(model.parameters()), Progress(1))
    small = torch.nn.Linear(2, 2)
    with pytest.raises(ValueError, match="another model"):
        resume(tmp_path / "last", small, torch.optim.AdamW(small.parameters()))


def test_mpnet_gets_no_token_types_and_its_own_padding() -> None:
    model = argparse.Namespace(config=argparse.Namespace(model_type="mpnet", pad_token_id=1))
    batch = {
        "input_ids": torch.tensor([[5, 0]]),
        "attention_mask": torch.tensor([[1, 0]]),
        "token_type_ids": torch.tensor([[0, 0]]),
    }
    given = inputs(model, batch, "cpu")
    assert given.keys() == {"input_ids", "attention_mask"}
    assert given["input_ids"].tolist() == [[5, 1]]


def test_auc_counts_pairs_that_are_ranked_right() -> None:
    scores, present = torch.tensor([3.0, 1.0, 2.0, 1.0]).numpy(), torch.tensor([True, True, False, False]).numpy()
    assert auc(scores, present) == pytest.approx((2 + 0.5) / 4)


def test_quantised_weights_come_back_under_their_names() -> None:
    held = [
        numpy_helper.from_array(torch.tensor([[2, -4], [0, 6]], dtype=torch.int8).numpy(), "onnx::M_1_quantized"),
        numpy_helper.from_array(torch.tensor([0.5, 0.25]).numpy(), "onnx::M_1_scale"),
        numpy_helper.from_array(torch.tensor([0, 2], dtype=torch.int8).numpy(), "onnx::M_1_zero_point"),
        numpy_helper.from_array(torch.tensor([1.5, 2.5]).numpy(), "model.bert.layer.0.dense.bias"),
    ]
    node = helper.make_node(
        "MatMulInteger", ["x", "onnx::M_1_quantized"], ["y"], name="/model/bert/layer.0/dense/MatMul_quant"
    )
    graph = helper.make_graph(
        [node], "g", [], [helper.make_tensor_value_info("y", TensorProto.INT32, None)], initializer=held
    )
    weights = dequantized(onnx.ModelProto(graph=graph))
    assert weights["bert.layer.0.dense.weight"].tolist() == [[1.0, 0.0], [-1.5, 1.0]]
    assert weights["bert.layer.0.dense.bias"].tolist() == [1.5, 2.5]
