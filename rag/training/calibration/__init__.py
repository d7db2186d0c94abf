"""Fits what says how likely an answer is right."""
