"""Encodes training examples and deals them out in batches."""

import random
from collections.abc import Iterator, Sequence

import torch
from tokenizers import Tokenizer

from rag.training.sources.examples import Example, roughen

MAX_INPUT_PIECES = 288
TOKENS_A_BATCH = 3800
SORTED_TOGETHER = 4000
"""Examples that are sorted by length before they are cut into batches, which pads them least."""

Encoded = tuple[list[int], list[int], int, int]
"""Token ids, token types, and the first and last token of the answer (0, 0: none)."""


class Batches:
    """Encodes examples and deals them out in batches of about equal length and `TOKENS_A_BATCH` tokens."""

    def __init__(self, tokenizer: Tokenizer, rng: random.Random) -> None:
        self.tokenizer = tokenizer
        self.tokenizer.enable_truncation(MAX_INPUT_PIECES, strategy="only_second")
        self.tokenizer.no_padding()
        self.rng = rng

    def deal(self, items: Sequence[Example]) -> Iterator[dict[str, torch.Tensor]]:
        """Batches of examples of like length, in random order.

        Each has `input_ids`, `attention_mask`, `token_type_ids` of shape (examples, tokens) and `start_positions`,
        `end_positions` of shape (examples,).
        """
        encoded = [row for item in items if (row := self.encode(item))]
        self.rng.shuffle(encoded)
        for chunk in range(0, len(encoded), SORTED_TOGETHER):
            rows = sorted(encoded[chunk : chunk + SORTED_TOGETHER], key=lambda row: len(row[0]))
            batches: list[list[Encoded]] = [[]]
            for row in rows:
                if (len(batches[-1]) + 1) * len(row[0]) > TOKENS_A_BATCH:
                    batches.append([])
                batches[-1].append(row)
            self.rng.shuffle(batches)
            yield from (self.tensors(batch) for batch in batches if batch)

    def encode(self, item: Example) -> Encoded | None:
        """One example with one of its answers, or None where that is cut off."""
        encoding = self.tokenizer.encode(roughen(item.question, self.rng), item.passage)
        start = end = 0
        if item.spans:
            first, last = self.rng.choice(item.spans)
            inside = [
                i
                for i, (kind, (a, b)) in enumerate(zip(encoding.sequence_ids, encoding.offsets, strict=True))
                if kind == 1 and a < last and b > first
            ]
            if not inside or encoding.offsets[inside[-1]][1] < last - 1:
                return None
            start, end = inside[0], inside[-1]
        return encoding.ids, encoding.type_ids, start, end

    @staticmethod
    def tensors(rows: Sequence[Encoded]) -> dict[str, torch.Tensor]:
        """A batch, padded to its longest."""
        width = max(len(row[0]) for row in rows)

        def padded(lists: Sequence[list[int]]) -> torch.Tensor:
            return torch.tensor([values + [0] * (width - len(values)) for values in lists])

        lengths = torch.tensor([len(row[0]) for row in rows])
        return {
            "input_ids": padded([row[0] for row in rows]),
            "token_type_ids": padded([row[1] for row in rows]),
            "attention_mask": (torch.arange(width)[None, :] < lengths[:, None]).long(),
            "start_positions": torch.tensor([row[2] for row in rows]),
            "end_positions": torch.tensor([row[3] for row in rows]),
        }
