"""The row of a table that has most or least of something, or a place in its ranking."""

import re

from index.text.number_words import ORDINALS
from index.text.tables import CellTable, TableRow
from rag.answering.kinds.comparison.columns import (
    content_stems,
    header_stems,
    label_stems,
    measured_columns,
    name_column,
    names_rows,
    of_year,
    row_name,
)
from rag.answering.kinds.comparison.figures import YEAR
from rag.answering.kinds.comparison.tables import best_column
from rag.nlp.stemming import stems

SUPERLATIVE = re.compile(
    r"\b(?:(?P<most>most|highest|largest|biggest|greatest|longest|maximum|heaviest|oldest|tallest|dearest|costliest"
    r"|widest|deepest|priciest|strongest|busiest|most expensive)|(?P<best>best)|(?P<worst>worst)|least|fewest|lowest"
    r"|smallest|shortest|minimum|cheapest|lightest|youngest|fastest|quickest|weakest)\b",
    re.IGNORECASE,
)
MEASURES = {
    "heaviest": "weight", "lightest": "weight", "oldest": "age", "youngest": "age", "cheapest": "price cost",
    "dearest": "price cost", "costliest": "price cost", "priciest": "price cost", "expensive": "price cost",
    "fastest": "time", "quickest": "time", "longest": "length range duration burning",
    "shortest": "length range duration", "tallest": "height", "deepest": "depth", "widest": "width",
    "busiest": "visitors passengers traffic", "spend": "spending budget", "produced": "output production",
}  # fmt: skip
"""Headers that measure what a superlative or a verb says."""
SIZES = ("size", "area", "population inhabitants", "revenue sales turnover", "employees staff", "members")
"""Headers that measure how big something is, the first one found where a question does not say in what."""
OF_SIZE = re.compile(r"\b(?:largest|biggest|greatest|smallest)\b", re.IGNORECASE)
FEWER_IS_BETTER = frozenset(
    stems("time place rank position lost losses defeats cost price debt errors accidents complaints conceded")
)
ASKS_ROW = re.compile(r"\b(?:where|what|when)\b", re.IGNORECASE)
"""Questions that need not name what the rows are."""
TABLE = r"(?:the )?(?:table|league|standings?|rankings?|list)\b"
LEADS = re.compile(
    rf"\b(?:(?:on )?top of|tops|leads?|leading|heads?|heading|at the head of) {TABLE}|\btable[- ]topp\w+"
    r"|\b(?:league|table) leaders?\b",
    re.IGNORECASE,
)
IN_PLACE = re.compile(
    rf"\b(?P<place>{'|'.join(ORDINALS)}|[1-9]\d?(?:st|nd|rd|th))(?: place)? (?:in|of) {TABLE}", re.IGNORECASE
)
NUMBER = re.compile(r"[-−]?\d[\d,.\u202f ]*")
TOTALS = frozenset(stems("total sum all overall average mean other others"))
MAX_TOTAL_WORDS = 2


def extreme(question: str, asked: frozenset[str], table: CellTable) -> tuple[TableRow, int] | None:
    """The row with the most or least in the column that is asked for, and that column; None where either is in doubt.

    Args:
        question: Names what the rows are, or asks "where", "what" or "when".
        asked: Its stems.
        table: The table.
    """
    found = SUPERLATIVE.search(question)
    if not found or not table.header:
        return None
    content = content_stems(question) - frozenset(stems(found[0]))
    rows_named = names_rows(content, table)
    if not (rows_named or ASKS_ROW.search(question)):
        return None
    rows = [row for row in table.rows if len(row.cells) == len(table.header) and not _is_total(table, row)]
    column = _column(question, asked, content, rows_named, table) if rows else None
    values = [(value, row) for row in rows if column and (value := _value(row.cells[column].text)) is not None]
    if column is None or len(values) < len(rows) or not values:
        return None
    turned = bool(header_stems(table.header[column]) & FEWER_IS_BETTER)
    highest = bool(found["most"] or (found["best"] and not turned) or (found["worst"] and turned))
    best = (max if highest else min)(value for value, _ in values)
    held = [row for value, row in values if value == best]
    return (held[0], column) if len(held) == 1 else None


def ranked_row(question: str, table: CellTable) -> tuple[TableRow, int] | None:
    """The row of the place in a ranking that a question asks for, "top of the table", and the column of the places.

    Args:
        question: The question.
        table: The table.
    """
    found = IN_PLACE.search(question)
    wanted = _place(found["place"]) if found else 1 if LEADS.search(question) else None
    if wanted is None or name_column(table) == 0:
        return None
    rows = [row for row in table.rows if len(row.cells) == len(table.header) and _value(row.cells[0].text) == wanted]
    return (rows[0], 0) if len(rows) == 1 else None


def _column(
    question: str, asked: frozenset[str], content: set[str], rows_named: set[str], table: CellTable
) -> int | None:
    """The column that is named in the header's words or in others; for size alone the first that measures it."""
    words = [words for word, words in MEASURES.items() if re.search(rf"\b{word}\b", question, re.IGNORECASE)]
    years = frozenset(map(int, YEAR.findall(question)))
    sought = (asked | set(stems(" ".join(words)))) - header_stems(table.header[name_column(table)])
    if (column := best_column(table, frozenset(sought), years, first=True)) and column != name_column(table):
        return column
    rest = content - rows_named
    columns, named = measured_columns(rest, table)
    if columns and not rest - named:
        return columns[0] if len(columns) == 1 else of_year(columns, table, question)
    if rest or not OF_SIZE.search(question):
        return None
    return _of_size(question, table)


def _of_size(question: str, table: CellTable) -> int | None:
    for words in SIZES:
        columns = [
            number for number, text in enumerate(table.header) if number and header_stems(text) & {*stems(words)}
        ]
        if columns:
            return columns[0] if len(columns) == 1 else of_year(columns, table, question)
    return None


def _place(word: str) -> int:
    return ORDINALS.index(word.lower()) + 1 if word.lower() in ORDINALS else int(word[:-2])


def _is_total(table: CellTable, row: TableRow) -> bool:
    """Whether a row sums others up: "Total", "Six others"."""
    label = label_stems(row_name(table, row))
    return bool(label) and bool(set(label) & TOTALS) and len(label) <= MAX_TOTAL_WORDS


def _value(text: str) -> float | None:
    found = NUMBER.search(text)
    try:
        return float(re.sub(r"[,\u202f ]", "", found[0]).replace("−", "-").rstrip(".")) if found else None
    except ValueError:
        return None
