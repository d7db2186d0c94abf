"""Exchanges as HTML.

A citation is a link that carries its place in the article (`data-article`, `data-start`, `data-end`, in code points);
`static/js/article/article-viewer.js` marks the words there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from markupsafe import Markup

from index.text.sentences import sentence_spans
from rag.answering.extractive.risk.confidence_words import ConfidenceWord, confidence_limits
from rag.models import Answer, AnswerSentence, Citation, Retrieved
from ui.page.article_lookup import ArticleLookup
from ui.page.conversation import ConversationTurn, PartialAnswer, unescape_markers
from ui.page.translations import Words
from ui.page.views.templates import render

MAX_LARGE_CHARS = 90
"""Characters of a short answer that is shown large; a longer one is only emphasised in its sentence."""
MAX_CLOSEST = 3
MAX_PREVIEW_CHARS = 160
"""Characters after which no further sentence of a passage is shown."""


@dataclass(frozen=True, slots=True)
class Marker:
    """The marker of a citation.

    Attributes:
        citation: Which one.
        hint: Where it leads, in words; empty where the article no longer holds its quote, and it leads nowhere.
        article: The article's title, where it is shown beside the number; else empty.
    """

    citation: Citation
    hint: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence of an answer as it is shown.

    Attributes:
        before: Its text up to the words that are emphasised.
        emphasized: Those words; empty for none.
        after: Its text after them.
        markers: Of its citations.
        doubted: Whether the article does not carry it.
        label: What it is said of, in a list that names that; else empty.
    """

    before: str
    emphasized: str
    after: str
    markers: Sequence[Marker]
    doubted: bool
    label: str = ""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """Sentences of an article, which lead to their place.

    Attributes:
        passage: Where they stand.
        text: The sentences, whole.
        article: The article's title, where it is shown beside them; else empty.
    """

    passage: Retrieved | Citation
    text: str
    article: str = ""


