"""The HTTP API's routes of original files and of their pages."""

import asyncio
import re
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Query, Response
from fastapi.responses import FileResponse

from index.converters.pdf.view.page_map import PageMap
from index.errors import UnknownArticleError
from index.sources.originals.folder import OriginalsFolder
from ui.api.articles import ARTICLES
from ui.api.documents.pictures import MAX_WIDTH, MIN_WIDTH, PagePictures
from ui.api.documents.schemas import BoxBody, BoxesBody, PagesBody
from ui.api.route_docs import BUSY, LOADING, problems
from ui.service.admission import AdmissionQueue
from ui.service.protocol import HostedService

MAX_RENDERING, MAX_QUEUED_PAGES = 2, 64
"""Pages; a reader who scrolls fast asks for a dozen."""
DEFAULT_WIDTH = 1000
INERT = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""Headers of a file from outside: whatever it is, no browser runs it as a page of this site."""
MISSING = problems({404: "There is no such article, or its original is not kept."})
NO_PAGES = problems({404: "There is no such article or page, or the article has no pages that can be shown."})
INVALID = problems({422: "A value is invalid, or the page cannot be shown."})


def documents_router(assistant: HostedService) -> APIRouter:
    """The routes under `/api/articles/{id}` that are about its document."""
    router = APIRouter(prefix=ARTICLES + "/{article_id}")
    pictures = PagePictures()
    rendering = AdmissionQueue(MAX_RENDERING, MAX_QUEUED_PAGES, "Too many pages are being rendered")

    def originals_of(article_id: str) -> OriginalsFolder:
        """The folder, where it may be asked about an article: what belongs to none is not given out."""
        assistant.article(article_id)
        if assistant.originals is None:
            raise UnknownArticleError("The original files of articles are not kept here.")
        return assistant.originals

    def page_map(article_id: str) -> PageMap:
        return originals_of(article_id).page_map(article_id)

    @router.get(
        "/original",
        response_class=FileResponse,
        responses={200: {"content": {"*/*": {}}, "description": "The file."}, **MISSING, **LOADING},
    )
    def original(article_id: str) -> FileResponse:
        """Gives the file that an article was read from, to be saved."""
        stored = originals_of(article_id).get(article_id)
        # As a header: a media type of text would be given an encoding, which is not known.
        headers = {**INERT, "Content-Type": stored.media_type}
        return FileResponse(stored.path, headers=headers, filename=_file_name(stored.name))

    @router.get("/pages", responses={**NO_PAGES, **LOADING})
    def pages(article_id: str) -> PagesBody:
        """Lists the pages of an article that was read from a PDF file."""
        return PagesBody.of(page_map(article_id))

    @router.get(
        "/pages/{page}.png",
        response_class=Response,
        responses={
            200: {"content": {"image/png": {}}, "description": "The page."},
            304: {"description": "It has not changed."},
            **NO_PAGES,
            **INVALID,
            **BUSY,
        },
    )
    async def picture(
        article_id: str,
        page: int,
        width: Annotated[int, Query(ge=MIN_WIDTH, le=MAX_WIDTH, description="Pixels.")] = DEFAULT_WIDTH,
        if_none_match: Annotated[str, Header(include_in_schema=False)] = "",
    ) -> Response:
        """Shows a page, numbered from 1."""
        sizes = (await asyncio.to_thread(page_map, article_id)).sizes
        if not 1 <= page <= len(sizes):
            raise HTTPException(404, f"There is no page {page}: this article has pages 1 to {len(sizes)}.")
        # Browsers keep it, and ask each time: the article may have been removed, or its reader have signed out.
        headers = {"Cache-Control": "private, no-cache", "ETag": f'"{article_id}-{page}-{width}"'}
        if headers["ETag"] in if_none_match:
            return Response(status_code=304, headers=headers)
        with rendering.enqueue() as slot:
            await slot.admitted()
            content = await asyncio.to_thread(rendered, article_id, page, width)
        return Response(content, media_type="image/png", headers=headers)

    def rendered(article_id: str, page: int, width: int) -> bytes:
        try:
            return pictures.png(article_id, originals_of(article_id).get(article_id), page, width)
        except FileNotFoundError as error:
            raise UnknownArticleError("The article was removed meanwhile.") from error

    @router.get("/boxes", responses={**NO_PAGES, **INVALID, **LOADING})
    def boxes(
        article_id: str,
        start: Annotated[int, Query(ge=0, description="Of the article's text, in code points, as in a citation.")],
        end: Annotated[int, Query(ge=1)],
    ) -> BoxesBody:
        """Says where a quote is printed on the pages of an article."""
        found = page_map(article_id)
        if not start < end <= found.characters:
            raise HTTPException(422, f"start, end: places in the text are needed, up to {found.characters}.")
        return BoxesBody(boxes=[BoxBody.of(box) for box in found.boxes(start, end)])

    return router


def _file_name(name: str) -> str:
    """The last part of a name from outside, without characters that are not seen; "original" where none is left."""
    last = PurePath(name.replace("\\", "/")).name
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "", last).strip() or "original"
