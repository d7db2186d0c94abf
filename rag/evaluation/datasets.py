"""Reads question sets: JSON Lines, or SQuAD 1.1/2.0 JSON; either may be gzipped.

A line of JSON Lines is a `rag.evaluation.row_schema.QuestionRow`, or a `ConversationRow` with several. A question whose
`verdict` is "down" is left out: it is a reader's complaint that nobody has corrected yet.
"""

import dataclasses
import gzip
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from index.errors import ArticleChatError
from index.models import Article, content_id
from index.sources.load import article_from_text, load_file
from rag.evaluation.gold import GoldQuestion, Place, YesNo, occurrences, question_type
from rag.evaluation.row_schema import ConversationRow, QuestionRow, named_problem

PARAGRAPH_BREAK = "\n\n"


class QuestionSetError(ArticleChatError):
    """A question set or an earlier report that cannot be read."""


class _SquadAnswer(BaseModel):
    text: str


class _SquadQuestion(BaseModel):
    id: str | int
    question: str
    answers: list[_SquadAnswer] = []
    is_impossible: bool = False


class _SquadParagraph(BaseModel):
    context: str
    qas: list[_SquadQuestion]


class _SquadArticle(BaseModel):
    title: str = ""
    paragraphs: list[_SquadParagraph]


def read_questions(path: Path) -> list[GoldQuestion]:
    """The questions of a set, in its order.

    Raises:
        QuestionSetError: The file cannot be read, or a question in it is not as described above.
        SourceError: An article that it names cannot be loaded.
    """
    text = _read(path)
    try:
        whole = json.loads(text)
    except ValueError:
        whole = None
    if isinstance(whole, dict) and isinstance(whole.get("data"), list):
        found = list(_squad(path, whole["data"]))
    else:
        found = list(_lines(path, text))
    if not found:
        raise QuestionSetError(f"{path.name!r} holds no question: give JSON Lines with one a line, or SQuAD JSON.")
    return _with_own_ids(found)


def misplaced(questions: Sequence[GoldQuestion]) -> list[GoldQuestion]:
    """The same questions, each asked of the set's next article, which does not have the answer.

    Raises:
        QuestionSetError: The set is about one article only, or has conversations.
    """
    if any(question.conversation for question in questions):
        raise QuestionSetError(
            "A conversation cannot be asked of another article: leave --misplaced out, or give single questions."
        )
    articles = list({question.article.id: question.article for question in questions}.values())
    if len(articles) < 2:
        raise QuestionSetError(
            "All questions are about one article: asking them of another takes a set with two or more."
        )
    following = {old.id: new for old, new in zip(articles, articles[1:] + articles[:1], strict=True)}
    return [
        dataclasses.replace(
            question,
            id=f"{question.id}@{following[question.article.id].id}",
            article=following[question.article.id],
            answers=(),
            answerable=False,
            evidence=(),
            evidence_given=False,
            short=(),
            yes_no=None,
            contradicted_by=(),
        )
        for question in questions
    ]


def _read(path: Path) -> str:
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise QuestionSetError(
            f"The question set {str(path)!r} cannot be read: give a UTF-8 file, gzipped or not."
        ) from error


def _lines(path: Path, text: str) -> Iterator[GoldQuestion]:
    articles: dict[str, Article] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"Line {number} of {path.name!r}"
        with _named(where):
            if '"turns"' in line:
                rows, conversation = ConversationRow.model_validate_json(line).questions(), number
            else:
                rows, conversation = [QuestionRow.model_validate_json(line)], 0
        for row in rows:
            if row.verdict == "down":
                continue
            if isinstance(row.article, str):
                file = row.article
                article = articles[file] = articles.get(file) or load_file(path.parent / file)
            else:
                article = article_from_text(row.article.text, source="", title=row.article.title)
            yield _question(row, article, where, conversation)


