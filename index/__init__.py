"""Article to passages to vectors."""
