"""Any text checked against the articles, sentence by sentence."""
