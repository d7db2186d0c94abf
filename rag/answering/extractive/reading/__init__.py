"""Reading passages for a question: answer spans, and the score of there being none."""
