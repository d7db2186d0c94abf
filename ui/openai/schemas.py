"""The bodies of OpenAI's protocol, as far as a question and its answer need them.

What else a request holds (`temperature`, `max_tokens`, `tools`, …) is ignored: nothing here could heed it. What would
give the answer another form than it has is refused, by name.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, FailFast, Field, PlainSerializer, StrictBool, field_validator
from pydantic_core import PydanticCustomError

from rag.models import Answer
from ui.api.schemas import ENCODABLE, MAX_QUESTION_CHARS, Text


class ContentPart(BaseModel):
    """A piece of a message: text, or what cannot be read here, such as a picture."""

    type: Text
    text: Text | None = None

    @property
    def is_text(self) -> bool:
        """Whether it can be read; a text is `input_text` or `output_text` in OpenAI's later protocol."""
        return self.type in {"text", "input_text", "output_text"} and self.text is not None


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


class StreamOptions(BaseModel):
    """How an answer is streamed."""

    include_usage: StrictBool | None = False


Given = Annotated[Any, ENCODABLE]
"""A value whose type the field's own check tells."""


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
        # A set of allowed tools is forced by its mode, which either stands in it or beside its name.
        within = value.get("allowed_tools") if isinstance(value, dict) else None
        holder = within if isinstance(within, dict) else value
        mode = holder.get("mode") if isinstance(holder, dict) else holder
        if mode not in (None, "none", "auto") or (isinstance(value, dict) and mode is None):
            raise PydanticCustomError("unsupported", "No tool is called here: leave it out, or give 'auto' or 'none'")
        return value

    @field_validator("modalities")
    @classmethod
    def _speaks_not(cls, value: Any) -> Any:
        if value not in (None, ["text"]):
            raise PydanticCustomError("unsupported", "Answers are text: leave it out, or give ['text']")
        return value

    @field_validator("messages")
    @classmethod
    def _asks(cls, messages: list[MessageBody]) -> list[MessageBody]:
        asking = max((place for place, each in enumerate(messages) if each.role == "user"), default=None)
        parts = messages[asking].content if asking is not None else None
        for place, part in enumerate(parts if isinstance(parts, list) else []):
            if not part.is_text:
                raise PydanticCustomError(
                    "not_text",
                    "Only text can be read in the question: messages.{asking}.content.{place} has the type '{type}'",
                    {"asking": asking, "place": place, "type": part.type},
                )
        question = messages[asking].text.strip() if asking is not None else ""
        if not question:
            raise PydanticCustomError("no_question", "The last message of the role 'user' must be a question")
        if len(question) > MAX_QUESTION_CHARS:
            raise PydanticCustomError("long_question", f"A question has {MAX_QUESTION_CHARS} characters at most")
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
