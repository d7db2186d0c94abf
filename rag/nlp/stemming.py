"""Word stems, the same as those that the index keeps of its passages."""

from index.text.stemming import stems, strip_possessives

__all__ = ["stems", "strip_possessives"]
