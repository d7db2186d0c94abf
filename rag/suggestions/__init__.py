"""Questions that an article answers."""
