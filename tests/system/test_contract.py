"""What the public contract promises of every answer, asked of the real server over HTTP."""

import re
from typing import Any

import httpx
import pytest

from tests.support.seed_questions import IN_THE_ARTICLE
from tests.support.servers.scripted_service import Served

OUTSIDE = [
    "Who won the 2022 World Cup?",
    "How tall is Donald Trump?",
    "What did the Pope say about Korea?",
]
MARKER = re.compile(r"(?<!\\)\[(\d+)\]")


def ask(server: Served, **body: Any) -> httpx.Response:
    return httpx.post(f"{server.url}/api/answer", json=body, timeout=60, trust_env=False)


@pytest.fixture(scope="module")
def texts(server: Served) -> dict[str, str]:
    listed = httpx.get(f"{server.url}/api/articles", trust_env=False).json()["articles"]
    full = [httpx.get(f"{server.url}/api/articles/{row['id']}", trust_env=False).json() for row in listed]
    return {row["id"]: row["text"] for row in full}


@pytest.fixture(scope="module")
def answers(server: Served) -> list[dict[str, Any]]:
    return [ask(server, question=question).json() for question in [*IN_THE_ARTICLE, *OUTSIDE]]


def test_most_questions_about_the_article_are_answered(answers: list[dict[str, Any]]) -> None:
    answered = [answer for answer in answers[: len(IN_THE_ARTICLE)] if answer["status"] == "answered"]
    assert len(answered) >= len(IN_THE_ARTICLE) * 2 // 3


def test_quote_is_the_text_at_its_offsets(answers: list[dict[str, Any]], texts: dict[str, str]) -> None:
    citations = [citation for answer in answers for citation in answer["citations"]]
    assert citations
    for citation in citations:
        assert texts[citation["article_id"]][citation["start"] : citation["end"]] == citation["quote"]
        assert citation["quote"] in citation["passage"]
        assert citation["passage"] in texts[citation["article_id"]]


def test_markers_and_citations_are_the_same_numbers_in_order(answers: list[dict[str, Any]]) -> None:
    for answer in answers:
        numbers = [citation["number"] for citation in answer["citations"]]
        assert numbers == list(range(1, len(numbers) + 1))
        assert list(dict.fromkeys(int(number) for number in MARKER.findall(answer["answer"]))) == numbers
        cited = [number for sentence in answer["sentences"] for number in sentence["citations"]]
        assert list(dict.fromkeys(cited)) == numbers


def test_answered_has_citations_and_the_rest_has_none(answers: list[dict[str, Any]]) -> None:
    for answer in answers:
        if answer["status"] == "answered":
            assert answer["citations"]
            assert answer["sentences"]
        else:
            assert answer["status"] == "not_in_article"
            assert (answer["citations"], answer["sentences"], answer["short_answer"]) == ([], [], None)
            assert answer["answer"]


def test_short_answer_stands_in_a_cited_quote(answers: list[dict[str, Any]]) -> None:
    for answer in answers:
        if answer["short_answer"] is not None:
            assert any(answer["short_answer"] in citation["quote"] for citation in answer["citations"])


def test_extractive_sentences_are_verbatim(answers: list[dict[str, Any]]) -> None:
    for answer in answers:
        quotes = {citation["number"]: citation["quote"] for citation in answer["citations"]}
        for sentence in answer["sentences"]:
            assert sentence["support"] == "verbatim"
            assert sentence["text"] == " ".join(quotes[number] for number in sentence["citations"])


def test_scores_are_probabilities_and_retrieved_come_best_first(answers: list[dict[str, Any]]) -> None:
    for answer in answers:
        assert 0 <= answer["confidence"] <= 1
        scores = [passage["score"] for passage in answer["retrieved"]]
        assert scores == sorted(scores, reverse=True)
        assert set(answer["timings_ms"]) >= {"retrieve", "answer", "total"}


@pytest.mark.parametrize("question", OUTSIDE)
def test_question_outside_the_article_is_not_in_article(answers: list[dict[str, Any]], question: str) -> None:
    answer = next(each for each in answers if each["question"] == question)
    assert answer["status"] == "not_in_article"


def test_first_starter_has_two_different_reasons(answers: list[dict[str, Any]]) -> None:
    places = {citation["start"] for citation in answers[0]["citations"]}
    assert len(places) >= 2


def test_same_question_gives_the_same_answer(server: Served, answers: list[dict[str, Any]]) -> None:
    again = ask(server, question=IN_THE_ARTICLE[0]).json()
    assert {**again, "timings_ms": None} == {**answers[0], "timings_ms": None}


def test_one_article_can_be_asked_alone(server: Served, texts: dict[str, str]) -> None:
    (article_id,) = texts
    assert ask(server, question="Who is Choo Jae-woo?", article=article_id).json()["status"] == "answered"


def test_unknown_article_is_a_problem(server: Served) -> None:
    response = ask(server, question="Who?", article="0" * 16)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_question_is_trimmed(server: Served) -> None:
    assert ask(server, question="  Who is Choo Jae-woo?\n").json()["question"] == "Who is Choo Jae-woo?"


def test_follow_up_is_understood_from_the_history(server: Served) -> None:
    first = ask(server, question="Who is Yakov Zinberg?").json()
    said = [("user", first["question"]), ("assistant", first["answer"])]
    strings = [{"role": role, "content": text} for role, text in said]
    blocks = [{"role": role, "content": [{"type": "text", "text": text}]} for role, text in said]
    whole = ask(server, question="Who is Choo Jae-woo?").json()
    for history in (strings, blocks):
        followed = ask(server, question="and Choo Jae-woo?", history=history).json()
        assert followed["question"] == "and Choo Jae-woo?"
        assert followed["standalone_question"] == "Who is Choo Jae-woo?"
        assert [followed[key] for key in ("answer", "confidence")] == [whole[key] for key in ("answer", "confidence")]


def test_gradio_client_gets_the_same_body(server: Served, answers: list[dict[str, Any]]) -> None:
    from gradio_client import Client

    client = Client(server.url, verbose=False, analytics_enabled=False)
    found = client.predict(IN_THE_ARTICLE[0], api_name="/answer")
    assert {**found, "timings_ms": None} == {**answers[0], "timings_ms": None}


def test_gradio_client_sees_one_endpoint(server: Served) -> None:
    described = httpx.get(f"{server.url}/gradio_api/info", trust_env=False).json()
    assert list(described["named_endpoints"]) == ["/answer"]
    assert described["unnamed_endpoints"] == {}
