"""Intent classification: what a question wants, told before anything is retrieved."""
