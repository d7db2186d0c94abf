"""The bodies of Anthropic's Messages API, as far as a question, its documents and its answer need them.

What else a request holds (`system`, `max_tokens`, `tools`, …) is ignored: nothing here could heed it. What would give
the answer another form than it has is refused, by name.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, FailFast, Field, StrictBool, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from index.models import Article
from rag.models import Answer
from rag.models.documents import GivenArticle
from ui.api.schemas import ENCODABLE, MAX_DOCUMENT_CHARS, MAX_DOCUMENTS, Text
from ui.v1.conversation import ContentPart, Given, MessageBody, WholeAnswer, check_messages


class TextSource(BaseModel):
    """The text of a document; sources of other types cannot be read."""

    type: Literal["text"]
    data: Annotated[str, StringConstraints(min_length=1), ENCODABLE]


class CitationsSwitch(BaseModel):
    """Whether answers cite a document."""

    enabled: StrictBool = False


class ContentBlock(ContentPart):
    """A piece of a message: text, a document, or what cannot be read here."""

    source: Given = None
    title: Text | None = None
    citations: Given = None

    @property
    def is_readable(self) -> bool:
        """Whether it may stand in a question."""
        return self.is_text or self.type == "document"


class DocumentBlock(BaseModel):
    """A document that comes with the request and is not stored."""

    source: TextSource
    title: Text | None = None
    citations: CitationsSwitch | None = None

    @property
    def is_cited(self) -> bool:
        """Whether answers cite it."""
        return self.citations is not None and self.citations.enabled


class ConversationMessage(MessageBody):
    """One message of the user or the assistant."""

    content: Text | list[ContentBlock] | None = None  # type: ignore[assignment]  # each is a `ContentPart`


class MessageRequest(BaseModel):
    """A question to `POST /v1/messages`."""

    model: Text = Field(
        description="`article-chat` answers from the documents, or where none is given from all articles,"
        " `article-chat/ARTICLE_ID` from one.",
        examples=["article-chat"],
    )
    messages: Annotated[list[ConversationMessage], FailFast()] = Field(
        description="The user's last is the question, the messages before it are the conversation. Blocks of the type"
        " `document` with a text source are asked instead of any article.",
        examples=[[{"role": "user", "content": "why didn't Kim meet Trump?"}]],
    )
    stream: StrictBool | None = False
    tool_choice: Given = Field(default=None, description="Only `none` and `auto`: no tool is ever called.")
    output_config: Given = Field(default=None, description="Without a format: an answer is text.")
    output_format: Given = Field(default=None, description="Only null: an answer is text.")

    @field_validator("messages")
    @classmethod
    def _asks(cls, messages: list[ConversationMessage]) -> list[ConversationMessage]:
        check_messages(messages, "messages")
        documents = _documents(messages)
        if len(documents) > MAX_DOCUMENTS:
            raise PydanticCustomError("documents", f"At most {MAX_DOCUMENTS} documents are taken")
        if sum(len(each.source.data) for each in documents) > MAX_DOCUMENT_CHARS:
            reason = f"Documents have {MAX_DOCUMENT_CHARS:,} characters at most, together: index longer ones"
            raise PydanticCustomError("documents", reason)
        if len({each.is_cited for each in documents}) > 1:
            raise PydanticCustomError("citations", "Citations are enabled for all documents or for none")
        return messages

    @field_validator("tool_choice")
    @classmethod
    def _forces_no_tool(cls, value: Any) -> Any:
        if value is not None and not (isinstance(value, dict) and value.get("type") in ("none", "auto")):
            raise PydanticCustomError(
                "unsupported", "No tool is called here: leave it out, or give the type 'auto' or 'none'"
            )
        return value

    @field_validator("output_config", "output_format")
    @classmethod
    def _is_text(cls, value: Any) -> Any:
        form = value.get("format", value.get("type")) if isinstance(value, dict) else value
        if form is not None:
            raise PydanticCustomError("unsupported", "Answers are text: leave it out")
        return value

    @model_validator(mode="after")
    def _asks_documents_or_an_article(self) -> Self:
        if "/" in self.model.partition(":")[0] and self.documents:
            raise PydanticCustomError("documents", "Documents are asked alone: give the model 'article-chat'")
        return self

    @property
    def documents(self) -> list[DocumentBlock]:
        """All documents, in the order in which they stand in the messages."""
        return _documents(self.messages)

    def given(self) -> tuple[Article, ...]:
        """The documents as articles."""
        return tuple(
            GivenArticle((each.title or "").strip() or f"Document {number}", each.source.data, "", number=number)
            for number, each in enumerate(self.documents, start=1)
        )


def _documents(messages: list[ConversationMessage]) -> list[DocumentBlock]:
    found = []
    for at, message in enumerate(messages):
        for place, block in enumerate(message.content if isinstance(message.content, list) else []):
            if message.role == "user" and block.type == "document":
                found.append(_document(block, f"messages.{at}.content.{place}"))
    return found


def _document(block: ContentBlock, place: str) -> DocumentBlock:
    kind = block.source.get("type") if isinstance(block.source, dict) else None
    if kind != "text":
        reason = "Only documents with a source of the type 'text' can be read: see {place}"
        raise PydanticCustomError("document", reason, {"place": place})
    try:
        return DocumentBlock.model_validate(block.model_dump())
    except ValueError as error:
        reason = "{place} is no document such as {example}"
        example = "{'type': 'document', 'source': {'type': 'text', 'media_type': 'text/plain', 'data': '…'}}"
        raise PydanticCustomError("document", reason, {"place": place, "example": example}) from error


class CharLocation(BaseModel):
    """A citation; the indexes count code points in the document's text, or in that of the article `file_id`."""

    type: Literal["char_location"] = "char_location"
    cited_text: str
    document_index: int
    document_title: str | None
    start_char_index: int
    end_char_index: int
    file_id: str | None = None


class TextBlock(BaseModel):
    """A piece of the answer, and what carries it."""

    type: Literal["text"] = "text"
    text: str
    citations: list[CharLocation] | None = None


class MessageUsage(BaseModel):
    """Clients want these numbers; they are zero where no language model reported tokens."""

    input_tokens: int = 0
    output_tokens: int = 0

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """What an answer took."""
        used = answer.usage
        return cls(input_tokens=used.input_tokens, output_tokens=used.output_tokens) if used else cls()


class MessageResponse(BaseModel):
    """An answer; all that is known of its citations is in `article_chat`, which is the body of `POST /api/answer`."""

    id: str
    type: Literal["message"] = "message"
    role: Literal["assistant"] = "assistant"
    model: str
    content: list[TextBlock] = []
    stop_reason: Literal["end_turn"] | None = None
    stop_sequence: None = None
    usage: MessageUsage = MessageUsage()
    article_chat: WholeAnswer | None = None
