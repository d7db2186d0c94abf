"""The product beside what a user would pick instead, on the same articles and questions: see `tests/tools/bench.py`."""
