"""The bodies of HTTP requests and responses that are about articles."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    FailFast,
    Field,
    SerializerFunctionWrapHandler,
    StrictBool,
    StrictInt,
    model_serializer,
    model_validator,
)

from index.converters.markdown_writer import one_line
from index.formats import SUFFIX_LIST
from index.models import Article, IndexedArticle
from index.text.tags import MAX_TAGS, clean_tags
from ui.api.schemas import Problem, TagBody, Text
from ui.service.articles.listing import ArticlePage, ListQuery, Sort
from ui.service.articles.summary import ArticleSummary

TagsBody = Annotated[
    list[TagBody], AfterValidator(clean_tags), Field(json_schema_extra={"maxItems": MAX_TAGS}, examples=[["transport"]])
]
MOST_LISTED, MAX_SEARCH_CHARS, MAX_CURSOR_CHARS = 200, 200, 4000
MOST_PAGES = 100_000
"""Many times those of any file that may be uploaded; each is written and read with the article."""


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
    tags: TagsBody = Field(default=[], description="The words to file it under.")

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
        said: dict[str, Any] = {
            name: one_line(getattr(self, name)) or getattr(article, name)
            for name in ("author", "published", "site", "assumed_encoding")
        }
        pages, unread_pages = tuple(self.pages), tuple(self.unread_pages)
        markdown = self.markdown or article.markdown
        return replace(
            article,
            **said,
            markdown=markdown,
            pages=pages,
            unread_pages=unread_pages,
            tags=tuple(self.tags),
            original=article.original,
        )


class ArticleFormBody(BaseModel):
    """An article as a form: its file, and what else is known about it."""

    file: Annotated[str, Field(json_schema_extra={"format": "binary"}, description=f"A {SUFFIX_LIST} file.")]
    title: str = Field(default="", description="Empty: the document's own.")
    source: str = Field(default="", description="Where the file is from; a later one from there takes its place.")
    author: str = ""
    published: str = Field(default="", description="A date.")
    site: str = ""
    tags: list[str] = Field(default=[], description="The words to file it under; several fields, or with commas.")


class ArticleChangeBody(BaseModel):
    """What is to be changed of an article."""

    tags: TagsBody | None = Field(default=None, description="All its tags from now on; an empty list for none.")
    changed: Literal[True] | None = Field(
        default=None, description="True: its source is gone, or another one since it was read."
    )

    @model_validator(mode="after")
    def _check_given(self) -> Self:
        if self.tags is None and self.changed is None:
            raise ValueError("give tags or changed")
        return self


OPTIONAL = frozenset(
    {"author", "published", "site", "assumed_encoding", "unread_pages", "ocr_pages", "tags", "read_at", "changed"}
)
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
    ocr_pages: list[int] = Field(default=[], description="The numbers of its pages that were read by OCR, from 1.")
    assumed_encoding: str = Field(default="", description="In which its file was read, where nothing says it.")
    tags: list[str] = Field(default=[], description="The words that it is filed under, in lower case.")
    read_at: str = Field(default="", description="When its text was read from its source, as ISO 8601.")
    changed: bool = Field(
        default=False, description="Whether the source is known to be gone or another one since; left out where not."
    )

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


class ListParameters(BaseModel):
    """Which of the articles are listed."""

    limit: Annotated[int, Field(ge=1, le=MOST_LISTED)] = Field(default=50, description="How many at most.")
    after: Annotated[Text, Field(max_length=MAX_CURSOR_CHARS)] = Field(
        default="", description="The `next` of the page before."
    )
    search: Annotated[Text, Field(max_length=MAX_SEARCH_CHARS)] = Field(
        default="", description="Words that stand in title, author, site, source or tags."
    )
    tag: TagBody | None = Field(default=None, description="A tag that they have.")
    sort: Sort = Field(default="newest", description="By when they were indexed, by title, or the newest date first.")

    def to_query(self) -> ListQuery:
        """The same as the value that the listing takes."""
        return ListQuery(limit=self.limit, after=self.after, search=self.search, tag=self.tag, sort=self.sort)


class ArticlePageBody(ArticlesBody):
    """A page of the articles."""

    total: int = Field(description="How many there are on all pages.")
    next: str | None = Field(description="What to give as `after` for the next page; null: there is none.")

    @classmethod
    def of_page(cls, page: ArticlePage) -> Self:
        """The body for a page."""
        articles = [ArticleBody.of(ArticleSummary.of(entry)) for entry in page.entries]
        return cls(articles=articles, total=page.total, next=page.next)


COMPONENTS = (Problem, NewArticleBody, ArticleFormBody)
"""What the OpenAPI document names and no route's signature does."""
