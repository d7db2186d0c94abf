"""MathML to a line of text: `<mfrac>` becomes `a/b`, `<msup>` becomes `x^2`."""

import re
from collections.abc import Iterator

from lxml.etree import _Element

SINGLE_TOKEN = re.compile(r"[\w.′]+|\([^()]*\)")
UNWRITTEN = frozenset({"annotation", "annotation-xml", "mphantom", "none", "mprescripts", "maligngroup", "malignmark"})
SPACES = re.compile(r"\s+")


def grouped(text: str) -> str:
    """The text in parentheses unless it is one token."""
    return text if SINGLE_TOKEN.fullmatch(text) or not text else f"({text})"


def fraction(numerator: str, denominator: str) -> str:
    """A fraction in one line."""
    return f"{grouped(numerator)}/{grouped(denominator)}"


def scripted(base: str, below: str = "", above: str = "") -> str:
    """A base with its subscript and superscript."""
    return base + (f"_{grouped(below)}" if below else "") + (f"^{grouped(above)}" if above else "")


def root(radicand: str, degree: str = "") -> str:
    """A square root, or one of a degree."""
    return f"{degree}√{grouped(radicand)}"


def matrix(rows: list[list[str]]) -> str:
    """A matrix, its rows separated by semicolons."""
    return "[" + "; ".join(", ".join(row) for row in rows) + "]"


def linear(element: _Element) -> str:
    """The formula of a `math` element, or of an element in it, as text."""
    return SPACES.sub(" ", _written(element)).strip()


def _written(element: _Element) -> str:
    tag = name(element)
    parts = [_written(child) for child in element if name(child) not in UNWRITTEN]
    match tag, parts:
        case (("annotation" | "annotation-xml" | "mphantom"), _):
            return ""
        case "mfrac", [numerator, denominator]:
            return fraction(numerator, denominator)
        case (("msup" | "mover"), [base, above]):
            return scripted(base, above=above)
        case (("msub" | "munder"), [base, below]):
            return scripted(base, below)
        case (("msubsup" | "munderover"), [base, below, above]):
            return scripted(base, below, above)
        case "msqrt", _:
            return root("".join(parts))
        case "mroot", [radicand, degree]:
            return root(radicand, degree)
        case "mfenced", _:
            separator = (element.get("separators") or ",").strip()[:1]
            return f"{element.get('open', '(')}{separator.join(parts)}{element.get('close', ')')}"
        case "mtable", _:
            return matrix([list(_cells(row)) for row in element])
        case "semantics", [first, *_]:
            return first
        case "mspace", _:
            return " "
        case _:
            return (element.text or "") + "".join(parts)


def _cells(row: _Element) -> Iterator[str]:
    for cell in row:
        yield linear(cell)


def name(element: _Element) -> str:
    """An element's local name; empty for comments and instructions."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
