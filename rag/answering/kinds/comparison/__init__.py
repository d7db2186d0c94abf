"""Comparisons of two sides: a figure of each, and which is more where their units and years agree."""
