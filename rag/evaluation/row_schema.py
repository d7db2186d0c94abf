"""One line of a question set: its fields, and what is wrong with a line that does not have them."""

from difflib import get_close_matches
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from rag.models import Status


def _listed(value: Any) -> Any:
    if isinstance(value, str):
        return [value]
    return [] if value is None else value


Texts = Annotated[list[Annotated[str, Field(min_length=1)]], BeforeValidator(_listed)]
"""Texts; a line may also give a single one, or null for none."""


class ArticleText(BaseModel):
    """An article that the line itself holds."""

    title: str = ""
    text: str


class QuestionRow(BaseModel):
    """A question with what is known about its right answer.

    Attributes:
        question: As people type it.
        article: The path of a text or Markdown file relative to the set, or the text itself.
        answers: Wordings that count as right.
        answerable: Whether the article has the answer; not given: whether there are answers.
        evidence: The article's exact sentences that carry the answer.
        type: The question's type; not given: by its first question word.
        id: The same in every run; not given: made of article and question.
        kind: What the question is after, such as "speaker" or "table"; figures are reported by it.
        style: How it is typed, such as "keywords" or "typos"; likewise.
        forbid: Texts that must not stand in the answer, such as the name of another speaker.
        short: Short answers that count as right; another one, which the page shows in bold, makes an answer wrong.
        yes: The answer to a yes/no question; null where the article leaves it open.
        contradicted_by: The article's exact sentences that contradict what the question takes for granted.
        status: The status that the answer must have, such as "chat" for a greeting; not given: by `answerable`.
        all_of: Texts that must all stand in the answer, such as both sides of a comparison.
        items: The same of a list's entries.
        points: How many sentences or entries the answer must have, as of a summary in three points.
        count: The number that must stand in the answer, where something is counted.
        word: What is counted.
        intent: What kind of request it is; for readers, and for `rag.training.fit_intents`.
        follows: What a turn of a conversation leans on, such as "pronoun"; figures are reported by it.
        standalone: A turn as it would be asked alone.
        verdict: "up" or "down", of a reader; like the four after it as `article-chat feedback` writes them.
    """

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1)
    article: str | ArticleText
    answers: list[str] = []
    answerable: bool | None = None
    evidence: list[str] = []
    type: str = ""
    id: str = ""
    kind: str = ""
    style: str = ""
    forbid: Texts = []
    short: Texts = []
    yes: bool | None = None
    contradicted_by: Texts = []
    status: Status | None = None
    all_of: Texts = []
    items: Texts = []
    points: int | None = Field(default=None, ge=1)
    count: int | None = Field(default=None, ge=0)
    word: str = ""
    intent: str = ""
    follows: str = ""
    standalone: str = ""
    verdict: object = None
    reason: object = None
    given_at: object = None
    asked_as: object = None
    answer: object = None

    @model_validator(mode="after")
    def _can_be_scored(self) -> Self:
        if self.answerable and not (self.answers or self.evidence):
            raise ValueError("an answerable question needs answers or evidence")
        return self


class ConversationRow(BaseModel):
    """A conversation about an article: its turns are questions that are asked one after the other."""

    model_config = ConfigDict(extra="forbid")

    article: str | ArticleText
    turns: list[dict[str, Any]] = Field(min_length=1)

    def questions(self) -> list[QuestionRow]:
        """The turns as questions about the article."""
        return [QuestionRow.model_validate({**turn, "article": self.article}) for turn in self.turns]


def named_problem(error: ValidationError) -> str:
    """The first thing that is wrong with a part of a question set, as one sentence."""
    first: Any = error.errors()[0]
    field = ".".join(map(str, first["loc"])) or "the whole"
    if first["type"] != "extra_forbidden":
        return f"{field}: {first['msg']}."
    near = get_close_matches(field, QuestionRow.model_fields, 1, cutoff=0.0)[0]
    return f"there is no field {field!r}: did you mean {near!r}?"