def _question(row: QuestionRow, article: Article, where: str, conversation: int) -> GoldQuestion:
    given = _places(article, row.evidence, f"{where}: the evidence")
    anywhere = _union(occurrences(article.text, answer) for answer in row.answers)
    return GoldQuestion(
        id=row.id or content_id(article.id + row.question),
        question=row.question,
        article=article,
        answers=tuple(row.answers),
        answerable=bool(row.answers) if row.answerable is None else row.answerable,
        type=row.type or question_type(row.question),
        evidence=given or anywhere,
        evidence_given=bool(given),
        kind=row.kind,
        style=row.style,
        forbid=tuple(row.forbid),
        short=tuple(row.short),
        yes_no=_yes_no(row),
        contradicted_by=_places(article, row.contradicted_by, f"{where}: the contradicting"),
        status=row.status,
        all_of=(*row.all_of, *row.items, *([] if row.count is None else [str(row.count)])),
        points=row.points,
        follows=row.follows,
        conversation=conversation,
    )


def _places(article: Article, sentences: Sequence[str], what: str) -> tuple[tuple[Place, ...], ...]:
    """Where each of the sentences stands in the article.

    Raises:
        QuestionSetError: One stands nowhere.
    """
    found = []
    for sentence in sentences:
        places = occurrences(article.text, sentence)
        if not places:
            raise QuestionSetError(f"{what} {sentence!r} is not in {article.title!r}: give the article's own words.")
        found.append(places)
    return tuple(found)


def _yes_no(row: QuestionRow) -> YesNo | None:
    """What is to be said to a yes/no question; a null elsewhere says nothing."""
    if row.yes is not None:
        return "yes" if row.yes else "no"
    return "open" if "yes" in row.model_fields_set and question_type(row.question) == "yes/no" else None


def _squad(path: Path, data: Sequence[Any]) -> Iterator[GoldQuestion]:
    """The questions of SQuAD JSON (Rajpurkar et al. 2016 and 2018); an article's paragraphs together are one article.

    An answer counts wherever it stands in its own paragraph: `answer_start` is in some files only the first such place.
    """
    for number, entry in enumerate(data, 1):
        with _named(f"Article {number} of {path.name!r}"):
            page = _SquadArticle.model_validate(entry)
        contexts = [paragraph.context for paragraph in page.paragraphs]
        article = article_from_text(PARAGRAPH_BREAK.join(contexts), source="", title=page.title.replace("_", " "))
        start = 0
        for paragraph in page.paragraphs:
            end = start + len(paragraph.context)
            for row in paragraph.qas:
                answers = (
                    () if row.is_impossible else tuple(dict.fromkeys(a.text for a in row.answers if a.text.strip()))
                )
                yield GoldQuestion(
                    id=str(row.id),
                    question=row.question.strip(),
                    article=article,
                    answers=answers,
                    answerable=bool(answers),
                    type=question_type(row.question),
                    evidence=_union(occurrences(article.text, answer, start, end) for answer in answers),
                    evidence_given=True,
                )
            start = end + len(PARAGRAPH_BREAK)


def _union(groups: Iterator[tuple[Place, ...]]) -> tuple[tuple[Place, ...], ...]:
    """One piece of evidence that can be read at any of the places; none where there is no place."""
    places = tuple(sorted({place for group in groups for place in group}))
    return (places,) if places else ()


@contextmanager
def _named(where: str) -> Iterator[None]:
    """Says where in the set something is not as it should be."""
    try:
        yield
    except ValidationError as error:
        raise QuestionSetError(f"{where}: {named_problem(error)}") from error


def _with_own_ids(questions: Sequence[GoldQuestion]) -> list[GoldQuestion]:
    """The questions with their ids made different where a set repeats one."""
    seen: dict[str, int] = {}
    found = []
    for question in questions:
        seen[question.id] = count = seen.get(question.id, 0) + 1
        found.append(question if count == 1 else dataclasses.replace(question, id=f"{question.id}-{count}"))
    return found
