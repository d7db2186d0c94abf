"""The bodies of OpenAI's protocol, as far as a question and its answer need them.

What else a request holds (`temperature`, `max_tokens`, `tools`, …) is ignored: nothing here could heed it.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, FailFast, Field, PlainSerializer, StrictBool, field_validator
from pydantic_core import PydanticCustomError

from rag.answer import Answer
from ui.bodies import LONGEST_QUESTION, Text


class TextPart(BaseModel):
    """A piece of a message's text."""

    type: Literal["text"]
    text: str


def joined_parts(content: Any) -> Any:
    """The text of a message's parts; a part that is not text is refused, as an answer could not heed it."""
    if not isinstance(content, list):
        return "" if content is None else content
    texts = []
    for part in content:
        if not isinstance(part, dict) or part.get("type") != "text" or not isinstance(part.get("text"), str):
            raise PydanticCustomError("not_text", "Only text can be read: each part must have the type 'text'")
        texts.append(part["text"])
    return "\n".join(texts)


Content = Annotated[Text, BeforeValidator(joined_parts, json_schema_input_type=str | list[TextPart] | None)]


class MessageBody(BaseModel):
    """One message; those of other roles than user and assistant are ignored."""

    role: Literal["user", "assistant", "system", "developer", "tool", "function"]
    content: Content = ""


class StreamOptions(BaseModel):
    """How an answer is streamed."""

    include_usage: StrictBool | None = False


class CompletionRequest(BaseModel):
    """A question to `POST /v1/chat/completions`."""

    model: Text = Field(
        description="`article-chat` answers from all articles, `article-chat/ARTICLE_ID` from one.",
        examples=["article-chat"],
    )
    messages: Annotated[list[MessageBody], FailFast()] = Field(
        description="The user's last is the question, the user's and assistant's before it are the conversation.",
        examples=[[{"role": "user", "content": "why didn't Kim meet Trump?"}]],
    )
    stream: StrictBool | None = False
    stream_options: StreamOptions | None = None

    @field_validator("messages")
    @classmethod
    def _asks(cls, messages: list[MessageBody]) -> list[MessageBody]:
        question = next((each.content for each in reversed(messages) if each.role == "user"), "").strip()
        if not question:
            raise PydanticCustomError("no_question", "The last message of the role 'user' must be a question")
        if len(question) > LONGEST_QUESTION:
            raise PydanticCustomError("long_question", f"A question has {LONGEST_QUESTION} characters at most")
        return messages


class Usage(BaseModel):
    """Clients want these numbers; they are zero because no tokens are counted here."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0


class Reply(BaseModel):
    """The answer as a message."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None


class Choice(BaseModel):
    """The only one there is."""

    index: int = 0
    message: Reply
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class Completion(BaseModel):
    """An answer; its citations are in `article_chat`, which is the body of `POST /api/answer`."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]
    usage: Usage = Usage()
    article_chat: Annotated[Answer, PlainSerializer(lambda answer: answer.to_dict())]


class ModelBody(BaseModel):
    """What can be asked: all articles, or one."""

    id: str
    object: Literal["model"] = "model"
    created: int = Field(description="When its newest article was indexed, in seconds since 1970; 0: there is none.")
    owned_by: Literal["article-chat"] = "article-chat"
    name: str = Field(description="For people.")


class ModelsBody(BaseModel):
    """All models."""

    object: Literal["list"] = "list"
    data: list[ModelBody]


class ErrorDetail(BaseModel):
    """What went wrong, for people and for programs."""

    message: str
    type: Literal["invalid_request_error", "server_error"]
    param: str | None = None
    code: str | None = None


class ErrorBody(BaseModel):
    """An error as OpenAI's client libraries understand it."""

    error: ErrorDetail
