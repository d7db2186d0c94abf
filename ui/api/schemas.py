"""The bodies of HTTP requests and responses; an answer's own is `rag.models.Answer`."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    FailFast,
    Field,
    SerializerFunctionWrapHandler,
    StrictBool,
    StrictInt,
    StringConstraints,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from index.converters.markdown_writer import one_line
from index.formats import SUFFIX_LIST
from index.models import Article, IndexedArticle
from rag.models import Message, Question
from rag.models.documents import GivenArticle
from ui.service.protocol import ArticleSummary

MAX_QUESTION_CHARS = 2000
"""Characters, after trimming."""
MAX_ID_CHARS = 100
"""Characters; those of our own ids are 16."""
MAX_DOCUMENTS, MAX_DOCUMENT_CHARS = 20, 250_000
"""Articles that come with a request, and their characters together: they are embedded while the request waits."""
MAX_SCOPE = 200
MOST_PAGES = 100_000
"""Many times those of any file that may be uploaded; each is written and read with the article."""


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


ENCODABLE = BeforeValidator(check_encodable)
"""Stands after a text's other constraints, so that it comes before them."""
Text = Annotated[str, ENCODABLE]
"""What people or articles say."""
ArticleId = Annotated[str, StringConstraints(max_length=MAX_ID_CHARS), AfterValidator(_check_printable), ENCODABLE]
"""An id, whether or not there is an article of it."""
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

    @model_validator(mode="after")
    def _check_scope(self) -> Self:
        if sum(map(bool, (self.article, self.articles, self.documents))) > 1:
            raise ValueError("give one of article, articles and documents")
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

    def to_question(self) -> Question:
        """The same as the value that the chain takes."""
        turns = tuple(Message(turn.role, turn.content) for turn in self.history)
        articles = tuple(self.articles) if self.articles else None
        return Question(self.question, self.article, turns, articles=articles, documents=self.given())


class NewArticleBody(BaseModel):
    """An article to be added: its text, or the URL of its page."""

    text: Text = Field(default="", examples=["Ada Quill opened the bridge in 1932."])
    title: Text = Field(default="", description="Empty: the text's own first heading.")
    url: Text = Field(default="", description="Of a public page; instead of a text.")
    source: Text = Field(default="", description="Where the text is from; a later one from there takes its place.")
    author: Text = ""
    published: Text = Field(default="", description="A date.")
    site: Text = ""
    assumed_encoding: Text = Field(default="", description="In which its file was read, where nothing says it.")
    markdown: StrictBool = Field(default=False, description="Whether headings and lists are marked as in Markdown.")
    pages: Annotated[list[StrictInt], Field(max_length=MOST_PAGES), FailFast()] = Field(
        default=[], description="Where in the text each page begins, where it has pages."
    )

    unread_pages: Annotated[list[StrictInt], Field(max_length=MOST_PAGES), FailFast()] = Field(
        default=[], description="The numbers of its pages that could not be read, from 1."
    )

    @model_validator(mode="after")
    def _check_given(self) -> Self:
        if bool(self.text.strip()) == bool(self.url.strip()):
            raise ValueError("give either a text or a url")
        if self.pages != sorted(self.pages) or not all(0 <= place <= len(self.text) for place in self.pages):
            raise ValueError("pages begin at places in the text, each after the one before")
        if self.unread_pages != sorted(set(self.unread_pages) & set(range(1, len(self.pages) + 1))):
            raise ValueError("unread_pages are numbers of pages, each once and in their order")
        return self

    def to_article(self, article: Article) -> Article:
        """The article of the text, with what else is known about it."""
        said = {
            name: one_line(getattr(self, name)) or getattr(article, name)
            for name in ("author", "published", "site", "assumed_encoding")
        }
        pages, unread_pages = tuple(self.pages), tuple(self.unread_pages)
        markdown = self.markdown or article.markdown
        return replace(article, **said, markdown=markdown, pages=pages, unread_pages=unread_pages)


class ArticleFormBody(BaseModel):
    """An article as a form: its file, and what else is known about it."""

    file: Annotated[str, Field(json_schema_extra={"format": "binary"}, description=f"A {SUFFIX_LIST} file.")]
    title: str = Field(default="", description="Empty: the document's own.")
    author: str = ""
    published: str = Field(default="", description="A date.")
    site: str = ""


OPTIONAL = frozenset({"author", "published", "site", "assumed_encoding", "unread_pages"})
"""What is left out of an article that has none of it."""


class ArticleBody(BaseModel):
    """An article in the index; what is in `OPTIONAL` only where there is some."""

    id: str
    title: str
    source: str = Field(description="The URL or the name of the file that it came from.")
    characters: int
    passages: int
    indexed_at: str
    author: str = ""
    published: str = ""
    site: str = ""
    unread_pages: list[int] = Field(default=[], description="The numbers of its pages that could not be read, from 1.")
    assumed_encoding: str = Field(default="", description="In which its file was read, where nothing says it.")

    @model_serializer(mode="wrap")
    def _without_unknown(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        body = dict(handler(self))
        return {name: value for name, value in body.items() if value or name not in OPTIONAL}

    @classmethod
    def of(cls, summary: ArticleSummary) -> Self:
        """The body for an indexed article."""
        return cls.model_validate(asdict(summary))


class FullArticleBody(ArticleBody):
    """An article with its text, in which all offsets count Unicode code points."""

    text: str

    @classmethod
    def whole(cls, entry: IndexedArticle) -> Self:
        """The body for an indexed article with its text."""
        return cls.model_validate({**asdict(ArticleSummary.of(entry)), "text": entry.article.text})


class ArticlesBody(BaseModel):
    """All articles in the index."""

    articles: list[ArticleBody]

    @classmethod
    def of(cls, summaries: Iterable[ArticleSummary]) -> Self:
        """The body for these articles."""
        return cls(articles=[ArticleBody.of(each) for each in summaries])


class StatusBody(BaseModel):
    """That the server is up, or ready."""

    status: Literal["ok"] = "ok"


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


COMPONENTS = (Problem, NewArticleBody, ArticleFormBody)
"""What the OpenAPI document names and no route's signature does."""


def component(body: type[BaseModel]) -> dict[str, str]:
    """A reference to a body in the OpenAPI document."""
    return {"$ref": f"#/components/schemas/{body.__name__}"}
