"""The web page, laid out and served by Gradio."""
