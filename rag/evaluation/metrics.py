"""The measures of a run: each function is one, its docstring the definition that reports show.

A measure is a fraction: a function says what one question adds above and below its line. The few that are no such
fraction, and how all of them are computed, are in `rag.evaluation.aggregate`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from rag.evaluation.outcomes import Row

Parts = tuple[float, float]
"""What one question adds above and below the line."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure, with its name in JSON and its name for people.

    Attributes:
        key: Its name in JSON.
        label: Its name for people.
        definition: What it is, and whose.
        parts: The fraction; None for a measure that is none.
        whole: Whether the fraction's upper part is a whole number.
        unit: "" for values from 0 to 1.
        lower_is_better: As it says.
    """

    key: str
    label: str
    definition: str
    parts: Callable[[Row], Parts] | None = None
    whole: bool = True
    unit: str = ""
    lower_is_better: bool = False


def exact_match(row: Row) -> Parts:
    """Short answers that are a gold answer, of the answerable questions (Rajpurkar et al. 2016)."""
    return (row.exact, 1) if row.answerable and row.answers else (0, 0)


def f1(row: Row) -> Parts:
    """Mean F1 of a short answer's words with the best gold answer's, answerable questions (Rajpurkar et al. 2016)."""
    return (row.f1, 1) if row.answerable and row.answers else (0, 0)


def squad2_exact_match(row: Row) -> Parts:
    """The same over all questions; not answering an unanswerable one counts 1 (Rajpurkar et al. 2018)."""
    return (row.exact, 1) if row.answers or not row.answerable else (0, 0)


def squad2_f1(row: Row) -> Parts:
    """The same over all questions; not answering an unanswerable one counts 1 (Rajpurkar et al. 2018)."""
    return (row.f1, 1) if row.answers or not row.answerable else (0, 0)


def sentence_hit(row: Row) -> Parts:
    """Answerable questions of which a cited quote overlaps gold evidence, or a gold answer where it stands."""
    return bool(row.sentence_hit), row.sentence_hit is not None


def passage_hit(row: Row, *, k: int) -> Parts:
    """Answerable questions with gold evidence in one of that many best retrieved passages."""
    return 1 <= (row.passage_rank or 0) <= k, row.passage_rank is not None


def passage_cited(row: Row) -> Parts:
    """Answerable questions with gold evidence in the passage of a citation."""
    return bool(row.passage_cited), row.passage_cited is not None


def citation_precision(row: Row) -> Parts:
    """Cited quotes that are gold evidence, of all cited for answerable questions whose evidence the set gives."""
    return (row.quotes_right, len(row.quotes)) if row.evidence else (0, 0)


def citation_recall(row: Row) -> Parts:
    """Gold evidence that is cited, of all the set gives; a SQuAD question has one piece."""
    return row.evidence_cited, row.evidence


def abstention_precision(row: Row) -> Parts:
    """Unanswerable questions, of those not answered."""
    return not (row.answered or row.answerable), not row.answered


def abstention_recall(row: Row) -> Parts:
    """Questions not answered, of the unanswerable ones."""
    return not (row.answered or row.answerable), not row.answerable


def abstention_f1(row: Row) -> Parts:
    """Harmonic mean of the two: twice the rightly unanswered, of the unanswered plus the unanswerable."""
    return 2 * (not (row.answered or row.answerable)), (not row.answered) + (not row.answerable)


def answered_answerable(row: Row) -> Parts:
    """Questions answered, rightly or not, of the answerable ones."""
    return row.answered and row.answerable, row.answerable


def short_answer(row: Row) -> Parts:
    """Short answers that are one of those the set accepts, of the answerable questions for which it names some."""
    return (row.short_right, 1) if row.answerable and row.short else (0, 0)


def yes_no(row: Row) -> Parts:
    """Yes/no questions answered by the right word, or by neither where the article leaves it open."""
    return row.said == row.yes_no, row.yes_no is not None


def nothing_forbidden(row: Row) -> Parts:
    """Answers without a text that the set forbids, such as another speaker's name, of those for which it does."""
    return (not row.forbidden, 1) if row.answered and row.forbid else (0, 0)


