"""Fetches a web page without reaching private addresses."""
