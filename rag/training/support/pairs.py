"""Labelled pairs of a sentence and what is to carry it: read, shortened to what can be read, and split by evidence."""

import gzip
import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.text.sentences import sentence_spans
from rag.nlp.stemming import stems

PUBLIC = "support.jsonl.gz"
SHARES = {
    "fever_dev": 0.7,
    "foolmetwice": 2.0,
    "wice": 4.0,
    "wice-nongold": 2.0,
    "clapnq": 2.0,
    "quotesum": 1.0,
    "begin": 0.3,
    "q2_wow": 0.3,
    "factcheckgpt": 0.4,
    "summedits": 0.0,
    "expertqa": 0.6,
    "own-unchanged": 0.35,
    "own-elaborated": 0.5,
    "own-denied": 0.6,
    "own-other_number": 0.6,
    "own-other_name": 0.6,
    "own-opposed": 0.7,
    "own-without_last_clause": 1.5,
    "own-without_opening": 3.0,
    "own-assured": 2.0,
    "own-widened": 3.0,
    "own-other_speaker": 3.0,
}
"""How often a source's pairs are seen in a pass, where not once: chat and noisy labels less, careful ones more."""
MAX_CLAIM_WORDS, MAX_EVIDENCE_WORDS = 45, 90
HELD_SHARE = 0.08
"""Of the evidence texts, set apart to be measured on."""


@dataclass(frozen=True, slots=True)
class ClaimPair:
    """A claim, the text that is to carry it, whether it does, and where the pair is from."""

    claim: str
    evidence: str
    supported: bool
    source: str
    group: str
    """What stands for its article: pairs of one group are on the same side of the split."""


def public_pairs(data: Path) -> Iterator[ClaimPair]:
    """The pairs of the public sets, save claims that are too long to be one sentence."""
    with gzip.open(data / PUBLIC, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if len(row["claim"].split()) <= MAX_CLAIM_WORDS:
                evidence = nearest_sentences(row["claim"], row["evidence"])
                yield ClaimPair(
                    row["claim"], evidence, row["label"] == "supported", row["source"], row["evidence"][:60]
                )


def is_held_out(pair: ClaimPair) -> bool:
    """Whether a pair is set apart: by its group, so that no article is on both sides."""
    return int(hashlib.sha256(pair.group.encode()).hexdigest(), 16) % 1000 < HELD_SHARE * 1000


def drawn(pairs: list[ClaimPair], rng: random.Random) -> list[ClaimPair]:
    """One pass through the pairs, each source as often as `SHARES` says."""
    chosen = []
    for pair in pairs:
        share = SHARES.get(pair.source, 1.0)
        chosen += [pair] * (int(share) + (rng.random() < share % 1))
    rng.shuffle(chosen)
    return chosen


def nearest_sentences(claim: str, evidence: str) -> str:
    """The evidence, or of a long one the sentences that share most words with the claim, in their order."""
    if len(evidence.split()) <= MAX_EVIDENCE_WORDS:
        return evidence
    said = set(stems(claim))
    spans = [evidence[start:end].strip() for start, end in sentence_spans(evidence, 0, len(evidence))]
    shared = [len(said & set(stems(span))) for span in spans]
    kept: set[int] = set()
    words = 0
    for at in sorted(range(len(spans)), key=lambda at: -shared[at]):
        words += len(spans[at].split())
        if kept and words > MAX_EVIDENCE_WORDS:
            break
        kept.add(at)
    return " ".join(spans[at] for at in sorted(kept))
