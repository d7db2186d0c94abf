"""The loss: what one passage says, and what the passages of a question say beside one another."""

import pytest
import torch

from rag.training.loss import span_loss


def batch(starts: list[int], questions: list[int], width: int = 6) -> dict[str, torch.Tensor]:
    """Passages of `width` tokens, two of which are the question; the answers are one token long."""
    inside = torch.zeros(len(starts), width, dtype=torch.long)
    inside[:, 2:] = 1
    return {
        "attention_mask": torch.ones(len(starts), width, dtype=torch.long),
        "in_passage": inside,
        "start_positions": torch.tensor(starts),
        "end_positions": torch.tensor(starts),
        "questions": torch.tensor(questions),
    }


def scores(at: list[int], height: float, width: int = 6) -> torch.Tensor:
    made = torch.zeros(len(at), width)
    made[torch.arange(len(at)), torch.tensor(at)] = height
    return made


def test_the_right_answers_in_all_passages_cost_nothing() -> None:
    right = scores([3, 0], 40.0)
    right[1, 2:] = -40.0
    assert span_loss(right, right, batch([3, 0], [0, 0])).item() == pytest.approx(0.0, abs=1e-4)


def test_a_rival_that_scores_as_high_costs_a_choice_of_two() -> None:
    alone = scores([3, 0], 40.0)
    drawn = alone.clone()
    drawn[1, 4] = 40.0
    drawn[1, 0] = 80.0
    silent = alone.clone()
    silent[1, 2:] = -40.0
    silent[1, 0] = 80.0
    more = span_loss(drawn, drawn, batch([3, 0], [0, 0])) - span_loss(silent, silent, batch([3, 0], [0, 0]))
    assert more.item() == pytest.approx(torch.log(torch.tensor(2.0)).item(), abs=1e-3)


def test_passages_of_other_questions_are_no_rivals() -> None:
    drawn = scores([3, 4], 40.0)
    assert span_loss(drawn, drawn, batch([3, 4], [0, 1])).item() == pytest.approx(0.0, abs=1e-4)


def test_a_question_without_an_answer_wants_none() -> None:
    silent, spoken = scores([0, 0], 10.0), scores([3, 0], 10.0)
    given = batch([0, 0], [0, 0])
    assert span_loss(silent, silent, given) < span_loss(spoken, spoken, given)


def test_padding_takes_no_part() -> None:
    given = batch([3], [0])
    given["attention_mask"][0, 5] = given["in_passage"][0, 5] = 0
    high = scores([3], 40.0)
    high[0, 5] = 80.0
    assert span_loss(high, high, given).item() == pytest.approx(0.0, abs=1e-4)
