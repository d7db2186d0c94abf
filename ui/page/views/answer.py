"""Exchanges as HTML; every text is escaped where it is put into markup.

A citation is a link that carries its place in the article (`data-article`, `data-start`, `data-end`, in code points);
`static/js/article-viewer.js` marks the words there.
"""

from collections.abc import Iterator, Sequence
from html import escape

from rag.models import Answer, AnswerSentence, Citation, Retrieved
from ui.page.article_lookup import Shelf
from ui.page.conversation import Begun, Exchange, plain
from ui.page.translations import Words
from ui.page.views.layout import control

CONFIDENT, FAIRLY = 0.8, 0.5
MOST_CLOSEST = 3
LONGEST_GLIMPSE = 160
"""Characters shown of a passage."""


class Renderer:
    """Renders in one language; links only to what the shelf holds."""

    def __init__(self, words: Words, shelf: Shelf) -> None:
        self._words = words
        self._shelf = shelf

    def exchange(self, shown: Exchange, *, making: bool = False) -> str:
        """A question and its answer, or how far that came.

        Args:
            shown: The exchange.
            making: Whether more is to come.
        """
        outcome, words = shown.outcome, self._words
        if isinstance(outcome, Answer):
            reply, standalone = self._answer(outcome), outcome.standalone_question
        else:
            reply, standalone = self._begun(outcome, making=making), shown.question
        tools = control("edit", words.edit) + control("copy_link", words.copy_link)
        if isinstance(outcome, Answer):
            thumbs = control("helpful", words.helpful) + control("unhelpful", words.unhelpful)
            reply += f'<div class="thumbs">{thumbs}</div>'
        about = f'data-question="{escape(standalone)}" data-article="{escape(shown.article or "")}"'
        return (
            f'<section class="exchange" {about}>'
            f'<h2 class="question">{escape(shown.question)}</h2>{reply}'
            f'<div class="tools">{tools}</div></section>'
        )

    def confidence(self, confidence: float) -> str:
        """A probability in words that a reader can act on."""
        if confidence >= CONFIDENT:
            return self._words.confident
        return self._words.fairly_sure if confidence >= FAIRLY else self._words.unsure

    def _answer(self, given: Answer) -> str:
        words = self._words
        understood = ""
        if given.standalone_question != " ".join(given.question.split()):
            understood = _note(words.understood_as.format(question=given.standalone_question))
        remark = _note(given.note) if given.note else ""
        cited = {citation.passage_id for citation in given.citations}
        others = [passage for passage in given.retrieved if passage.passage_id not in cited]
        if given.status == "not_in_article" or not given.sentences:
            label = f'<span class="label">{escape(words.not_in_article)}</span>'
            return (
                f'<div class="reply absent">{understood}{label}<p>{escape(plain(given.answer))}</p>{remark}</div>'
                f"{self._passages(words.closest, others[:MOST_CLOSEST], unfolded=True)}"
            )
        short = given.short_answer or ""
        if short and not any(short in sentence.text for sentence in given.sentences):
            understood += f'<p class="short"><strong>{escape(short)}</strong></p>'
        sure = _note(self.confidence(given.confidence), "sure")
        body = self._sentences(given.sentences, given.citations, short)
        return (
            f'<div class="reply answered">{understood}{body}{remark}{sure}</div>'
            f"{self._passages(words.also_looked_at, others)}"
        )

    def _begun(self, begun: Begun, *, making: bool) -> str:
        words = self._words
        body = self._sentences(begun.sentences, begun.citations)
        rest = f'<p class="unchecked">{escape(plain(begun.rest).strip())}</p>' if begun.rest.strip() else ""
        if begun.problem:
            end = f'<p class="failure">{escape(begun.problem)}</p>'
        elif making:
            end = "" if body or rest else f'<p class="pending">{escape(words.reading)}</p>'
        else:
            end = f'<p class="note stopped">{escape(words.stopped)}</p>'
        return f'<div class="reply {"making" if making else "answered"}">{body}{rest}{end}</div>'

    def _sentences(self, sentences: Sequence[AnswerSentence], citations: Sequence[Citation], emphasis: str = "") -> str:
        by_number = {citation.number: citation for citation in citations}
        gone = [citation for citation in citations if not self._shelf.holds(citation)]
        parts = []
        for sentence in sentences:
            parts.append(self._sentence(sentence, [by_number[number] for number in sentence.citations], gone, emphasis))
            if emphasis in sentence.text:
                emphasis = ""
        for citation in gone:
            about = {"marker": f"[{citation.number}]", "quote": citation.quote, "title": citation.article_title}
            parts.append(_note(self._words.quoted_gone.format(**about)))
        return "".join(parts)

    def _sentence(
        self, sentence: AnswerSentence, cited: Sequence[Citation], gone: Sequence[Citation], emphasis: str
    ) -> str:
        before, found, after = sentence.text.partition(emphasis) if emphasis else (sentence.text, "", "")
        text = escape(before) + (f"<strong>{escape(found)}</strong>" if found else "") + escape(after)
        markers = "".join(
            "\N{NARROW NO-BREAK SPACE}" + (_number(citation) if citation in gone else self._marker(citation))
            for citation in cited
        )
        if sentence.support != "unsupported":
            return f"<p>{text}{markers}</p>"
        doubt = f'<span class="doubt">{escape(self._words.not_carried)}</span>'
        return f'<p class="doubted"><span class="said">{text}</span>{markers} {doubt}</p>'

    def _marker(self, citation: Citation) -> str:
        hint = self._words.show_in.format(title=citation.article_title)
        if citation.page:
            hint += f", {self._words.page.format(page=citation.page)}"
        return f'<a class="cite" href="#article" {_place(citation)} title="{escape(hint)}">[{citation.number}]</a>'

    def _passages(self, label: str, passages: Sequence[Retrieved], *, unfolded: bool = False) -> str:
        """A list of passages under its label, each leading to its place; nothing where there are none."""
        items = "".join(self._glimpses(passages))
        if not items:
            return ""
        state = " open" if unfolded else ""
        return f'<details class="looked"{state}><summary>{escape(label)}</summary><ul>{items}</ul></details>'

    def _glimpses(self, passages: Sequence[Retrieved]) -> Iterator[str]:
        for passage in passages:
            text = " ".join(self._shelf.words(passage).split())
            if text:
                glimpse = text if len(text) <= LONGEST_GLIMPSE else f"{text[:LONGEST_GLIMPSE].rsplit(' ', 1)[0]} …"
                yield f'<li><a class="look" href="#article" {_place(passage)}>{escape(glimpse)}</a></li>'


def _place(place: Citation | Retrieved) -> str:
    return f'data-article="{escape(place.article_id)}" data-start="{place.start}" data-end="{place.end}"'


def _number(citation: Citation) -> str:
    """The marker of a citation that leads nowhere any more."""
    return f'<span class="cite gone">[{citation.number}]</span>'


def _note(text: str, name: str = "") -> str:
    return f'<p class="note{name and f" {name}"}">{escape(text)}</p>'
