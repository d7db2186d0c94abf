"""The queue before the models: its bounds, its order, who leaves it, and what each kind of client is told by it."""

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from gradio_client import Client as GradioClient
from gradio_client.exceptions import AppError
from mcp import Client as McpClient

from index.models import Article
from rag.models import Delta, Message, Question
from tests.support.servers.scripted_service import ScriptedAssistant, Served, awaited, serving, soon
from ui.service.admission import AdmissionQueue, BusyError
from ui.service.service import Assistant
from ui.settings import load_settings

HELD = "What is held up?"
BUSY = "Too many are asking"


class TestTurns:
    def test_so_many_have_their_turn_so_many_wait_and_the_next_is_refused(self) -> None:
        turns = AdmissionQueue(2, 3, BUSY)
        places = [turns.enqueue() for _ in range(5)]
        assert (turns.running, turns.queued, turns.refused) == (2, 3, 0)
        with pytest.raises(BusyError, match=BUSY) as refused:
            turns.enqueue()
        assert refused.value.seconds >= 1
        assert (turns.running, turns.queued, turns.refused) == (2, 3, 1)
        for place in places:
            with place:
                pass
        assert (turns.running, turns.queued) == (0, 0)

    def test_first_come_first_served_across_threads(self) -> None:
        turns = AdmissionQueue(1, 20, BUSY)
        served: list[int] = []
        first = turns.enqueue()
        places = [turns.enqueue() for _ in range(12)]

        async def wait(number: int) -> None:
            with places[number] as place:
                await place.admitted()
                served.append(number)

        threads = [threading.Thread(target=awaited, args=(wait(number),)) for number in reversed(range(len(places)))]
        for thread in threads:
            thread.start()
        assert served == []
        turns.release(first)
        for thread in threads:
            thread.join(20)
        assert served == list(range(len(places)))

    def test_who_leaves_while_waiting_loses_the_place_and_gets_no_turn(self) -> None:
        turns = AdmissionQueue(1, 2, BUSY)

        async def leave() -> None:
            with turns.enqueue():

                async def wait() -> None:
                    with turns.enqueue() as place:
                        await place.admitted()
                        raise AssertionError("it has gone")

                waiting = asyncio.create_task(wait())
                await asyncio.sleep(0)
                assert turns.queued == 1
                waiting.cancel()
                await asyncio.wait([waiting])
                assert waiting.cancelled()
                assert (turns.running, turns.queued) == (1, 0)
            with turns.enqueue() as next_one:
                await next_one.admitted()

        awaited(leave())
        assert (turns.running, turns.queued) == (0, 0)

    def test_a_turn_that_comes_as_its_waiter_leaves_goes_to_the_next(self) -> None:
        turns = AdmissionQueue(1, 2, BUSY)

        async def leave() -> None:
            first, second, third = turns.enqueue(), turns.enqueue(), turns.enqueue()
            waiting = asyncio.create_task(second.admitted())
            await asyncio.sleep(0)
            waiting.cancel()  # it has not yet noticed when its turn would come
            turns.release(first)
            await asyncio.wait([waiting])
            turns.release(second)
            await third.admitted()
            turns.release(third)

        awaited(leave())
        assert (turns.running, turns.queued) == (0, 0)

    def test_a_place_is_given_back_once(self) -> None:
        turns = AdmissionQueue(1, 1, BUSY)
        place = turns.enqueue()
        for _ in range(3):
            turns.release(place)
        assert (turns.running, turns.queued) == (0, 0)

    def test_who_is_refused_is_told_the_longer_to_wait_the_more_wait(self) -> None:
        def told(waiting: int) -> int:
            turns = AdmissionQueue(2, waiting, BUSY)
            for _ in range(2 + waiting):
                turns.enqueue()
            with pytest.raises(BusyError) as refused:
                turns.enqueue()
            return refused.value.seconds

        assert told(0) == 1
        assert told(40) > told(10) > 1

    def test_closed_it_refuses_and_those_who_have_a_place_keep_it(self) -> None:
        turns = AdmissionQueue(1, 1, BUSY)
        with turns.enqueue():
            waiting = turns.enqueue()
            turns.close()
            with pytest.raises(BusyError, match="stopping"):
                turns.enqueue()
        awaited(waiting.admitted())

    def test_a_thread_rests_while_somebody_has_a_turn(self) -> None:
        turns = AdmissionQueue(1, 1, BUSY)
        place, rested = turns.enqueue(), threading.Event()

        def rest() -> None:
            turns.wait_until_idle(60)
            rested.set()

        resting = threading.Thread(target=rest)
        resting.start()
        assert not rested.is_set()
        turns.release(place)
        assert rested.wait(20)
        resting.join()

    def test_a_thread_rests_only_so_long(self) -> None:
        turns = AdmissionQueue(1, 1, BUSY)
        with turns.enqueue():
            turns.wait_until_idle(0.01)


