"""Searches over the collections and what is derived from them."""
