"""Answers from a table: the cell in the row and the column that a question names.

A reader made for sentences cannot tell one number of a row from another; the words of row and column can.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.models import Article
from index.text.tables import ROW, Cell, CellTable, TableRow, tables
from rag.answering.citing.citations import Quote
from rag.answering.extractive.candidates import Candidate
from rag.answering.extractive.question_features import names_in
from rag.answering.kinds.comparison.columns import (
    content_stems,
    label_stems,
    measured_columns,
    name_column,
    named_columns,
    names_rows,
    of_year,
    row_name,
)
from rag.answering.kinds.comparison.figures import YEAR
from rag.answering.kinds.comparison.superlatives import SUPERLATIVE, extreme, ranked_row
from rag.answering.kinds.comparison.tables import row_quote
from rag.models import RetrievedPassage
from rag.nlp.lexicon import AUXILIARIES, WH
from rag.nlp.stemming import stems

CELL_RIGHT = 0.9
"""How probably a cell that is found so is the answer. Of the 33 questions in `tests/data/tables/` that ask for a cell
32 or more are answered so, and none wrongly; but they were written beside the rules, and other tables will do worse."""
ASKS_CELL = re.compile(
    r"\b(?:how (?:much|many|long|high|large|big|old|far|often)|what|which|who|when|where)\b", re.IGNORECASE
)
ASKS_NUMBER = re.compile(r"\bhow (?:much|many|long|high|large|big|old|far|often)\b", re.IGNORECASE)
CALCULATED = re.compile(
    r"\b(?:behind|ahead of|(?:more|less|fewer|higher|lower) than|differences?|between|vs\.?|versus)\b", re.IGNORECASE
)
"""What makes the answer one of two cells, or what is to be reckoned from them."""
ASKS_NO_COUNT = re.compile(r"^(?:and |so |but )?(?:when|where|who)\b", re.IGNORECASE)
COUNT = re.compile(r"\d{1,3}")
LETTER = re.compile(r"[^\W\d_]{2}")
MAX_KEYWORDS = 6
"""Words of a question that is none by its form: "revenue of biscuits"."""
PAIR = 2
"""Cells of a row that has a name and one value."""
LOOSE_SHARE = 0.3
"""Least share of a label's words, its first among them, that names a row where the question names the column too."""


@dataclass(frozen=True, slots=True)
class CellAnswer:
    """A cell, and the row that is cited for it."""

    quote: Quote
    cell: Cell
    column: str
    """The header of its column, or of the column in which its row has most or least."""


def cell_answer(question: str, passages: Sequence[RetrievedPassage]) -> CellAnswer | None:
    """The cell that a question asks for; None where it asks for none, or where row or column are in doubt.

    Args:
        question: The question.
        passages: The passages that were retrieved, best first; only rows that stand in them are looked at.
    """
    keywords = _is_keywords(question)
    if not (keywords or ASKS_CELL.search(question)) or CALCULATED.search(question):
        return None
    asked = frozenset(stems(question))
    articles = list({found.article.id: found.article for found in passages}.values())
    for article in articles:
        if _asks_of_another(question, article, articles):
            continue
        for table in tables(article.text):
            most = ranked_row(question, table)
            superlative = most is not None or bool(SUPERLATIVE.search(question))
            most = most or (extreme(question, asked, table) if superlative else None)
            row = most[0] if most else None if superlative else _row(asked, table)
            column = most[1] if most else _column(question, asked, table, row) if row else None
            if row is None or column is None or (keywords and not most and not _is_covered(question, table, row)):
                continue
            quote, cell = row_quote(row, article, passages), row.cells[name_column(table) if superlative else column]
            counted = ASKS_NO_COUNT.search(question) and COUNT.fullmatch(cell.text)
            if quote and cell.text and not counted:
                return CellAnswer(quote, cell, table.header[column])
    return None


