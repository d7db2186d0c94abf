"""Extractive summaries."""

import pytest

from index.chunking import passages
from index.models import Article, Sentence
from rag.answering.kinds.summary import leans, summary_quotes, unmarked
from rag.models import RetrievedPassage
from rag.retrieval.overview import SummaryRequest


def whole(*articles: Article) -> list[RetrievedPassage]:
    return [
        RetrievedPassage(passage, article)
        for article in articles
        for passage in passages(article, lambda text: len(text.split()))
    ]


TRIAL = Article(
    "Trial",
    """# A trial of a patch

By Ada Quill and Ivo Harn

## Abstract

**Background.** Shift workers of the hospital sleep less than day workers do.

**Results.** The patch gave the workers of the night shift forty more minutes of sleep.

## Methods

Write to ada@example.org or to ivo@example.org for the plan of the whole study.

It was paid for by the county and by two foundations of the region.

Nurses who worked four night shifts a month wore the patch for twelve weeks.

| Outcome | Patch | Placebo |
| --- | --- | --- |
| Sleep at the start | 341 | 339 |

## Limits

The patch was worn by nurses of only two hospitals, so doctors may sleep otherwise.
""",
    "t.md",
    markdown=True,
)


def test_opens_without_markup_and_has_one_sentence_a_section() -> None:
    quotes = summary_quotes(whole(TRIAL), SummaryRequest())
    assert [quote.text for quote in quotes] == [
        "Shift workers of the hospital sleep less than day workers do.",
        "Nurses who worked four night shifts a month wore the patch for twelve weeks.",
        "The patch was worn by nurses of only two hospitals, so doctors may sleep otherwise.",
    ]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_the_seed_is_told_in_as_many_parts_as_are_asked_for(seed: Article, count: int) -> None:
    quotes = summary_quotes(whole(seed), SummaryRequest(count))
    places = [quote.sentence.start for quote in quotes]
    assert len(places) == count
    assert places == sorted(places)
    headings = ("“Kim has powerful", "Trump’s approaches were", "Would Trump recognize")
    parts = {sum(seed.text.index(heading) < place for heading in headings) for place in places}
    assert len(parts) == min(count, 4)


def test_several_articles_get_one_sentence_each(seed: Article) -> None:
    quotes = summary_quotes(whole(TRIAL, seed), SummaryRequest(3))
    assert [quote.article.title for quote in quotes] == ["Trial", seed.title]


def test_more_than_there_is_gives_all() -> None:
    article = Article("Ferry", "The ferry to Skerry sails at nine again. The harbour had been closed for a year.", "")
    assert len(summary_quotes(whole(article), SummaryRequest(9))) == 2


def test_nothing_is_made_of_nothing() -> None:
    assert summary_quotes([], SummaryRequest()) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Background.** The town sleeps.", "The town sleeps."),
        ("> The town sleeps.", "The town sleeps."),
        ("The town sleeps.**", "The town sleeps."),
        ("The town sleeps.", "The town sleeps."),
    ],
)
def test_marks_are_left_out_of_a_quote(text: str, expected: str) -> None:
    plain = unmarked(Sentence(5, 5 + len(text), text, "body"))
    assert plain.text == expected
    assert text[plain.start - 5 : plain.end - 5] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He opened the bridge in May.", True),
        ("Earlier that day, Choe had said that relations were good.", True),
        ("If that fails, part of her fuel will be pumped out.", True),
        ("“Nobody panicked on the ship.”", True),
        ("But the town was asleep.", True),
        ("In May he opened the bridge.", True),
        ("Ada Quill said she opened the bridge.", False),
        ("The mayor said that he would open the bridge.", False),
        ("“Nobody panicked,” said Dolores Quint.", False),
    ],
)
def test_a_sentence_leans_on_the_one_before(text: str, expected: bool) -> None:
    assert leans(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Larvae that hear a reef settle sooner, a study suggests.", False, id="relative"),
        pytest.param("Later on that day the council met behind closed doors.", True, id="that-day"),
        pytest.param('"Visits were cut. In 2018 they saved nothing by such cuts," she said.', True, id="unnamed-she"),
        pytest.param('"The winter will bring snow to the yard," said Ada Roe of her plan.', False, id="named"),
        pytest.param("The years were hard, and he left the firms to others.", True, id="plural-for-he"),
    ],
)
def test_what_points_back_or_names_nobody_leans(text: str, expected: bool) -> None:
    assert leans(text) is expected


def test_the_sentence_that_says_what_happened_opens_before_a_vague_standfirst() -> None:
    text = (
        "The minister spoke several times about a new bridge.\n\n"
        "Transport Minister Ada Roe left Velm on Friday without an agreement with Mayor Ivo Harn on the new bridge.\n\n"
        "The talks in Velm had begun in May. The bridge is to replace a ferry across the sound.\n\n"
        "The mayor wants the state to pay for the ramps. The ferry carries nine hundred cars a day in summer.\n\n"
        "Neither side has named a date for more talks about the bridge."
    )
    quotes = summary_quotes(whole(Article("No bridge for Velm", text, "t.txt")), SummaryRequest(1))
    assert [quote.text.split()[0] for quote in quotes] == ["Transport"]
