"""What a language model is told: the article's sentences as numbered data, never as instructions."""

SAFE = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")", "{": "(", "}": ")", "`": "'", "\0": " "})
"""Marks that could pass for our own, for a citation or for a chat template's ("<|im_start|>", "[INST]")."""


def data(text: str) -> str:
    """A text on one line, in which nothing looks like markup, a marker or a template's token."""
    return " ".join(text.translate(SAFE).split())
