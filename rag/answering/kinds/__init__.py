"""Answers of other kinds than facts, in the article's own words: summaries, yes or no, lists, comparisons, quotes."""
