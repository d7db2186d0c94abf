"""The bodies of HTTP responses about the pages of an article."""

from pydantic import BaseModel, Field

from index.converters.pdf.view.page_map import PageMap, QuoteBox


class PageBody(BaseModel):
    """A page of an article."""

    page: int = Field(description="Its number, from 1.")
    width: float = Field(description="In points; 0 for a page that cannot be shown, as for its height.")
    height: float


class PagesBody(BaseModel):
    """The pages of an article."""

    pages: list[PageBody]

    @classmethod
    def of(cls, page_map: PageMap) -> "PagesBody":
        """The body for the pages of a map."""
        sizes = enumerate(page_map.sizes, start=1)
        return cls(pages=[PageBody(page=number, width=width, height=height) for number, (width, height) in sizes])


class BoxBody(BaseModel):
    """A box on a page, in fractions of its width and height from its upper left corner."""

    page: int
    left: float
    top: float
    width: float
    height: float

    @classmethod
    def of(cls, box: QuoteBox) -> "BoxBody":
        """The body for a box."""
        return cls(page=box.page, left=box.left, top=box.top, width=box.right - box.left, height=box.bottom - box.top)


class BoxesBody(BaseModel):
    """Where the characters of a text are printed, in the order of the text: a box for each piece of a line."""

    boxes: list[BoxBody]
