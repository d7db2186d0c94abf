"""Articles, passages and vectors in Chroma."""