class TestOverHttp:
    @pytest.fixture
    def may_end(self) -> Iterator[threading.Event]:
        signal = threading.Event()
        yield signal
        signal.set()

    @pytest.fixture
    def assistant(self, seed: Article, may_end: threading.Event) -> ScriptedAssistant:
        assistant = ScriptedAssistant([seed], {})
        assistant.turns = AdmissionQueue(1, 1, BUSY)
        assistant.streams[HELD] = [Delta("So "), may_end, assistant.scripted(Question(HELD))]
        return assistant

    @pytest.fixture
    def served(self, assistant: ScriptedAssistant) -> Iterator[Served]:
        with serving(assistant) as running:
            yield running

    @pytest.fixture
    def pool(self, may_end: threading.Event) -> Iterator[ThreadPoolExecutor]:
        with ThreadPoolExecutor(4) as pool:
            yield pool
            may_end.set()

    @pytest.fixture
    def full(self, assistant: ScriptedAssistant, served: Served, pool: ThreadPoolExecutor) -> list[Any]:
        """Two who have asked: one has its turn, one waits."""
        asking = [pool.submit(ask, served) for _ in range(2)]
        soon(lambda: assistant.turns.queued == 1)
        return asking

    def test_who_comes_too_many_gets_503_and_when_to_come_again(
        self, assistant: ScriptedAssistant, served: Served, full: list[Any], may_end: threading.Event
    ) -> None:
        for path in ("/api/answer", "/api/answer/stream"):
            response = ask(served, path)
            assert response.status_code == 503
            assert response.headers["content-type"] == "application/problem+json"
            assert int(response.headers["retry-after"]) >= 1
            assert response.json()["detail"].startswith(BUSY)
        assert served.status("/api/health") == 200
        assert served.status("/api/articles") == 200
        may_end.set()
        assert [asking.result(20).status_code for asking in full] == [200, 200]
        soon(lambda: assistant.turns.running == 0)
        assert assistant.turns.refused == 2

    @pytest.mark.usefixtures("full")
    @pytest.mark.parametrize("stream", [False, True])
    def test_openais_library_raises_its_own_error(self, served: Served, stream: bool) -> None:
        client = openai.OpenAI(
            base_url=f"{served.url}/v1", api_key="-", max_retries=0, http_client=httpx.Client(trust_env=False)
        )
        with pytest.raises(openai.InternalServerError, match=BUSY) as refused:
            client.chat.completions.create(
                model="article-chat", messages=[{"role": "user", "content": HELD}], stream=stream
            )
        assert refused.value.status_code == 503
        assert int(refused.value.response.headers["retry-after"]) >= 1

    @pytest.mark.usefixtures("full")
    def test_mcp_and_gradio_are_told_in_a_sentence(self, served: Served) -> None:
        async def call() -> Any:
            async with McpClient(f"{served.url}/mcp") as client:
                return await client.call_tool("answer", {"question": HELD})

        result = awaited(call())
        assert result.is_error
        assert result.content[0].text.startswith(BUSY)
        with pytest.raises(AppError, match=BUSY):
            GradioClient(served.url, verbose=False).predict(HELD, api_name="/answer")

    @pytest.mark.parametrize("path", ["/api/answer", "/api/answer/stream", "/v1/chat/completions"])
    def test_who_leaves_gives_the_place_back_and_ends_the_work(
        self, assistant: ScriptedAssistant, served: Served, path: str
    ) -> None:
        messages = {"model": "article-chat", "messages": [{"role": "user", "content": HELD}]}
        body = json.dumps(messages if path.startswith("/v1") else {"question": HELD}).encode()
        connections = [leaving(served, path, body)]
        soon(lambda: assistant.turns.running == 1)  # else the second may be the first to be admitted
        connections.append(leaving(served, path, body))
        soon(lambda: (assistant.turns.running, assistant.turns.queued) == (1, 1))
        connections[1].close()  # it waits
        soon(lambda: assistant.turns.queued == 0)
        assert (assistant.turns.running, assistant.ended) == (1, [])
        connections[0].close()
        soon(lambda: assistant.turns.running == 0)
        assert assistant.ended == [HELD]
        assert [question.question for question in assistant.asked] == [HELD]

    def test_a_question_that_cannot_be_asked_keeps_no_place(self, assistant: ScriptedAssistant, served: Served) -> None:
        for path in ("/api/answer", "/api/answer/stream"):
            assert ask(served, path, article="nonesuch").status_code == 404
            assert ask(served, path, article=1).status_code == 422
        soon(lambda: (assistant.turns.running, assistant.turns.queued) == (0, 0))

    def test_a_stopping_server_takes_no_question(self, assistant: ScriptedAssistant, served: Served) -> None:
        assistant.stop()
        response = ask(served)
        assert (response.status_code, "stopping" in response.json()["detail"]) == (503, True)
        assert int(response.headers["retry-after"]) >= 1

    def test_articles_are_added_a_few_at_a_time(
        self, assistant: ScriptedAssistant, served: Served, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        may_go_on, adding, most = threading.Event(), [0], [0]

        def add(article: Article) -> Any:
            adding[0] += 1
            most[0] = max(most[0], adding[0])
            assert may_go_on.wait(20)
            adding[0] -= 1
            return ScriptedAssistant.add(assistant, article)

        def upload(number: int) -> httpx.Response:
            body = {"title": "A", "text": f"Text number {number}."}
            return httpx.post(f"{served.url}/api/articles", json=body, trust_env=False, timeout=60)

        monkeypatch.setattr(assistant, "add", add)
        with ThreadPoolExecutor(10) as pool:
            uploads = [pool.submit(upload, number) for number in range(10)]
            soon(lambda: assistant.adding.refused == 6 and adding[0] == 2)
            may_go_on.set()
            responses = [each.result(20) for each in uploads]
        assert sorted(response.status_code for response in responses) == [201] * 4 + [503] * 6
        assert all(int(each.headers["retry-after"]) >= 1 for each in responses if each.status_code == 503)
        assert most == [2]

    def test_openapi_documents_it(self, served: Served) -> None:
        paths = httpx.get(f"{served.url}/openapi.json", trust_env=False).json()["paths"]
        for path in ("/api/answer", "/api/answer/stream", "/api/articles", "/v1/chat/completions"):
            busy = paths[path]["post"]["responses"]["503"]
            assert busy["description"].startswith("Too many")
            assert busy["headers"]["Retry-After"]["schema"]["type"] == "integer"


def ask(served: Served, path: str = "/api/answer", **more: Any) -> httpx.Response:
    return httpx.post(served.url + path, json={"question": HELD, **more}, trust_env=False, timeout=60)


def leaving(served: Served, path: str, body: bytes) -> HTTPConnection:
    """A connection on which has been asked, and which can be closed."""
    connection = HTTPConnection(served.host, served.port, timeout=60)
    connection.request("POST", path, body, {"Content-Type": "application/json"})
    return connection


def test_answers_at_the_same_time_are_those_alone(tmp_path: Path) -> None:
    rows = (Path(__file__).parents[2] / "data/news/questions.jsonl").read_text(encoding="utf-8").splitlines()
    news = [json.loads(row)["question"] for row in rows[:12]]
    seed = [
        "why didn't Kim meet Trump?",
        "Who is Choo Jae-woo?",
        "Where were the missiles aimed?",
        "When was the article published?",
        "Who greeted Choe Son-hui in Moscow?",
        "Who won the 2022 World Cup?",
    ]
    history = (Message("user", seed[1]), Message("assistant", "A foreign policy professor."))

    def body(question: Question) -> dict[str, Any]:
        given = awaited(assistant.answer(question)).to_dict()
        del given["timings_ms"]
        return given

    with Assistant(load_settings({}, data_dir=str(tmp_path))) as assistant:
        assistant.own()
        assistant.load()
        questions = [*map(Question, (*seed, *news)), Question("What did he say?", history=history)]
        with ThreadPoolExecutor(1) as pool:
            alone = list(pool.map(body, questions))
        with ThreadPoolExecutor(16) as pool:
            together = list(pool.map(body, questions * 2))
    assert {each["status"] for each in alone} == {"answered", "not_in_article"}
    assert together == alone * 2
