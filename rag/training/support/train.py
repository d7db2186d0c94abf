"""Trains the support model: a cross-encoder that says how likely quotes carry a sentence.

    python -m rag.training.support.train DATA OUT --start CHECKPOINT [--minutes N]

Starts from a reader's checkpoint, whose layers already compare two texts. The learning rate falls to nothing over the
time that is given, so that a run on a busy machine ends when it should. `rag.training.support.export` makes what is
shipped.
"""

import argparse
import json
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Encoding, Tokenizer
from transformers import AutoModelForSequenceClassification

from index.models import Article
from rag.training.probe import auc
from rag.training.support.near_misses import near_miss_pairs
from rag.training.support.pairs import ClaimPair, drawn, is_held_out, public_pairs
from rag.training.train import autocast

OWN = ("news", "everyday")
MAX_PIECES = 160
PIECES_A_STEP = 2600
WARM_UP_SHARE = 0.04
BLOCK = 1500
"""Pairs among which batches of like length are formed."""


def build(start: Path, frozen_layers: int) -> Any:
    """The model with its embeddings and lowest layers frozen, and a head of its own."""
    model = AutoModelForSequenceClassification.from_pretrained(
        start,
        num_labels=1,
        dtype=torch.float32,
        attn_implementation="eager",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    for parameter in model.base_model.embeddings.parameters():
        parameter.requires_grad_(False)
    for layer in model.base_model.encoder.layer[:frozen_layers]:
        for parameter in layer.parameters():
            parameter.requires_grad_(False)
    return model


def own_pairs(held_titles: frozenset[str], seed: int) -> list[ClaimPair]:
    """Near misses of the project's own articles, save those of which pairs are reported on."""
    folder = Path(__file__).parents[1] / "data"
    rows = [json.loads(line) for name in OWN for line in (folder / name / "articles.jsonl").open(encoding="utf-8")]
    articles = [Article(row["title"], row["text"], "") for row in rows if row["title"] not in held_titles]
    return list(near_miss_pairs(articles, random.Random(seed)))


def batches(pairs: Sequence[ClaimPair], tokenizer: Tokenizer) -> Iterator[dict[str, torch.Tensor]]:
    """Batches of pairs of like length, their order by chance where the pairs' is."""
    for first in range(0, len(pairs), BLOCK):
        block = pairs[first : first + BLOCK]
        encoded = list(zip(tokenizer.encode_batch([(p.claim, p.evidence) for p in block]), block, strict=True))
        encoded.sort(key=lambda each: len(each[0]))
        made: list[list[tuple[Encoding, ClaimPair]]] = [[]]
        for each in encoded:
            if (len(made[-1]) + 1) * len(each[0]) > PIECES_A_STEP:
                made.append([])
            made[-1].append(each)
        random.Random(first).shuffle(made)
        yield from (padded(batch) for batch in made if batch)


def padded(batch: Sequence[tuple[Encoding, ClaimPair]]) -> dict[str, torch.Tensor]:
    """Tensors of the same width."""
    width = max(len(encoding) for encoding, _ in batch)
    rows = {"input_ids": "ids", "token_type_ids": "type_ids", "attention_mask": "attention_mask"}
    given = {
        name: torch.tensor([[*getattr(each, field), *([0] * (width - len(each)))] for each, _ in batch])
        for name, field in rows.items()
    }
    return {**given, "labels": torch.tensor([float(pair.supported) for _, pair in batch])}


def train(options: argparse.Namespace) -> None:
    """Trains for the time that is given, measures on what is held out, and leaves a checkpoint."""
    torch.manual_seed(options.seed)
    model = build(options.start, options.frozen_layers)
    tokenizer = Tokenizer.from_file(str(options.start / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_PIECES, strategy="only_second")
    tokenizer.no_padding()
    held_titles = frozenset(options.held_titles.read_text(encoding="utf-8").splitlines())
    everything = [*public_pairs(options.data), *own_pairs(held_titles, options.seed)]
    held = [pair for pair in everything if is_held_out(pair)]
    seen = [pair for pair in everything if not is_held_out(pair)]
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    head = {id(parameter) for module in (model.bert.pooler, model.classifier) for parameter in module.parameters()}
    groups = [
        {"params": [p for p in trained if id(p) not in head], "scale": 1.0},
        {"params": [p for p in trained if id(p) in head], "scale": options.head_rate},
    ]
    optimizer = torch.optim.AdamW(groups, lr=options.rate, weight_decay=0.01)
    log(f"{len(seen)} pairs, {len(held)} held out")
    began, step, epoch, losses = time.monotonic(), 0, 0, [0.0]
    saved = began
    while (share := (time.monotonic() - began) / (60 * options.minutes)) < 1:
        for batch in batches(drawn(seen, random.Random(f"{options.seed}-{epoch}")), tokenizer):
            share = (time.monotonic() - began) / (60 * options.minutes)
            if share >= 1:
                break
            losses.append(advance(model, optimizer, batch, options.rate * rate_at(share)))
            step += 1
            if step % 50 == 0:
                log(f"epoch {epoch} step {step} {share:.2f} loss {sum(losses[-50:]) / len(losses[-50:]):.4f}")
            if time.monotonic() - saved > 60 * options.save_minutes:
                saved = time.monotonic()
                save(model, options)
        epoch += 1
    save(model, options)
    measure(model, tokenizer, held)


def rate_at(share: float) -> float:
    """The share of the peak learning rate after a share of the time."""
    return min(1.0, (share + 1e-4) / WARM_UP_SHARE, 1.0 - share)


def advance(model: Any, optimizer: torch.optim.Optimizer, batch: dict[str, torch.Tensor], rate: float) -> float:
    """One step; returns its loss."""
    model.train()
    for group in optimizer.param_groups:
        group["lr"] = rate * group["scale"]
    labels = batch.pop("labels")
    with autocast("cpu"):
        logits = model(**batch).logits
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits.float()[:, 0], labels)
    torch.autograd.backward(loss)
    torch.nn.utils.clip_grad_norm_([p for group in optimizer.param_groups for p in group["params"]], 1.0)
    optimizer.step()
    optimizer.zero_grad()
    return float(loss.item())


def save(model: Any, options: argparse.Namespace) -> None:
    """Writes the checkpoint."""
    model.save_pretrained(options.out)
    shutil.copyfile(options.start / "tokenizer.json", options.out / "tokenizer.json")


def measure(model: Any, tokenizer: Tokenizer, held: Sequence[ClaimPair]) -> None:
    """Prints AUC and the best balanced accuracy of each source."""
    model.eval()
    found: dict[str, list[tuple[float, bool]]] = {}
    for pair in held:
        encoding = tokenizer.encode(pair.claim, pair.evidence)
        given = {"input_ids": [encoding.ids], "token_type_ids": [encoding.type_ids]}
        with torch.inference_mode():
            logit = float(model(**{name: torch.tensor(value) for name, value in given.items()}).logits[0, 0])
        found.setdefault("own" if pair.source.startswith("own") else pair.source, []).append((logit, pair.supported))
    for source, rows in [("all", [row for each in found.values() for row in each]), *found.items()]:
        scores, labels = torch.tensor([row[0] for row in rows]).numpy(), torch.tensor([row[1] for row in rows]).numpy()
        if labels.any() and not labels.all():
            balanced = ((scores > 0)[labels].mean() + (scores <= 0)[~labels].mean()) / 2
            log(f"{source}: {len(rows)} pairs, AUC {auc(scores, labels):.3f}, balanced accuracy at 0 {balanced:.3f}")


def log(line: str) -> None:
    """Prints a line at once."""
    print(time.strftime("%H:%M:%S"), line, flush=True)  # noqa: T201


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--start", type=Path, required=True, help="folder of the reader's checkpoint to start from")
    parser.add_argument(
        "--held-titles", type=Path, required=True, help="titles of own articles to leave out, one a line"
    )
    parser.add_argument("--minutes", type=float, default=50)
    parser.add_argument("--save-minutes", type=float, default=10)
    parser.add_argument("--frozen-layers", type=int, default=2)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--head-rate", type=float, default=5.0, help="times the rate, for the head, which is new")
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args(arguments))


if __name__ == "__main__":
    main()
