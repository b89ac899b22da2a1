"""The landing tables: views in the build warehouse over the current snapshots of the feeds."""

from collections.abc import Iterator

import dagster as dg

import schemas
from dagster_project.assets.feeds import column_schema, feed_key
from dagster_project.resources import Observatory
from sources.feed import load_feeds
from sources.views import create_landing_views

WRITER = "duckdb_writer"
"""Everything that opens the build warehouse shares this pool: one at a time."""


def landing_key(table: str) -> dg.AssetKey:
    """The asset of a landing table."""
    return dg.AssetKey(["landing", table])


def landing_asset() -> dg.AssetsDefinition:
    """All landing tables in one step; each depends on the feeds that deliver into it."""
    registry = schemas.load()
    feeds = load_feeds()
    specs = [
        dg.AssetSpec(
            landing_key(table.name),
            deps=[feed_key(feed.name) for feed in feeds.values() if feed.table == table.name],
            group_name="landing",
            kinds={"duckdb", "view"},
            owners=["team:data-engineering"],
            description=f"{table.description.en} Grain: {table.grain}",
            metadata={"dagster/column_schema": column_schema(table)},
        )
        for table in registry.landing.values()
    ]
    specs.append(
        dg.AssetSpec(
            landing_key("run_parameters"),
            deps=[feed_key(feed.name) for feed in feeds.values()],
            group_name="landing",
            kinds={"duckdb"},
            owners=["team:data-engineering"],
            description="The reporting date (as-of) of this run, one row.",
        )
    )

    @dg.multi_asset(specs=specs, name="landing_views", pool=WRITER, can_subset=True)
    def landing_views(
        context: dg.AssetExecutionContext, observatory: Observatory
    ) -> Iterator[dg.MaterializeResult[None]]:
        settings = observatory.settings()
        settings.build_db.parent.mkdir(parents=True, exist_ok=True)
        rows = create_landing_views(
            settings.build_db, registry, feeds, settings.data_root, settings.as_of
        )
        # All views or none: they have to show the same moment. A job may ask for some of them.
        for key in sorted(context.selected_asset_keys):
            yield dg.MaterializeResult(
                asset_key=key, metadata={"dagster/row_count": rows[key.path[-1]]}
            )

    return landing_views
