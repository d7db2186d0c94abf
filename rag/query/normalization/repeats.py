"""Runs of equal pieces around a question ("please please please …"), of which one after the other is taken off."""

RUN_CHARS = 400
"""Of a run that stay for the patterns of `boilerplate`, which look no further than 300 characters."""


def run_shortened(text: str, taken: str) -> str:
    """What is left of a text, with less of the run of equal pieces that the one that was taken stood in.

    Each of them would be taken in the same way, at the cost of reading the whole text. As many stay as patterns see.

    Args:
        text: As it was.
        taken: The same without one piece.
    """
    length = len(text) - len(taken)
    if length < 1 or len(taken) <= RUN_CHARS:
        return taken
    pairs = enumerate(zip(text, taken, strict=False))
    at = next((place for place, (one, other) in pairs if one != other), len(taken))
    piece = text[at : at + length]
    start = at
    while start >= length and text[start - length : start] == piece:
        start -= length
    kept = -(-RUN_CHARS // length) * length
    if taken[at:] != text[at + length :] or at - start <= kept:
        return taken
    return taken[: start + kept] + taken[at:]
