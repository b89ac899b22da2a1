"""Another try: bounded, patient as asked (issue 4, point 6; RFC 9110, 10.2.3 `Retry-After`)."""

from __future__ import annotations

import pytest

from publish.targets.errors import PassingError, RefusedError
from publish.targets.retry import LONGEST_WAIT_SECONDS, asked_pause
from tests.publish.targets.pushing import Waits, retry


def failing(times: int, error: Exception) -> tuple[list[int], object]:
    calls: list[int] = []

    def action() -> str:
        calls.append(len(calls))
        if len(calls) <= times:
            raise error
        return "done"

    return calls, action


def test_pauses_double_and_the_last_error_comes_out() -> None:
    waits = Waits()
    calls, action = failing(9, PassingError("busy"))
    with pytest.raises(PassingError, match="busy"):
        retry(4, waits).call(action)  # type: ignore[arg-type]
    assert (len(calls), waits.asked) == (4, [1.0, 2.0, 4.0])


def test_the_pause_is_what_the_server_asks_for_within_bounds() -> None:
    waits = Waits()
    _, action = failing(1, PassingError("busy", after=7.0))
    assert retry(4, waits).call(action) == "done"  # type: ignore[arg-type]
    _, action = failing(1, PassingError("busy", after=86_400.0))
    retry(4, waits).call(action)  # type: ignore[arg-type]
    assert waits.asked == [7.0, LONGEST_WAIT_SECONDS]


def test_a_refusal_is_not_tried_again() -> None:
    calls, action = failing(9, RefusedError("no"))
    with pytest.raises(RefusedError):
        retry().call(action)  # type: ignore[arg-type]
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120.0),
        (
            {
                "Retry-After": "Wed, 21 Oct 2026 07:28:30 GMT",
                "Date": "Wed, 21 Oct 2026 07:28:00 GMT",
            },
            30.0,
        ),
        (
            {
                "Retry-After": "Wed, 21 Oct 2026 07:27:00 GMT",
                "Date": "Wed, 21 Oct 2026 07:28:00 GMT",
            },
            0.0,
        ),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:30 GMT"}, None),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_retry_after_in_both_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert asked_pause(headers) == seconds
