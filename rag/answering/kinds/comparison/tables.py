"""The figure of a side in a table: where its row meets the column that is compared, or its column the row."""

from collections.abc import Iterable, Iterator, Sequence

from index.models import Article
from index.text.tables import CellTable, TableRow, tables
from rag.answering.citing.citations import Quote, sentence_quotes
from rag.answering.kinds.comparison.columns import NAME_UNIT, alike
from rag.answering.kinds.comparison.figures import YEAR, Figure, figure
from rag.models import RetrievedPassage
from rag.nlp.stemming import stems

MEASURED_BY = {
    "heavy": "weight mass weigh", "expensive": "price cost", "old": "age", "long": "length range duration burning time",
    "fast": "time speed", "high": "height level", "big": "size population area", "cost": "price",
    "burn": "burning", "won": "win", "pass": "passed",
}  # fmt: skip
"""Headers that measure what an adjective or a verb says."""
MIN_ALIKE_CHARS = 4
"""As `columns.MIN_ALIKE_CHARS`; here shorter stems of a header may be compared, since fewer words name a measure."""


def table_figures(side: str, attribute: str, passages: Sequence[RetrievedPassage], *, own: bool) -> Iterator[Figure]:
    """The figures that tables state of a side, the best first.

    Args:
        side: What the question calls it.
        attribute: The words that say what is compared.
        passages: All passages of what is asked.
        own: Whether the articles are about this side alone, so that a row needs not name it.
    """
    asked = sought(attribute)
    years = frozenset(map(int, YEAR.findall(attribute)))
    wanted_years = frozenset(map(int, YEAR.findall(side)))
    wanted = frozenset(stems(side)) or frozenset(side.lower().split())
    for article in {found.article.id: found.article for found in passages}.values():
        for table in tables(article.text):
            for row, column, label in _cells(table, wanted, asked, years, own=own):
                cell = row.cells[column]
                if quote := row_quote(row, article, passages):
                    told = frozenset(map(int, YEAR.findall(table.header[column]))) - wanted_years
                    if made := figure(quote, cell.text, cell.text, label, told):
                        yield made


def sought(attribute: str) -> frozenset[str]:
    """The stems of what is compared, and of the headers that measure it."""
    words = attribute.lower().split()
    further = " ".join(MEASURED_BY[word] for word in words if word in MEASURED_BY)
    return frozenset(stems(f"{attribute} {further}"))


def _cells(
    table: CellTable, side: frozenset[str], asked: frozenset[str], years: frozenset[int], *, own: bool
) -> Iterator[tuple[TableRow, int, str]]:
    rows = [row for row in table.rows if len(row.cells) == len(table.header)]
    named = [row for row in rows if _names(row.cells[0].text, side)]
    column = best_column(table, asked, years)
    if len(named) == 1 and column:
        yield named[0], column, table.header[column]
    by_attribute = [row for row in rows if (label := _label_stems(row.cells[0].text)) and label <= asked]
    by_attribute = by_attribute or [row for row in rows if _alike_any(_label_stems(row.cells[0].text), asked)]
    if len(by_attribute) != 1:
        return
    row = by_attribute[0]
    told = row.cells[0].text if NAME_UNIT.search(row.cells[0].text) else table.header[0]
    columns = [number for number, text in enumerate(table.header) if number and _names(text, side)]
    if len(columns) == 1:
        yield row, columns[0], told
    elif own and (at := _latest(table, years)):
        yield row, at, told


def best_column(table: CellTable, asked: frozenset[str], years: frozenset[int], *, first: bool = False) -> int:
    """The one column that shares most words with what is compared, of the asked year or the latest; 0 for none.

    Args:
        table: The table.
        asked: The stems of what is compared.
        years: The years that are asked for.
        first: Of several columns that share as many words, whether to take the first; else it is the last.
    """
    labels = [_label_stems(text) if number else frozenset[str]() for number, text in enumerate(table.header)]
    held = [sum(any(alike(stem, other, MIN_ALIKE_CHARS) for other in asked) for stem in label) for label in labels]
    shared = [(count == len(label), count) if count else (False, 0) for count, label in zip(held, labels, strict=True)]
    most = max(shared, default=(False, 0))
    best = [number for number, count in enumerate(shared) if count == most] if most[1] else []
    if len(best) == 1:
        return best[0]
    of_year = _years(table, best or range(1, len(table.header)))
    if years:
        return next((number for number, year in of_year.items() if year in years), 0)
    if of_year and len(of_year) == len(best or table.header[1:]):
        return max(of_year, key=lambda number: of_year[number])
    # "Matches | Won": what is won is asked, of matches.
    return best[0 if first else -1] if len(best) > 1 and not of_year else 0


def _latest(table: CellTable, years: frozenset[int]) -> int:
    of_year = _years(table, range(1, len(table.header)))
    if years:
        return next((number for number, year in of_year.items() if year in years), 0)
    return max(of_year, key=lambda number: of_year[number]) if of_year else 0


def _years(table: CellTable, columns: Iterable[int]) -> dict[int, int]:
    """The years of columns that have one in their header."""
    found = ((number, YEAR.search(table.header[number])) for number in columns)
    return {number: int(year[0]) for number, year in found if year}


def _label_stems(text: str) -> frozenset[str]:
    """The stems of a header or a row's name without its unit."""
    return frozenset(stems(NAME_UNIT.sub("", text) or text))


def _names(text: str, side: frozenset[str]) -> bool:
    """Whether a label is what a question calls a side: all its words, or those that the question gives."""
    label = _label_stems(text) or frozenset(text.lower().split())
    return bool(label) and (side <= label or label <= side)


def _alike_any(label: frozenset[str], asked: frozenset[str]) -> bool:
    return bool(label) and all(any(alike(stem, other, MIN_ALIKE_CHARS) for other in asked) for stem in label)


def row_quote(row: TableRow, article: Article, passages: Sequence[RetrievedPassage]) -> Quote | None:
    """The row of an article's table as a sentence of a passage; None where none of the passages has it."""
    own = (found for found in passages if found.article.id == article.id)
    quotes = sentence_quotes(own)
    return next((quote for quote in quotes if quote.sentence.start <= row.start < quote.sentence.end), None)
