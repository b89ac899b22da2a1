"""A stand-in for Solr, and no Solr: it takes what CKAN would index and finds nothing.

Solr cannot be had from Debian or PyPI, and CKAN refuses to save a dataset when its index does
not answer. The target asks CKAN for datasets by name (`package_show` reads PostgreSQL) and never
searches, so an index that forgets everything changes no answer that the tests look at.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NOTHING = {"responseHeader": {"status": 0}, "response": {"numFound": 0, "start": 0, "docs": []}}
SCHEMA = b'<?xml version="1.0"?><schema name="ckan-2.12" version="1.6"/>'


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for an acknowledgement

    def do_GET(self) -> None:
        if "schema" in self.path:
            self._answer(SCHEMA, "application/xml")
        else:
            self._answer(json.dumps(NOTHING).encode(), "application/json")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer(json.dumps(NOTHING).encode(), "application/json")

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing: the tests' output is for failures."""


@contextmanager
def solr_stand_in() -> Iterator[str]:
    """Serves on loopback; yields the address that goes into CKAN's `solr_url`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/solr/ckan"
    finally:
        server.shutdown()
        server.server_close()
