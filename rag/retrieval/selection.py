"""Which articles are asked: those that a question names, and of them those that its tag and date choose."""

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from index.errors import EmptyScopeError
from index.models import ArticleFilter
from rag.models import Question
from rag.models.verification import Draft

if TYPE_CHECKING:
    from index.store.store import Store

Asked = TypeVar("Asked", Question, Draft)


def scoped(asked: Asked, store: "Store") -> Asked:
    """A question, or a text to be checked, with the ids of the articles that its tag and date choose.

    Ids alone go further, so that an answer is the same as where these articles are named.

    Args:
        asked: As it is where it wants neither tag nor date.
        store: The open index.

    Raises:
        UnknownArticleError: It names an article that is not there.
        EmptyScopeError: No article is chosen.
    """
    one: str | None = getattr(asked, "article", None)  # a text to be checked names several or none
    named = (*filter(None, [one]), *(asked.articles or ()))
    for article_id in named:
        store.article(article_id)
    wanted = ArticleFilter(asked.tag, asked.published_after)
    if not wanted:
        return asked
    chosen = [each for each in store.matching(wanted) if not named or each in named]
    if not chosen:
        raise EmptyScopeError(f"No article {'of those named ' if named else ''}has {wanted}.")
    return replace(asked, articles=None if one else tuple(chosen), tag=None, published_after=None)
