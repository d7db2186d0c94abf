"""What is derived from the collections for searching them, and can be made anew."""
