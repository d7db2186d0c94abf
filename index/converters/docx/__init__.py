"""DOCX: body, tables, numbering, notes and equations."""
