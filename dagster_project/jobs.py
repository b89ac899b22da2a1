"""Jobs, schedules and the sensor on the drop folder."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date

import dagster as dg

import schemas
from dagster_project.assets.feeds import feed_key
from dagster_project.assets.packages import package_key
from dagster_project.settings import from_environment
from sources.editions import load_editions
from sources.feed import load_feeds
from sources.mapping import address_of
from sources.pull import partitions_of

SETTLED_SECONDS = 30
"""A file that was written to more recently may still be on its way into the folder."""

EXECUTOR = dg.in_process_executor
RANGE = {
    "dagster/asset_partition_range_start": load_editions()[0],
    "dagster/asset_partition_range_end": load_editions()[-1],
}
"""Run tags that make one run of every edition there is."""

everything_selection = dg.AssetSelection.all() | dg.AssetSelection.all_asset_checks()
everything = dg.define_asset_job(
    "everything",
    selection=everything_selection,
    description="Pull every feed in every edition, build, judge and publish.",
    tags=RANGE,
)

pull = dg.define_asset_job(
    "pull",
    selection=dg.AssetSelection.groups("feeds", "landing"),
    description="Pull every feed in every edition into snapshots, and build nothing.",
    tags=RANGE,
)
build = dg.define_asset_job(
    "build",
    selection=everything_selection - dg.AssetSelection.groups("feeds"),
    description="Build, judge and publish what is landed, and pull nothing.",
)


def _feeds_and_downstream(annual: bool) -> dg.AssetSelection:
    names = [name for name, feed in load_feeds().items() if (feed.partition is not None) == annual]
    return dg.AssetSelection.assets(*(feed_key(name) for name in names)).downstream()


daily = dg.define_asset_job(
    "daily",
    selection=_feeds_and_downstream(annual=False),
    description="Pull the feeds that may change any day, and whatever follows from them.",
)
annual = dg.define_asset_job(
    "annual",
    selection=_feeds_and_downstream(annual=True),
    description="Pull the feeds of one academic year, and whatever follows from them.",
)


def package_jobs() -> list[dg.UnresolvedAssetJobDefinition]:
    """One job per package: build what it needs from the snapshots that are landed."""
    return [
        dg.define_asset_job(
            f"package_{package.name}",
            selection=dg.AssetSelection.assets(package_key(package.name)).upstream()
            - dg.AssetSelection.groups("feeds"),
            description=f"Build, judge and release the package {package.name}.",
        )
        for package in schemas.load().packages.values()
    ]


daily_schedule = dg.ScheduleDefinition(
    name="daily_schedule",
    job=daily,
    cron_schedule="30 5 * * *",
    execution_timezone="Europe/Madrid",
    description="Every morning, before office hours.",
)


@dg.schedule(
    name="annual_schedule",
    job=annual,
    cron_schedule="0 6 1 10 *",
    execution_timezone="Europe/Madrid",
    description="On 1 October, when the centres have sent the edition of the year that ended.",
)
def annual_schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """A run for the academic year that ended in the summer before the tick."""
    edition = academic_year_ended_by(context.scheduled_execution_time.date())
    if edition not in load_editions():
        return dg.SkipReason(f"{edition} is no edition yet: add it to sources/editions.yml")
    return dg.RunRequest(run_key=edition, partition_key=edition)


def academic_year_ended_by(day: date) -> str:
    """The newest academic year (September to August) that has ended on that day: `2024-25`."""
    ended_in = day.year if day.month >= 9 else day.year - 1
    return f"{ended_in - 1}-{ended_in % 100:02d}"


@dg.sensor(
    name="drop_folder",
    jobs=[daily, annual],
    minimum_interval_seconds=60,
    description="Pulls a feed when a file of its is new or changed in the drop folder.",
)
def drop_folder(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """A run for every edition, or for the daily feeds, whose files changed since the last look."""
    seen: dict[str, str] = json.loads(context.cursor or "{}")
    present = _files_of_feeds(time.time())
    changed = {file for file, state in present.items() if seen.get(file) != state}
    if not changed:
        return dg.SkipReason("No file of any feed is new or changed.")
    files = _feed_files()
    partitions = sorted({files[file] or "" for file in changed})
    requests = [_request(partition, context.cursor, present) for partition in partitions]
    return dg.SensorResult(run_requests=requests, cursor=json.dumps({**seen, **present}))


def _request(partition: str, cursor: str | None, present: dict[str, str]) -> dg.RunRequest:
    key = f"{partition}:{hash_of(cursor or '', present)}"
    if partition:
        return dg.RunRequest(run_key=key, job_name="annual", partition_key=partition)
    return dg.RunRequest(run_key=key, job_name="daily")


def hash_of(cursor: str, present: dict[str, str]) -> str:
    """A short name for one change of the folder, so that a tick tried twice runs once."""
    from dagster_project.markers import fingerprint

    return fingerprint(cursor, present)[:16]


def _feed_files() -> dict[str, str | None]:
    """Every file that a feed reads from the drop folder (its structure too) -> its edition."""
    inbox = from_environment().inbox
    return {
        address_of(template, inbox, edition): edition
        for feed in load_feeds().values()
        for template in (feed.address, feed.structure or "")
        if "{inbox}" in template
        for edition in partitions_of(feed)
    }


def _files_of_feeds(now: float) -> dict[str, str]:
    return dict(_states(now))


def _states(now: float) -> Iterator[tuple[str, str]]:
    from pathlib import Path

    for address in _feed_files():
        path = Path(address)
        if path.is_file():
            stat = path.stat()
            if now - stat.st_mtime >= SETTLED_SECONDS:
                yield address, f"{stat.st_size}:{stat.st_mtime_ns}"
