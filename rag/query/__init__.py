"""Conversation and question to a standalone question."""
