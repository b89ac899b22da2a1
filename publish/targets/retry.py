"""Another try where one may help: bounded, with a pause that doubles and is never quite the same.

Waiting and chance are arguments, so that a test neither sleeps nor guesses.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TypeVar

from publish.targets.errors import PassingError

Result = TypeVar("Result")

BUSY_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
"""HTTP answers after which another try may succeed (RFC 9110, RFC 6585, RFC 8470)."""
LONGEST_WAIT_SECONDS = 60.0


@dataclass(frozen=True)
class Retry:
    """How often something is tried, and how the pauses are made."""

    attempts: int = 4
    wait: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random
    """Numbers from 0 to 1."""

    def call(self, action: Callable[[], Result]) -> Result:
        """What `action` returns. Raises its last PassingError, and any other error at once."""
        for attempt in range(1, self.attempts):
            try:
                return action()
            except PassingError as error:
                doubled = 2.0 ** (attempt - 1) * (0.5 + self.jitter())
                pause = doubled if error.after is None else error.after
                self.wait(min(pause, LONGEST_WAIT_SECONDS))
        return action()


def asked_pause(headers: Mapping[str, str]) -> float | None:
    """The seconds that `Retry-After` asks for, or None.

    A date (RFC 9110, 10.2.3) is read against the answer's own `Date`: the two clocks are one.
    """
    asked = headers.get("Retry-After", "").strip()
    if asked.isdigit():
        return float(asked)
    try:
        until = parsedate_to_datetime(asked)
        said = parsedate_to_datetime(headers.get("Date", ""))
        return max(0.0, (until - said).total_seconds())
    except (ValueError, TypeError):  # no date, or one with and one without a time zone
        return None
