"""Fits what tells whether quotes carry a sentence."""
