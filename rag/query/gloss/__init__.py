"""A question in another language, word by word in English."""
