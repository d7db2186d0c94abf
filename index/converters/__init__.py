"""Bytes to Markdown and metadata, one module for each format."""
