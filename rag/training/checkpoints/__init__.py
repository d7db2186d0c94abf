"""Checkpoints to shipped weights, and back."""
