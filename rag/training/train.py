"""Trains a reader in the background, over many sittings and machines: every run goes on from its last checkpoint.

    python -m rag.training.train DATA OUT --start ENCODER [--steps N] [--decay N]

OUT holds one run: the newest checkpoint (`last/`: trained weights, optimizer, step) and the curve (`log.jsonl`). The
learning rate warms up and stays flat, so that a run has no planned end; `--decay N` goes on from the newest checkpoint
for N steps while the rate falls to nothing, in a folder of its own, which gives what is shipped (Hägele et al. 2024,
arXiv 2405.18392). `rag.training.loss` says what is lowered.
"""

import argparse
import json
import random
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import AutoModelForQuestionAnswering

from rag.training.corpus import Corpus
from rag.training.loss import span_loss
from rag.training.probe import probe, probe_examples
from rag.training.sources.batches import Batches

BLOCK_EXAMPLES = 4000
"""Examples dealt out at a time; a resumed run begins its block anew, so that at most this much is seen twice."""
WARM_UP_STEPS = 60


@dataclass
class Progress:
    """Where a run stands."""

    step: int = 0
    block: int = 0
    seconds: float = 0.0


def build(start: str, frozen_layers: int, layers: int = 0) -> Any:
    """The model with its embeddings and lowest layers frozen: they change least and cost most of the time.

    Args:
        start: Folder of the encoder.
        frozen_layers: How many of the lowest layers stay as they are.
        layers: How many of the lowest layers to keep, 0 for all (Sajjad et al. 2020, arXiv 2004.03844).
    """
    kept = {"num_hidden_layers": layers} if layers else {}
    model = AutoModelForQuestionAnswering.from_pretrained(
        start, attn_implementation="eager", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, **kept
    )
    for parameter in model.base_model.embeddings.parameters():
        parameter.requires_grad_(False)
    for layer in model.base_model.encoder.layer[:frozen_layers]:
        for parameter in layer.parameters():
            parameter.requires_grad_(False)
    return model


def computes_in_bfloat16(device: str) -> bool:
    """Whether the device multiplies in bfloat16 faster than in float32."""
    return device == "cuda" or torch.cpu._is_avx512_bf16_supported()


def autocast(device: str) -> torch.autocast:
    """bfloat16 where the device computes in it, else a context that changes nothing."""
    return torch.autocast(device, dtype=torch.bfloat16, enabled=computes_in_bfloat16(device))


