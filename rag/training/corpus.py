"""The campaign's mix: which share of each block of training examples comes from which source."""

import collections
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from sentencex import get_sentence_boundaries

from rag.training.sources.datasets import (
    CALIBRATION_TITLES,
    REPORT_TITLES,
    from_articles,
    from_paragraphs,
    from_spans,
    from_squad,
    squad,
)
from rag.training.sources.examples import Example, fit
from rag.training.sources.false_premises import altered
from rag.training.sources.records import span_examples, unanswerable_examples, with_preamble

NEWS = Path(__file__).parent / "data" / "news" / "articles.jsonl"
PARAGRAPHS = Path(__file__).parent / "data" / "paragraphs" / "questions.jsonl"
EVERYDAY = Path(__file__).parent / "data" / "everyday" / "articles.jsonl"
READINGS = Path(__file__).parent / "data" / "readings" / "articles.jsonl"
TWINS = Path(__file__).parent / "data" / "twins" / "articles.jsonl"

SHARES = {
    "twins": 0.9,
    "readings": 0.6,
    "squad": 0.5,
    "news": 0.15,
    "everyday": 0.16,
    "paragraphs": 0.06,
    "squad1_train_du": 0.12,
    "squad1_train_5pct": 0.06,
    "qadiscourse": 0.045,
    "squadshifts_new_wiki": 0.04,
    "nq_oracle": 0.03,
    "qamr": 0.03,
    "fairytaleqa": 0.025,
    "squad2cr-matched-none": 0.025,
    "squad1_train_du-answer-removed-none": 0.025,
    "qed_train_single_sentence": 0.02,
    "qadiscourse-answer-removed-none": 0.02,
    "wikiwhy-made": 0.015,
    "quoref_contrast": 0.01,
    "quoref": 0.01,
    "timeqa": 0.01,
    "hotpotqa_gold": 0.01,
    "onestopqa-other-paragraph-none": 0.01,
    "fairytaleqa-answer-removed-none": 0.01,
    "wikiwhy-made-none": 0.008,
    "squadshifts_reddit": 0.008,
    "qed_train_multi_sentence": 0.006,
    "selqa-answer-removed-none": 0.006,
    "tatqa_dev": 0.005,
    "drop_contrast": 0.004,
    "condaqa-none": 0.004,
    "clapnq-none": 0.004,
    "covidqa": 0.003,
    "hotpotqa_gold-answer-removed-none": 0.003,
    "timeqa-none": 0.003,
    "onestopqa": 0.002,
    "quotesum": 0.001,
    "condaqa": 0.001,
}
"""The size of each source in a block, relative to the others."""
FALSE_PREMISES = 0.09
"""Share of the answerable examples that are asked again with a false premise."""
PREAMBLES = 0.06
"""Share of all examples that are asked again with a preamble."""


class Corpus:
    """All training examples by source, dealt out in blocks that depend on nothing but the seed and their number.

    A run can so go on at any block, on any machine. Each source is walked through in a random order, whole before
    anything is repeated.
    """

    def __init__(self, data: Path, count_tokens: Callable[[str], int], seed: int = 1) -> None:
        """Reads the data folder.

        Args:
            data: Holds `spans.jsonl.gz`, `spans2.jsonl.gz`, `unanswerable2.jsonl.gz`, `squad2-dev-25-articles.json.gz`.
            count_tokens: As for `index.chunking.passages`.
            seed: Decides every draw.
        """
        rng = random.Random(seed)
        held_out = {*CALIBRATION_TITLES, *REPORT_TITLES}
        articles = squad(data / "squad2-dev-25-articles.json.gz", lambda title: title not in held_out)
        self.seed = seed
        self.sources = span_examples(data / "spans2.jsonl.gz") | unanswerable_examples(data / "unanswerable2.jsonl.gz")
        drawn = [
            *from_squad(articles),
            *from_spans(data / "spans.jsonl.gz", rng, 0.35, collections.defaultdict(float, dict.fromkeys(SHARES, 1.0))),
            *from_paragraphs(data / "spans.jsonl.gz", PARAGRAPHS),
            *from_articles(NEWS, count_tokens),
            *(replace(example, source="everyday") for example in from_articles(EVERYDAY, count_tokens)),
            *(replace(example, source="readings") for example in from_articles(READINGS, count_tokens)),
            *(replace(example, source="twins") for example in from_articles(TWINS, count_tokens)),
        ]
        for example in drawn:
            self.sources.setdefault(example.source, []).append(example)

    def block(self, number: int, size: int) -> list[Example]:
        """The examples of one block, shuffled.

        Args:
            number: 0 for the first block.
            size: How many examples the shares are taken of; some more come of them, with changed questions.
        """
        rng = random.Random(f"{self.seed}-{number}")
        whole = sum(SHARES.values())
        drawn: list[Example] = []
        for name, share in SHARES.items():
            drawn.extend(self._deal(name, number, round(size * share / whole)))
        fitted = [short for example in drawn if (short := fit(example, rng))]
        false = [altered(example, rng) for example in fitted if example.spans and rng.random() < FALSE_PREMISES]
        quizzed = [with_preamble(example, _sentences(example), rng) for example in fitted if rng.random() < PREAMBLES]
        fitted.extend(example for example in (*false, *quizzed) if example)
        rng.shuffle(fitted)
        return fitted

    def _deal(self, name: str, number: int, count: int) -> Sequence[Example]:
        """The examples of one source that belong to a block."""
        source = self.sources[name]
        dealt: list[Example] = []
        for at in range(number * count, (number + 1) * count):
            turn, place = divmod(at, len(source))
            if not dealt or place == 0:
                order = list(range(len(source)))
                random.Random(f"{self.seed}-{name}-{turn}").shuffle(order)
            dealt.append(source[order[place]])
        return dealt


def _sentences(example: Example) -> list[tuple[int, int]]:
    return [(one["start_index"], one["end_index"]) for one in get_sentence_boundaries("en", example.passage)]
