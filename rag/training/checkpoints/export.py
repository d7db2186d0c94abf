"""Exports a checkpoint as the reader that is shipped: int8 ONNX with its tokenizer.

    python -m rag.training.checkpoints.export CHECKPOINT... [--out FOLDER] [--small-embeddings]

Several checkpoints are averaged weight by weight first (Wortsman et al. 2022, arXiv 2203.05482). The activations are
evened out before they are quantised (see `rag.training.checkpoints.smoothing`). With
`--small-embeddings` the word embeddings are made small (see `rag.training.checkpoints.vocabulary`).
"""

import argparse
import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from tokenizers import Encoding, Tokenizer
from transformers import AutoModelForQuestionAnswering

from rag.answering.extractive.reading.reader_files import SHIPPED
from rag.training.checkpoints.smoothing import sample, smooth
from rag.training.checkpoints.vocabulary import kept_pieces, renumbered, with_small_embeddings

INPUTS = {"mpnet": ["input_ids", "attention_mask"]}
"""What a type of model takes, where not token types as well."""
OUTPUTS = ["start_logits", "end_logits"]


class Logits(torch.nn.Module):
    """The model's two outputs as a plain pair, which is what ONNX knows."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Start and end logits, each of shape (examples, tokens)."""
        types = {} if token_type_ids is None else {"token_type_ids": token_type_ids}
        made = self.model(input_ids=input_ids, attention_mask=attention_mask, **types)
        return made.start_logits, made.end_logits


def averaged(checkpoints: Sequence[Path]) -> Any:
    """The model whose weights are the mean of the checkpoints'."""
    models = [AutoModelForQuestionAnswering.from_pretrained(path, attn_implementation="eager") for path in checkpoints]
    states = [model.state_dict() for model in models]
    mean = {
        key: torch.stack([state[key].float() for state in states]).mean(0).to(value.dtype)
        for key, value in states[0].items()
    }
    models[0].load_state_dict(mean)
    return models[0].float().eval()


def export(checkpoints: Sequence[Path], out: Path, *, small_embeddings: bool = False) -> str:
    """Writes `model.onnx` and `tokenizer.json` to a folder.

    Returns:
        The SHA-256 of `model.onnx`, as `rag.answering.extractive.reading.reader.SHA256` has it for shipped ones.
    """
    out.mkdir(parents=True, exist_ok=True)
    model, tokenizer = averaged(checkpoints), json.loads((checkpoints[0] / "tokenizer.json").read_text("utf-8"))
    names = INPUTS.get(model.config.model_type, ["input_ids", "attention_mask", "token_type_ids"])
    with torch.no_grad():
        smooth(model, lambda text: model(**_fed(text, names)), sample(Tokenizer.from_str(json.dumps(tokenizer))))
    if small_embeddings:
        kept = kept_pieces(tokenizer)
        tokenizer = renumbered(tokenizer, kept)
        words = model.get_input_embeddings()
        words.weight = torch.nn.Parameter(words.weight[kept], requires_grad=False)
    example = torch.ones(2, 16, dtype=torch.long)
    with tempfile.TemporaryDirectory() as scratch:
        whole, prepared, rounded = (Path(scratch) / f"{name}.onnx" for name in ("float", "prepared", "rounded"))
        torch.onnx.export(
            Logits(model),
            tuple(torch.full_like(example, 5 * (name == "input_ids") + (name == "attention_mask")) for name in names),
            str(whole),
            input_names=names,
            output_names=OUTPUTS,
            dynamic_axes={name: {0: "examples", 1: "tokens"} for name in (*names, *OUTPUTS)},
            opset_version=17,
            dynamo=False,
        )
        quant_pre_process(str(whole), str(prepared), skip_symbolic_shape=True)
        words_node, table = _word_look_up(onnx.load(str(prepared)))
        quantize_dynamic(
            str(prepared),
            str(rounded),
            per_channel=True,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=[words_node] if small_embeddings else [],
        )
        made = onnx.load(str(rounded))
        if small_embeddings:
            with_small_embeddings(made, table)
        onnx.save(made, str(out / "model.onnx"))
    (out / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    return hashlib.sha256((out / "model.onnx").read_bytes()).hexdigest()


def _fed(text: Encoding, names: Sequence[str]) -> dict[str, torch.Tensor]:
    given = {"input_ids": text.ids, "attention_mask": text.attention_mask, "token_type_ids": text.type_ids}
    return {name: torch.tensor([given[name]]) for name in names}


def _word_look_up(model: onnx.ModelProto) -> tuple[str, str]:
    """The names of the node that looks words up and of its table."""
    tables = {one.name for one in model.graph.initializer}
    return next(
        (node.name, node.input[0])
        for node in model.graph.node
        if node.op_type == "Gather" and "word_embeddings" in node.name and node.input[0] in tables
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--small-embeddings", action="store_true")
    options = parser.parse_args()
    digest = export(options.checkpoints, options.out, small_embeddings=options.small_embeddings)
    print(digest)  # noqa: T201


if __name__ == "__main__":
    main()
