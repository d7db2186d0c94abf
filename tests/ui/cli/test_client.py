"""The service of a server, asked over HTTP: the same as the service behind it."""

import re
from collections.abc import Iterator

import pytest

from index.models import Article
from rag.models import Message, Question
from tests.support.browsing import STARTER
from tests.support.servers.scripted_service import ScriptedAssistant, awaited, serving
from ui.cli.client import Client, ServerError

QUOTE = "Kim has since cultivated a close military and commercial relationship with Russia."
BRIDGE = Article(
    "The bridge", "Ada Quill opened it.\n\nIn 1932.", "bridge.txt", author="Ivo Harn", pages=(0, 22), unread_pages=(2,)
)


@pytest.fixture(scope="module")
def scripted(seed: Article) -> ScriptedAssistant:
    return ScriptedAssistant([seed], {STARTER: [QUOTE]})


@pytest.fixture(scope="module")
def client(scripted: ScriptedAssistant) -> Iterator[Client]:
    with serving(scripted) as running:
        yield Client(running.url)


@pytest.mark.parametrize("asked", [STARTER, "Is it the same é\N{WOMAN}\N{ZERO WIDTH JOINER}?"])
def test_an_answer_is_the_services_own(client: Client, scripted: ScriptedAssistant, seed: Article, asked: str) -> None:
    question = Question(asked, seed.id, (Message("user", "Who?"), Message("assistant", "Kim.")))
    client.load()
    assert awaited(client.answer(question)) == awaited(scripted.answer(question))
    assert scripted.asked[-2:] == [question, question]


def test_articles_are_the_services_own(client: Client, scripted: ScriptedAssistant, seed: Article) -> None:
    assert client.summaries() == scripted.summaries()
    assert client.texts([seed.id, "gone"]) == scripted.texts([seed.id, "gone"])
    added = client.add(BRIDGE)
    assert (added.changed, added.article.author, added.article.id) == (True, "Ivo Harn", BRIDGE.id)
    assert scripted.article(BRIDGE.id).article.pages == (0, 22)
    assert scripted.article(BRIDGE.id).article.unread_pages == added.article.unread_pages == (2,)
    assert not client.add(BRIDGE).changed
    assert client.retag(BRIDGE.id, ("harbor", "transport")).tags == ("harbor", "transport")
    assert scripted.article(BRIDGE.id).article.tags == ("harbor", "transport")
    assert client.retag(BRIDGE.id, ()).tags == ()
    assert client.mark_changed(BRIDGE.id).changed
    client.remove(BRIDGE.id)
    assert BRIDGE.id not in scripted.entries


@pytest.mark.parametrize("article_id", ["gone", "a b", "%2e%2e", "é", "a?b", "a#b"])
def test_an_id_stays_one_part_of_the_path(client: Client, article_id: str) -> None:
    with pytest.raises(ServerError, match=re.escape(f"There is no article {article_id!r}")):
        client.remove(article_id)
