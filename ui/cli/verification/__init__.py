"""Checks a file against the articles: for people, and for CI of documentation."""
