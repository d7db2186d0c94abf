"""What every answer service has in common: events that end with the answer or its failure, and summaries."""

import logging
from collections.abc import AsyncGenerator

import pytest

from index.errors import ModelError, StoreError, UnknownArticleError
from index.models import Article, IndexedArticle
from rag.models import Answer, Delta, Event, Question
from tests.support.servers.scripted_service import ScriptedAssistant, awaited
from ui.service.admission import AdmissionQueue, BusyError, Slot
from ui.service.articles.summary import ArticleSummary
from ui.service.protocol import Failed, NotReadyError, TitledText

ASKED = Question("Which?")


@pytest.fixture
def service() -> ScriptedAssistant:
    service = ScriptedAssistant([Article("A", "First one.", "/home/reader/a.txt")], {"Which?": ["First one."]})
    service.load()
    return service


async def told(service: ScriptedAssistant, question: Question = ASKED) -> list[Event | Failed]:
    return [event async for event in service.events(question)]


def test_events_end_with_the_answer(service: ScriptedAssistant) -> None:
    *before, last = awaited(told(service))
    assert isinstance(last, Answer)
    assert "".join(each.text for each in before if isinstance(each, Delta)) == last.answer
    assert last == awaited(service.answer(ASKED))


@pytest.mark.parametrize(
    ("error", "is_logged"),
    [
        (StoreError("It is gone."), False),
        (ModelError("It is gone."), False),
        (RuntimeError("a defect"), True),
        (KeyError("sentence_cosine"), True),
        (OSError("the disk"), True),
    ],
)
def test_what_goes_wrong_is_the_last_event(
    service: ScriptedAssistant, caplog: pytest.LogCaptureFixture, error: Exception, is_logged: bool
) -> None:
    service.streams["Which?"] = [Delta("First "), error, Delta("never")]
    assert awaited(told(service)) == [Delta("First "), Failed(error)]
    logged = [record.exc_info[1] for record in caplog.records if record.levelno == logging.ERROR and record.exc_info]
    assert logged == ([error] if is_logged else [])


def test_a_question_that_is_refused_fails_at_once(service: ScriptedAssistant) -> None:
    (unknown,) = awaited(told(service, Question("Which?", "0123456789abcdef")))
    service.turns = AdmissionQueue(1, 0, "Too many are asking")
    with service.turns.enqueue():
        (busy,) = awaited(told(service))
    (loading,) = awaited(told(ScriptedAssistant([], {})))
    errors = [type(each.error) for each in (unknown, busy, loading) if isinstance(each, Failed)]
    assert errors == [UnknownArticleError, BusyError, NotReadyError]


def test_a_stream_without_an_answer_is_a_defect(service: ScriptedAssistant) -> None:
    class Silent(ScriptedAssistant):
        async def stream(self, _: Question, __: Slot | None = None) -> AsyncGenerator[Event, None]:
            yield Delta("First")

    with pytest.raises(ValueError, match="without an Answer"):
        awaited(Silent([], {}).answer(ASKED))


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("/home/reader/a.txt", "a.txt"),
        ("a.txt", "a.txt"),
        ("https://news.example/one/two", "https://news.example/one/two"),
        ("", ""),
    ],
)
def test_a_summary_tells_no_folder(source: str, told: str) -> None:
    entry = IndexedArticle(Article("A", "First one.", source), 3, "2026-11-24T18:00:00+00:00")
    summary = ArticleSummary.of(entry)
    assert (summary.source, summary.characters, summary.passages) == (told, 10, 3)


def test_texts_are_those_that_are_there(service: ScriptedAssistant) -> None:
    (entry,) = service.articles()
    assert service.texts([entry.article.id, "gone"]) == {entry.article.id: TitledText(title="A", text="First one.")}
