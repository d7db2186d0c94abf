"""The command line, `article-chat`."""
