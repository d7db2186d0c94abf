"""Makes a question that leans on the conversation stand alone."""
