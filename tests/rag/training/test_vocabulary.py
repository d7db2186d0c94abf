"""Word embeddings made small: which word pieces are kept, and how a row is rounded."""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import RobertaProcessing

from rag.training.checkpoints.vocabulary import four_bits, kept_pieces, renumbered, with_small_embeddings

PIECES = ["<s>", "</s>", "[unused0]", "[UNK]", "caf", "##é", "д", "##ह", "成", "€", "7", "…"]


@pytest.fixture
def tokenizer() -> Tokenizer:
    made = Tokenizer(WordPiece({piece: number for number, piece in enumerate(PIECES)}, unk_token=PIECES[3]))
    made.pre_tokenizer = Whitespace()
    made.add_special_tokens(["<s>", "</s>", "[UNK]"])
    made.post_processor = RobertaProcessing(("</s>", 1), ("<s>", 0))
    return made


def test_placeholders_and_letters_of_other_scripts_are_left_out(tokenizer: Tokenizer) -> None:
    held = json.loads(tokenizer.to_str())
    kept = kept_pieces(held)
    assert [PIECES[number] for number in kept] == ["<s>", "</s>", "[UNK]", "caf", "##é", "€", "7", "…"]
    small = Tokenizer.from_str(json.dumps(renumbered(held, kept)))
    before, after = tokenizer.encode("café 7 д", "€"), small.encode("café 7 д", "€")
    assert after.tokens == ["<s>", "caf", "##é", "7", "[UNK]", "</s>", "</s>", "€", "</s>"]
    assert [kept[number] for number in after.ids if number != 2] == [n for n in before.ids if PIECES[n] != "д"]
    assert after.offsets == before.offsets


def test_four_bits_come_near_to_every_weight() -> None:
    weights = np.random.default_rng(0).normal(size=(40, 256)).astype(np.float32)
    whole, scales = four_bits(weights)
    assert (whole.min(), whole.max()) == (-8, 7)
    error = whole * np.repeat(scales, 128, axis=1) - weights
    assert np.sqrt((error**2).mean()) < 0.13


def test_a_look_up_in_four_bits_gives_the_rounded_rows(tmp_path: Path) -> None:
    weights = np.random.default_rng(1).normal(size=(9, 256)).astype(np.float32)
    graph = helper.make_graph(
        [helper.make_node("Gather", ["words", "ids"], ["rows"], name="word_embeddings")],
        "look-up",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["n"])],
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["n", 256])],
        [numpy_helper.from_array(weights, "words")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    with_small_embeddings(model, "words")
    onnx.save(model, tmp_path / "model.onnx")
    assert (tmp_path / "model.onnx").stat().st_size < weights.nbytes / 4
    session = onnxruntime.InferenceSession(tmp_path / "model.onnx")
    (rows,) = session.run(None, {"ids": np.array([8, 0, 3])})
    whole, scales = four_bits(weights)
    assert rows == pytest.approx((whole * np.repeat(scales, 128, axis=1))[[8, 0, 3]])