def save(folder: Path, model: torch.nn.Module, optimizer: torch.optim.Optimizer, progress: Progress) -> None:
    """Writes a checkpoint beside the old one, then takes its place: a kill leaves one of the two whole."""
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    weights = {name: value for name, value in model.named_parameters() if value.requires_grad}
    torch.save({"weights": weights, "optimizer": optimizer.state_dict(), **vars(progress)}, fresh / "state.pt")
    old = folder.with_name(folder.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def resume(folder: Path, model: torch.nn.Module, optimizer: torch.optim.Optimizer) -> Progress:
    """Loads the checkpoint in `folder`, or in its predecessor; a new `Progress` where there is none."""
    for path in (folder / "state.pt", folder.with_name(folder.name + ".old") / "state.pt"):
        if path.exists():
            state = torch.load(path, map_location="cpu", weights_only=True)
            missing = model.load_state_dict(state["weights"], strict=False)
            if missing.unexpected_keys:
                raise ValueError(f"{path} belongs to another model: it has {missing.unexpected_keys[0]!r}.")
            if "optimizer" in state:
                optimizer.load_state_dict(state["optimizer"])
            return Progress(state["step"], state["block"], state["seconds"])
    return Progress()


def train(options: argparse.Namespace) -> None:
    """Trains up to `options.steps` steps in all, or a decay of `options.decay` steps, and leaves checkpoints."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(options.seed)
    model: Any = build(options.start, options.frozen_layers, options.layers).to(device)
    if computes_in_bfloat16(device):
        for module in model.base_model.encoder.layer[: options.frozen_layers].modules():
            if isinstance(module, torch.nn.Linear):
                module.to(torch.bfloat16)  # a frozen weight would else be cast anew in each step
    tokenizer_file = str(Path(options.start) / "tokenizer.json")
    counter = Tokenizer.from_file(tokenizer_file)
    counter.no_truncation()
    counter.no_padding()
    trained = [p for p in model.parameters() if p.requires_grad]
    head = {id(p) for p in model.qa_outputs.parameters()}
    groups = [
        {"params": [p for p in trained if id(p) not in head], "scale": 1.0},
        {"params": [p for p in trained if id(p) in head], "scale": options.head_rate},
    ]
    optimizer = torch.optim.AdamW(groups, lr=options.rate, weight_decay=0.01)
    last = options.out / "last"
    progress = resume(last, model, optimizer)
    first_step = progress.step
    if options.decay:
        last = options.out / f"decay-{first_step}-{options.decay}" / "last"
        progress = resume(last, model, optimizer) if last.exists() else progress
    last.parent.mkdir(parents=True, exist_ok=True)
    corpus = Corpus(options.data, lambda text: len(counter.encode(text, add_special_tokens=False).ids), options.seed)
    probes = probe_examples(options.data, options.probe_examples)
    end = first_step + options.decay if options.decay else options.steps
    sizes = {name: len(examples) for name, examples in corpus.sources.items()}
    log(last.parent, {"resumed": progress.step, "device": device, "sources": sizes})
    losses: list[float] = []
    while progress.step < end:
        batches = Batches(Tokenizer.from_file(tokenizer_file), random.Random(f"{options.seed}-{progress.block}"))
        for batch in batches.deal(corpus.block(progress.block, BLOCK_EXAMPLES)):
            began = time.monotonic()
            share = decayed(progress.step, first_step, end) if options.decay else warmed(progress.step)
            losses.append(advance(model, optimizer, batch, device, options.rate * share))
            progress.step += 1
            progress.seconds += time.monotonic() - began
            if progress.step % 25 == 0:
                mean = sum(losses[-25:]) / len(losses[-25:])
                log(last.parent, {"step": progress.step, "loss": round(mean, 4), "seconds": round(progress.seconds)})
            if progress.step % options.save_every == 0 or progress.step == end:
                save(last, model, optimizer, progress)
                if options.decay:  # one may be stopped before its end too
                    whole = {name: value.float() for name, value in model.state_dict().items()}
                    model.save_pretrained(last.parent / "model", state_dict=whole)
                    shutil.copyfile(tokenizer_file, last.parent / "model" / "tokenizer.json")
            if progress.step % options.probe_every == 0 or progress.step == end:
                log(last.parent, {"step": progress.step, **probe(model, tokenizer_file, probes, autocast(device))})
            if progress.step == end:
                break
        progress.block += 1


def warmed(step: int) -> float:
    """The share of the peak learning rate in an ordinary run."""
    return min(1.0, (step + 1) / WARM_UP_STEPS)


def decayed(step: int, first: int, end: int) -> float:
    """The share of the peak learning rate in a decay from step `first` to step `end`."""
    return (end - step) / (end - first)


def advance(
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    batch: dict[str, torch.Tensor],
    device: str,
    rate: float,
) -> float:
    """One step; returns its loss."""
    model.train()
    for group in optimizer.param_groups:
        group["lr"] = rate * group["scale"]
    with autocast(device):
        scores = model(**inputs(model, batch, device))
    loss = span_loss(scores.start_logits, scores.end_logits, {name: value.to(device) for name, value in batch.items()})
    torch.autograd.backward(loss)
    torch.nn.utils.clip_grad_norm_([p for group in optimizer.param_groups for p in group["params"]], 1.0)
    optimizer.step()
    optimizer.zero_grad()
    return float(loss.item())


def inputs(model: Any, batch: dict[str, torch.Tensor], device: str) -> dict[str, torch.Tensor]:
    """What the model reads of a batch: MPNet has no token types and pads with 1."""
    batch = {name: batch[name] for name in ("input_ids", "attention_mask", "token_type_ids")}
    if model.config.model_type == "mpnet":
        batch = {name: value for name, value in batch.items() if name != "token_type_ids"}
        padding = batch["attention_mask"] == 0
        batch["input_ids"] = batch["input_ids"].masked_fill(padding, model.config.pad_token_id)
    return {name: value.to(device) for name, value in batch.items()}


def log(folder: Path, row: dict[str, Any]) -> None:
    """Appends a line to the run's log, and prints it."""
    line = json.dumps({"at": time.strftime("%Y-%m-%d %H:%M:%S"), **row})
    with (folder / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    print(line, flush=True)  # noqa: T201


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--start", required=True, help="folder of the encoder to start from")
    parser.add_argument("--frozen-layers", type=int, default=4)
    parser.add_argument("--layers", type=int, default=0, help="keep only so many of the encoder's lowest layers")
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--decay", type=int, default=0, help="let the learning rate fall to nothing over so many steps")
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--head-rate", type=float, default=6.0, help="times the rate, for a span head that is new")
    parser.add_argument("--save-every", type=int, default=50)
    parser.add_argument("--probe-every", type=int, default=250)
    parser.add_argument("--probe-examples", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args(arguments))


if __name__ == "__main__":
    main()
