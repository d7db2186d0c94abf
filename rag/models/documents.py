"""Articles that come with a request."""

from dataclasses import dataclass

from index.models import Article


@dataclass(frozen=True, slots=True)
class GivenArticle(Article):
    """An article that comes with a request and is not stored; its id is "document-1" for the first."""

    number: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", f"document-{self.number}")