def premise_contradicted(row: Row) -> Parts:
    """Questions with a false premise to which a sentence that contradicts it is cited."""
    return bool(row.premise_contradicted), row.premise_contradicted is not None


def status(row: Row) -> Parts:
    """Questions with the status that the set asks for: answered, not in the article, or the assistant's own reply."""
    return bool(row.status_right), row.status_right is not None


def all_named(row: Row) -> Parts:
    """Answers that name everything the set asks for, such as all of a list's entries, where it names any."""
    return (not row.missing, 1) if row.answerable and row.all_of else (0, 0)


def answered_wrong(row: Row) -> Parts:
    """Answers that are not right, of those given (selective risk): what MAX_ERROR bounds."""
    return row.answered and not row.right, row.answered


def right(row: Row) -> Parts:
    """What confidence is about: not answered and unanswerable, or answered with an answer-sentence hit, nothing that
    must be said missing, no forbidden text and no wrong short answer where the set names the right ones."""
    return row.right, 1


def _fraction(label: str, parts: Callable[[Row], Parts], *, whole: bool = True) -> Measure:
    return Measure(parts.__name__, label, " ".join((parts.__doc__ or "").split()), parts, whole)


def _passage_hit_at(k: int) -> Measure:
    return Measure(f"passage_hit_{k}", f"Passage hit at {k}", passage_hit.__doc__ or "", partial(passage_hit, k=k))


MEASURES = (
    _fraction("Exact match", exact_match),
    _fraction("F1", f1, whole=False),
    _fraction("Exact match, all", squad2_exact_match),
    _fraction("F1, all", squad2_f1, whole=False),
    _fraction("Answer-sentence hit", sentence_hit),
    _passage_hit_at(1),
    _passage_hit_at(3),
    _passage_hit_at(5),
    _fraction("Cited-passage hit", passage_cited),
    _fraction("Citation precision", citation_precision),
    _fraction("Citation recall", citation_recall),
    _fraction("Abstention precision", abstention_precision),
    _fraction("Abstention recall", abstention_recall),
    _fraction("Abstention F1", abstention_f1),
    _fraction("Answered when answerable", answered_answerable),
    Measure(
        "balanced_accuracy",
        "Balanced accuracy",
        "Mean of answered-when-answerable and abstention recall: 0.5 for answering always, never, or by lot.",
    ),
    _fraction("Short answer", short_answer),
    _fraction("Yes/no", yes_no),
    _fraction("Nothing forbidden", nothing_forbidden),
    _fraction("False premise contradicted", premise_contradicted),
    _fraction("Status", status),
    _fraction("All named", all_named),
    _fraction("Right", right),
    replace(_fraction("Wrong, of the answers", answered_wrong), lower_is_better=True),
    Measure(
        "calibration_error",
        "Calibration error",
        "Expected calibration error: mean distance of confidence from the share that is right, over ten bins of equal"
        " width, weighted by their questions (Naeini et al. 2015).",
        lower_is_better=True,
    ),
    Measure(
        "calibration_error_expected",
        "… if confidence were true",
        "The calibration error that so many questions show on average where each stated confidence is exactly the"
        " probability of being right: it is not 0, as bins are small.",
        lower_is_better=True,
    ),
    Measure(
        "latency_p50",
        "Latency, median",
        "Half of the questions took at most this long, from asking to the answer.",
        unit="ms",
        lower_is_better=True,
    ),
    Measure(
        "latency_p95",
        "Latency, p95",
        "95 of 100 questions took at most this long, from asking to the answer.",
        unit="ms",
        lower_is_better=True,
    ),
)
"""In the order in which they are shown."""
