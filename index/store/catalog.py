"""What an index holds, read without the model that it was made with."""

from contextlib import closing
from typing import Any

from index.models import IndexedArticle
from index.store.chroma_collections import ARTICLES, PASSAGES
from index.store.collection_reader import by_age, read_entries
from index.store.connection.embedded import StoreLocation, translating


def stored_articles(place: StoreLocation) -> list[IndexedArticle]:
    """The articles of an index, whatever model it was made with; needs none, so it takes no time to load."""
    if not place.exists():
        return []
    with translating(place), closing(place.connect()) as client:
        collection = client.get_or_create_collection(ARTICLES, embedding_function=None)
        return by_age(read_entries(collection))


def stored_stamp(place: StoreLocation) -> dict[str, Any]:
    """What an index was made with (see `index.store.schema`); empty where there is none."""
    if not place.exists():
        return {}
    with translating(place), closing(place.connect()) as client:
        found = [collection.metadata for collection in client.list_collections() if collection.name == PASSAGES]
        return dict(found[0] or {}) if found else {}
