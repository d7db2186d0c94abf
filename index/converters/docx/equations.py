"""Office MathML to a line of text, in the same notation as MathML."""

from collections.abc import Iterator

from lxml.etree import _Element

from index.converters.html.mathml import fraction, matrix, root, scripted
from index.converters.zip_package import child, local_name, value


def linear(element: _Element) -> str:
    """The formula of an `oMath` element, or of an element in it, as text."""
    tag = local_name(element)
    match tag:
        case "t":
            return element.text or ""
        case "f":
            return fraction(_part(element, "num"), _part(element, "den"))
        case "sSup" | "sSub" | "sSubSup" | "sPre":
            return scripted(_part(element, "e"), _part(element, "sub"), _part(element, "sup"))
        case "rad":
            return root(_part(element, "e"), _part(element, "deg"))
        case "nary":
            sign = value(element, "naryPr", "chr") or "∫"
            return scripted(sign, _part(element, "sub"), _part(element, "sup")) + " " + _part(element, "e")
        case "limLow":
            return scripted(_part(element, "e"), _part(element, "lim"))
        case "limUpp":
            return scripted(_part(element, "e"), above=_part(element, "lim"))
        case "d":
            inner = (value(element, "dPr", "sepChr") or "|").join(map(linear, _named(element, "e")))
            return _bracket(element, "begChr", "(") + inner + _bracket(element, "endChr", ")")
        case "m":
            return matrix([[linear(cell) for cell in _named(row, "e")] for row in _named(element, "mr")])
        case "func":
            return f"{_part(element, 'fName')} {_part(element, 'e')}"
        case _ if tag.endswith("Pr"):
            return ""
        case _:
            return "".join(map(linear, element))


def _bracket(element: _Element, which: str, usual: str) -> str:
    found = child(element, "dPr", which)
    return value(element, "dPr", which) if found is not None else usual


def _named(element: _Element, name: str) -> Iterator[_Element]:
    return (each for each in element if local_name(each) == name)


def _part(element: _Element, name: str) -> str:
    found = child(element, name)
    return linear(found) if found is not None else ""
