"""Exports a checkpoint as the reader that is shipped: int8 ONNX with its tokenizer.

    python -m rag.training.checkpoints.export CHECKPOINT... [--out FOLDER]

Several checkpoints are averaged weight by weight first (Wortsman et al. 2022, arXiv 2203.05482).
"""

import argparse
import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from transformers import AutoModelForQuestionAnswering

from rag.answering.extractive.reader_files import SHIPPED


class Logits(torch.nn.Module):
    """The model's two outputs as a plain pair, which is what ONNX knows."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Start and end logits, each of shape (examples, tokens)."""
        made = self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        return made.start_logits, made.end_logits


def averaged(checkpoints: Sequence[Path]) -> torch.nn.Module:
    """The model whose weights are the mean of the checkpoints'."""
    models = [AutoModelForQuestionAnswering.from_pretrained(path, attn_implementation="eager") for path in checkpoints]
    states = [model.state_dict() for model in models]
    mean = {
        key: torch.stack([state[key].float() for state in states]).mean(0).to(value.dtype)
        for key, value in states[0].items()
    }
    models[0].load_state_dict(mean)
    return Logits(models[0]).eval()


def export(checkpoints: Sequence[Path], out: Path) -> str:
    """Writes `model.onnx` and `tokenizer.json` to a folder.

    Returns:
        The SHA-256 of `model.onnx`, which `rag.answering.extractive.reader.SHA256` must equal for the shipped one.
    """
    out.mkdir(parents=True, exist_ok=True)
    example = torch.ones(2, 16, dtype=torch.long)
    names = ["input_ids", "attention_mask", "token_type_ids", "start_logits", "end_logits"]
    with tempfile.TemporaryDirectory() as scratch:
        whole, prepared = Path(scratch) / "float.onnx", Path(scratch) / "prepared.onnx"
        torch.onnx.export(
            averaged(checkpoints),
            (example, example, torch.zeros_like(example)),
            str(whole),
            input_names=names[:3],
            output_names=names[3:],
            dynamic_axes={name: {0: "examples", 1: "tokens"} for name in names},
            opset_version=17,
            dynamo=False,
        )
        quant_pre_process(str(whole), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(str(prepared), str(out / "model.onnx"), per_channel=True, weight_type=QuantType.QInt8)
    shutil.copyfile(checkpoints[0] / "tokenizer.json", out / "tokenizer.json")
    return hashlib.sha256((out / "model.onnx").read_bytes()).hexdigest()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    options = parser.parse_args()
    print(export(options.checkpoints, options.out))  # noqa: T201


if __name__ == "__main__":
    main()
