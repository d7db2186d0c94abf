from dataclasses import replace

import pytest

from index.models import Article
from rag.evaluation.gold import GoldQuestion, YesNo
from rag.evaluation.outcomes import score
from rag.models import Answer, AnswerSentence, Citation, Retrieved

TEXT = "Ann sold the boats. Bob bought them. The weather was fine."
ARTICLE = Article("Boats", TEXT, "")
EVIDENCE = (20, 36)
GOLD = GoldQuestion("1", "Who bought them?", ARTICLE, ("Bob",), True, "who", ((EVIDENCE,),), True)
UNANSWERABLE = replace(GOLD, answers=(), answerable=False, evidence=(), evidence_given=False)


def answer(*quotes: tuple[int, int], short: str | None = None, retrieved: tuple[tuple[int, int], ...] = ()) -> Answer:
    """An answer that cites these places; where there are none, it says that the article does not tell."""
    cited = tuple(
        Citation(
            number=n,
            article_id=ARTICLE.id,
            article_title="Boats",
            passage_id=f"{ARTICLE.id}-{a}-{b}",
            quote=TEXT[a:b],
            start=a,
            end=b,
            passage=TEXT[a:b],
            score=0.9,
        )
        for n, (a, b) in enumerate(quotes, 1)
    )
    return Answer(
        status="answered" if quotes else "not_in_article",
        question="",
        standalone_question="",
        answer=" ".join(f"{c.quote} [{c.number}]" for c in cited) or "The article does not say.",
        short_answer=short,
        sentences=tuple(AnswerSentence(c.quote, (c.number,), "verbatim") for c in cited),
        citations=cited,
        retrieved=tuple(Retrieved(ARTICLE.id, f"{ARTICLE.id}-{a}-{b}", a, b, 0.5) for a, b in retrieved),
        confidence=0.8,
        answerer="test",
        timings_ms={"total": 1.0},
    )


def test_a_quote_that_overlaps_the_evidence_is_a_hit() -> None:
    row = score(GOLD, answer((20, 36), (37, 58), short="Bob", retrieved=((0, 19), (20, 58))), 2.0)
    assert (row.exact, row.sentence_hit, row.right) == (1, True, True)
    assert (row.passage_rank, row.passage_cited) == (2, True)
    assert (row.quotes_right, len(row.quotes), row.evidence_cited, row.evidence) == (1, 2, 1, 1)


def test_a_neighbouring_quote_is_a_miss() -> None:
    row = score(GOLD, answer((0, 19), short="Ann", retrieved=((0, 19),)), 2.0)
    assert (row.f1, row.sentence_hit, row.right, row.passage_rank, row.passage_cited) == (0, False, False, 0, False)


def test_another_article_at_the_same_offsets_is_a_miss() -> None:
    other = replace(answer((20, 36)).citations[0], article_id="other")
    assert score(GOLD, replace(answer((20, 36)), citations=(other,)), 2.0).sentence_hit is False


def test_a_cited_passage_can_hold_the_evidence_that_the_quote_misses() -> None:
    cited = replace(answer((37, 58)).citations[0], passage_id="p")
    found = replace(answer((37, 58)), citations=(cited,), retrieved=(Retrieved(ARTICLE.id, "p", 20, 58, 0.5),))
    row = score(GOLD, found, 2.0)
    assert (row.sentence_hit, row.passage_cited) == (False, True)


def test_without_a_short_answer_the_sentences_are_compared() -> None:
    row = score(GOLD, answer((20, 36)), 2.0)
    assert row.predicted == "Bob bought them."
    assert row.f1 == pytest.approx(2 * 1 / (3 + 1))


def test_not_answering_is_right_only_where_there_is_no_answer() -> None:
    assert score(UNANSWERABLE, answer(), 2.0).right
    missed = score(GOLD, answer(), 2.0)
    assert (missed.right, missed.exact, missed.f1, missed.sentence_hit) == (False, 0, 0, False)


def test_answering_the_unanswerable_is_wrong() -> None:
    row = score(UNANSWERABLE, answer((20, 36), short="Bob"), 2.0)
    assert (row.right, row.exact, row.f1, row.sentence_hit, row.evidence) == (False, 0, 0, None, 0)


def test_evidence_that_was_only_searched_for_gives_no_citation_counts() -> None:
    row = score(replace(GOLD, evidence_given=False), answer((20, 36)), 2.0)
    assert (row.sentence_hit, row.evidence, row.quotes_right) == (True, 0, 0)


