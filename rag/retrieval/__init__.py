"""Standalone question to passages."""
