"""Trains the support reader: does a quote carry this sentence?

    python -m rag.support.train DATA OUT --checkpoint FOLDER [--steps N]

A cross-encoder on the reader's encoder (Nogueira and Cho 2019, arXiv 1901.04085), trained by binary cross-entropy on
statements made of questions and answers (`rag.support.statements`). DATA is the folder that the reader is trained on;
SQuAD's held-out articles are left out here too.
"""

import argparse
import gzip
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import AutoModelForSequenceClassification

from rag.reader.sources import CALIBRATION_TITLES, REPORT_TITLES, detokenise, squad
from rag.reader.train import rate
from rag.support.statements import Statement, from_passage, from_question

SHARES = {"squadshifts_new_wiki": 1.0, "qed_train_single_sentence": 1.0, "qed_train_multi_sentence": 0.6}
"""How much of each source is used; questions of reviews and forums rarely make sentences."""
PASSAGES = 0.6
"""Share of the passages whose own sentences are used too."""
LONGEST_INPUT = 120
TOKENS_A_BATCH = 1200
FROZEN_LAYERS = 2
"""The lowest ones, which know words rather than what is asked of them."""
HEAD_RATE = 10.0


def statements(data: Path, rng: random.Random) -> list[Statement]:
    """One pass over all sources, shuffled."""
    made = [*_from_spans(data / "spans.jsonl.gz", rng), *_from_squad(data / "squad2-dev-25-articles.json.gz", rng)]
    rng.shuffle(made)
    return made


def _from_spans(path: Path, rng: random.Random) -> Iterator[Statement]:
    by_context: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for record in map(json.loads, file):
            if rng.random() < SHARES.get(record["src"], 0.0):
                clean = detokenise if record["src"].startswith("qed") else str
                by_context[clean(record["context"])].append((record["question"], clean(record["answers"][0]["text"])))
    for context, asked in by_context.items():
        yield from _from_context(context, asked, [], rng)


def _from_squad(path: Path, rng: random.Random) -> Iterator[Statement]:
    held_out = set(CALIBRATION_TITLES) | set(REPORT_TITLES)
    for article in squad(path, lambda title: title not in held_out):
        for paragraph in article["paragraphs"]:
            asked: list[tuple[str, str]] = []
            tempting: list[tuple[str, str]] = []
            for question in paragraph["qas"]:
                answers = question["answers"] or question.get("plausible_answers", [])
                if answers:
                    (asked if question["answers"] else tempting).append((question["question"], answers[0]["text"]))
            yield from _from_context(paragraph["context"], asked, tempting, rng)


def _from_context(
    context: str, asked: Sequence[tuple[str, str]], tempting: Sequence[tuple[str, str]], rng: random.Random
) -> Iterator[Statement]:
    """Statements from a passage's questions; with a tempting wrong answer, a question makes false ones only."""
    answers = [answer for _, answer in asked]
    for wrong, pairs in ((False, asked), (True, tempting)):
        for question, answer in pairs:
            start = context.find(answer)
            if start >= 0:
                for one in from_question(question, context, (start, start + len(answer)), answers, rng):
                    if not wrong:
                        yield one
                    elif one.supported:
                        yield Statement(one.sentence, one.quotes, False)
    if rng.random() < PASSAGES:
        yield from from_passage(context, rng)


class Batches:
    """Encodes statements and deals them out in batches of about equal length."""

    def __init__(self, tokenizer: Tokenizer, rng: random.Random) -> None:
        self._tokenizer = tokenizer
        self._tokenizer.enable_truncation(LONGEST_INPUT)
        self._tokenizer.enable_padding()
        self._rng = rng

    def deal(self, items: Sequence[Statement]) -> Iterator[dict[str, torch.Tensor]]:
        """Batches: `input_ids`, `attention_mask`, `token_type_ids` (statements, tokens) and `labels` (statements)."""
        rows = sorted(items, key=lambda item: len(item.sentence) + sum(map(len, item.quotes)) + self._rng.random() * 40)
        groups: list[list[Statement]] = [[]]
        for row in rows:
            width = (len(row.sentence) + sum(map(len, row.quotes))) // 4 + 4
            if (len(groups[-1]) + 1) * min(width, LONGEST_INPUT) > TOKENS_A_BATCH:
                groups.append([])
            groups[-1].append(row)
        self._rng.shuffle(groups)
        for group in groups:
            encoded = self._tokenizer.encode_batch([(item.sentence, " ".join(item.quotes)) for item in group])
            yield {
                "input_ids": torch.tensor([each.ids for each in encoded]),
                "attention_mask": torch.tensor([each.attention_mask for each in encoded]),
                "token_type_ids": torch.tensor([each.type_ids for each in encoded]),
                "labels": torch.tensor([float(item.supported) for item in group]),
            }


def train(options: argparse.Namespace) -> None:
    """Runs `options.steps` steps and leaves a checkpoint in `options.out`."""
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    model = AutoModelForSequenceClassification.from_pretrained(
        options.checkpoint, num_labels=1, attn_implementation="sdpa", dtype=torch.float32
    )
    model.train()
    for part in (model.base_model.embeddings, *model.base_model.encoder.layer[:FROZEN_LAYERS]):
        part.requires_grad_(False)
    body = [p for p in model.base_model.parameters() if p.requires_grad]
    head = list(model.classifier.parameters())
    optimizer = torch.optim.AdamW(
        [{"params": body, "scale": 1.0}, {"params": head, "scale": HEAD_RATE}], lr=options.rate, weight_decay=0.01
    )
    tokenizer_file = str(Path(options.checkpoint) / "tokenizer.json")
    batches = Batches(Tokenizer.from_file(tokenizer_file), random.Random(options.seed))
    step, losses, started, draw = 0, [], time.time(), 0
    while step < options.steps:
        drawn = statements(options.data, random.Random(options.seed * 1000 + draw))
        draw += 1
        for batch in batches.deal(drawn):
            labels = batch.pop("labels")
            for part in optimizer.param_groups:
                part["lr"] = options.rate * part["scale"] * rate(step, options.steps, 0.5)
            loss = torch.nn.functional.binary_cross_entropy_with_logits(model(**batch).logits[:, 0], labels)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(body + head, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            losses.append(loss.item())
            step += 1
            if step % 25 == 0:
                pace = (time.time() - started) / step
                said = {"step": step, "loss": sum(losses[-25:]) / 25, "seconds_a_step": pace, "drawn": len(drawn)}
                print(json.dumps(said), flush=True)  # noqa: T201
            if step % options.save_every == 0 or step == options.steps:
                model.save_pretrained(options.out / f"step-{step}")
                batches._tokenizer.save(str(options.out / f"step-{step}" / "tokenizer.json"))
            if step == options.steps:
                return


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--checkpoint", type=Path, required=True, help="a reader's checkpoint to start from")
    parser.add_argument("--steps", type=int, default=1200)
    parser.add_argument("--rate", type=float, default=8e-5)
    parser.add_argument("--save-every", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
