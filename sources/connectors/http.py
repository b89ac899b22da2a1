"""Downloads over HTTP: bounded in time, size and number of attempts."""

from __future__ import annotations

import base64
import http.client
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit, urlunsplit

TIMEOUT_SECONDS = 30
ATTEMPTS = 4
LONGEST_WAIT_SECONDS = 60.0
_CHUNK = 1 << 20
_WORTH_ANOTHER_TRY = {408, 425, 429, 500, 502, 503, 504}


class TransferError(OSError):
    """A download that failed for good; its text names no address and no secret."""


def download(
    address: str,
    target: Path,
    check_size: Callable[[int], None],
    wait: Callable[[float], None] = time.sleep,
    jitter: Callable[[], float] = random.random,
) -> None:
    """Copies what the address answers into `target`, and calls `check_size` with every growth.

    A short answer, a busy server and a broken line are tried again, after a pause that doubles
    (or the one that the server asks for). Redirects stay on the host. Raises TransferError.
    """
    request = _request(address)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _once(request, target, check_size)
        except urllib.error.HTTPError as error:
            error.close()
            failure = TransferError(f"the server answered {error.code}")
            asked = _seconds(error.headers.get("Retry-After"))
            if error.code not in _WORTH_ANOTHER_TRY:
                raise failure from None
        except urllib.error.URLError as error:
            failure, asked = TransferError(f"no connection: {type(error.reason).__name__}"), None
        except (http.client.HTTPException, TimeoutError, ConnectionError) as error:
            failure, asked = TransferError(f"the line broke: {type(error).__name__}"), None
        if attempt == ATTEMPTS:
            raise failure from None
        pause = asked if asked is not None else 2.0 ** (attempt - 1) * (0.5 + jitter())
        wait(min(pause, LONGEST_WAIT_SECONDS))
    return None


def _once(request: urllib.request.Request, target: Path, check_size: Callable[[int], None]) -> None:
    opener = urllib.request.build_opener(_SameHost())
    answered = opener.open(request, timeout=TIMEOUT_SECONDS)
    with answered as answer, target.open("wb") as copy:
        while chunk := answer.read(_CHUNK):
            copy.write(chunk)
            check_size(copy.tell())
        stated = answer.headers.get("Content-Length")
        if stated is not None and int(stated) != copy.tell():
            raise http.client.IncompleteRead(b"", int(stated) - copy.tell())


def _request(address: str) -> urllib.request.Request:
    """A request whose user and password stand in a header instead of the address."""
    parts = urlsplit(address)
    secret, _, host = parts.netloc.rpartition("@")
    plain = urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
    # The scheme is http or https: `address.fetch` sends others elsewhere.
    request = urllib.request.Request(plain, headers={"Accept-Encoding": "identity"})  # noqa: S310
    if secret:
        token = base64.b64encode(unquote(secret).encode()).decode()
        request.add_header("Authorization", f"Basic {token}")
    return request


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows redirects on the same host only: credentials must not travel to another."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        before, after = urlsplit(req.full_url), urlsplit(newurl)
        if (before.scheme, before.netloc) != (after.scheme, after.netloc):
            raise TransferError("the server redirects to another host")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _seconds(header: str | None) -> float | None:
    return float(header) if header is not None and header.strip().isdigit() else None
