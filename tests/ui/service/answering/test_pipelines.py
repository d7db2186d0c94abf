"""Which pipeline answers a question."""

import pytest

from rag.models import AnswererName, Question
from rag.pipeline import AnswerPipeline
from ui.service.answering.pipelines import AnswerPipelines, NoLanguageModelError


@pytest.fixture
def pipelines() -> AnswerPipelines:
    extractive, generative = (AnswerPipeline.__new__(AnswerPipeline) for _ in range(2))
    return AnswerPipelines(extractive, generative)


@pytest.mark.parametrize(("asked", "chosen"), [(None, "generative"), ("generative", "generative"), ("extractive",) * 2])
def test_a_question_chooses_among_both(pipelines: AnswerPipelines, asked: AnswererName | None, chosen: str) -> None:
    assert pipelines.chosen(Question("Who?", answerer=asked)) is getattr(pipelines, chosen)


def test_without_a_language_model_none_can_be_chosen(pipelines: AnswerPipelines) -> None:
    alone = AnswerPipelines(pipelines.extractive)
    assert alone.chosen(Question("Who?")) is alone.extractive
    with pytest.raises(NoLanguageModelError, match="No language model is set"):
        alone.chosen(Question("Who?", answerer="generative"))
