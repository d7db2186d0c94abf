"""Turns what a language model writes into an answer, sentence by sentence: cited, checked, or replaced."""

from collections.abc import Sequence

from rag.answering.citing.citations import Numbering, Quote, marked, markers, protect
from rag.answering.generative.sentence_stream import WORD, SentenceStream, Written
from rag.answering.support.check import SupportCheck, Verdict
from rag.models import AnswerSentence, Checked, Delta, Event

MAX_CITATIONS = 4
"""Quotes of one sentence; a model that cites everything shows nothing."""


class Writing:
    """An answer in the making.

    Nothing is told until the first sentence that the article carries, so that an answer of which nothing holds never
    reaches the reader; from there on words are told as they come, or sentence by sentence where `strict`.
    """

    def __init__(self, quotes: Sequence[Quote], check: SupportCheck, *, strict: bool = False) -> None:
        """Takes the quotes that the model was shown, in the order of their numbers."""
        self.sentences: list[AnswerSentence] = []
        self.holds = False
        """Whether the article carries a sentence that the model wrote."""
        self.repeats = False
        """Whether the model says again what it has said: small ones then never end."""
        self.numbering = Numbering()
        self._quotes = quotes
        self._check = check
        self._strict = strict
        self._draft = SentenceStream()
        self._held: list[Event] = []
        self._begun = ""  # of the sentence that is being written, as told so far
        self._told = 0  # citations

    def add(self, text: str) -> list[Event]:
        """Takes the next piece of the model's text; gives what can be told."""
        for word in WORD.split(text):  # what was told of a sentence before it ended must not depend on the pieces
            for written in self._draft.add(word):
                self._settle(written)
                if self.repeats:
                    return self._release()
            words = "" if self._strict else self._draft.words()
            if words:
                self._tell(protect(words))
                self._begun += words
        return self._release()

    def finish(self) -> list[Event]:
        """Takes the text's end; gives what can be told."""
        for written in self._draft.finish():
            self._settle(written)
        return self._release()

    def break_off(self, quotes: Sequence[Quote]) -> list[Event]:
        """Ends a text that will not go on: closes the sentence that was begun, then appends quotes it does not have."""
        if self._begun:
            self._close(AnswerSentence(f"{self._begun} …", (), "unsupported"))
        self._append(quotes)
        return self._release()

    def text(self) -> str:
        """The answer's text, with its markers."""
        return " ".join(map(marked, self.sentences))

    def _settle(self, written: Written) -> None:
        """Checks a finished sentence and adds it, or what stands for it, to the answer."""
        if any(written.text == sentence.text for sentence in self.sentences):
            self.repeats = True
            if not self._begun:
                return
        known = [self._quotes[number - 1] for number in written.numbers if 1 <= number <= len(self._quotes)]
        quotes, verdict = self._carried_by(written.text, known[:MAX_CITATIONS])
        if verdict.support == "unsupported" and self._strict:
            self._append(quotes[:1])
            return
        self.holds = self.holds or verdict.support != "unsupported"
        cited = tuple(dict.fromkeys(self.numbering.cite(quote).number for quote in quotes))
        self._close(AnswerSentence(written.text, cited, verdict.support))

    def _carried_by(self, text: str, cited: list[Quote]) -> tuple[list[Quote], Verdict]:
        """The quotes that carry a sentence: those it cites, or else one other, or else these together with one other.

        A sentence that nothing carries keeps the quotes it cites; one that cites none gets none, or where `strict` the
        one nearest to it.
        """

        def judged(quotes: list[Quote]) -> tuple[list[Quote], Verdict]:
            return quotes, self._check.judge(text, [quote.text for quote in quotes])

        given = judged(cited)
        if given[1].support != "unsupported":
            return given
        alone = [judged([quote]) for quote in self._quotes]
        nearest = max(alone, key=lambda pair: pair[1].carried)
        base = cited or nearest[0]
        together = (judged([*base, quote]) for quote in self._quotes if quote not in base)
        for group in (alone, together):
            carrying = [pair for pair in group if pair[1].support != "unsupported"]
            if carrying:
                return max(carrying, key=lambda pair: pair[1].carried)
        return nearest if self._strict and not cited else given

    def _append(self, quotes: Sequence[Quote]) -> None:
        """Adds quotes as sentences of the answer, save those it cites already."""
        have = {(citation.article_id, citation.start) for citation in self.numbering.citations}
        for quote in quotes:
            if quote.place not in have:
                self._close(AnswerSentence(quote.text, (self.numbering.cite(quote).number,), "verbatim"))

    def _close(self, sentence: AnswerSentence) -> None:
        """Tells what is left of a sentence, its markers, and what came of its check."""
        rest = " ".join(sentence.text.split())[len(self._begun) :]
        self._tell(protect(rest) + markers(sentence.citations))
        self._begun = ""
        self.sentences.append(sentence)
        self._held.append(Checked(sentence, self.numbering.citations[self._told :]))
        self._told = len(self.numbering.citations)

    def _tell(self, text: str) -> None:
        text = text if self._begun or not self.sentences else f" {text}"
        last = self._held[-1] if self._held else None
        if isinstance(last, Delta):
            self._held.pop()
            text = last.text + text
        self._held.append(Delta(text))

    def _release(self) -> list[Event]:
        if not self.holds:
            return []
        released, self._held = self._held, []
        return released
