"""What stands in front of the portal in operation, as far as a page's speed feels it: it compresses answers on the way.

deploy/Caddyfile does it with `encode`; this does it with gzip at the level that Caddy takes. Only for measuring.
"""

from __future__ import annotations

import contextlib
import gzip
import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LOCALHOST = "127.0.0.1"
LEVEL = 5
TEXT = ("text/", "application/javascript", "application/json", "application/manifest+json", "image/svg+xml")
HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "server", "date"}


class Front(BaseHTTPRequestHandler):
    """One connection; `upstream` is the portal's port."""

    protocol_version = "HTTP/1.1"
    upstream = 0
    timeout = 30

    def do_GET(self) -> None:
        portal = http.client.HTTPConnection(LOCALHOST, self.upstream, timeout=30)
        with contextlib.closing(portal):
            portal.request(self.command, self.path, headers=dict(self.headers.items()))
            answer = portal.getresponse()
            body = answer.read()
        headers = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP]
        kind = answer.headers.get("Content-Type", "")
        wanted = "gzip" in self.headers.get("Accept-Encoding", "")
        if wanted and body and kind.startswith(TEXT) and "Content-Encoding" not in answer.headers:
            body = gzip.compress(body, LEVEL)
            headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
        self.send_response(answer.status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 -- the base class's name

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the base class's name
        """Say nothing."""


@contextlib.contextmanager
def compressing(upstream: int, port: int) -> Iterator[str]:
    """A front on `port` for the portal on the port `upstream`; gives its address without a slash at the end."""
    handler = type("Handler", (Front,), {"upstream": upstream})
    server = ThreadingHTTPServer((LOCALHOST, port), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{LOCALHOST}:{port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
