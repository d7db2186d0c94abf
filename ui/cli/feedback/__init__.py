"""Exports what readers thought of answers."""
