"""Answers to questions in Portuguese and Spanish, and from articles in these languages."""
