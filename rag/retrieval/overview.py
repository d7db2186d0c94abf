"""Questions about an article as a whole: which they are, and the sentences that answer them.

An article's opening says what it is about: the first sentences alone are the baseline that summaries of news are
measured against, and one that is hard to beat (See, Liu and Manning 2017, "Get To The Point", table 1: "lead-3").
"""

import re
from collections.abc import Sequence

from index.models import Passage
from rag.nlp.lexicon import words_of

ABOUT = "What is this article about?"
MAX_ARTICLES = 4
"""How many articles an overview of all tells of, the longest indexed first; the page shows one, an API call may ask."""
MAX_PASSAGES = 3
MAX_SENTENCES = 3
OVERVIEW_RIGHT = 0.88
"""How probably an opening tells what its article is about: it did for 23 of the 26 articles in `seeds/`, `tests/data/`
and `rag/training/data/news/calibration/`, as read by one reader."""

_WORD = re.compile(r"[a-z]+")
_ALLOWED = words_of(
    "a about all an and are article articles be brief briefly can content contents could do document documents does dr"
    " facts few findings for gist give highlights i idea ideas in is it its key like main make me message most of one"
    " overview page paper piece please point points provide quick report s say says sentence sentences short story"
    " subject subjects sum summaries summarise summarised summarize summarized summary takeaway takeaways tell text"
    " that the theme themes these this those three tl tldr to topic topics two up us want was what whole words would"
    " write you"
)
_NAMING = words_of(
    "gist highlights overview summaries summarise summarised summarize summarized summary takeaway takeaways theme"
    " themes tldr topic topics"
)
_POINTS = words_of("content contents facts findings idea ideas message point points subject subjects")


def asks_overview(question: str) -> bool:
    """Whether a question asks what an article as a whole says, in no other words than such questions have."""
    words = _WORD.findall(question.lower().replace("’", "'"))
    found = set(words)
    if not found or not found <= _ALLOWED:
        return False
    asks_about = (
        words[-1] == "about" and bool(found & {"what", "tell"}) and bool(found & {"is", "are", "was", "s", "me"})
    )
    said_short = {"tl", "dr"} <= found or {"sum", "up"} <= found
    return bool(found & _NAMING) or asks_about or said_short or bool(found & {"main", "key"} and found & _POINTS)


def openings(passages: Sequence[Passage], asked: Sequence[str]) -> list[Passage]:
    """The passages that open an article, or one for each of several.

    Args:
        passages: Of the articles that are asked, by article and place.
        asked: The articles' ids, the longest indexed first.
    """
    wanted = asked[:MAX_ARTICLES]
    each = MAX_PASSAGES if len(wanted) == 1 else 1
    found: dict[str, list[Passage]] = {one: [] for one in wanted}
    for passage in passages:
        held = found.get(passage.article_id)
        if held is not None and len(held) < each and passage.kind == "body":
            held.append(passage)
    return [passage for one in wanted for passage in found[one]]


def opening_sentences(passages: Sequence[Passage]) -> list[tuple[Passage, int]]:
    """The sentences that tell what is opened: the first three of one article, or the first of each of several.

    Args:
        passages: As `openings` gives them.

    Returns:
        Passages, each with the number of a sentence in it.
    """
    several = len({passage.article_id for passage in passages}) > 1
    bodies = [
        (passage, number)
        for passage in passages
        for number, sentence in enumerate(passage.sentences)
        if sentence.kind == "body"
    ]
    if not several:
        return bodies[:MAX_SENTENCES]
    firsts = {passage.article_id: (passage, number) for passage, number in reversed(bodies)}
    return [firsts[one] for one in dict.fromkeys(passage.article_id for passage in passages) if one in firsts]
