"""The same answers in OpenAI's protocol, so that its client libraries can be pointed at this server."""