def test_an_answer_that_stands_nowhere_is_judged_by_its_words() -> None:
    gold = replace(GOLD, answers=("the man Bob",), evidence=(), evidence_given=False)
    assert score(gold, answer((20, 36), short="Bob"), 2.0).right
    assert not score(gold, answer((0, 19), short="Ann"), 2.0).right


EXPECTED = replace(GOLD, forbid=("Ann", "fine weather"), short=("Bob", "Bob the buyer"))


@pytest.mark.parametrize(
    ("short", "right"),
    [
        pytest.param("Bob", True, id="accepted"),
        pytest.param("the Bob, the buyer", True, id="accepted but for articles and punctuation"),
        pytest.param("bought them", False, id="another"),
        pytest.param("Bob bought them", False, id="more than it"),
        pytest.param(None, True, id="nothing in bold"),
    ],
)
def test_a_wrong_short_answer_makes_the_answer_wrong(short: str | None, right: bool) -> None:
    row = score(EXPECTED, answer((20, 36), short=short), 2.0)
    assert (row.sentence_hit, row.right) == (True, right)
    assert row.short_right == (right and short is not None)


@pytest.mark.parametrize(
    ("quotes", "short", "said"),
    [
        pytest.param(((20, 36), (0, 19)), "Bob", ("Ann",), id="in a sentence"),
        pytest.param(((20, 36),), "ANN", ("Ann",), id="in the short answer, in capitals"),
        pytest.param(((20, 36), (37, 58)), "Bob", (), id="its words apart"),
        pytest.param(((20, 36),), "Anna", (), id="in another word"),
    ],
)
def test_a_forbidden_text_makes_the_answer_wrong(
    quotes: tuple[tuple[int, int], ...], short: str, said: tuple[str, ...]
) -> None:
    row = score(replace(EXPECTED, short=()), answer(*quotes, short=short), 2.0)
    assert (row.sentence_hit, row.forbidden, row.right) == (True, said, not said)


@pytest.mark.parametrize(
    ("expected", "short", "said", "right"),
    [
        ("yes", "Yes", "yes", True),
        ("yes", "No", "no", False),
        ("no", "no.", "no", True),
        ("open", "Yes", "yes", False),
        ("open", None, "open", True),
        ("yes", "Bob", "open", True),
    ],
)
def test_the_contrary_word_makes_a_yes_no_answer_wrong(expected: YesNo, short: str, said: str, right: bool) -> None:
    row = score(replace(GOLD, yes_no=expected), answer((20, 36), short=short), 2.0)
    assert (row.said, row.right) == (said, right)


def test_a_false_premise_is_answered_by_what_contradicts_it_alone() -> None:
    gold = replace(UNANSWERABLE, question="Why did Ann buy them?", contradicted_by=((EVIDENCE,),))
    named = score(gold, answer((20, 36)), 2.0)
    assert (named.premise_contradicted, named.right) == (True, True)
    believed = score(gold, answer((20, 36), short="Bob"), 2.0)
    assert (believed.premise_contradicted, believed.right) == (True, False)
    beside = score(gold, answer((20, 36), (37, 58)), 2.0)
    assert (beside.premise_contradicted, beside.right) == (True, False)
    refused = score(gold, answer(), 2.0)
    assert (refused.premise_contradicted, refused.right) == (False, True)


def test_a_reply_must_have_the_status_that_is_asked_for() -> None:
    greeting = replace(UNANSWERABLE, question="hi", status="chat")
    refused = score(greeting, answer(), 1.0)
    assert (refused.status_right, refused.right) == (False, False)
    assert score(greeting, replace(answer(), status="chat"), 1.0).right
    assert score(UNANSWERABLE, answer(), 1.0).status_right is None


def test_an_answer_must_name_all_that_is_asked_for() -> None:
    both = replace(GOLD, all_of=("Bob", "Ann"))
    half = score(both, answer(EVIDENCE), 1.0)
    assert (half.sentence_hit, half.missing, half.right) == (True, ("Ann",), False)
    assert score(both, answer((0, 19), EVIDENCE), 1.0).right


def test_a_summary_must_have_as_many_points_as_asked_for() -> None:
    two = replace(GOLD, points=2)
    assert not score(two, answer(EVIDENCE), 1.0).right
    assert score(two, answer((0, 19), EVIDENCE), 1.0).right
