"""The commands that add articles and keep them as their sources are."""
