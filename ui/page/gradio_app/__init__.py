"""The Gradio application: its page, its endpoints, the page for iframes."""

CALLS = "/gradio_api/component_server"
"""Where Gradio's part in the browser asks for the page's functions; here, since Gradio takes seconds to import."""
