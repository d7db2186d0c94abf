"""Turns a shipped int8 reader back into a checkpoint that training can go on from.

    python -m rag.training.checkpoints.dequantize ENCODER OUT [--reader FOLDER] [--frozen-layers N]

The rounding costs less than the first few hundred steps win back. Embeddings and the lowest layers were frozen in
training and come from the encoder as they were.
"""

import argparse
import re
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx.numpy_helper import to_array
from transformers import AutoModelForQuestionAnswering

from rag.answering.extractive.reading.reader_files import SHIPPED

EMBEDDINGS = ".embeddings."


def dequantized(model: onnx.ModelProto) -> dict[str, torch.Tensor]:
    """The weights of an exported reader by their names in its checkpoint, as float32."""
    held = {one.name: to_array(one) for one in model.graph.initializer}
    weights = {
        name.removeprefix("model."): torch.tensor(value)
        for name, value in held.items()
        if name.startswith("model.") and value.dtype == np.float32 and value.ndim == 1 and not name.endswith("_scale")
    }
    for name, value in held.items():
        if name.startswith("model.") and name.endswith("_quantized"):
            base = name.removesuffix("_quantized")
            weights[base.removeprefix("model.")] = _scaled(value, held[f"{base}_scale"], held[f"{base}_zero_point"])
    for node in model.graph.node:
        if node.op_type != "MatMulInteger" or not node.input[1].endswith("_quantized"):
            continue
        module = re.sub(r"/MatMul.*", "", node.name).removeprefix("/model/").replace("/", ".") + ".weight"
        base = node.input[1].removesuffix("_quantized")
        value = held[node.input[1]]
        weights[module] = _scaled(value, held[f"{base}_scale"], held[f"{base}_zero_point"]).T.contiguous()
    for name in [name for name in weights if name.endswith(".inverse")]:
        weights[name.removesuffix("inverse") + "weight"] *= weights.pop(name)  # see SmoothedLinear
    return weights


def _scaled(value: np.ndarray, scale: np.ndarray, zero_point: np.ndarray) -> torch.Tensor:
    return torch.tensor((value.astype(np.float32) - zero_point.astype(np.float32)) * scale)


def _layer(name: str) -> int:
    """The layer that a weight belongs to, -1 for none."""
    found = re.search(r"\.layer\.(\d+)\.", name)
    return int(found[1]) if found else -1


def _frozen(name: str, layers: int) -> bool:
    return EMBEDDINGS in name or 0 <= _layer(name) < layers


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--reader", type=Path, default=SHIPPED)
    parser.add_argument("--frozen-layers", type=int, default=0, help="take so many of the lowest from the encoder")
    options = parser.parse_args()
    weights = dequantized(onnx.load(str(options.reader / "model.onnx")))
    layers = 1 + max(_layer(name) for name in weights)
    weights = {name: value for name, value in weights.items() if not _frozen(name, options.frozen_layers)}
    model = AutoModelForQuestionAnswering.from_pretrained(options.encoder, num_hidden_layers=layers)
    loaded = model.load_state_dict(weights, strict=False)
    if loaded.unexpected_keys or not all(_frozen(name, options.frozen_layers) for name in loaded.missing_keys):
        raise SystemExit(f"The reader is not this encoder's: {loaded.unexpected_keys or loaded.missing_keys}")
    model.save_pretrained(options.out)
    shutil.copyfile(options.encoder / "tokenizer.json", options.out / "tokenizer.json")


if __name__ == "__main__":
    main()
