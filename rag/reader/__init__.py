"""The extractive reader: scores answer spans, and "no answer", in passages."""
