"""One asset per feed: pull what the partner sends into an immutable snapshot."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import dagster as dg

import schemas
from dagster_project.preview import markdown_of_parquet
from dagster_project.resources import Observatory
from schemas.model import Table, duckdb_type
from sources.editions import load_editions
from sources.feed import Feed, load_feeds
from sources.problem import PullError
from sources.pull import Profile, PullResult, feeds_needed_by, pull

EDITIONS = dg.StaticPartitionsDefinition(list(load_editions()))
RETRIES = dg.RetryPolicy(max_retries=3, delay=2, backoff=dg.Backoff.EXPONENTIAL)


def feed_key(name: str) -> dg.AssetKey:
    """The asset of a feed's current snapshots."""
    return dg.AssetKey(["feed", name])


def feed_assets() -> list[dg.AssetsDefinition]:
    """An asset for every feed of `sources/feeds/`; annual ones partitioned by academic year."""
    feeds = load_feeds()
    return [_feed_asset(feed, feeds) for feed in feeds.values()]


def _feed_asset(feed: Feed, feeds: dict[str, Feed]) -> dg.AssetsDefinition:
    table = schemas.load().landing[feed.table]
    annual = feed.partition is not None

    @dg.asset(
        key=feed_key(feed.name),
        deps=[feed_key(name) for name in feeds_needed_by(feed, feeds, schemas.load())],
        group_name="feeds",
        kinds={feed.format, feed.origin},
        owners=[feed.owner],
        description=f"{feed.title}. {feed.description}",
        partitions_def=EDITIONS if annual else None,
        backfill_policy=dg.BackfillPolicy.single_run() if annual else None,
        retry_policy=RETRIES,
        metadata={
            "publisher": feed.publisher,
            "licence": feed.licence,
            "cadence": feed.cadence,
            "address": feed.address,
            "dagster/column_schema": column_schema(table),
        },
    )
    def feed_asset(
        context: dg.AssetExecutionContext, observatory: Observatory
    ) -> dg.MaterializeResult[None]:
        partitions: Sequence[str | None] = context.partition_keys if annual else [None]
        results = _pull_all(feed, observatory, partitions)
        return dg.MaterializeResult(
            metadata=_metadata(results),
            data_version=dg.DataVersion("+".join(result.snapshot_id for result in results)),
        )

    return feed_asset


def _pull_all(
    feed: Feed, observatory: Observatory, partitions: Sequence[str | None]
) -> list[PullResult]:
    """Every edition is tried before any failure is raised, so that all of them are seen at once."""
    settings = observatory.settings()
    results: list[PullResult] = []
    errors: dict[str | None, PullError] = {}
    for partition in partitions:
        try:
            result = pull(
                feed,
                schemas.load(),
                data_root=settings.data_root,
                inbox=settings.inbox,
                now=datetime.now(UTC),
                partition=partition,
                profile=Profile(settings.production, settings.person_secret),
            )
            results.append(result)
        except PullError as error:
            errors[partition] = error
    if errors:
        raise dg.Failure(
            description="\n".join(
                f"Edition {partition}:\n{error}" if partition else str(error)
                for partition, error in errors.items()
            ),
            # What a partner sent does not get better by trying again; a broken transfer may.
            allow_retries=all(error.transient for error in errors.values()),
        )
    return results


def _metadata(results: Sequence[PullResult]) -> dict[str, Any]:
    last = results[-1]
    return {
        "dagster/row_count": sum(result.accepted for result in results),
        "rows_read": sum(result.read for result in results),
        "rows_rejected": sum(result.rejected for result in results),
        "unchanged": all(result.unchanged for result in results),
        "snapshots": [result.snapshot_id for result in results],
        "comparison": dg.MetadataValue.md("\n".join(f"- {r.comparison}" for r in results)),
        "preview": dg.MetadataValue.md(markdown_of_parquet(last.path / "accepted.parquet")),
    }


def column_schema(table: Table) -> dg.TableSchema:
    """The table's columns as Dagster shows them: name, DuckDB type, English description."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=field.name,
                type=duckdb_type(field),
                description=field.description.en,
                constraints=dg.TableColumnConstraints(
                    nullable=not field.required, unique=field.unique
                ),
            )
            for field in table.fields
        ]
    )
