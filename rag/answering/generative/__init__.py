"""Generated answers: a language model's sentences, checked against quotes."""
