import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from rag.evaluation.datasets import QuestionSetError, misplaced, read_questions
from rag.evaluation.gold import GoldQuestion, question_type, sample

FIRST = "Ann sold 2 boats in 2008. Bob bought them."
SECOND = "Bob sold the boats again. Bob is rich."


def lines(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "set.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def squad(folder: Path, *, packed: bool = False) -> Path:
    def question(name: str, text: str, answers: list[str]) -> dict[str, Any]:
        # `answer_start` of the first occurrence, as some copies of the set have it
        return {
            "id": name,
            "question": text,
            "answers": [{"text": a, "answer_start": 0} for a in answers],
            "is_impossible": not answers,
        }

    data = {
        "version": "v2.0",
        "data": [
            {
                "title": "The_boats",
                "paragraphs": [
                    {
                        "context": FIRST,
                        "qas": [question("1", "How many boats?", ["2"]), question("2", "What cost?", [])],
                    },
                    {"context": SECOND, "qas": [question("3", "Who is rich?", ["Bob", "Bob"])]},
                ],
            }
        ],
    }
    path = folder / ("set.json.gz" if packed else "set.json")
    text = json.dumps(data).encode()
    path.write_bytes(gzip.compress(text) if packed else text)
    return path


def read_places(question: GoldQuestion) -> list[list[str]]:
    return [[question.article.text[start:end] for start, end in piece] for piece in question.evidence]


def test_reads_lines_about_a_neighbouring_file(tmp_path: Path) -> None:
    (tmp_path / "boats.txt").write_text(FIRST, encoding="utf-8")
    row = {
        "question": "Who bought them?",
        "answers": ["Bob"],
        "article": "boats.txt",
        "evidence": ["Bob bought them."],
    }
    (question,) = read_questions(lines(tmp_path, row))
    assert question.article.text == FIRST
    assert question.answerable
    assert question.evidence_given
    assert question.type == "who"
    assert read_places(question) == [["Bob bought them."]]


def test_reads_lines_about_a_text_of_their_own(tmp_path: Path) -> None:
    (question,) = read_questions(
        lines(tmp_path, {"question": "When?", "answers": [], "article": {"title": "T", "text": FIRST}})
    )
    assert (question.article.title, question.article.text) == ("T", FIRST)
    assert not question.answerable


def test_looks_for_the_answers_where_no_evidence_is_given(tmp_path: Path) -> None:
    (question,) = read_questions(
        lines(tmp_path, {"question": "How many?", "answers": ["2"], "article": {"text": FIRST}})
    )
    assert not question.evidence_given
    assert question.evidence == (((9, 10),),)  # not the 2 of 2008


def test_each_evidence_sentence_is_a_piece(tmp_path: Path) -> None:
    row = {
        "question": "Why?",
        "answers": ["x"],
        "article": {"text": FIRST},
        "evidence": ["Ann  sold 2 boats in 2008.", "Bob bought them."],
    }
    (question,) = read_questions(lines(tmp_path, row))
    assert read_places(question) == [["Ann sold 2 boats in 2008."], ["Bob bought them."]]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        pytest.param(
            {"question": "Who?", "article": {"text": FIRST}, "evidence": ["Not there."]},
            "'Not there.' is not in",
            id="evidence",
        ),
        pytest.param({"question": "Who?", "answers": "Bob", "article": {"text": FIRST}}, "answers", id="type"),
        pytest.param(
            {"question": "Who?", "answerable": True, "article": {"text": FIRST}}, "needs answers", id="nothing to score"
        ),
        pytest.param({"answers": []}, "question", id="no question"),
        pytest.param(
            {"question": "Who?", "article": {"text": FIRST}, "forbiden": ["Ann"]},
            "there is no field 'forbiden': did you mean 'forbid'",
            id="unknown field",
        ),
        pytest.param(
            {"question": "Who?", "article": {"text": FIRST}, "contradicted_by": "Eve bought them."},
            "contradicting 'Eve bought them.' is not in",
            id="contradiction",
        ),
        pytest.param({"question": "Who?", "article": {"text": FIRST}, "yes": "maybe"}, "yes: ", id="yes or no"),
        pytest.param({"question": "Who?", "article": {"text": FIRST}, "forbid": [""]}, "forbid", id="forbids nothing"),
    ],
)
def test_says_which_line_is_wrong(tmp_path: Path, row: dict[str, Any], told: str) -> None:
    good = {"question": "Who?", "answers": ["Bob"], "article": {"text": FIRST}}
    with pytest.raises(QuestionSetError, match=r"Line 2 of 'set\.jsonl'.*" + told):
        read_questions(lines(tmp_path, good, row))


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"not json", b"\x1f\x8bbroken"], ids=["empty", "bytes", "words", "gzip"]
)
def test_a_broken_file_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken"
    path.write_bytes(content)
    with pytest.raises(QuestionSetError, match="broken"):
        read_questions(path)


