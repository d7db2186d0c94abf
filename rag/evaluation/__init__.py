"""Measures answers: question sets in, scores and reports out."""
