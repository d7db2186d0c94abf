"""The messages of a conversation as clients of these APIs send them, and the question that is asked by the last."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, PlainSerializer, field_validator
from pydantic_core import PydanticCustomError

from index.errors import UnknownArticleError
from index.models import Article
from rag.models import Answer, Message, Question
from ui.api.schemas import ENCODABLE, MAX_QUESTION_CHARS, Text

PREFIX = "/v1"
EVERYTHING = "article-chat"
"""The model that answers from all articles; of one it is this, a slash, and the article's id.

Behind a colon may stand who answers: `extractive`, or the name of a language model that may be chosen.
"""
OWN_WORDS = "extractive"
"""The answerer in the article's own words."""

Given = Annotated[Any, ENCODABLE]
"""A value whose type the field's own check tells."""
WholeAnswer = Annotated[Answer, PlainSerializer(lambda answer: answer.to_dict())]
"""The body of `POST /api/answer` within another."""


class UnknownModelError(UnknownArticleError):
    """A model's name that stands for no article."""


class ContentPart(BaseModel):
    """A piece of a message: text, or what cannot be read here, such as a picture."""

    type: Text
    text: Text | None = None

    @property
    def is_text(self) -> bool:
        """Whether it can be read; a text is `input_text` or `output_text` in OpenAI's later API."""
        return self.type in {"text", "input_text", "output_text"} and self.text is not None

    @property
    def is_readable(self) -> bool:
        """Whether it may stand in a question."""
        return self.is_text


def _is_part(part: Any) -> bool:
    return isinstance(part, dict) and isinstance(part.get("type"), str) and isinstance(part.get("text"), str | None)


class MessageBody(BaseModel):
    """One message; those of other roles than user and assistant are ignored."""

    role: Literal["user", "assistant", "system", "developer", "tool", "function"]
    content: Text | list[ContentPart] | None = None

    @field_validator("content", mode="before")
    @classmethod
    def _is_text_or_parts(cls, content: Any) -> Any:
        parts = content if isinstance(content, list) else []
        if not (content is None or isinstance(content, str | list)) or not all(map(_is_part, parts)):
            raise PydanticCustomError(
                "no_content", "Content is a string or a list of parts such as {'type': 'text', 'text': 'Who?'}"
            )
        return content

    @property
    def text(self) -> str:
        """Its text, without parts of other kinds."""
        if isinstance(self.content, list):
            return "\n".join(part.text or "" for part in self.content if part.is_text)
        return self.content or ""


def check_messages(messages: Sequence[MessageBody], name: str) -> None:
    """Raises what keeps the user's last message from being a question.

    Args:
        messages: The conversation.
        name: Of the field that holds it.

    Raises:
        PydanticCustomError: There is no question, it is too long, or it holds what cannot be read.
    """
    asking = _last_of_user(messages)
    parts = messages[asking].content if asking is not None else None
    for place, part in enumerate(parts if isinstance(parts, list) else []):
        if not part.is_readable:
            raise PydanticCustomError(
                "not_text",
                "Only text can be read in the question: {name}.{asking}.content.{place} has the type '{type}'",
                {"name": name, "asking": asking, "place": place, "type": part.type},
            )
    question = messages[asking].text.strip() if asking is not None else ""
    if not question:
        raise PydanticCustomError("no_question", "The last message of the role 'user' must be a question")
    if len(question) > MAX_QUESTION_CHARS:
        raise PydanticCustomError("long_question", f"A question has {MAX_QUESTION_CHARS} characters at most")


def question_of(messages: Sequence[MessageBody], model: str, documents: tuple[Article, ...] = ()) -> Question:
    """The question of messages that were checked, after the conversation before it.

    Args:
        messages: The conversation.
        model: Which article is asked, and who answers.
        documents: Articles that come with it.

    Raises:
        UnknownModelError: The model stands for no article, whatever articles there are.
    """
    asked, colon, chosen = model.partition(":")
    if colon and not chosen:
        raise unknown_model(model)
    article = _article_of(asked)
    last = _last_of_user(messages)
    if last is None:
        raise ValueError("no message is the user's: check the messages first")
    history = tuple(
        Message(message.role, message.text)
        for message in messages[:last]
        if message.role in ("user", "assistant") and message.text
    )
    question = Question(messages[last].text.strip(), article, history, documents=documents)
    if chosen == OWN_WORDS:
        return replace(question, answerer="extractive")
    return replace(question, model=chosen or None)


def _article_of(model: str) -> str | None:
    name, _, article = model.partition("/")
    if name != EVERYTHING or ("/" in model and not article):
        raise unknown_model(model)
    return article or None


def unknown_model(name: str) -> UnknownModelError:
    """That there is no such model."""
    return UnknownModelError(f"There is no model {name!r}: GET {PREFIX}/models lists those there are.")


def check_forces_no_tool(value: Any) -> Any:
    """Refuses a choice that forces a tool to be called.

    Raises:
        PydanticCustomError: It does.
    """
    # A set of allowed tools is forced by its mode, which either stands in it or beside its name.
    within = value.get("allowed_tools") if isinstance(value, dict) else None
    holder = within if isinstance(within, dict) else value
    mode = holder.get("mode") if isinstance(holder, dict) else holder
    if mode not in (None, "none", "auto") or (isinstance(value, dict) and mode is None):
        raise PydanticCustomError("unsupported", "No tool is called here: leave it out, or give 'auto' or 'none'")
    return value


def _last_of_user(messages: Sequence[MessageBody]) -> int | None:
    return max((place for place, each in enumerate(messages) if each.role == "user"), default=None)
