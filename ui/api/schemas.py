"""The bodies of HTTP requests and responses; an answer's own is `rag.models.Answer`."""

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    FailFast,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from index.models import Article
from index.text.tags import MAX_TAG_CHARS, clean_tag
from rag.models import AnswererName, Message, Question
from rag.models.documents import GivenArticle

MAX_QUESTION_CHARS = 2000
"""Characters, after trimming."""
MAX_ID_CHARS = 100
"""Characters; those of our own ids are 16."""
MAX_DOCUMENTS, MAX_DOCUMENT_CHARS = 20, 250_000
"""Articles that come with a request, and their characters together: they are embedded while the request waits."""
MAX_SCOPE = 1000
"""Articles that may be named at once: each set that is asked gets a lexical index of its own."""
MAX_MODEL_CHARS = 200
"""Characters of a language model's name."""
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def check_encodable(value: Any) -> Any:
    """Refuses half of a character (a lone surrogate): JSON and JavaScript let it pass, and nothing can store it."""
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            reason = "Input should be text: character {place} is half of one (a lone surrogate)"
            raise PydanticCustomError("lone_surrogate", reason, {"place": error.start + 1}) from error
    return value


def _check_printable(text: str) -> str:
    if not text.isprintable():
        raise PydanticCustomError("unprintable", "Input should be an id, of characters that can be printed")
    return text


def _check_day(text: str) -> str:
    try:
        if DAY.fullmatch(text) and date.fromisoformat(text):
            return text
    except ValueError:  # the 30th of February
        pass
    raise PydanticCustomError("no_day", "Input should be a day such as 2025-10-31")


ENCODABLE = BeforeValidator(check_encodable)
"""Stands after a text's other constraints, so that it comes before them."""
Text = Annotated[str, ENCODABLE]
"""What people or articles say."""
ArticleId = Annotated[str, StringConstraints(max_length=MAX_ID_CHARS), AfterValidator(_check_printable), ENCODABLE]
"""An id, whether or not there is an article of it."""
TagBody = Annotated[
    str, AfterValidator(clean_tag), Field(json_schema_extra={"minLength": 1, "maxLength": MAX_TAG_CHARS})
]
"""A tag, as `index.text.tags` keeps it."""
DayBody = Annotated[str, AfterValidator(_check_day), Field(json_schema_extra={"format": "date"})]
"""A day as an ISO date."""
ModelName = Annotated[str, StringConstraints(min_length=1, max_length=MAX_MODEL_CHARS), ENCODABLE]
"""A language model's name, whether or not it may be chosen."""
QuestionText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION_CHARS), ENCODABLE
]


def joined_blocks(content: Any) -> Any:
    """The text of content blocks (`[{"type": "text", "text": …}]`), which Gradio's chats send; all else as it is."""
    if isinstance(content, list) and all(isinstance(block, dict) for block in content):
        return "\n".join(block["text"] for block in content if isinstance(block.get("text"), str))
    return content


class TurnBody(BaseModel):
    """One message of the conversation so far."""

    role: Literal["user", "assistant"]
    content: Annotated[Text, BeforeValidator(joined_blocks, json_schema_input_type=str | list[dict[str, Any]])]


class DocumentBody(BaseModel):
    """An article that comes with the request and is not stored."""

    title: Text = Field(default="", description="Empty: its number.")
    text: Annotated[str, StringConstraints(min_length=1), ENCODABLE] = Field(
        examples=["Ada Quill opened the bridge in 1932."]
    )


class ScopeBody(BaseModel):
    """Which articles are asked: one, several, those that come with the request, or all where none of these is given."""

    article: ArticleId | None = Field(default=None, description="The id of the only article.")
    articles: Annotated[list[ArticleId], Field(min_length=1, max_length=MAX_SCOPE)] | None = Field(
        default=None, description="The ids of the only articles."
    )
    documents: Annotated[list[DocumentBody], Field(max_length=MAX_DOCUMENTS)] = Field(
        default=[], description="Articles given here, instead of any that is indexed; nothing of them is stored."
    )
    tag: TagBody | None = Field(default=None, description="Only of those articles that have this tag.")
    published_after: DayBody | None = Field(
        default=None, description="Only of those with a date, which is this day or later."
    )

    @model_validator(mode="after")
    def _check_scope(self) -> Self:
        if sum(map(bool, (self.article, self.articles, self.documents))) > 1:
            raise ValueError("give one of article, articles and documents")
        if self.documents and (self.tag or self.published_after):
            raise ValueError("tag and published_after choose among the indexed articles: leave out documents")
        if sum(len(each.text) for each in self.documents) > MAX_DOCUMENT_CHARS:
            raise ValueError(f"documents have {MAX_DOCUMENT_CHARS:,} characters at most, together: index longer ones")
        return self

    @property
    def scope(self) -> tuple[str, ...] | None:
        """The ids of the only articles; None: all."""
        return (self.article,) if self.article else tuple(self.articles) if self.articles else None

    def given(self) -> tuple[Article, ...]:
        """The articles that come with the request."""
        return tuple(
            GivenArticle(each.title.strip() or f"Document {number}", each.text, "", number=number)
            for number, each in enumerate(self.documents, start=1)
        )


class QuestionBody(ScopeBody):
    """What is asked."""

    question: QuestionText = Field(examples=["why didn't Kim meet Trump?"])
    history: Annotated[list[TurnBody], FailFast()] = Field(
        default=[], description="The conversation so far, oldest first; used only to understand the question."
    )
    answerer: AnswererName | None = Field(
        default=None,
        description="Who answers: the article's own words, or the language model that is set. Absent: as the server is"
        " set, or the model that is named.",
    )
    model: ModelName | None = Field(
        default=None, description="The language model that answers, one of those that `GET /api/models` lists."
    )

    @model_validator(mode="after")
    def _check_answerer(self) -> Self:
        if self.model and self.answerer == "extractive":
            raise ValueError("a model does not answer in the article's own words: leave out answerer or model")
        return self

    def to_question(self) -> Question:
        """The same as the value that the chain takes."""
        turns = tuple(Message(turn.role, turn.content) for turn in self.history)
        articles = tuple(self.articles) if self.articles else None
        return Question(
            self.question,
            self.article,
            turns,
            articles=articles,
            documents=self.given(),
            answerer=self.answerer,
            model=self.model,
            tag=self.tag,
            published_after=self.published_after,
        )


class StatusBody(BaseModel):
    """That the server is up, or ready."""

    status: Literal["ok"] = "ok"


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


def component(body: type[BaseModel]) -> dict[str, str]:
    """A reference to a body in the OpenAPI document."""
    return {"$ref": f"#/components/schemas/{body.__name__}"}
