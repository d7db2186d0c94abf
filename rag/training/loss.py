"""What training lowers: how far the reader is from the answer in a passage, and among the passages of an article."""

import torch
from torch.nn.functional import cross_entropy

RIVAL_WEIGHT = 0.35
"""Weight of a rival's "no answer" beside a question's own passage: three rivals would else outweigh it."""


def span_loss(starts: torch.Tensor, ends: torch.Tensor, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Cross-entropy of span start and end, in each passage alone and over all passages of a question.

    In each passage position 0 stands for "no answer" (Devlin et al. 2019, arXiv 1810.04805, section 4.3). Over the
    passages of a question one softmax is taken of all their tokens, so that scores can be compared across passages
    (Clark and Gardner 2018, arXiv 1710.10723, "shared-normalization").

    Args:
        starts: Scores of shape (passages, tokens) of a span's first token.
        ends: Likewise of its last.
        batch: As `Batches.deal` gives it.
    """
    questions = batch["questions"]
    first = torch.ones_like(questions, dtype=torch.bool)
    first[1:] = questions[1:] != questions[:-1]
    weights = torch.where(first, 1.0, RIVAL_WEIGHT)
    inside = batch["in_passage"] == 1
    answered = first & (batch["start_positions"] > 0)
    total = starts.new_zeros(())
    for scores, positions in ((starts.float(), batch["start_positions"]), (ends.float(), batch["end_positions"])):
        alone = cross_entropy(scores.masked_fill(batch["attention_mask"] == 0, -1e4), positions, reduction="none")
        total = total + (alone * weights).sum() / weights.sum()
        if answered.any():
            total = total + _shared(scores.masked_fill(~inside, -1e4), positions, questions, answered)
    return total / 2


def _shared(
    scores: torch.Tensor, positions: torch.Tensor, questions: torch.Tensor, answered: torch.Tensor
) -> torch.Tensor:
    """Cross-entropy of the answer among the tokens of all passages of its question, mean over answered questions."""
    width = torch.logsumexp(scores, dim=1)
    peak = width.detach().max()
    summed = scores.new_zeros(int(questions.max()) + 1).index_add(0, questions, torch.exp(width - peak))
    normalizer = torch.log(summed.clamp_min(1e-30)) + peak
    held = torch.gather(scores, 1, positions[:, None])[:, 0]
    return (normalizer[questions] - held)[answered].mean()
