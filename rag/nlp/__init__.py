"""English by rule: tokens, lexicon, verbs, names, noun phrases, questions, quantities."""
