"""What those who run the server see of it: metrics, logs and traces of requests, and of the answers made for them."""
