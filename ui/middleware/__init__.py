"""ASGI middleware: authentication, rate limit, body limit, framing."""
