"""Requests to a REST API that is used as it asks to be: by the links in its answers.

The token goes to one host only. No redirect is followed, and a link that leads elsewhere is
refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from publish.targets.errors import PassingError, RefusedError, TargetError
from publish.targets.retry import BUSY_STATUSES, Retry, asked_pause
from publish.targets.secret import Secret, without

TIMEOUT_SECONDS = 120.0
REPEATABLE = frozenset({"GET", "PUT", "DELETE"})
"""Done twice they do no more than once (RFC 9110, 9.2.2); POST may have been done already when
its answer is lost, so whoever sent it has to look first."""


class GoneError(RefusedError):
    """What a link leads to is not there (any more)."""


class Rest:
    """One API and one token."""

    def __init__(self, name: str, root: str, token: Secret, retry: Retry) -> None:
        self._name = name
        self._root = httpx.URL(root if root.endswith("/") else f"{root}/")
        self._token = token
        self._retry = retry
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {token.value}", "Accept": "application/json"},
            timeout=TIMEOUT_SECONDS,
            follow_redirects=False,
        )

    def get(self, link: str, **query: str | int) -> Any:
        """The content of an answer."""
        return self._send("GET", link, params=query or None)

    def post(self, link: str, body: Any = None) -> Any:
        """What the server made of it; never tried again here."""
        return self._send("POST", link, json=body)

    def put(self, link: str, body: Any) -> Any:
        """The changed thing."""
        return self._send("PUT", link, json=body)

    def upload(self, link: str, path: Path) -> Any:
        """Sends a file's bytes, read as they go."""
        return self._send("PUT", link, path=path)

    def delete(self, link: str) -> None:
        """Removes what the link leads to; already gone is fine."""
        try:
            self._send("DELETE", link)
        except GoneError:
            return

    def _send(self, method: str, link: str, path: Path | None = None, **more: Any) -> Any:
        url = self._root.join(link)
        if (url.scheme, url.netloc) != (self._root.scheme, self._root.netloc):
            raise RefusedError(
                f"{self._name}: the archive links to another host ({url.host}); nothing was sent "
                f"there. Ask its administrators"
            )

        def once() -> Any:
            with self._told():
                if path is None:
                    return self._read(self._client.request(method, url, **more))
                kind = {"Content-Type": "application/octet-stream"}
                kind["Content-Length"] = str(path.stat().st_size)
                with path.open("rb") as stream:
                    answer = self._client.request(method, url, content=stream, headers=kind)
                return self._read(answer)

        return self._retry.call(once) if method in REPEATABLE else once()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except httpx.TransportError as error:
            kind = type(error).__name__
            raise PassingError(f"{self._name}: the archive does not answer ({kind})") from None

    def _read(self, answer: httpx.Response) -> Any:
        if not answer.is_success:
            raise self._meaning(answer)
        if not answer.content:
            return None
        try:
            return answer.json()
        except ValueError:
            raise RefusedError(
                f"{self._name}: the archive's answer is not JSON; `url` in the targets has to "
                f"lead to its REST API, as https://zenodo.org/api/"
            ) from None

    def _meaning(self, answer: httpx.Response) -> TargetError:
        status = answer.status_code
        if status in BUSY_STATUSES:
            text = f"{self._name}: the archive answered {status}"
            return PassingError(text, asked_pause(answer.headers))
        if status in (404, 410):
            return GoneError(f"{self._name}: the archive has nothing at {answer.url.path}")
        if answer.is_redirect:
            return RefusedError(
                f"{self._name}: the archive redirects to another address; correct `url`"
            )
        if status in (401, 403):
            return RefusedError(
                f"{self._name}: the archive does not let this token do that ({status}). It needs "
                f"to write and to publish deposits; see that it is not expired"
            )
        text = f"{self._name}: the archive answered {status}: {_said(answer)}"
        return RefusedError(without([self._token], text))


def _said(answer: httpx.Response) -> str:
    """InvenioRDM's message with its list of `field: what is wrong`."""
    try:
        body = answer.json()
    except ValueError:
        return answer.text[:500]
    if not isinstance(body, Mapping):
        return str(body)[:500]
    wrong = [
        f"{each.get('field')}: {', '.join(map(str, each.get('messages', [])))}"
        for each in body.get("errors", [])
    ]
    return "; ".join([str(body.get("message", "")), *wrong])
