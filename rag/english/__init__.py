"""English as far as rules need it: words, verbs, names, phrases, and how questions are built."""
