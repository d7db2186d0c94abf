"""The numbers of lists, clauses and headings, as Word counts and writes them (ECMA-376, 17.9)."""

from collections import defaultdict
from dataclasses import dataclass, field

from lxml.etree import _Element

from index.converters.zip_package import attribute, child, local_name, value

ROMAN = {1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x"}
ROMAN |= {9: "ix", 5: "v", 4: "iv", 1: "i"}
BULLET = "-"
MAX_LEVELS = 9
MAX_NUMBER = 1_000_000


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    legal: bool = False
    restarts: bool = True
    style: str = ""


@dataclass(slots=True)
class ListNumbering:
    """Counts the paragraphs of a document's lists.

    Attributes:
        levels: Of each abstract list.
        abstract: The abstract list of each list; lists of one abstract list are counted on.
        starts: Levels that a list starts anew, with their numbers.
    """

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    starts: dict[str, dict[int, int]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    _begun: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, root: _Element | None) -> "ListNumbering":
        """The numbering that a part defines; None for none."""
        made = cls()
        for each in root if root is not None else ():
            if local_name(each) == "abstractNum":
                made.levels[attribute(each, "abstractNumId")] = {
                    _integer(attribute(level, "ilvl"), 0): _level(level) for level in each if local_name(level) == "lvl"
                }
            elif local_name(each) == "num":
                number = attribute(each, "numId")
                made.abstract[number] = value(each, "abstractNumId")
                made.starts[number] = {
                    _integer(attribute(over, "ilvl"), 0): _integer(start, 1)
                    for over in each
                    if local_name(over) == "lvlOverride" and (start := value(over, "startOverride"))
                }
        return made

    def level_of_style(self, number: str, style: str) -> int:
        """The level of a list that stands for a paragraph style; the first one where none does."""
        levels = self.levels.get(self.abstract.get(number, ""), {})
        return next((at for at, level in levels.items() if level.style == style), 0)

    def mark(self, number: str, at: int) -> str:
        """Counts a paragraph, and gives what Word writes before it; `BULLET` for a bullet, empty for nothing.

        Args:
            number: The id of the list.
            at: The level, from 0.
        """
        abstract = self.abstract.get(number, "")
        levels = self.levels.get(abstract, {})
        level, counts = levels.get(at, Level(form="bullet")), self._counts[abstract]
        if number not in self._begun:
            self._begun.add(number)
            for which, start in self.starts.get(number, {}).items():
                counts[which] = start - 1
        counts[at] = min(counts.get(at, level.start - 1) + 1, MAX_NUMBER)
        for deeper in [each for each in counts if each > at and levels.get(each, Level()).restarts]:
            del counts[deeper]
        if level.form == "bullet":
            return BULLET
        return self._written(level, levels, counts).strip()

    def _written(self, level: Level, levels: dict[int, Level], counts: dict[int, int]) -> str:
        text = level.text
        for each in range(MAX_LEVELS):
            if (placeholder := f"%{each + 1}") in text:
                other = levels.get(each, Level())
                count = counts.get(each, other.start)
                text = text.replace(placeholder, formatted(count, "decimal" if level.legal else other.form))
        return text


def _level(element: _Element) -> Level:
    legal = child(element, "isLgl")
    return Level(
        start=_integer(value(element, "start"), 0 if child(element, "start") is None else 1),
        form=value(element, "numFmt") or "decimal",
        text=value(element, "lvlText"),
        legal=legal is not None and attribute(legal, "val", "1") not in {"0", "false"},
        restarts=value(element, "lvlRestart") != "0",
        style=value(element, "pStyle"),
    )


def _integer(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < len(str(MAX_NUMBER)) else otherwise


def formatted(count: int, form: str) -> str:
    """A number in one of Word's formats; in digits where it is of another kind."""
    match form:
        case "none":
            return ""
        case "decimalZero":
            return f"{count:02}"
        case "lowerLetter" | "upperLetter" if count > 0:
            # After z comes aa, then bb.
            letters = chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 10)
            return letters.upper() if form.startswith("upper") else letters
        case "lowerRoman" | "upperRoman" if 0 < count < 4000:
            roman = ""
            for worth, sign in ROMAN.items():
                roman += sign * (count // worth)
                count %= worth
            return roman.upper() if form.startswith("upper") else roman
        case _:
            return str(count)
