"""PDF: layout to reading order, headings and paragraphs."""
