"""Tests of the pages of PDF files as they look."""
