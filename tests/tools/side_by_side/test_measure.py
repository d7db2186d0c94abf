import math

import pytest

from index.models import Article
from rag.evaluation.gold import GoldQuestion, occurrences
from tests.tools.side_by_side.measure import Outcome, Reply, ask_all, figures
from tests.tools.side_by_side.table import table

TEXT = "The bridge was closed on Monday. Engineers found two cracks."
ARTICLE = Article("Bridge", TEXT, "")
EVIDENCE = occurrences(TEXT, "Engineers found two cracks.")


def gold(*answers: str, name: str = "q") -> GoldQuestion:
    evidence = (EVIDENCE,) if answers else ()
    return GoldQuestion(name, "What did they find?", ARTICLE, answers, bool(answers), "what", evidence, bool(answers))


def outcome(*sentences: str, answers: tuple[str, ...] = ("two cracks",), name: str = "q", ms: float = 10) -> Outcome:
    return Outcome(gold(*answers, name=name), Reply(sentences, " ".join(sentences)), ms)


@pytest.mark.parametrize(
    ("sentences", "hit"),
    [
        pytest.param(("They found two cracks, it says.",), True, id="names-the-answer"),
        pytest.param(("Engineers found",), True, id="stands-in-the-evidence"),
        pytest.param(("The bridge was closed on Monday.",), False, id="stands-elsewhere"),
        pytest.param(("They found twenty-two crackshots.",), False, id="parts-of-words"),
    ],
)
def test_hit_is_naming_an_answer_or_standing_in_the_evidence(sentences: tuple[str, ...], hit: bool) -> None:
    assert outcome(*sentences).hit is hit


def test_verbatim_asks_every_piece_of_the_answer() -> None:
    assert outcome("The bridge was closed", "two cracks").verbatim
    assert not outcome("two cracks", "They were deep.").verbatim


def test_figures_count_what_applies() -> None:
    found = figures([outcome("two cracks"), outcome(), outcome(answers=()), outcome("Monday", answers=())])
    assert (found.hit, found.f1, found.balanced, found.verbatim) == (0.5, 0.5, 0.5, 1.0)
    assert math.isnan(figures([outcome(answers=())]).hit)


def test_the_first_question_does_not_pay_for_what_is_made_on_demand() -> None:
    asked = []

    def ask(article: Article, question: str) -> Reply:
        asked.append(question)
        return Reply()

    assert len(ask_all(ask, [gold("a"), gold("b")])) == 2
    assert len(asked) == 3


def test_ratios_are_to_ours_on_the_same_questions() -> None:
    ours = [outcome("two cracks", name="a", ms=10), outcome("Monday", name="b", ms=30)]
    lines = table({"Ours": ours, "Theirs": [outcome("two cracks", name="b", ms=60)]}).splitlines()
    assert lines[3].startswith("| Ours, on the 1 questions that follow | 1 | 0.00 |")
    assert lines[4].startswith("| Theirs | 1 | 1.00 |")
    assert "| 60 ms (2.00×) |" in lines[4]
