"""The state of the landing zone, and the outcome of pulls, as lines for coordinators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sources.connectors.reading import WithheldCell
from sources.feed import Feed
from sources.landing import LandingError, Slot
from sources.problem import MOST_LISTED
from sources.pull import PullResult, partitions_of


def status_lines(feeds: Mapping[str, Feed], data_root: Path) -> Iterator[str]:
    """For every feed and edition: what is current, since when, and why the last pull failed."""
    for feed in feeds.values():
        for partition in partitions_of(feed):
            slot = Slot(data_root, feed.name, partition)
            yield f"{title(feed.name, partition):<40} {_current(slot)}"
            failure = slot.last_failure()
            if failure is not None:
                yield f"    the pull of {failure['failed_at']} failed:"
                yield from (f"    - {problem['message']}" for problem in failure["problems"])


def result_line(result: PullResult) -> str:
    """What a pull came to, in one line."""
    outcome = "unchanged" if result.unchanged else f"landed as {result.snapshot_id}"
    change = f" ({result.comparison})" if result.comparison and not result.unchanged else ""
    return (
        f"{title(result.feed, result.partition):<40} {outcome}: {result.accepted} rows accepted, "
        f"{result.rejected} rejected{_withheld(result.withheld)}{change}"
    )


def title(feed: str, partition: str | None) -> str:
    """A feed and its edition, as one name."""
    return f"{feed} {partition}" if partition else feed


def _current(slot: Slot) -> str:
    try:
        snapshot = slot.current()
    except LandingError as error:
        return str(error)
    if snapshot is None:
        return "nothing landed yet"
    manifest = snapshot.manifest
    counts = manifest.counts
    ignored = "".join(f", {count} {reason}(s) left out" for reason, count in counts.ignored.items())
    return (
        f"{manifest.snapshot} of {manifest.landed_at:%Y-%m-%d %H:%M}: {counts.accepted} rows, "
        f"{counts.rejected} rejected{ignored}{_withheld(manifest.withheld)}"
    )


def _withheld(cells: Sequence[WithheldCell]) -> str:
    if not cells:
        return ""
    places = "; ".join(str(cell) for cell in cells[:MOST_LISTED])
    more = f" and {len(cells) - MOST_LISTED} more" if len(cells) > MOST_LISTED else ""
    return f", {len(cells)} text(s) withheld ({places}{more})"
