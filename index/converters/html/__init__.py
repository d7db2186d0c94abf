"""HTML: repair of markup, extraction of the article, and the reading of whole fragments."""
