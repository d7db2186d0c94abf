"""Which column of a table a question names, in its header's words or others for the same thing, and what rows are."""

import re
from collections.abc import Collection

from index.text.tables import CellTable, TableRow
from rag.answering.kinds.comparison.figures import YEAR
from rag.nlp.lexicon import FUNCTION_WORDS, STOP_WORDS, words_of
from rag.nlp.stemming import stems
from rag.nlp.verbs import base_form

MIN_ALIKE_CHARS = 5
"""Letters of a stem from which on a longer one may be another form of it: "weigh" and "weight"."""
NAME_UNIT = re.compile(r"[,(].*$")
"""What follows a comma or bracket in a label: "Revenue, millions"."""
RANKS = words_of("place position pos rank no nr number #")
"""Headers of a first column that numbers the rows, whose names then stand in the second."""
SAME_MEASURE = (
    "employees people work workers staff jobs headcount personnel employ",
    "revenue sales turnover income sell make earn bring takings",
    "price cost costs charge pay",
    "inhabitants population people residents live",
    "visitors people visit attendance spectators guests",
    "members people membership",
    "points score scored",
    "won win wins victories beat",
    "lost lose losses defeats",
    "drawn draw draws drew",
    "played games matches play",
    "place position rank",
    "weight weigh heavy mass",
    "length long",
    "height high tall",
    "depth deep",
    "age old",
    "share portion percentage",
    "opened founded built since",
)
"""Words for one measure: a question may have any, and a header another."""
SAME_THING = (
    "division part unit segment branch business department",
    "club team side",
    "country nation state",
    "city town municipality place",
    "company firm business",
    "product model item",
    "school academy college",
    "name who person",
)
"""Words for what the rows of a table are."""
AROUND = words_of("company firm group business table report article now currently today year this last there total")
"""Words of a question that say nothing of row or column."""


def name_column(table: CellTable) -> int:
    """The column in which the rows are named: the first, or the second where the first one only numbers them."""
    first = table.header[0].lower().strip(" .") if table.header else ""
    return 1 if first in RANKS and len(table.header) > 1 else 0


def row_name(table: CellTable, row: TableRow) -> str:
    """What a row is called, "" where it has no such cell."""
    column = name_column(table)
    return row.cells[column].text if column < len(row.cells) else ""


def label_stems(text: str) -> list[str]:
    """The stems of a row's name, without its unit and function words."""
    text = NAME_UNIT.sub("", text) or text
    words = [word for word in re.findall(r"[\w’'-]+", text) if word.lower() not in STOP_WORDS]
    return [stem for word in words for stem in stems(word)]


def header_stems(header: str) -> set[str]:
    """The stems of a header without its function words, if it has others: "What is done" shares "what is" with all."""
    words = re.findall(r"[\w’'-]+", header)
    return set(stems(" ".join([word for word in words if word.lower() not in STOP_WORDS] or words)))


def content_stems(question: str) -> set[str]:
    """The stems of a question's content words."""
    words = [word for word in re.findall(r"[\w’'-]+", question.lower()) if word not in FUNCTION_WORDS | AROUND]
    return {stem for word in words for stem in stems(word)}


def named_columns(asked: Collection[str], table: CellTable) -> list[int]:
    """The columns whose headers share the most words with a question, several where they share as many.

    Args:
        asked: The question's stems.
        table: The table.
    """
    names = name_column(table)
    wanted = set(asked) | {stem for word in asked for stem in stems(base_form(word))}
    shared = [
        sum(any(alike(stem, other) for other in wanted) for stem in _forms(header_stems(text)))
        if number != names
        else 0
        for number, text in enumerate(table.header)
    ]
    best = max(shared, default=0)
    return [number for number, count in enumerate(shared) if count == best] if best else []


def measured_columns(content: Collection[str], table: CellTable) -> tuple[list[int], set[str]]:
    """The columns that measure what a question names in other words, and the stems that name it.

    Args:
        content: The question's stems, but those of the row's name.
        table: The table.
    """
    best: tuple[list[int], set[str]] = ([], set())
    for words in SAME_MEASURE:
        group = {stem for word in words.split() for stem in stems(word)}
        held = group & set(content)
        columns = [
            number
            for number, text in enumerate(table.header)
            if number != name_column(table) and _forms(header_stems(text)) & group
        ]
        if held and columns and len(held) > len(best[1]):
            best = columns, held
    return best


def names_rows(content: Collection[str], table: CellTable) -> set[str]:
    """The stems of a question that name what the rows of a table are: its header's, or others for the same."""
    own = header_stems(table.header[name_column(table)]) if table.header else set()
    for words in SAME_THING:
        group = {stem for word in words.split() for stem in stems(word)}
        if own & group:
            own |= group
    return own & set(content)


def of_year(columns: Collection[int], table: CellTable, question: str) -> int | None:
    """The one of several columns that is of the asked year, or of the latest; None where they tell no years."""
    years = {number: int(found[0]) for number in columns if (found := YEAR.search(table.header[number]))}
    asked = frozenset(map(int, YEAR.findall(question)))
    if not years or len(years) < len(columns):
        return None
    if asked:
        return next((number for number, year in years.items() if year in asked), None)
    return max(years, key=lambda number: years[number])


def alike(first: str, second: str, min_chars: int = MIN_ALIKE_CHARS) -> bool:
    """Whether two stems are one word in two forms: "weigh" and "weight".

    Args:
        first: A stem.
        second: Another.
        min_chars: Letters of the shorter one from which on the longer one may be another form of it.
    """
    short, long = sorted((first, second), key=len)
    return short == long or (len(short) >= min_chars and long.startswith(short))


def _forms(found: set[str]) -> set[str]:
    """Stems, those of verbs in the past in their plain form: of "Lost" that of "lose"."""
    return {stem for word in found for stem in stems(base_form(word) or word)}
