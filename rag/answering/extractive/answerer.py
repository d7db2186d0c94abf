"""Extractive answerer: reader spans, ranking, abstention, and answers of other kinds in the article's words."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from typing import Any

from langchain_core.runnables import RunnableConfig

from rag.answering.answerer import Answerer
from rag.answering.citing.citations import Quote, cite
from rag.answering.citing.context import with_context
from rag.answering.extractive.calibration import Calibration, verdict_features
from rag.answering.extractive.candidates import FEATURES, Candidate, candidates, read_passages
from rag.answering.extractive.reading.cascade import load_reader
from rag.answering.extractive.reading.reader import PassageReader
from rag.answering.extractive.reading.reader_files import reader_files
from rag.answering.extractive.risk.control import Promise, load_promise
from rag.answering.extractive.sentence_selection import closest, compose, reconsidered, told_shortly
from rag.answering.extractive.table_lookup import CELL_RIGHT, cell_answer, without_stray_cells
from rag.answering.kinds.comparison.answer import compared
from rag.answering.kinds.comparison.request import asked_comparison
from rag.answering.kinds.composed import absent_answer, composed_answer, whole_passage
from rag.answering.kinds.composition import Composition, prose
from rag.answering.kinds.speech.said import heard, said
from rag.answering.kinds.told_otherwise import told_otherwise
from rag.answering.kinds.verdict.yes_no import verdict
from rag.answering.kinds.verdict.yes_no_question import YesNoQuestion, yes_no_question
from rag.answering.kinds.whole import of_everything, of_whole
from rag.models import Answer, Citation, Event, Evidence, Retrieved, RetrievedPassage, whole_events
from rag.nlp.language_id import foreign_language
from rag.nlp.stemming import stems
from rag.query.intent.speech_request import speech_request
from rag.query.normalization.normalize import undecorated
from rag.refusals import unread

UNSURE = "No answer is sure enough for the promise that at most {percent:g}% of the answers are wrong."
FOREIGN = "The article seems to be in {language}; the models that are set read English only, and may be wrong about it."
LEAST_SAID = 0.65
"""How probable an answer must be of what a speaker says about something that none of the speaker's sentences names."""
IN_ITS_WORDS = 0.75
"""Share of a yes/no question's words that a sentence must hold to be given however doubtful an answer is."""
SENTENCE_COVERAGE = FEATURES.index("sentence_coverage")
COLUMN = "In the column “{column}”."


