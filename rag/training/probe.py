"""Measures a checkpoint in training on held-out calibration articles, each question with its gold passage."""

import random
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from rag.answering.extractive.reading.reader import decode
from rag.evaluation.matching import f1
from rag.training.sources.datasets import CALIBRATION_TITLES, from_squad, squad
from rag.training.sources.examples import Example, fit

MAX_INPUT_PIECES = 288


def probe_examples(data: Path, count: int) -> list[Example]:
    """`count` questions about the calibration articles of SQuAD 2.0, half of them answerable, always the same ones."""
    rng = random.Random(0)
    articles = squad(data / "squad2-dev-25-articles.json.gz", CALIBRATION_TITLES.__contains__)
    drawn = list(from_squad(articles))
    rng.shuffle(drawn)
    answerable = [example for example in drawn if example.spans][: count // 2]
    silent = [example for example in drawn if not example.spans][: count - len(answerable)]
    return [short for example in answerable + silent if (short := fit(example, rng))]


def probe(
    model: Any, tokenizer_file: str, examples: Sequence[Example], context: AbstractContextManager[Any]
) -> dict[str, float]:
    """F1 of the best span over the answerable, and how well the score against "no answer" ranks these first (AUC)."""
    tokenizer = Tokenizer.from_file(tokenizer_file)
    tokenizer.enable_truncation(MAX_INPUT_PIECES, strategy="only_second")
    tokenizer.no_padding()
    takes_types = model.config.model_type != "mpnet"
    overlaps, margins, present = [], [], []
    model.eval()
    for example in examples:
        encoding = tokenizer.encode(example.question, example.passage)
        given = {"input_ids": torch.tensor([encoding.ids], device=model.device)}
        if takes_types:
            given["token_type_ids"] = torch.tensor([encoding.type_ids], device=model.device)
        with torch.inference_mode(), context:
            made = model(**given)
        starts, ends = made.start_logits[0].float().cpu().numpy(), made.end_logits[0].float().cpu().numpy()
        reading = decode(encoding, starts, ends, 1)
        margins.append(reading.spans[0].score - reading.null_score)
        present.append(bool(example.spans))
        if example.spans:
            best = example.passage[reading.spans[0].start : reading.spans[0].end]
            overlaps.append(f1(best, [example.passage[start:end] for start, end in example.spans]))
    return {"f1": round(float(np.mean(overlaps)), 4), "auc": round(auc(np.array(margins), np.array(present)), 4)}


def auc(scores: np.ndarray, present: np.ndarray) -> float:
    """The share of pairs of one answerable and one unanswerable question that the scores rank right."""
    wins = scores[present][:, None] - scores[~present][None, :]
    return float((wins > 0).mean() + 0.5 * (wins == 0).mean())
