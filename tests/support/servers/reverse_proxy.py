"""nginx before a server, as those have it who serve the chat beside other things."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.servers.scripted_service import Served, free_port

NGINX = "/usr/sbin/nginx"
CONFIG = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log; events {{}}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location {location} {{ proxy_set_header Host $http_host; {directives} }}
  }}
}}
"""
STRIPPING = "proxy_pass http://127.0.0.1:{port}/; proxy_set_header X-Forwarded-Prefix {prefix};"
"""The server is told the prefix, and asked without it."""
UNTOLD = "proxy_pass http://127.0.0.1:{port}/;"
"""It is asked without the prefix, which its settings name."""
KEEPING = "proxy_pass http://127.0.0.1:{port};"
"""It is asked with the prefix, which its settings name."""


@contextmanager
def nginx(upstream: Served, directives: str = STRIPPING, *, prefix: str = "/chat", more: str = "") -> Iterator[Served]:
    """nginx before a server, under a path; what is given is the server as readers know it, without that path."""
    if not shutil.which(NGINX):
        reason = f"there is no {NGINX}: apt-get install nginx-light"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    proxy = Served("127.0.0.1", free_port())
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "nginx.conf"
        text = directives.format(port=upstream.port, prefix=prefix) + more
        config.write_text(
            CONFIG.format(folder=folder, port=proxy.port, location=f"{prefix}/", directives=text), encoding="utf-8"
        )
        process = subprocess.Popen([NGINX, "-p", folder, "-c", str(config)])
        try:
            deadline = time.monotonic() + 30
            while not proxy.status("/"):
                assert time.monotonic() < deadline, (Path(folder) / "error.log").read_text()
                time.sleep(0.05)
            yield proxy
        finally:
            process.terminate()
            process.wait()
