"""Work over a whole index: rebuild, backup, restore."""