def without_stray_cells(question: str, ranked: Sequence[tuple[Candidate, float]]) -> list[tuple[Candidate, float]]:
    """Candidates without those in rows of a table of which the question names too little.

    A number of a row answers only where its column is named, a row's name only where the question asks which one.

    Args:
        question: The question.
        ranked: The candidates with their rank scores, best first.
    """
    return [(each, score) for each, score in ranked if not ROW.search(each.sentence.text) or _fits(question, each)]


def _fits(question: str, candidate: Candidate) -> bool:
    asks = ASKS_CELL.search(question) or _is_keywords(question)
    if SUPERLATIVE.search(question) or CALCULATED.search(question) or not asks:
        return False
    asked = frozenset(stems(question))
    for table in tables(candidate.retrieved.article.text):
        for row in table.rows:
            if not row.start <= candidate.sentence.start < row.end or len(row.cells) != len(table.header):
                continue
            number = next(
                (place for place, cell in enumerate(row.cells) if cell.start <= candidate.start < cell.end), None
            )
            if number == name_column(table):
                return not ASKS_NUMBER.search(question)
            named = _row(asked, table) is row
            if number is not None and not LETTER.search(row.cells[number].text):
                only = len(row.cells) == PAIR  # there is no other column to be meant
                return named and (only or number in (named_columns(asked, table) or _measured(question, table, row)))
            return named
    return True


def _is_keywords(question: str) -> bool:
    words = question.lower().split()
    return 0 < len(words) <= MAX_KEYWORDS and not AUXILIARIES & {words[0]} and not WH & set(words)


def _is_covered(question: str, table: CellTable, row: TableRow) -> bool:
    """Whether the names of row and column hold all that a question in keywords says."""
    rest = content_stems(question) - set(label_stems(row_name(table, row)))
    named = {stem for text in table.header for stem in stems(text)}
    return not rest - named - measured_columns(rest, table)[1]


def _asks_of_another(question: str, article: Article, articles: Sequence[Article]) -> bool:
    """Whether the question has a name that stands in others of the articles and not in this one."""
    if len(articles) < 2:
        return False
    names = [re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE) for name in names_in(question)]
    texts = [f"{each.title}\n{each.text}" for each in articles if each.id != article.id]
    own = f"{article.title}\n{article.text}"
    return any(not name.search(own) and any(map(name.search, texts)) for name in names)


def _row(asked: frozenset[str], table: CellTable) -> TableRow | None:
    """The one row whose label the question names: wholly, or by its first word where it names a column too."""
    whole, loose = [], []
    for row in table.rows:
        if len(row.cells) != len(table.header) or not (label := label_stems(row_name(table, row))):
            continue
        held = [stem in asked for stem in label]
        if all(held):
            whole.append((len(label), row))
        elif held[0] and sum(held) >= LOOSE_SHARE * len(held) and named_columns(asked, table):
            loose.append((sum(held), row))
    ranked = sorted(whole or loose, key=lambda each: -each[0])
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1]


def _column(question: str, asked: frozenset[str], table: CellTable, row: TableRow) -> int | None:
    """The column that is asked for: the one that is named, the only one, or the latest year."""
    named = named_columns(asked - frozenset(label_stems(row_name(table, row))), table) or _measured(
        question, table, row
    )
    if len(named) == 1:
        return named[0]
    if named and (column := of_year(named, table, question)) is not None:
        return column
    names = name_column(table)
    filled = [number for number, cell in enumerate(row.cells) if number != names and cell.text]
    years = {number for number in filled if YEAR.search(table.header[number])}
    if YEAR.search(question) and years:
        return None  # of another year
    if len(filled) == 1:
        return filled[0]
    return of_year(filled, table, question) if len(years) == len(filled) else None


def _measured(question: str, table: CellTable, row: TableRow) -> list[int]:
    """The columns that a question names in other words, where it says nothing besides."""
    rest = content_stems(question) - set(label_stems(row_name(table, row)))
    columns, named = measured_columns(rest, table)
    return columns if not rest - named - names_rows(rest, table) else []
