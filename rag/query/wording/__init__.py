"""A question in the words of the article."""
