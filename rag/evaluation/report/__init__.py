"""Reports of an evaluation: Markdown, HTML, SVG plots."""
