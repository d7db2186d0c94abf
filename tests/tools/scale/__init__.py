"""How answers, memory and changes grow with the number of articles."""
