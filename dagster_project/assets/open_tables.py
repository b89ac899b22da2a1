"""The open tables: the only thing that is published."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

import schemas
from dagster_project.assets.dbt import mart_key
from dagster_project.assets.feeds import column_schema
from dagster_project.assets.landing import WRITER
from dagster_project.preview import markdown_of_parquet
from dagster_project.provenance import provenance_of
from dagster_project.resources import Observatory
from publish.open_tables import make_open_tables
from publish.provenance import write_provenance
from publish.release import RELEASES_FOLDER


def open_key(table: str) -> dg.AssetKey:
    """The asset of an open table."""
    return dg.AssetKey(["open", table])


def open_tables_asset() -> dg.AssetsDefinition:
    """Every open table, each from the mart of its name, in one step."""
    registry = schemas.load()
    specs = [
        dg.AssetSpec(
            open_key(table.name),
            deps=[mart_key(table.name)],
            group_name="open_tables",
            kinds={"parquet"},
            owners=["team:data-publishing"],
            description=f"{table.description.en} Grain: {table.grain}",
            metadata={
                "package": registry.package_of(table.name).name,
                "dagster/column_schema": column_schema(table),
            },
        )
        for table in registry.open.values()
    ]

    @dg.multi_asset(specs=specs, name="open_tables", pool=WRITER, can_subset=True)
    def open_tables(
        context: dg.AssetExecutionContext, observatory: Observatory
    ) -> Iterator[dg.MaterializeResult[Any]]:
        settings = observatory.settings()
        known = provenance_of(settings, registry)
        write_provenance(settings.open_tables, known.created, known.sources, known.inputs)
        wanted = [
            t for t in registry.open.values() if open_key(t.name) in context.selected_asset_keys
        ]
        releases = settings.data_root / RELEASES_FOLDER
        for made in make_open_tables(
            wanted, registry, settings.build_db, settings.open_tables, releases
        ):
            yield dg.MaterializeResult(
                asset_key=open_key(made.name),
                metadata={
                    "dagster/row_count": made.rows,
                    "unchanged": not made.changed,
                    "path": dg.MetadataValue.path(str(made.path)),
                    "preview": dg.MetadataValue.md(markdown_of_parquet(made.path)),
                },
            )

    return open_tables
