"""Facts of a sentence that can be checked: names, numbers, dates, and their other spellings."""
