"""Yes/no questions: the polarity of sentences towards what they ask, and the verdict."""
