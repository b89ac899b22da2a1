"""What a delivery may lose before it is refused as a whole."""

from __future__ import annotations

from collections.abc import Mapping

from sources.comparison import Comparison
from sources.feed import Feed
from sources.problem import Problem

SHOWN_ROWS = 20
"""How many rejected rows a refusal tells one by one."""


def rejection_problem(
    feed: Feed, file: str, accepted: int, rejected: int, by_rule: Mapping[str, int]
) -> Problem | None:
    """More rejected rows than the feed allows, in number or as a share."""
    limits, total = feed.limits, accepted + rejected
    too_many = limits.max_rejected_rows is not None and rejected > limits.max_rejected_rows
    if not rejected or not (too_many or rejected > limits.max_rejected_share * total):
        return None
    allowed = f"{limits.max_rejected_share:.0%}"
    if limits.max_rejected_rows is not None:
        allowed = f"{limits.max_rejected_rows} rows and {allowed}"
    rules = ", ".join(f"{rule} {count}" for rule, count in by_rule.items())
    return Problem(
        rule="limit",
        file=file,
        what=f"{rejected} of {total} rows break rules ({rules}); the feed allows {allowed}, "
        f"because: {limits.reason}",
        remedy="Mend the rows named here and deliver the file again.",
    )


def loss_problem(
    feed: Feed, file: str, accepted: int, comparison: Comparison | None, accepted_loss: str | None
) -> Problem | None:
    """Fewer rows than the feed's minimum, or many fewer than last time.

    `accepted_loss` is a coordinator's reason to let it pass.
    """
    limits = feed.limits
    if accepted_loss is not None:
        return None
    remedy = (
        "Deliver the whole file. If the loss is right, pull once with --accept-loss and the reason."
    )
    if accepted < limits.minimum_rows:
        return Problem(
            rule="minimum-rows",
            file=file,
            what=f"{accepted} rows are accepted; the feed has at least {limits.minimum_rows}, "
            f"because: {limits.reason}",
            remedy=remedy,
        )
    before = comparison.rows_before if comparison else 0
    if comparison is None or before - accepted <= limits.max_row_loss_share * before:
        return None
    return Problem(
        rule="row-loss",
        file=file,
        what=f"the file has {accepted} rows after {before} last time, a loss of "
        f"{(before - accepted) / before:.0%}; the feed allows {limits.max_row_loss_share:.0%}, "
        f"because: {limits.reason}",
        remedy=remedy,
    )
