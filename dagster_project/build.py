"""The dbt build as a stage: done when something changed, recalled when nothing did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dagster_project import dbt_project, markers
from dagster_project.dbt_project import NodeResult
from dagster_project.lineage import column_lineage
from dagster_project.settings import Settings
from sources.views import landing_fingerprint

STAGE = "dbt_build"
UNIT_TESTS = "dbt_unit_tests"


@dataclass(frozen=True)
class Build:
    """What a build did: results per node, rows per table, column lineage per model."""

    results: list[NodeResult]
    rows: Mapping[str, int]
    lineage: Mapping[str, Mapping[str, list[tuple[str, str]]]]
    source_keys: Mapping[str, list[str]]
    unchanged: bool


def build_fingerprint(settings: Settings) -> str:
    """What the build warehouse is made from: snapshots, reporting date, dbt project, engine."""
    import duckdb

    return markers.fingerprint(
        landing_fingerprint(settings.build_db),
        dbt_project.project_fingerprint(),
        duckdb.__version__,
    )


def build_unless_unchanged(settings: Settings, select: Sequence[str] | None) -> Build:
    """Run dbt, or recall the last complete build of the same inputs.

    Only a build of everything that succeeded is recalled: a partial one leaves no marker, so
    the next full run builds again. Raises DbtError when dbt cannot run.
    """
    inputs = build_fingerprint(settings)
    known = markers.recall(settings.markers, STAGE, inputs)
    if known is not None:
        return _recalled(known)
    markers.forget(settings.markers, STAGE)
    results = _results(settings, select)
    build = _described(settings, results)
    if select is None and all(result.ok for result in results):
        markers.complete(settings.markers, STAGE, inputs, _as_json(build))
    return build


def _results(settings: Settings, select: Sequence[str] | None) -> list[NodeResult]:
    """Results of a build. Those of the unit tests are recalled while project and engine are the
    same: their rows stand in the project, so nothing that is landed can change them, and they
    take a third of a build."""
    import duckdb

    inputs = markers.fingerprint(dbt_project.project_fingerprint(), duckdb.__version__)
    known = markers.recall(settings.markers, UNIT_TESTS, inputs)
    if known is not None:
        results = dbt_project.build(settings, select, unit_tests=False)
        return [*results, *(NodeResult(**row) for row in known)]
    results = dbt_project.build(settings, select)
    tested = [result for result in results if result.is_unit_test]
    if select is None and all(result.ok for result in tested):
        markers.complete(settings.markers, UNIT_TESTS, inputs, dbt_project.stored(tested))
    return results


def _described(settings: Settings, results: list[NodeResult]) -> Build:
    manifest = dbt_project.ensure_manifest(settings)
    sources = manifest["sources"].values()
    return Build(
        results=results,
        rows=dbt_project.marts_row_counts(settings.build_db),
        lineage=_lineage(settings, manifest),
        source_keys={s["unique_id"]: s["meta"]["dagster"]["asset_key"] for s in sources},
        unchanged=False,
    )


def _lineage(
    settings: Settings, manifest: Mapping[str, Any]
) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """Lineage follows from the SQL and the columns alone, so it is traced once per project."""
    inputs = dbt_project.project_fingerprint()
    known = markers.recall(settings.markers, "lineage", inputs)
    if known is None:
        known = column_lineage(
            manifest,
            settings.dbt_target / "compiled",
            dbt_project.relation_columns(settings.build_db),
        )
        if len(known) == sum(
            1 for n in manifest["nodes"].values() if n["resource_type"] == "model"
        ):
            markers.complete(settings.markers, "lineage", inputs, known)
    return {
        model: {column: [(p, c) for p, c in parents] for column, parents in columns.items()}
        for model, columns in known.items()
    }


def _as_json(build: Build) -> dict[str, Any]:
    return {
        "results": dbt_project.stored(build.results),
        "rows": dict(build.rows),
        "lineage": build.lineage,
        "source_keys": dict(build.source_keys),
    }


def _recalled(known: Mapping[str, Any]) -> Build:
    return Build(
        results=[NodeResult(**row) for row in known["results"]],
        rows=known["rows"],
        lineage=known["lineage"],
        source_keys=known["source_keys"],
        unchanged=True,
    )
