"""The server: the command that serves, its sockets and its end."""
