"""Answers from a table: the cell in the row and the column that a question names.

A reader made for sentences cannot tell one number of a row from another; the words of row and column can.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.models import Article
from index.text.tables import Cell, CellTable, TableRow, tables
from rag.answering.citing.citations import Quote
from rag.answering.extractive.question_features import names_in
from rag.answering.kinds.comparison.tables import best_column
from rag.models import RetrievedPassage
from rag.nlp.lexicon import STOP_WORDS
from rag.nlp.stemming import stems

CELL_RIGHT = 0.9
"""How probably a cell that is found so is the answer. Of the 33 questions in `tests/data/tables/` that ask for a cell
32 or more are answered so, and none wrongly; but they were written beside the rules, and other tables will do worse."""
ASKS_CELL = re.compile(
    r"\b(?:how (?:much|many|long|high|large|big|old|far|often)|what|which|who|when|where)\b", re.IGNORECASE
)
SUPERLATIVE = re.compile(
    r"\b(?:(?P<most>most|highest|largest|biggest|greatest|longest|maximum|heaviest|oldest|tallest|dearest|costliest"
    r"|widest|deepest|most expensive)|least|fewest|lowest|smallest|shortest|minimum|cheapest|lightest|youngest|fastest"
    r"|quickest)\b",
    re.IGNORECASE,
)
MEASURES = {
    "heaviest": "weight", "lightest": "weight", "oldest": "age", "youngest": "age", "cheapest": "price cost",
    "dearest": "price cost", "costliest": "price cost", "expensive": "price cost", "fastest": "time",
    "quickest": "time", "longest": "length range duration burning", "shortest": "length range duration",
    "tallest": "height", "deepest": "depth", "widest": "width",
    "spend": "spending budget", "produced": "output production",
}  # fmt: skip
"""Headers that measure what a superlative or a verb says."""
ASKS_ROW = re.compile(r"\b(?:where|what|when)\b", re.IGNORECASE)
"""Questions that need not name what the rows are."""
NUMBER = re.compile(r"[-−]?\d[\d,.\u202f ]*")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
UNIT = re.compile(r"[,(].*$")
"""What follows a comma or bracket in a label: "Revenue, millions"."""
TOTALS = frozenset(stems("total sum all overall average mean other others"))
MAX_TOTAL_WORDS = 2
MIN_ALIKE_CHARS = 5
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
    if not ASKS_CELL.search(question):
        return None
    asked = frozenset(stems(question))
    articles = list({found.article.id: found.article for found in passages}.values())
    for article in articles:
        if _asks_of_another(question, article, articles):
            continue
        for table in tables(article.text):
            extreme = bool(SUPERLATIVE.search(question))
            most = _extreme(question, asked, table) if extreme else None
            row = most[0] if most else None if extreme else _row(asked, table)
            column = most[1] if most else _column(question, asked, table, row) if row else None
            if row is None or column is None:
                continue
            quote, cell = _quote(row, passages), row.cells[0 if extreme else column]
            if quote and cell.text:
                return CellAnswer(quote, cell, table.header[column])
    return None


def _asks_of_another(question: str, article: Article, articles: Sequence[Article]) -> bool:
    """Whether the question has a name that stands in others of the articles and not in this one."""
    if len(articles) < 2:
        return False
    names = [re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE) for name in names_in(question)]
    texts = [f"{each.title}\n{each.text}" for each in articles if each.id != article.id]
    own = f"{article.title}\n{article.text}"
    return any(not name.search(own) and any(map(name.search, texts)) for name in names)


def _label(row: TableRow) -> list[str]:
    """The stems of a row's first cell, without its unit and function words."""
    text = UNIT.sub("", row.cells[0].text) or row.cells[0].text
    words = [word for word in re.findall(r"[\w’'-]+", text) if word.lower() not in STOP_WORDS]
    return [stem for word in words for stem in stems(word)]


