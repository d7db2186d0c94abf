"""Makes a model's word embeddings small: leaves out word pieces that no English text needs, and rounds to four bits.

The embeddings are not trained, and a third of a small model's weights.
"""

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

LAST_LATIN = 0x024F
"""The last code point of Latin Extended-B."""
BLOCK = 128
"""Weights that share a scale."""


def kept_pieces(tokenizer: Mapping[str, Any]) -> list[int]:
    """The ids of a tokenizer's word pieces but for placeholders and letters of other scripts than Latin, in order."""
    special = {token["content"] for token in tokenizer["added_tokens"]}

    def needed(piece: str) -> bool:
        foreign = any(ord(c) > LAST_LATIN and unicodedata.category(c)[0] == "L" for c in piece)
        return piece in special or not (piece.startswith("[unused") or foreign)

    return [number for piece, number in tokenizer["model"]["vocab"].items() if needed(piece)]


def renumbered(tokenizer: Mapping[str, Any], kept: list[int]) -> dict[str, Any]:
    """The tokenizer, as its JSON, with only the `kept` pieces, which are numbered anew in their order."""
    new = {old: number for number, old in enumerate(kept)}
    made: dict[str, Any] = json.loads(json.dumps(tokenizer))
    made["model"]["vocab"] = {p: new[n] for p, n in tokenizer["model"]["vocab"].items() if n in new}
    for token in made["added_tokens"]:
        token["id"] = new[token["id"]]
    ends = made["post_processor"]
    ends["sep"][1], ends["cls"][1] = new[ends["sep"][1]], new[ends["cls"][1]]
    return made


def four_bits(weights: NDArray[np.float32], block: int = BLOCK) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Rounds each block of a row to -8 … 7 times a scale, the one of 16 that errs least.

    Args:
        weights: Shape (rows, columns); `block` divides the columns.
        block: Weights that share a scale.

    Returns:
        The whole numbers, of the same shape, and the scales, of shape (rows, columns / block).
    """
    parts = weights.reshape(len(weights), -1, block)
    peak = np.abs(parts).max(axis=2, keepdims=True) + 1e-12
    best, least = peak / 7, np.full(peak.shape, np.inf, np.float32)
    for share in np.linspace(0.5, 1.0, 16, dtype=np.float32):
        scale = share * peak / 7
        error = ((np.clip(np.rint(parts / scale), -8, 7) * scale - parts) ** 2).sum(axis=2, keepdims=True)
        best, least = np.where(error < least, scale, best), np.minimum(error, least)
    whole = np.clip(np.rint(parts / best), -8, 7).astype(np.int8)
    return whole.reshape(weights.shape), best[:, :, 0].astype(np.float32)


def with_small_embeddings(model: onnx.ModelProto, name: str) -> None:
    """Replaces the look-up in the initializer `name` by one in four bits (onnxruntime's `GatherBlockQuantized`)."""
    (table,) = (one for one in model.graph.initializer if one.name == name)
    (node,) = (one for one in model.graph.node if one.op_type == "Gather" and one.input[0] == name)
    whole, scales = four_bits(numpy_helper.to_array(table))
    low, high = whole.reshape(-1, 2).T & 0xF
    packed = (low | high << 4).astype(np.uint8).tobytes()
    small = helper.make_tensor(name, TensorProto.INT4, whole.shape, packed, raw=True)
    model.graph.initializer.remove(table)
    model.graph.initializer.extend([small, numpy_helper.from_array(scales, f"{name}_scales")])
    looked_up = helper.make_node(
        "GatherBlockQuantized",
        [name, node.input[1], f"{name}_scales"],
        list(node.output),
        name=node.name,
        domain="com.microsoft",
        gather_axis=0,
        quantize_axis=1,
        block_size=BLOCK,
    )
    model.graph.node.insert(list(model.graph.node).index(node), looked_up)
    model.graph.node.remove(node)
    if all(one.domain != "com.microsoft" for one in model.opset_import):
        model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
