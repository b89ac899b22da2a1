"""What one check came to, and the error of everything that is refused unread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["ok", "failed", "not checked"]
AGAIN = "Fetch the release anew from its publisher; if it still fails, tell the publisher"
"""What a reader does about a file that is not what the publisher made."""


class RefusedError(ValueError):
    """Something of the release that must not be used. The message says what, where and why."""


class AbsentError(RefusedError):
    """A file or page that is not there."""


@dataclass(frozen=True)
class Check:
    """One line of the outcome."""

    check: str
    outcome: Outcome
    subject: str
    """The file, table or release that the check was about."""
    message: str


def ok(check: str, subject: str, message: str) -> Check:
    """A check that was made and found nothing."""
    return Check(check, "ok", subject, message)


def failed(check: str, subject: str, message: str) -> Check:
    """A check that found something: the release is not verified."""
    return Check(check, "failed", subject, message)


def unchecked(check: str, subject: str, reason: str) -> Check:
    """A check that could not be made; never a pass."""
    return Check(check, "not checked", subject, reason)


def shortened(problems: Iterable[str], most: int = 5) -> str:
    """Some problems as one text, and how many more there are."""
    listed = list(problems)
    more = f"; and {len(listed) - most} more" if len(listed) > most else ""
    return "; ".join(listed[:most]) + more
