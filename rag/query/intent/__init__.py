"""What a question wants: a fact of the article, or something else."""
