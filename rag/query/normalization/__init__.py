"""A question's wording: truecasing, boilerplate taken off, long questions shortened."""
