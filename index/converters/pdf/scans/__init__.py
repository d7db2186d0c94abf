"""Reads the pages of a PDF that are pictures, by optical character recognition (OCR)."""
