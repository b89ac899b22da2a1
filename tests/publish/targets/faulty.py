"""An HTTP proxy on loopback that breaks at a chosen request.

Two faults that a network has: the request never arrives, and the request is done but its answer
is lost. Whoever pushes sees the same broken line in both.
"""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

Fault = Literal["lost request", "lost answer"]


@dataclass
class Answer:
    """What the proxy says itself instead of asking the server."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"


@dataclass
class FaultyProxy:
    """Counts requests from 1. Set `server` first."""

    url: str
    server: tuple[str, int] = ("127.0.0.1", 0)
    break_at: int | None = None
    fault: Fault = "lost request"
    once: bool = True
    """Only that request; else every one from there on, as after a kill."""
    answers: dict[int, Answer] = field(default_factory=dict)
    seen: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of each request."""
    headers: list[dict[str, str]] = field(default_factory=list)

    def reset(self, break_at: int | None = None, fault: Fault = "lost request") -> None:
        """Starts counting anew."""
        self.break_at, self.fault = break_at, fault
        self.seen.clear()
        self.headers.clear()
        self.answers.clear()

    def breaks(self, number: int) -> bool:
        """Whether the line breaks at this request."""
        if self.break_at is None:
            return False
        return number == self.break_at if self.once else number >= self.break_at


@contextmanager
def faulty_proxy() -> Iterator[FaultyProxy]:
    """Serves until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    proxy = FaultyProxy(f"http://127.0.0.1:{server.server_address[1]}")
    server.proxy = proxy  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for an acknowledgement

    def _any(self) -> None:
        proxy: FaultyProxy = self.server.proxy  # type: ignore[attr-defined]
        proxy.seen.append((self.command, self.path))
        proxy.headers.append(dict(self.headers.items()))
        number = len(proxy.seen)
        body = self._body()
        broken = proxy.breaks(number)
        if broken and proxy.fault == "lost request":
            self.close_connection = True
            return
        if said := proxy.answers.get(number):
            self._say(said.status, said.headers, said.body)
            return
        status, headers, content = self._forward(proxy, body)
        if broken:
            self.close_connection = True
            return
        self._say(status, headers, content)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _any  # noqa: N815

    def _body(self) -> bytes:
        if self.headers.get("Expect") == "100-continue":
            pass  # the base class has answered already
        if self.headers.get("Transfer-Encoding") == "chunked":
            content = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                content += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return content
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _forward(self, proxy: FaultyProxy, body: bytes) -> tuple[int, dict[str, str], bytes]:
        skipped = {"connection", "expect", "transfer-encoding", "content-length"}
        headers = {k: v for k, v in self.headers.items() if k.lower() not in skipped}
        if body or self.command in ("PUT", "POST"):
            headers["Content-Length"] = str(len(body))
        line = http.client.HTTPConnection(*proxy.server, timeout=60)
        try:
            line.request(self.command, self.path, body=body or None, headers=headers)
            answer = line.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            line.close()

    def _say(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        hop = {"connection", "transfer-encoding"}
        if self.command == "HEAD":
            kept = {k: v for k, v in headers.items() if k.lower() not in hop}
        else:
            kept = {k: v for k, v in headers.items() if k.lower() not in {*hop, "content-length"}}
            kept["Content-Length"] = str(len(body))
        for key, value in kept.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""