def _row(asked: frozenset[str], table: CellTable) -> TableRow | None:
    """The one row whose label the question names: wholly, or by its first word where it names a column too."""
    whole, loose = [], []
    for row in table.rows:
        if len(row.cells) != len(table.header) or not (label := _label(row)):
            continue
        held = [stem in asked for stem in label]
        if all(held):
            whole.append((len(label), row))
        elif held[0] and sum(held) >= LOOSE_SHARE * len(held) and _named_columns(asked, table):
            loose.append((sum(held), row))
    ranked = sorted(whole or loose, key=lambda each: -each[0])
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1]


def _named_columns(asked: frozenset[str], table: CellTable) -> list[int]:
    """The columns whose header shares words with the question, if one shares more than all others."""
    shared = [
        sum(any(_alike(stem, other) for other in asked) for stem in _telling(text)) if number else 0
        for number, text in enumerate(table.header)
    ]
    best = max(shared, default=0)
    return [number for number, count in enumerate(shared) if count == best] if best else []


def _telling(header: str) -> set[str]:
    """The stems of a header without its function words, if it has others: "What is done" shares "what is" with all."""
    words = re.findall(r"[\w’'-]+", header)
    return set(stems(" ".join([word for word in words if word.lower() not in STOP_WORDS] or words)))


def _alike(first: str, second: str) -> bool:
    """Whether two stems are one word in two forms: "weigh" and "weight"."""
    short, long = sorted((first, second), key=len)
    return short == long or (len(short) >= MIN_ALIKE_CHARS and long.startswith(short))


def _column(question: str, asked: frozenset[str], table: CellTable, row: TableRow) -> int | None:
    """The column that is asked for: the one that is named, the only one, or the latest year."""
    named = _named_columns(asked, table)
    if len(named) == 1:
        return named[0]
    filled = [number for number, cell in enumerate(row.cells) if number and cell.text]
    years = {number: int(found[0]) for number in filled if (found := YEAR.search(table.header[number]))}
    if YEAR.search(question) and years:
        return None  # of another year
    if len(filled) == 1:
        return filled[0]
    return max(years, key=lambda number: years[number]) if years and len(years) == len(filled) else None


def _extreme(question: str, asked: frozenset[str], table: CellTable) -> tuple[TableRow, int] | None:
    """The row with the most or least in the column that is asked for, and that column.

    The question names what the rows are, or asks "where", "what" or "when".
    """
    if not table.header or not (asked & set(stems(table.header[0])) or ASKS_ROW.search(question)):
        return None
    rows = [row for row in table.rows if len(row.cells) == len(table.header) and not _is_total(row)]
    further = " ".join(words for word, words in MEASURES.items() if re.search(rf"\b{word}\b", question, re.IGNORECASE))
    years = frozenset(map(int, YEAR.findall(question)))
    sought = (asked | set(stems(further))) - set(stems(table.header[0]))
    column = best_column(table, frozenset(sought), years, first=True) if rows else 0
    values = [(value, row) for row in rows if column and (value := _value(row.cells[column].text)) is not None]
    if len(values) < len(rows) or not values:
        return None
    found = SUPERLATIVE.search(question)
    highest = bool(found and found["most"])
    return (max if highest else min)(values, key=lambda each: each[0])[1], column


def _is_total(row: TableRow) -> bool:
    """Whether a row sums others up: "Total", "Six others"."""
    label = _label(row)
    return bool(label) and bool(set(label) & TOTALS) and len(label) <= MAX_TOTAL_WORDS


def _value(text: str) -> float | None:
    found = NUMBER.search(text)
    try:
        return float(re.sub(r"[,\u202f ]", "", found[0]).replace("−", "-").rstrip(".")) if found else None
    except ValueError:
        return None


def _quote(row: TableRow, passages: Sequence[RetrievedPassage]) -> Quote | None:
    return next((quote for quote in _quotes(passages) if quote.sentence.start <= row.start < quote.sentence.end), None)


def _quotes(passages: Sequence[RetrievedPassage]) -> Iterator[Quote]:
    for found in passages:
        for sentence in found.passage.sentences:
            yield Quote(sentence, found.passage, found.article, 1.0)
