"""Who answers: the article's own words, or one of the language models that may be chosen."""
