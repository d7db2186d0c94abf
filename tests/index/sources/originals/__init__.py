"""Tests of the original files that are kept."""
