"""The part of a long question that asks: its last sentence that does, and as much before it as fits."""

from collections.abc import Callable

from index.characters import whole
from index.sentences import sentence_spans
from rag.dressing import asks

def gist(text: str, most: int, measure: Callable[[str], int] = len) -> str:
    """The text where it is short enough; else a part of it that is.

    Args:
        text: A question, on one line.
        most: How long it may be, at least 1.
        measure: The length of a text; of two texts together at most about that of both. Characters where not given.
    """
    if measure(text) <= most:
        return text
    parts = [piece for a, b in sentence_spans(text, 0, len(text)) if (piece := text[a:b].strip())]
    at = max((number for number, part in enumerate(parts) if asks(part)), default=len(parts) - 1)
    kept = parts[at]
    if measure(kept) > most:
        return _shortened(kept, most, measure)
    for part in reversed(parts[:at]):
        if measure(f"{part} {kept}") > most:
            break
        kept = f"{part} {kept}"
    return kept


def _shortened(sentence: str, most: int, measure: Callable[[str], int]) -> str:
    """As much of a sentence as fits: its beginning where that asks, else its end; cut between words where it can be."""
    begins = asks(sentence.rstrip(" ?"))
    low, high = 0, len(sentence)
    while low < high:
        middle = (low + high + 1) // 2
        piece = sentence[:middle] if begins else sentence[-middle:]
        low, high = (middle, high) if measure(piece) <= most else (low, middle - 1)
    at = low if begins else len(sentence) - low
    first, last = whole(sentence, at, at)
    if begins:
        blank = sentence.rfind(" ", low // 2, first + 1)
        return sentence[: blank if blank > 0 else first]
    blank = sentence.find(" ", last, last + low // 2)
    return sentence[blank + 1 if blank > 0 else last :]
