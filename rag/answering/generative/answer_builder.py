"""Turns what a language model writes into an answer, sentence by sentence: cited, checked, or replaced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.answering.citing.citations import Numbering, Quote, marked
from rag.answering.generative.sentence_stream import SentenceStream, Written
from rag.answering.support.check import SupportCheck, Verdict
from rag.models import AnswerSentence, Checked, Delta, Event

MAX_CITATIONS = 4
"""Quotes of one sentence; a model that cites everything shows nothing."""

Revisions = Mapping[int, Sequence[Written]]
"""What a model writes instead of its doubted sentences, by their positions; nothing where it takes one back."""


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """A sentence that the model wrote, the quotes that carry it or that it cites, and the verdict."""

    text: str
    quotes: tuple[Quote, ...]
    verdict: Verdict

    @property
    def is_doubted(self) -> bool:
        """Whether no quotes carry it."""
        return self.verdict.support == "unsupported"


class Writing:
    """Builds an answer from a model's text as it streams in.

    No event is released before the first supported sentence, so that an answer without one never reaches the reader.
    From the first unsupported sentence on, sentences wait for the model's second try.
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
        self._waiting: list[JudgedSentence] = []
        self._held: list[Event] = []
        self._told = 0  # citations

    def add(self, text: str) -> list[Event]:
        """Takes the next piece of the model's text; gives what can be told."""
        for written in self._draft.add(text):
            self._take(written)
        return self._release()

    def doubted(self) -> list[JudgedSentence]:
        """Takes the text's end; gives the sentences that nothing carries."""
        for written in self._draft.finish():
            self._take(written)
        return [each for each in self._waiting if each.is_doubted]

    def finish(self, revisions: Revisions | None = None) -> list[Event]:
        """Takes the text's end, and what the model writes instead of what is doubted; gives the rest.

        Args:
            revisions: By the positions of the sentences in `doubted`; one that is not carried either is not taken.
        """
        doubted = self.doubted()
        revised = {id(doubted[at]): each for at, each in (revisions or {}).items() if at < len(doubted)}
        waiting, self._waiting = self._waiting, []
        for judged in waiting:
            instead = [self._judged(each) for each in revised.get(id(judged), ())]
            is_better = id(judged) in revised and not any(each.is_doubted for each in instead)
            for each in instead if is_better else [judged]:
                self._settle(each)
        return self._release()

    def break_off(self, quotes: Sequence[Quote]) -> list[Event]:
        """Ends a text that will not go on: leaves the sentence that was begun, then appends quotes it does not have."""
        self._draft = SentenceStream()
        told = self.finish()
        if self.holds:
            self._append(quotes)
        return told + self._release()

    def text(self) -> str:
        """The answer's text, with its markers."""
        return " ".join(map(marked, self.sentences))

    def _take(self, written: Written) -> None:
        """Judges a finished sentence and adds it to the answer, unless it or one before it waits."""
        if self.repeats:
            return
        if written.text in {each.text for each in self.sentences} | {each.text for each in self._waiting}:
            self.repeats = True
            return
        judged = self._judged(written)
        if judged.is_doubted or self._waiting:
            self._waiting.append(judged)
        else:
            self._settle(judged)

    def _settle(self, judged: JudgedSentence) -> None:
        """Adds a sentence, or what stands for it, to the answer."""
        if judged.is_doubted and self._strict:
            self._append(judged.quotes[:1])
            return
        self.holds = self.holds or not judged.is_doubted
        cited = tuple(dict.fromkeys(self.numbering.cite(quote).number for quote in judged.quotes))
        self._close(AnswerSentence(judged.text, cited, judged.verdict.support))

    def _judged(self, written: Written) -> JudgedSentence:
        """The quotes that carry a sentence: those it cites, or else one other, or else these together with one other.

        A sentence that nothing carries keeps the quotes it cites; one that cites none gets none, or where `strict` the
        one nearest to it.
        """
        known = [self._quotes[number - 1] for number in written.numbers if 1 <= number <= len(self._quotes)]
        cited = known[:MAX_CITATIONS]

        def judged(quotes: list[Quote]) -> JudgedSentence:
            verdict = self._check.judge(written.text, [quote.text for quote in quotes])
            return JudgedSentence(written.text, tuple(quotes), verdict)

        given = judged(cited)
        if not given.is_doubted:
            return given
        alone = [judged([quote]) for quote in self._quotes]
        nearest = max(alone, key=lambda each: each.verdict.carried)
        base = cited or list(nearest.quotes)
        together = (judged([*base, quote]) for quote in self._quotes if quote not in base)
        for group in (alone, together):
            if carrying := [each for each in group if not each.is_doubted]:
                return max(carrying, key=lambda each: each.verdict.carried)
        return nearest if self._strict and not cited else given

    def _append(self, quotes: Sequence[Quote]) -> None:
        """Adds quotes as sentences of the answer, save those it cites already."""
        have = {(citation.article_id, citation.start) for citation in self.numbering.citations}
        for quote in quotes:
            if quote.place not in have:
                self._close(AnswerSentence(quote.text, (self.numbering.cite(quote).number,), "verbatim"))

    def _close(self, sentence: AnswerSentence) -> None:
        """Tells a sentence, its markers, and what came of its check."""
        text = marked(sentence)
        self._held.append(Delta(f" {text}" if self.sentences else text))
        self.sentences.append(sentence)
        self._held.append(Checked(sentence, self.numbering.citations[self._told :]))
        self._told = len(self.numbering.citations)

    def _release(self) -> list[Event]:
        if not self.holds:
            return []
        released, self._held = self._held, []
        return released
