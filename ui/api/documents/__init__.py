"""Documents as they are: the original files of articles, and their pages."""