class Renderer:
    """Renders in one language; links only to what the shelf holds."""

    def __init__(self, words: Words, shelf: ArticleLookup, *, choice: bool = False) -> None:
        """Takes what it renders with.

        Args:
            words: In the page's language.
            shelf: The articles.
            choice: Whether language models may be chosen, so that an answer in the article's own words says so.
        """
        self._words = words
        self._shelf = shelf
        self._choice = choice

    def exchange(self, shown: ConversationTurn, *, making: bool = False) -> Markup:
        """A question and its answer, or how far that came.

        Args:
            shown: The exchange.
            making: Whether more is to come.
        """
        outcome, common = shown.outcome, {"exchange": shown, "words": self._words}
        if not isinstance(outcome, Answer):
            return render(
                "exchange/begun",
                **common,
                **self._cited(outcome),
                rest=unescape_markers(outcome.rest).strip(),
                making=making,
            )
        if outcome.status == "chat":
            return render("exchange/chat", **common, text=unescape_markers(outcome.answer))
        if outcome.status == "not_in_article" or not outcome.sentences:
            return render(
                "exchange/absence",
                **common,
                understood=self._understood(outcome),
                text=unescape_markers(outcome.answer),
                closest=self._closest(outcome),
            )
        short = outcome.short_answer or ""
        told_apart = outcome.answer.startswith((f"{short}. ", f"{short}:\n"))  # "No", which "North" would hold too
        sure = confidence_limits().word(outcome.confidence)
        return render(
            "exchange/answer",
            **common,
            **self._cited(outcome, "" if told_apart else short),
            understood=self._understood(outcome),
            short=short if _is_apart(short, outcome) else "",
            listed=bool(outcome.items),
            compared=bool(outcome.items) and all(item.label for item in outcome.items),
            sure=sure,
            confidence=self.confidence(sure),
            whose=self._whose(outcome),
            others=list(self._glimpses(_uncited(outcome))),
        )

    def sentence(self, sentence: AnswerSentence, citations: Sequence[Citation]) -> Markup:
        """A finished sentence of an answer that is being made.

        Args:
            sentence: The sentence.
            citations: Among which are those of the sentence.
        """
        used = tuple(each for each in citations if each.number in sentence.citations)
        return render("exchange/sentence", words=self._words, **self._cited(PartialAnswer((sentence,), used)))

    def confidence(self, sure: ConfidenceWord) -> str:
        """How far an answer can be relied on, in words that a reader can act on."""
        return {"certain": self._words.certain, "likely": self._words.likely, "check": self._words.check}[sure]

    def _whose(self, given: Answer) -> str:
        """Whose words an answer is in; empty where that goes without saying."""
        if given.model:
            return self._words.answered_by.format(model=given.model)
        return self._words.answered_in_own_words if self._choice else ""

    def _understood(self, given: Answer) -> str:
        """What the question was understood as; empty where that is the question."""
        if given.standalone_question == " ".join(given.question.split()):
            return ""
        return self._words.understood_as.format(question=given.standalone_question)

    def _cited(self, outcome: Answer | PartialAnswer, emphasis: str = "") -> dict[str, object]:
        """The sentences, of which the first with the emphasised words shows them so, and the quotes that are gone."""
        markers = {citation.number: self._marker(citation) for citation in outcome.citations}
        views: list[SentenceView] = []
        items = outcome.items if isinstance(outcome, Answer) else ()
        labels = [item.label or "" for item in items] or [""] * len(outcome.sentences)
        for sentence, label in zip(outcome.sentences, labels, strict=True):
            cited = self._named([markers[number] for number in sentence.citations])
            view = _sentence(sentence, cited, emphasis)
            views.append(replace(view, label=label))
            if emphasis in sentence.text:
                emphasis = ""
        gone = [
            self._words.quoted_gone.format(
                marker=f"[{citation.number}]", quote=citation.quote, title=citation.article_title
            )
            for citation in outcome.citations
            if not markers[citation.number].hint
        ]
        return {"sentences": views, "gone": gone}

    def _marker(self, citation: Citation) -> Marker:
        if not self._shelf.holds(citation):
            return Marker(citation, "")
        hint = self._words.show_in.format(title=citation.article_title)
        if citation.page:
            hint += f", {self._words.page.format(page=citation.page)}"
        return Marker(citation, hint)

    def _named(self, markers: Sequence[Marker]) -> list[Marker]:
        """The markers of a sentence; where there are several articles, the last of each run names that of the run."""
        following = [marker.citation.article_id for marker in markers[1:]]
        return [
            replace(marker, article=self._title(marker.citation)) if marker.citation.article_id != after else marker
            for marker, after in zip_longest(markers, following)
        ]

    def _title(self, place: Citation | Retrieved) -> str:
        """The title of the article at a place; empty where there is no other, or it is gone."""
        found = self._shelf.article(place.article_id) if self._shelf.several else None
        return found.title if found else ""

    def _closest(self, refusal: Answer) -> list[Glimpse]:
        """The sentences that came closest, whole; of an answer that names none, the beginnings of what was read."""
        if not refusal.closest:
            return list(self._glimpses(_uncited(refusal)[:MAX_CLOSEST]))
        return [
            Glimpse(each, " ".join(each.quote.split()), self._title(each))
            for each in refusal.closest
            if self._shelf.holds(each)
        ]

    def _glimpses(self, passages: Sequence[Retrieved]) -> Iterator[Glimpse]:
        for passage in passages:
            if text := _beginning(self._shelf.words(passage)):
                yield Glimpse(passage, text, self._title(passage))


def _beginning(passage: str) -> str:
    """The first sentences of a passage, none of them cut: as many as a preview has room for, and one at least."""
    shown = ""
    for start, end in sentence_spans(passage, 0, len(passage)):
        longer = " ".join(f"{shown} {passage[start:end]}".split())
        if shown and len(longer) > MAX_PREVIEW_CHARS:
            return f"{shown} …"
        shown = longer
    return shown


def _is_apart(short: str, given: Answer) -> bool:
    """Whether a short answer stands over the sentences: it is short, and no repetition of all there is."""
    if not short or len(short) > MAX_LARGE_CHARS:
        return False
    return [sentence.text.strip(" .") for sentence in given.sentences] != [short.strip(" .")]


def _sentence(sentence: AnswerSentence, markers: Sequence[Marker], emphasis: str) -> SentenceView:
    before, found, after = sentence.text.partition(emphasis) if emphasis else (sentence.text, "", "")
    return SentenceView(before, found, after, markers, doubted=sentence.support == "unsupported")


def _uncited(given: Answer) -> list[Retrieved]:
    cited = {citation.passage_id for citation in given.citations}
    return [passage for passage in given.retrieved if passage.passage_id not in cited]
