"""The HTTP API's routes of articles: listing, reading, adding and removing them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from index.converters.markdown_writer import one_line
from index.converters.models import Limits
from index.models import Article
from index.sources.load import article_from_bytes, article_from_text, load_page
from index.text.tags import clean_tags
from ui.api.article_schemas import (
    ArticleBody,
    ArticleChangeBody,
    ArticleFormBody,
    ArticlePageBody,
    ArticlesBody,
    FullArticleBody,
    ListParameters,
    NewArticleBody,
)
from ui.api.route_docs import BUSY, LOADING, UNKNOWN, UNREADABLE, other_sites_refused, problems, require_json
from ui.api.schemas import component
from ui.service.protocol import HostedService
from ui.service.threads import in_thread
from ui.settings import Settings

ARTICLES = "/api/articles"
MAX_CONTENT_TYPE_CHARS = 500
"""Characters of a form's content type, which names a boundary of at most 70 (RFC 2046)."""
OVERHEAD = 100_000
"""Bytes that a form or JSON may have beside the article."""
PAGE_TEXTS = ("title", "author", "published", "site")
"""What may be said of a page in place of what it says of itself."""
FORM_TEXTS = tuple(field for field in ArticleFormBody.model_fields if field not in {"file", "tags"})
MAX_FORM_FIELDS = 40
"""In a form beside the file; those of other names are ignored, as in JSON."""
REFUSED = problems(
    {
        400: "The body is not JSON or no form.",
        403: "The site is read-only, or the request is cross-site.",
        413: "The article is over the limit.",
        415: "The body, or the file in it, is of a kind that cannot be read.",
        422: "A value is invalid, or the article cannot be read or fetched.",
    }
)
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": component(NewArticleBody)},
            "multipart/form-data": {"schema": component(ArticleFormBody)},
        },
    }
}


def largest_body(settings: Settings) -> int:
    """Bytes that a request may bring that adds an article."""
    return settings.max_upload_bytes + OVERHEAD


def articles_router(assistant: HostedService) -> APIRouter:
    """The routes under `/api/articles`."""
    router = APIRouter(prefix=ARTICLES)
    settings = assistant.settings
    own_site = [Depends(other_sites_refused(settings.cors_origins.split()))]
    limits = Limits(size=settings.max_upload_bytes)

    def require_uploads() -> None:
        if not settings.allow_uploads:
            raise HTTPException(403, "This site is read-only: its articles are added where it runs.")

    @router.get("", responses={**LOADING, 422: REFUSED[422]})
    def articles(query: Annotated[ListParameters, Query()]) -> ArticlePageBody | ArticlesBody:
        """Lists the articles: all of them, the longest indexed first; or, where anything is said of them, in pages."""
        if not query.model_fields_set:
            return ArticlesBody.of(assistant.summaries())
        return ArticlePageBody.of_page(assistant.listing.page(query.to_query()))

    @router.get("/{article_id}", responses={**UNKNOWN, **LOADING})
    def article(article_id: str) -> FullArticleBody:
        """Gives one article with the text that offsets count in."""
        return FullArticleBody.whole(assistant.article(article_id))

    @router.post(
        "",
        status_code=201,
        responses={
            200: {"model": ArticleBody, "description": "It is there already, and nothing changed."},
            **REFUSED,
            **BUSY,
        },
        openapi_extra=BODY,
        dependencies=own_site,
    )
    async def add(request: Request, response: Response) -> ArticleBody:
        """Adds an article: its text or its page's URL as JSON, or a file as a form.

        Posted text is kept to the character. A text from a source that is there already takes that one's place.
        """
        require_uploads()
        make = await _given(request, limits)
        # Only now, so that a slow upload holds no slot.
        with assistant.adding.enqueue() as place:
            await place.admitted()
            added = await in_thread(lambda: assistant.add(make()))
        if not added.changed:
            response.status_code = 200
        return ArticleBody.of(added.article)

    @router.patch(
        "/{article_id}",
        responses={**UNKNOWN, **LOADING, **UNREADABLE, 403: REFUSED[403]},
        dependencies=[*own_site, Depends(require_json)],
    )
    def change(article_id: str, body: ArticleChangeBody) -> ArticleBody:
        """Gives an article other tags, or notes that its source has changed."""
        require_uploads()
        if body.changed:
            changed = assistant.mark_changed(article_id)
        if body.tags is not None:
            changed = assistant.retag(article_id, tuple(body.tags))
        return ArticleBody.of(changed)

    @router.delete(
        "/{article_id}",
        status_code=204,
        responses={**UNKNOWN, **LOADING, 403: REFUSED[403]},
        dependencies=own_site,
    )
    def remove(article_id: str) -> None:
        """Forgets an article."""
        require_uploads()
        assistant.remove(article_id)

    return router


async def _given(request: Request, limits: Limits) -> Callable[[], Article]:
    """What makes the article of what a request brings; it may take seconds."""
    content_type = request.headers.get("content-type", "")
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type == "multipart/form-data" and len(content_type) <= MAX_CONTENT_TYPE_CHARS:
        async with request.form(max_files=1, max_fields=MAX_FORM_FIELDS) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise HTTPException(422, "file: a file is needed in the form's field of this name.")
            name, content = file.filename or "file", await file.read()
            said = {field: text.strip() for field in FORM_TEXTS if isinstance(text := form.get(field, ""), str)}
            tags = clean_tags(tag for text in form.getlist("tags") for tag in str(text).split(",") if tag.strip())
            media_type = file.content_type or ""
            return lambda: _with(
                {**said, "tags": tags},
                article_from_bytes(content, name=name, source="", media_type=media_type, limits=limits),
            )
    if media_type == "application/json" or media_type.endswith("+json"):
        body = await _new_article(request)
        if body.url:
            said = {field: one_line(getattr(body, field)) for field in PAGE_TEXTS}
            return lambda: _with({**said, "tags": body.tags}, load_page(body.url, limits))
        return lambda: body.to_article(article_from_text(body.text, source=body.source, title=body.title))
    raise HTTPException(
        415, f"The content type must be application/json or multipart/form-data, not {content_type[:100] or 'missing'}."
    )


def _with(said: Mapping[str, Any], article: Article) -> Article:
    """An article with what a form says of it, in place of what its file does."""
    return replace(article, **{field: value for field, value in said.items() if value})


async def _new_article(request: Request) -> NewArticleBody:
    try:
        given = await request.json()
    except (ValueError, RecursionError) as error:  # also of a number with more digits than Python reads
        raise HTTPException(400, "The body is not valid JSON.") from error
    try:
        return NewArticleBody.model_validate(given)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error
