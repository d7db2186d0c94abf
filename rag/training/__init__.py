"""Training of the reader: run by hand, imported by nothing at run time."""
