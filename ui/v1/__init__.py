"""The same answers in the shapes of OpenAI's and Anthropic's APIs, so that their clients can be pointed at this server.

Each shape is a request that becomes a question, and a format of what comes of it; `ui.v1.respond` does the rest.
"""
