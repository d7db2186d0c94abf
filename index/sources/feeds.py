"""RSS and Atom feeds: which pages they name, and whether they have changed."""

from dataclasses import dataclass

from index.converters.models import Limits, SourceFile
from index.converters.sandbox import run
from index.models import SourceVersion
from index.sources.web.client import FetchLimits, fetch_changed

MEDIA_TYPES = frozenset(
    {"application/atom+xml", "application/rdf+xml", "application/rss+xml", "application/xml", "text/xml"}
)
LIMITS = Limits(size=5_000_000)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A page that a feed names, and when it was changed last, as the feed says it; empty where it does not."""

    url: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was fetched."""

    entries: tuple[FeedEntry, ...]
    version: SourceVersion


def fetch_feed(url: str, version: SourceVersion, limits: Limits = LIMITS) -> Feed | None:
    """The feed at a URL; None where it is still the version that is known.

    Raises:
        SourceError: It cannot be fetched (see `index.sources.web.client.fetch`), or is no feed.
    """
    page = fetch_changed(url, version, limits=FetchLimits(size=limits.size), media_types=MEDIA_TYPES)
    if page is None:
        return None
    found = run(
        SourceFile(page.content, page.url, page.charset or "", limits), "index.converters.bundles.feed:read_feed"
    )
    return Feed(
        tuple(FeedEntry(**entry) for entry in found), SourceVersion(etag=page.etag, last_modified=page.last_modified)
    )
