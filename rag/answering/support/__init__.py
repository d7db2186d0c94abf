"""Whether quotes carry a sentence."""
