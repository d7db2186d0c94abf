"""Extractive answers: reader spans, ranking, abstention."""
