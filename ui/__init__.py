"""People and programs: settings, command line, HTTP, web chat."""

import os
from importlib.metadata import version

VERSION = version("article-chat")

# Gradio looks at this when it is imported, which no module here does before this one; it would reach other hosts.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
