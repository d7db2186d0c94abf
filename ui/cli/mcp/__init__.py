"""Answers MCP clients that have started this process."""
