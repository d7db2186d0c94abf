"""The pages of a PDF as they look: their pictures, and where the characters of its text stand on them."""
