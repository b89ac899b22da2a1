"""The plausibility rules of `schemas/open/` as asset checks, run by Great Expectations."""

from collections.abc import Iterator, Mapping, Sequence

import dagster as dg

import schemas
from dagster_project.assets.dbt import mart_key
from dagster_project.assets.landing import WRITER
from dagster_project.preview import markdown_table
from dagster_project.quality import judge_unless_unchanged
from dagster_project.resources import Observatory
from schemas.to_gx import suite


def quality_checks() -> dg.AssetChecksDefinition:
    """Every expectation of every mart in one step; the blocking ones stop the open tables."""
    registry = schemas.load()
    specs = [
        dg.AssetCheckSpec(
            name=expectation["name"],
            asset=mart_key(table.name),
            description=expectation["reason"],
            blocking=expectation["severity"] == "blocking",
        )
        for table in registry.open.values()
        for expectation in suite(table, registry)
    ]

    @dg.multi_asset_check(specs=specs, name="quality", pool=WRITER, can_subset=True)
    def quality(
        context: dg.AssetCheckExecutionContext, observatory: Observatory
    ) -> Iterator[dg.AssetCheckResult]:
        selected = {(key.asset_key, key.name) for key in context.selected_asset_check_keys}
        for result in judge_unless_unchanged(observatory.settings()):
            if (mart_key(result.table), result.name) not in selected:
                continue
            yield dg.AssetCheckResult(
                asset_key=mart_key(result.table),
                check_name=result.name,
                passed=result.success,
                severity=_severity(result.severity),
                description=f"{result.message}. {result.reason}",
                metadata={"failing_rows": dg.MetadataValue.md(_rows(result.failing_rows))},
            )

    return quality


def _severity(severity: str) -> dg.AssetCheckSeverity:
    warning = severity == "warning"
    return dg.AssetCheckSeverity.WARN if warning else dg.AssetCheckSeverity.ERROR


def _rows(rows: Sequence[Mapping[str, object]]) -> str:
    return markdown_table(list(rows[0]), [list(row.values()) for row in rows]) if rows else ""
