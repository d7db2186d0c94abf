"""Structure of a text: blocks, their kinds, sentences."""
