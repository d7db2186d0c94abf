"""The bodies of OpenAI's protocol, as far as a question and its answer need them.

What else a request holds (`temperature`, `max_tokens`, `tools`, …) is ignored: nothing here could heed it. What would
give the answer another form than it has is refused, by name.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, FailFast, Field, StrictBool, field_validator
from pydantic_core import PydanticCustomError

from rag.models import Answer
from ui.api.schemas import Text
from ui.v1.conversation import Given, MessageBody, WholeAnswer, check_forces_no_tool, check_messages


class StreamOptions(BaseModel):
    """How an answer is streamed."""

    include_usage: StrictBool | None = False


class CompletionRequest(BaseModel):
    """A question to `POST /v1/chat/completions`."""

    model: Text = Field(
        description="`article-chat` answers from all articles, `article-chat/ARTICLE_ID` from one; `:extractive` or"
        " `:NAME` behind it chooses the article's own words or a language model, as `GET /v1/models` lists them.",
        examples=["article-chat"],
    )
    messages: Annotated[list[MessageBody], FailFast()] = Field(
        description="The user's last is the question, the user's and assistant's before it are the conversation.",
        examples=[[{"role": "user", "content": "why didn't Kim meet Trump?"}]],
    )
    stream: StrictBool | None = False
    stream_options: StreamOptions | None = None
    response_format: Given = Field(default=None, description="Only `text`: an answer is text with numbered quotes.")
    tool_choice: Given = Field(default=None, description="Only `none` and `auto`: no tool is ever called.")
    function_call: Given = Field(default=None, description="As `tool_choice`.")
    modalities: Given = Field(default=None, description="Only `text`.")

    @field_validator("response_format")
    @classmethod
    def _is_text(cls, value: Any) -> Any:
        if value is not None and not (isinstance(value, dict) and value.get("type") == "text"):
            raise PydanticCustomError("unsupported", "Answers are text: leave it out, or give the type 'text'")
        return value

    @field_validator("tool_choice", "function_call")
    @classmethod
    def _forces_no_tool(cls, value: Any) -> Any:
        return check_forces_no_tool(value)

    @field_validator("modalities")
    @classmethod
    def _speaks_not(cls, value: Any) -> Any:
        if value not in (None, ["text"]):
            raise PydanticCustomError("unsupported", "Answers are text: leave it out, or give ['text']")
        return value

    @field_validator("messages")
    @classmethod
    def _asks(cls, messages: list[MessageBody]) -> list[MessageBody]:
        check_messages(messages, "messages")
        return messages


class Usage(BaseModel):
    """Clients want these numbers; they are zero where no language model reported tokens."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """What an answer took."""
        if not (used := answer.usage):
            return cls()
        total = used.input_tokens + used.output_tokens
        return cls(prompt_tokens=used.input_tokens, completion_tokens=used.output_tokens, total_tokens=total)


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
    article_chat: WholeAnswer


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
