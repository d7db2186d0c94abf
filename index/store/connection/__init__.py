"""Connections to Chroma, embedded or served, and the locks that guard them."""
