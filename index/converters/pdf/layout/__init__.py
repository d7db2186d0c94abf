"""The lines of a page as blocks, rows, tables and columns, in the order of reading."""
