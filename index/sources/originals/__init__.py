"""The files that articles were read from, kept beside the index."""
