"""The dbt models as assets and their data tests as asset checks."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets

import schemas
from dagster_project import dbt_project
from dagster_project.assets.feeds import column_schema
from dagster_project.assets.landing import WRITER
from dagster_project.build import build_unless_unchanged
from dagster_project.dbt_project import NodeResult
from dagster_project.preview import markdown_of_queries
from dagster_project.resources import Observatory
from dagster_project.settings import Settings, from_environment
from schemas.sql import identifier

PREVIEW_ROWS = 8
UNIQUE_ID = "dagster_dbt/unique_id"
"""The metadata key under which dagster-dbt keeps a node's unique_id."""


class Translator(DagsterDbtTranslator):
    """Keys are `[layer, model]`; groups are the layers, and the packages for marts."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """`[schema, name]`; a source keeps the key that its YAML names."""
        if dbt_resource_props["resource_type"] == "source":
            return super().get_asset_key(dbt_resource_props)
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """`staging`, `intermediate`, `seeds`, or `marts_<package>`."""
        layer = str(dbt_resource_props["schema"])
        return "_".join(["marts", dbt_resource_props["fqn"][2]]) if layer == "marts" else layer

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """One team answers for the models."""
        return ["team:data-engineering"]


def mart_key(table: str) -> dg.AssetKey:
    """The asset of a mart."""
    return dg.AssetKey(["marts", table])


def dbt_asset() -> dg.AssetsDefinition:
    """Every model, seed and data test of the dbt project, in one step."""
    manifest = dbt_project.ensure_manifest(from_environment())

    @dbt_assets(
        manifest=manifest, name="dbt_build", dagster_dbt_translator=Translator(), pool=WRITER
    )
    def dbt_build(
        context: dg.AssetExecutionContext, observatory: Observatory
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        settings = observatory.settings()
        outcome = build_unless_unchanged(settings, _selection(context, manifest))
        yield from _materializations(context, settings, outcome)
        yield from _check_results(context, outcome.results)
        failed = [result for result in outcome.results if not result.ok]
        if failed:
            raise dg.Failure(description=_describe(failed), allow_retries=False)

    return dbt_build


def _selection(
    context: dg.AssetExecutionContext, manifest: Mapping[str, Any]
) -> tuple[str, ...] | None:
    """dbt's names of the selected assets; None when all are, which dbt starts faster with."""
    selected = context.selected_asset_keys
    if len(selected) == len(context.assets_def.keys_by_output_name):
        return None
    specs = context.assets_def.specs_by_key
    unique_ids = sorted(specs[key].metadata[UNIQUE_ID] for key in selected)
    return tuple(".".join(manifest["nodes"][unique_id]["fqn"]) for unique_id in unique_ids)


def _materializations(
    context: dg.AssetExecutionContext, settings: Settings, outcome: Any
) -> Iterator[dg.MaterializeResult[None]]:
    specs = context.assets_def.specs_by_key
    keys = {spec.metadata[UNIQUE_ID]: key for key, spec in specs.items()}
    open_tables = schemas.load().open
    made = {
        key: result
        for result in outcome.results
        if result.ok
        and (key := keys.get(result.unique_id)) is not None
        and key in context.selected_asset_keys
    }
    previews = _previews(settings, made)
    for key, result in made.items():
        metadata: dict[str, Any] = {
            "dagster/row_count": outcome.rows.get("/".join(key.path).replace("/", ".")),
            "seconds": result.seconds,
            "unchanged": outcome.unchanged,
        }
        lineage = outcome.lineage.get(result.unique_id)
        if lineage is not None:
            metadata["dagster/column_lineage"] = _lineage(lineage, keys, outcome.source_keys)
        if key.path[0] == "marts":
            metadata["dagster/column_schema"] = column_schema(open_tables[key.path[1]])
            metadata["preview"] = dg.MetadataValue.md(previews[key.path[1]])
        yield dg.MaterializeResult(asset_key=key, metadata=metadata)


def _previews(settings: Settings, keys: Iterable[dg.AssetKey]) -> dict[str, str]:
    marts = [key.path[1] for key in keys if key.path[0] == "marts"]
    queries = {name: f"select * from marts.{identifier(name)}" for name in marts}
    return markdown_of_queries(settings.build_db, queries, PREVIEW_ROWS)


def _lineage(
    columns: Mapping[str, list[tuple[str, str]]],
    keys: Mapping[str, dg.AssetKey],
    source_keys: Mapping[str, list[str]],
) -> dg.TableColumnLineage:
    def parent(unique_id: str) -> dg.AssetKey:
        return keys.get(unique_id) or dg.AssetKey(source_keys[unique_id])

    return dg.TableColumnLineage(
        {
            column: [dg.TableColumnDep(parent(unique_id), name) for unique_id, name in parents]
            for column, parents in columns.items()
        }
    )


def _check_results(
    context: dg.AssetExecutionContext, results: list[NodeResult]
) -> Iterator[dg.AssetCheckResult]:
    by_id = {result.unique_id: result for result in results}
    for spec in context.assets_def.check_specs:
        result = by_id.get((spec.metadata or {})[UNIQUE_ID])
        if result is None or spec.key not in context.selected_asset_check_keys:
            continue
        yield dg.AssetCheckResult(
            asset_key=spec.asset_key,
            check_name=spec.name,
            passed=result.status == "pass",
            severity=_severity(result),
            metadata={
                "failures": result.failures,
                "message": result.message,
                "failing_rows": dg.MetadataValue.md(result.failing_rows),
            },
        )


def _severity(result: NodeResult) -> dg.AssetCheckSeverity:
    warning = result.status == "warn"
    return dg.AssetCheckSeverity.WARN if warning else dg.AssetCheckSeverity.ERROR


def _describe(failed: list[NodeResult]) -> str:
    """Every failed node with its message and rows; what dbt skipped because of them, counted."""
    broken = [result for result in failed if result.status != "skipped"]
    parts = [
        "\n".join(filter(None, [f"{r.unique_id}: {r.status}. {r.message}", r.failing_rows]))
        for r in broken
    ]
    return "\n\n".join([*parts, f"{len(failed) - len(broken)} nodes were skipped because of it."])