class ExtractiveAnswerer(Answerer):
    """Reads the retrieved passages and answers with the sentences that hold the best spans, or says there are none."""

    name = "extractive"

    def __init__(
        self,
        reader: PassageReader,
        calibration: Calibration,
        *,
        english_only: bool = False,
        promise: Promise | None = None,
    ) -> None:
        self.reader = reader
        self.calibration = calibration
        self.english_only = english_only
        self.promise = promise

    @classmethod
    def load(
        cls,
        reader: str = "",
        threshold: float | None = None,
        *,
        english_only: bool = False,
        max_error: float | None = None,
        scores: str = "",
    ) -> "ExtractiveAnswerer":
        """The answerer with a reader, as `reader_files` names it, and its calibration.

        Args:
            reader: The reader's name.
            threshold: As `Calibration.threshold`; None: as fitted on held-out articles.
            english_only: Whether the models that are set know no other language, which is then said of a question or
                article in one.
            max_error: The largest share of answers that may be wrong, which then decides instead of the threshold.
            scores: The file of calibration scores for that; empty: the reader's own.

        Raises:
            ModelError: The reader or its calibration cannot be loaded.
            PromiseError: The error cannot be promised.
        """
        files = reader_files(reader)
        calibration = Calibration.load(files.calibration)
        if threshold is not None:
            calibration = replace(calibration, threshold=threshold)
        promise = None if max_error is None else load_promise(max_error, files, scores)
        return cls(load_reader(reader), calibration, english_only=english_only, promise=promise)

    async def events(self, evidence: Evidence) -> AsyncGenerator[Event, None]:
        """What was found, the text as a whole, and the answer."""
        for event in whole_events(await asyncio.to_thread(self.invoke, evidence)):
            yield event

    def invoke(self, input: Evidence, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:  # noqa: A002, ARG002
        """The answer."""
        with input.clock.stage("answer"):
            asked = undecorated(input.question.question)
            # The sentences that give an overview are the same in any language.
            language = self.english_only and not input.whole and foreign_language(asked)
            if language:
                made = replace(self.absent(input, (), 0.0), status="chat", answer=unread(language))
            else:
                made = self._answer(input)
                made = replace(made, note=self._note(made, input.passages) or made.note)
        return replace(made, timings_ms=input.clock.total())

    def _note(self, answer: Answer, passages: Sequence[RetrievedPassage]) -> str | None:
        """That what was read is not in English, where only English can be read."""
        read = [citation.passage for citation in answer.citations] or [found.passage.text for found in passages]
        language = self.english_only and foreign_language("\n".join(read))
        return FOREIGN.format(language=language) if language else None

    def absent(
        self,
        evidence: Evidence,
        retrieved: tuple[Retrieved, ...],
        confidence: float,
        closest: tuple[Citation, ...] = (),
    ) -> Answer:
        """The statement that there is no answer, as `rag.answering.kinds.composed.absent_answer` makes it."""
        return absent_answer(evidence, retrieved, confidence, self.name, closest)

    def _answer(self, evidence: Evidence) -> Answer:
        question, passages = evidence.standalone, evidence.passages
        if evidence.whole:
            return self._composed(evidence, of_whole(question, passages))
        if both := self._compared(evidence):
            return self._composed(evidence, both)
        speech = speech_request(question) if evidence.everything else None
        speaker = heard(speech, evidence.everything) if speech else None
        if speech and speaker and speaker.quotes and (speech.exact or not speech.topic):
            return self._composed(evidence, said(speech, speaker))
        if evidence.everything and (told := of_everything(question, evidence.everything)):
            return self._composed(evidence, told)
        if cell := cell_answer(question, passages):
            note = COLUMN.format(column=cell.column) if cell.column else None
            made = self._answered(
                evidence, [cell.quote], cell.cell.text, (whole_passage(cell.quote.passage),), CELL_RIGHT
            )
            return self._promised(replace(made, note=note), evidence, 1.0 - CELL_RIGHT)
        readings = self.reader.read(question, [found.passage.text for found in passages])
        ranked = reconsidered(question, self.calibration.ranked(candidates(question, passages, readings)))
        ranked = without_stray_cells(question, ranked)
        if not ranked:
            return self._composed(evidence, said(speech, speaker) if speech and speaker and speaker.quotes else None)
        retrieved = read_passages([(each.passage, score) for each, score in ranked])
        scores = {passage.passage_id: passage.score for passage in retrieved}
        features = verdict_features(ranked, passages[0].known, len(stems(question)))
        absent = float(self.calibration.absent(features))
        near = cite(closest(ranked, scores)).citations
        asked = yes_no_question(question)
        doubted = self.promise is None and 1.0 - absent < self.calibration.threshold
        # Of whether something is so, a sentence with the question's own words says more than a refusal.
        doubted = doubted and not (asked and ranked[0][0].features[SENTENCE_COVERAGE] >= IN_ITS_WORDS)
        own = [each for each in ranked if speaker and speech and speaker.may_say(speech, each[0])]
        if speech and speaker and speaker.quotes:
            found = compose(question, own[:1], scores) if own[:1] == ranked[:1] and not doubted else []
            return self._composed(evidence, said(speech, speaker, found))
        if not speech and (other := told_otherwise(question, ranked[0][0].sentence.text, passages)):
            return self._promised(replace(self._composed(evidence, other), retrieved=retrieved), evidence, absent)
        if doubted:
            return self.absent(evidence, retrieved, absent, near)
        if speech and speaker:
            if not own or float(self.calibration.right(features)) < LEAST_SAID:
                return self.absent(evidence, retrieved, absent, near)
            ranked = own
        right = float(self.calibration.right(features))
        if asked:
            answer = replace(self._yes_or_no(evidence, asked, ranked, scores, right), retrieved=retrieved)
        else:
            quotes = compose(question, ranked, scores)
            answer = self._answered(evidence, quotes, told_shortly(question, ranked, quotes), retrieved, right)
        return self._promised(answer, evidence, absent)

    def _promised(self, answer: Answer, evidence: Evidence, absent: float) -> Answer:
        """The answer, or where it is not sure enough for the promise, a refusal; `absent` is then its confidence."""
        if self.promise is None:
            return answer
        if answer.confidence < self.promise.threshold:
            note = UNSURE.format(percent=100 * self.promise.max_error)
            answer = replace(self.absent(evidence, answer.retrieved, absent, answer.citations), note=note)
        return replace(answer, max_error=self.promise.max_error)

    def _answered(
        self,
        evidence: Evidence,
        quotes: Sequence[Quote],
        short_answer: str | None,
        retrieved: tuple[Retrieved, ...],
        confidence: float,
    ) -> Answer:
        text, sentences, citations = cite(quotes)
        return Answer(
            status="answered",
            question=evidence.question.question,
            standalone_question=evidence.standalone,
            answer=text,
            short_answer=short_answer,
            sentences=sentences,
            citations=citations,
            retrieved=retrieved,
            confidence=round(confidence, 4),
            answerer=self.name,
            timings_ms={},
        )

    def _yes_or_no(
        self,
        evidence: Evidence,
        asked: YesNoQuestion,
        ranked: Sequence[tuple[Candidate, float]],
        scores: dict[str, float],
        right: float,
    ) -> Answer:
        """Yes or no with the sentences that decide it; where they leave it open, what they say."""
        best = ranked[0][0]
        quote = Quote(best.sentence, best.passage, best.retrieved.article, scores[best.passage.id])
        found = verdict(asked, quote, [each for each in evidence.passages if each.article.id == quote.article.id])
        if found.yes is None:
            return self._composed(evidence, prose(compose(evidence.standalone, ranked, scores), right))
        quotes = [each for quote in found.quotes for each in with_context(quote)]
        return self._composed(evidence, prose(quotes, right, "Yes" if found.yes else "No"))

    def _composed(self, evidence: Evidence, made: Composition | None) -> Answer:
        """The answer of another kind, or the statement that there is none."""
        return composed_answer(evidence, made, self.name)

    def _compared(self, evidence: Evidence) -> Composition | None:
        """The comparison that a question asks for; None where it asks for none, or a side has no part."""
        asked = asked_comparison(evidence.standalone) if evidence.sides else None
        return compared(asked, evidence.everything, evidence.sides, self._read) if asked else None

    def _read(self, question: str, passages: Sequence[RetrievedPassage]) -> list[tuple[Quote, str]]:
        """The sentences in which the reader finds an answer, and the answers, the best first."""
        readings = self.reader.read(question, [found.passage.text for found in passages])
        ranked = self.calibration.ranked(candidates(question, passages, readings))
        return [(Quote(each.sentence, each.passage, each.retrieved.article, 1.0), each.text) for each, _ in ranked]
