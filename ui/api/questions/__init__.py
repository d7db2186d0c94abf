"""Asking over HTTP: one question, which language models may be chosen, and a grid of questions and articles."""
