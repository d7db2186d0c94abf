"""Encodes training examples and deals them out in batches."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import torch
from tokenizers import Tokenizer

from rag.training.sources.examples import Example, roughen

MAX_INPUT_PIECES = 288
TOKENS_A_BATCH = 3800
WIDTH = 8
"""Batches are a multiple of it wide, in tokens."""
SORTED_TOGETHER = 4000
"""Examples that are sorted by length before they are cut into batches, which pads them least."""

Encoded = tuple[list[int], list[int], list[int], int, int]
"""Token ids, token types, which tokens are the passage's, and the first and last of the answer (0, 0: none)."""
Asked = list[Encoded]
"""A question with its passage and with each of that one's rivals."""


class Batches:
    """Encodes examples and deals them out in batches of about equal length and `TOKENS_A_BATCH` tokens."""

    def __init__(self, tokenizer: Tokenizer, rng: random.Random) -> None:
        self.tokenizer = tokenizer
        self.tokenizer.enable_truncation(MAX_INPUT_PIECES, strategy="only_second")
        self.tokenizer.no_padding()
        self.rng = rng

    def deal(self, items: Sequence[Example]) -> Iterator[dict[str, torch.Tensor]]:
        """Batches of examples of like length, in random order; an example and its rivals stay together.

        Each has `input_ids`, `attention_mask`, `token_type_ids`, `in_passage` of shape (passages, tokens) and
        `start_positions`, `end_positions`, `questions` of shape (passages,); the last numbers the questions of the
        batch from 0.
        """
        asked = [rows for item in items if (rows := self.rows(item))]
        self.rng.shuffle(asked)
        for chunk in range(0, len(asked), SORTED_TOGETHER):
            batches: list[list[Asked]] = [[]]
            count = 0
            for rows in sorted(asked[chunk : chunk + SORTED_TOGETHER], key=_longest):
                if batches[-1] and (count + len(rows)) * _longest(rows) > TOKENS_A_BATCH:
                    batches.append([])
                    count = 0
                batches[-1].append(rows)
                count += len(rows)
            self.rng.shuffle(batches)
            yield from (self.tensors(batch) for batch in batches if batch)

    def rows(self, item: Example) -> Asked | None:
        """One example and its rivals, with one wording of the question; None where the answer is cut off."""
        question = roughen(item.question, self.rng)
        own = self.encode(replace(item, question=question))
        if own is None:
            return None
        rivals = (self.encode(replace(item, question=question, passage=text, spans=())) for text in item.rivals)
        return [own, *(row for row in rivals if row)]

    def encode(self, item: Example) -> Encoded | None:
        """One example with one of its answers, or None where that is cut off."""
        encoding = self.tokenizer.encode(item.question, item.passage)
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
        in_passage = [int(kind == 1) for kind in encoding.sequence_ids]  # not every model has types for its tokens
        return encoding.ids, encoding.type_ids, in_passage, start, end

    @staticmethod
    def tensors(asked: Sequence[Asked]) -> dict[str, torch.Tensor]:
        """A batch, padded to its longest."""
        rows = [row for group in asked for row in group]
        # Few widths, so that memory and compiled kernels are used again.
        width = WIDTH * -(-max(len(row[0]) for row in rows) // WIDTH)

        def padded(lists: Sequence[list[int]]) -> torch.Tensor:
            return torch.tensor([values + [0] * (width - len(values)) for values in lists])

        lengths = torch.tensor([len(row[0]) for row in rows])
        return {
            "input_ids": padded([row[0] for row in rows]),
            "token_type_ids": padded([row[1] for row in rows]),
            "attention_mask": (torch.arange(width)[None, :] < lengths[:, None]).long(),
            "in_passage": padded([row[2] for row in rows]),
            "start_positions": torch.tensor([row[3] for row in rows]),
            "end_positions": torch.tensor([row[4] for row in rows]),
            "questions": torch.tensor([number for number, group in enumerate(asked) for _ in group]),
        }


def _longest(rows: Asked) -> int:
    return max(len(row[0]) for row in rows)
