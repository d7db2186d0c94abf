"""Which pipeline answers a question."""

import pytest

from rag.models import Question
from rag.pipeline import AnswerPipeline
from ui.service.answering.pipelines import AnswerPipelines, NoLanguageModelError

OWN, FIRST, SECOND = (AnswerPipeline.__new__(AnswerPipeline) for _ in range(3))
MODELS = {"openai:first": FIRST, "ollama:second": SECOND}


@pytest.mark.parametrize(
    ("default", "asked", "chosen"),
    [
        ("openai:first", Question("Who?"), FIRST),
        ("openai:first", Question("Who?", answerer="extractive"), OWN),
        ("openai:first", Question("Who?", model="ollama:second"), SECOND),
        ("", Question("Who?"), OWN),
        ("", Question("Who?", answerer="generative"), FIRST),
        ("", Question("Who?", answerer="generative", model="ollama:second"), SECOND),
    ],
)
def test_a_question_chooses_who_answers(default: str, asked: Question, chosen: AnswerPipeline) -> None:
    assert AnswerPipelines(OWN, MODELS, default).chosen(asked) is chosen


def test_a_model_that_is_not_allowed_is_refused_in_a_sentence() -> None:
    with pytest.raises(NoLanguageModelError, match="'openai:x' may not be chosen here: openai:first, ollama:second"):
        AnswerPipelines(OWN, MODELS).chosen(Question("Who?", model="openai:x"))


@pytest.mark.parametrize("asked", [Question("Who?", answerer="generative"), Question("Who?", model="openai:first")])
def test_without_a_language_model_none_can_be_chosen(asked: Question) -> None:
    with pytest.raises(NoLanguageModelError, match="No language model is set"):
        AnswerPipelines(OWN).chosen(asked)
