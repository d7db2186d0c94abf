"""The bodies of HTTP requests and responses; an answer's own is `rag.answer.Answer`."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from index.article import IndexedArticle
from rag.answer import Question, Turn

LONGEST_QUESTION = 2000
"""Characters, after trimming."""

QuestionText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_QUESTION)]


def joined_blocks(content: Any) -> Any:
    """The text of content blocks (`[{"type": "text", "text": …}]`), which Gradio's chats send; all else as it is."""
    if isinstance(content, list) and all(isinstance(block, dict) for block in content):
        return "\n".join(block["text"] for block in content if isinstance(block.get("text"), str))
    return content


class TurnBody(BaseModel):
    """One message of the conversation so far."""

    role: Literal["user", "assistant"]
    content: Annotated[str, BeforeValidator(joined_blocks)]


class QuestionBody(BaseModel):
    """What is asked."""

    question: QuestionText = Field(examples=["why didn't Kim meet Trump?"])
    article: str | None = Field(default=None, description="The id of the one article to answer from; null: all.")
    history: list[TurnBody] = Field(
        default=[], description="The conversation so far, oldest first; used only to understand the question."
    )

    def to_question(self) -> Question:
        """The same as the value that the chain takes."""
        turns = tuple(Turn(turn.role, turn.content) for turn in self.history)
        return Question(self.question, self.article, turns)


class ArticleBody(BaseModel):
    """An article in the index."""

    id: str
    title: str
    source: str
    characters: int
    passages: int
    indexed_at: str

    @classmethod
    def of(cls, entry: IndexedArticle) -> Self:
        """The body for an indexed article."""
        return cls.model_validate(_fields(entry))


class FullArticleBody(ArticleBody):
    """An article with its text, in which all offsets count Unicode code points."""

    text: str

    @classmethod
    def of(cls, entry: IndexedArticle) -> Self:
        """The body for an indexed article."""
        return cls.model_validate({**_fields(entry), "text": entry.article.text})


class ArticlesBody(BaseModel):
    """All articles in the index."""

    articles: list[ArticleBody]


class StatusBody(BaseModel):
    """That the server is up, or ready."""

    status: Literal["ok"] = "ok"


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


def _fields(entry: IndexedArticle) -> dict[str, str | int]:
    article = entry.article
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "characters": len(article.text),
        "passages": entry.passages,
        "indexed_at": entry.indexed_at,
    }
