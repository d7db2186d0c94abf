"""Questions about an article as a whole: which they are, and how many sentences or points they ask for."""

import re
from dataclasses import dataclass

from index.text.number_words import UNITS
from rag.nlp.lexicon import words_of

ABOUT = "What is this article about?"
MAX_ASKED = 20
"""Sentences that a summary has at most, whatever is asked for."""

_WORD = re.compile(r"[a-z]+|\d+")
_NUMBERS = {word: number for number, word in enumerate(UNITS) if number}
_ALLOWED = words_of(
    "a about all an and are article articles as be brief briefly bullet bulleted bullets can content contents could"
    " do document documents does dr everything facts few findings for from gist give given highlights i idea ideas in"
    " into is it its key like list lines line main make me message most of one overview page paper paragraph piece"
    " please point points provide quick report s say says sentence sentences short story subject subjects sum"
    " summaries summarise summarised summarize summarized summary takeaway takeaways tell text that the theme themes"
    " these this those things tl tldr to topic topics two up us want was what whole with words would write you"
    " important just only in"
) | frozenset(_NUMBERS)
_NAMING = words_of(
    "bullet bulleted bullets gist highlights overview summaries summarise summarised summarize summarized summary"
    " takeaway takeaways theme themes tldr topic topics"
)
_POINTS = words_of("content contents facts findings idea ideas message point points subject subjects things")
_CLIPPED = re.compile(r"(?:please )?(?:summari[sz]e|sum up) (?:the|this) [a-z]+(?: (?:in|as) .*)?")
"""A request that calls the article by what it is: "summarise the trial"."""
_COUNT = re.compile(
    rf"\b(?P<number>\d{{1,2}}|{'|'.join(_NUMBERS)}) (?:(?:short|main|key|brief|important|most|bullet) )*"
    r"(?:bullets?|points?|sentences?|takeaways?|facts|findings|highlights|ideas|lines?|things|topics|themes|statements)\b"
)
_BULLETS = re.compile(r"\b(?:bullets?|bulleted|points|takeaways|highlights|facts|findings|things|ideas|list)\b")


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """How a summary is wanted: of how many sentences (None: as the article needs), and whether as a list."""

    count: int | None = None
    bullets: bool = False


def asks_overview(question: str) -> bool:
    """Whether a question asks what an article as a whole says, in no other words than such questions have."""
    words = _WORD.findall(_plain(question))
    found = set(words)
    if _CLIPPED.fullmatch(" ".join(words)):
        return True
    if not found or not {word for word in found if not word.isdigit()} <= _ALLOWED:
        return False
    asks_about = (
        words[-1] == "about" and bool(found & {"what", "tell"}) and bool(found & {"is", "are", "was", "s", "me"})
    )
    said_short = {"tl", "dr"} <= found or {"sum", "up"} <= found
    return bool(found & _NAMING) or asks_about or said_short or _asks_for_points(words)


def summary_request(question: str) -> SummaryRequest:
    """How many sentences a question about the whole asks for, and whether as a list."""
    plain = " ".join(_WORD.findall(_plain(question)))
    found = _COUNT.search(plain)
    count = int(_NUMBERS.get(found["number"]) or found["number"]) if found else None
    return SummaryRequest(max(1, min(count, MAX_ASKED)) if count is not None else None, bool(_BULLETS.search(plain)))


def _asks_for_points(words: list[str]) -> bool:
    found = set(words)
    counted = any(word.isdigit() or word in _NUMBERS for word in words)
    return bool(found & _POINTS) and (
        bool(found & {"main", "key", "important"}) or (counted and bool(found & {"give"}))
    )


def _plain(question: str) -> str:
    return question.lower().replace("’", "'").replace("-", " ")
