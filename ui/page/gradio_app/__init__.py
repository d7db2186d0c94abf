"""The Gradio application: its page, its endpoints, the page for iframes."""
