"""The bodies of OpenAI's Responses API, as far as a question and its answer need them.

What else a request holds (`instructions`, `temperature`, `tools`, …) is ignored: nothing here could heed it. What would
give the answer another form than it has, or needs a response that was kept, is refused, by name.
"""

from typing import Any, Literal, Self

from pydantic import BaseModel, Field, StrictBool, TypeAdapter, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from rag.models import Answer
from ui.api.schemas import Text
from ui.v1.conversation import Given, MessageBody, WholeAnswer, check_forces_no_tool, check_messages

MESSAGES = TypeAdapter(list[MessageBody])


class ResponseRequest(BaseModel):
    """A question to `POST /v1/responses`."""

    model: Text = Field(
        description="`article-chat` answers from all articles, `article-chat/ARTICLE_ID` from one.",
        examples=["article-chat"],
    )
    input: Text | list[dict[str, Any]] = Field(
        description="The question, or the conversation as messages, of which the user's last is the question; items of"
        " other types are ignored.",
        examples=["why didn't Kim meet Trump?"],
    )
    stream: StrictBool | None = False
    text: Given = Field(default=None, description="Only the format `text`: an answer is text with numbered quotes.")
    tool_choice: Given = Field(default=None, description="Only `none` and `auto`: no tool is ever called.")
    background: StrictBool | None = Field(default=None, description="Only false: no response is kept.")
    previous_response_id: Given = Field(default=None, description="Only null: no response is kept.")
    conversation: Given = Field(default=None, description="Only null: no conversation is kept.")
    prompt: Given = Field(default=None, description="Only null: there are no templates.")

    @field_validator("input")
    @classmethod
    def _asks(cls, value: Any) -> Any:
        check_messages(messages_of(value), "input")
        return value

    @field_validator("text")
    @classmethod
    def _is_text(cls, value: Any) -> Any:
        form = value.get("format") if isinstance(value, dict) else value
        if form is not None and not (isinstance(form, dict) and form.get("type") == "text"):
            raise PydanticCustomError("unsupported", "Answers are text: leave it out, or give the format 'text'")
        return value

    @field_validator("tool_choice")
    @classmethod
    def _forces_no_tool(cls, value: Any) -> Any:
        return check_forces_no_tool(value)

    @field_validator("background", "previous_response_id", "conversation", "prompt")
    @classmethod
    def _needs_nothing_kept(cls, value: Any) -> Any:
        if value not in (None, False):
            raise PydanticCustomError("unsupported", "Nothing is kept here: leave it out, and send the conversation")
        return value

    @property
    def messages(self) -> list[MessageBody]:
        """The conversation."""
        return messages_of(self.input)


def messages_of(given: str | list[dict[str, Any]]) -> list[MessageBody]:
    """The messages of an input; items of other types, such as calls of tools, are left out.

    Raises:
        PydanticCustomError: A message is of another shape.
    """
    if isinstance(given, str):
        return [MessageBody(role="user", content=given)]
    try:
        return MESSAGES.validate_python([item for item in given if item.get("type") in (None, "message")])
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise PydanticCustomError("no_message", "{place}: {said}", {"place": place, "said": first["msg"]}) from error


class UrlCitation(BaseModel):
    """A citation; the indexes count code points of the text, from its marker's first to behind its last."""

    type: Literal["url_citation"] = "url_citation"
    start_index: int
    end_index: int
    url: str = Field(description="The article, and behind `#char=` where the quote starts and ends in its text.")
    title: str


class OutputText(BaseModel):
    """The answer's text with its citations."""

    type: Literal["output_text"] = "output_text"
    text: str
    annotations: list[UrlCitation] = []
    logprobs: list[Any] = []


class OutputMessage(BaseModel):
    """The answer as a message."""

    id: str
    type: Literal["message"] = "message"
    role: Literal["assistant"] = "assistant"
    status: Literal["in_progress", "completed"]
    content: list[OutputText] = []


class InputTokensDetails(BaseModel):
    """What clients want of them."""

    cached_tokens: int = 0
    cache_write_tokens: int = 0


class OutputTokensDetails(BaseModel):
    """What clients want of them."""

    reasoning_tokens: int = 0


class ResponseUsage(BaseModel):
    """Tokens as a language model reported them, else zero."""

    input_tokens: int = 0
    input_tokens_details: InputTokensDetails = InputTokensDetails()
    output_tokens: int = 0
    output_tokens_details: OutputTokensDetails = OutputTokensDetails()
    total_tokens: int = 0

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """What an answer took."""
        if not (used := answer.usage):
            return cls()
        total = used.input_tokens + used.output_tokens
        return cls(input_tokens=used.input_tokens, output_tokens=used.output_tokens, total_tokens=total)


class ResponseBody(BaseModel):
    """An answer; all that is known of its citations is in `article_chat`, which is the body of `POST /api/answer`."""

    id: str
    object: Literal["response"] = "response"
    created_at: int
    status: Literal["in_progress", "completed"]
    model: str
    output: list[OutputMessage] = []
    error: None = None
    incomplete_details: None = None
    instructions: None = None
    metadata: dict[str, str] = {}
    parallel_tool_calls: bool = False
    previous_response_id: None = None
    store: bool = False
    temperature: None = None
    tool_choice: Literal["none"] = "none"
    tools: list[Any] = []
    top_p: None = None
    usage: ResponseUsage | None = None
    article_chat: WholeAnswer | None = None
