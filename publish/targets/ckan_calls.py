"""Calls to a portal's Action API, and its answers in the words of a coordinator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from publish.targets.errors import PassingError, RefusedError, TargetError
from publish.targets.retry import BUSY_STATUSES, asked_pause
from publish.targets.secret import Secret, without

TIMEOUT_SECONDS = (10, 120)
"""To connect, and between two pieces of an answer."""


class NotThereError(RefusedError):
    """The portal has no such thing."""


class TakenError(PassingError):
    """The name was free a moment ago: another push was faster, and the next try finds it."""


class CkanCalls:
    """One portal and one token. Redirects are not followed."""

    def __init__(self, name: str, url: str, token: Secret) -> None:
        import requests
        from ckanapi import RemoteCKAN  # type: ignore[import-untyped]

        self._name = name
        self._token = token
        self._status = 0
        self._headers: Mapping[str, str] = {}
        session = requests.Session()
        session.hooks["response"].append(self._remember)
        self._ckan = RemoteCKAN(url, apikey=token.value, session=session)

    def call(
        self, action: str, data: Mapping[str, Any], files: Mapping[str, Any] | None = None
    ) -> Any:
        """What an action returns. Raises TargetError, NotThereError where it says so."""
        self._status = 0
        with self._told(action):
            return self._ckan.call_action(
                action,
                dict(data),
                files=files,
                requests_kwargs={"timeout": TIMEOUT_SECONDS},
            )

    def _remember(self, answer: Any, *_: Any, **__: Any) -> None:
        """Keeps what ckanapi does not pass on: the status and the headers."""
        self._status, self._headers = answer.status_code, answer.headers

    @contextmanager
    def _told(self, action: str) -> Iterator[None]:
        import requests
        from ckanapi import errors

        try:
            yield
        except requests.RequestException as error:
            kind = type(error).__name__
            raise PassingError(f"{self._name}: the portal does not answer ({kind})") from None
        except errors.NotFound as error:
            raise NotThereError(f"{self._name}: the portal has no {error}") from None
        except errors.NotAuthorized:
            raise RefusedError(
                f"{self._name}: the portal does not let this token do {action}. The token has to "
                f"be one of a user who may edit the organisation's datasets; see that it is not "
                f"expired"
            ) from None
        except errors.ValidationError as error:
            raise self._invalid(error.error_dict) from None
        except errors.SearchIndexError:
            text = f"{self._name}: the portal's search index is down; it saves nothing meanwhile"
            raise PassingError(text) from None
        except errors.CKANAPIError as error:
            raise self._unknown(action, str(error)) from None

    def _invalid(self, wrong: Mapping[str, Any]) -> TargetError:
        lines = [line for line in _flat(wrong) if not line.startswith("__type")]
        if any(line.startswith("name: ") and "already in use" in line for line in lines):
            return TakenError(f"{self._name}: {lines[0]}")
        hints = [hint for field, hint in _HINTS.items() if any(x.startswith(field) for x in lines)]
        text = f"{self._name}: the portal does not take the dataset: {'; '.join(lines)}"
        return RefusedError(without([self._token], ". ".join([text, *hints])))

    def _unknown(self, action: str, said: str) -> TargetError:
        if self._status in BUSY_STATUSES:
            text = f"{self._name}: the portal answered {self._status} to {action}"
            return PassingError(text, asked_pause(self._headers))
        if 300 <= self._status < 400:
            return RefusedError(
                f"{self._name}: the portal redirects to another address; correct `url`"
            )
        text = f"{self._name}: the portal answered {self._status} to {action}: {said[:500]}"
        return RefusedError(without([self._token], text))


_HINTS = {
    "owner_org": "`organization` in the targets must name an organisation of the portal",
    "upload": "the portal takes no uploads of this size or kind; set `resources: link`",
}


def _flat(wrong: Any, place: str = "") -> Iterator[str]:
    """CKAN's nested errors as `field: what is wrong`."""
    if isinstance(wrong, Mapping):
        for key, inner in wrong.items():
            yield from _flat(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(wrong, list) and any(isinstance(x, Mapping) for x in wrong):
        for number, inner in enumerate(wrong, start=1):
            yield from _flat(inner, f"{place} {number}")
    elif isinstance(wrong, list):
        yield f"{place}: {', '.join(map(str, wrong))}"
    else:
        yield f"{place}: {wrong}"