def test_reads_what_an_answer_has_to_keep(tmp_path: Path) -> None:
    row = {
        "question": "Who bought them?",
        "answers": ["Bob"],
        "article": {"text": FIRST},
        "kind": "speaker",
        "style": "typos",
        "forbid": ["Ann", "Eve"],
        "short": "Bob",
        "contradicted_by": "Ann sold 2 boats in 2008.",
    }
    (question,) = read_questions(lines(tmp_path, row))
    assert (question.kind, question.style) == ("speaker", "typos")
    assert (question.forbid, question.short) == (("Ann", "Eve"), ("Bob",))
    assert question.contradicted_by == (((0, 25),),)
    (moved, _) = misplaced(read_questions(lines(tmp_path, row, {**row, "article": {"text": FIRST + " So what?"}})))
    assert (moved.short, moved.contradicted_by) == ((), ())


@pytest.mark.parametrize(
    ("question", "given", "expected"),
    [
        pytest.param("Did Bob buy them?", {"yes": True}, "yes", id="yes"),
        pytest.param("Did Ann buy them?", {"yes": False}, "no", id="no"),
        pytest.param("Did Eve buy them?", {"yes": None}, "open", id="left open"),
        pytest.param("Did Eve buy them?", {}, None, id="not said"),
        pytest.param("Who bought them?", {"yes": None}, None, id="no such question"),
        pytest.param("Bob bought them, right?", {"yes": True}, "yes", id="said of any question"),
    ],
)
def test_reads_what_is_to_be_said_to_a_yes_no_question(
    tmp_path: Path, question: str, given: dict[str, bool | None], expected: str | None
) -> None:
    row = {"question": question, "answers": ["Bob bought them"], "article": {"text": FIRST}, **given}
    assert read_questions(lines(tmp_path, row))[0].yes_no == expected


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzipped"])
def test_joins_the_paragraphs_of_a_squad_article(tmp_path: Path, packed: bool) -> None:
    questions = read_questions(squad(tmp_path, packed=packed))
    assert {question.article.text for question in questions} == {f"{FIRST}\n\n{SECOND}"}
    assert questions[0].article.title == "The boats"
    assert [question.answerable for question in questions] == [True, False, True]


def test_a_squad_answer_counts_wherever_its_own_paragraph_has_it(tmp_path: Path) -> None:
    rich = read_questions(squad(tmp_path))[2]
    begin = len(FIRST) + 2
    assert rich.evidence == (((begin, begin + 3), (begin + 26, begin + 29)),)  # not the Bob of the first paragraph
    assert read_places(rich) == [["Bob", "Bob"]]


def test_repeated_questions_get_ids_of_their_own(tmp_path: Path) -> None:
    row = {"question": "Who?", "answers": ["Bob"], "article": {"text": FIRST}}
    first, second = read_questions(lines(tmp_path, row, row))
    assert second.id == f"{first.id}-2"


def test_a_sample_is_the_same_each_time_and_in_order(tmp_path: Path) -> None:
    rows = [{"id": str(n), "question": "Who?", "answers": ["Bob"], "article": {"text": FIRST}} for n in range(20)]
    questions = read_questions(lines(tmp_path, *rows))
    chosen = sample(questions, 5)
    assert chosen == sample(questions, 5)
    assert [question for question in questions if question in chosen] == chosen
    assert sample(questions, 99) == questions


def test_a_sample_keeps_conversations_whole_but_for_their_ends(tmp_path: Path) -> None:
    turns = [{"question": f"Who {n}?", "answers": ["Bob"]} for n in range(6)]
    questions = read_questions(lines(tmp_path, *({"article": {"text": FIRST}, "turns": turns} for _ in range(3))))
    chosen = sample(questions, 8)
    whole, cut = sorted({question.conversation for question in chosen}, key=[q.conversation for q in chosen].count)[
        ::-1
    ]
    assert [q.question for q in chosen if q.conversation == whole] == [turn["question"] for turn in turns]
    assert [q.question for q in chosen if q.conversation == cut] == ["Who 0?", "Who 1?"]


def test_conversations_are_asked_of_their_own_article_only(tmp_path: Path) -> None:
    turns = [{"question": "Who?", "answers": ["Bob"]}]
    rows = [{"article": {"text": text}, "turns": turns} for text in (FIRST, SECOND)]
    with pytest.raises(QuestionSetError, match="conversation"):
        misplaced(read_questions(lines(tmp_path, *rows)))


def test_misplaced_questions_are_unanswerable_in_another_article(tmp_path: Path) -> None:
    rows = [{"question": "Who?", "answers": ["Bob"], "article": {"text": text}} for text in (FIRST, SECOND)]
    questions = read_questions(lines(tmp_path, *rows))
    moved = misplaced(questions)
    assert [question.article.text for question in moved] == [SECOND, FIRST]
    assert not any(question.answerable or question.answers or question.evidence for question in moved)
    with pytest.raises(QuestionSetError, match="two or more"):
        misplaced(questions[:1])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Whose boats are they?", "who"),
        ("In which country is it?", "which"),
        ("What year did she leave?", "when"),
        ("How many boats?", "how many"),
        ("How did it end?", "how"),
        ("why didn't Kim meet Trump?", "why"),
        ("Didn’t they meet?", "yes/no"),
        ("Isaac said what?", "what"),
        ("missile test date", "other"),
    ],
)
def test_tells_the_type_by_the_first_question_word(question: str, expected: str) -> None:
    assert question_type(question) == expected
