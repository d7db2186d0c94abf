"""Answers made of an article's sentences: which are cited together, and how they are numbered."""
