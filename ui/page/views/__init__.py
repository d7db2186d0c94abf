"""HTML of the page's parts."""
