"""The plausibility checks as a stage: judged when the build changed, recalled when it did not."""

from __future__ import annotations

from dataclasses import asdict

import schemas
from dagster_project import markers
from dagster_project.build import build_fingerprint
from dagster_project.settings import Settings
from publish.quality.run import CheckResult, run_suites
from schemas.to_gx import suite

STAGE = "quality"


def judge_unless_unchanged(settings: Settings) -> list[CheckResult]:
    """Every plausibility rule's result; failed ones are results, not errors.

    Importing Great Expectations takes longer than judging: an unchanged build is not judged
    again by unchanged rules.
    """
    registry = schemas.load()
    suites = {table.name: suite(table, registry) for table in registry.open.values()}
    inputs = markers.fingerprint(build_fingerprint(settings), suites)
    known = markers.recall(settings.markers, STAGE, inputs)
    if known is not None:
        return [
            CheckResult(**{**result, "failing_rows": tuple(result["failing_rows"])})
            for result in known
        ]
    markers.forget(settings.markers, STAGE)
    results = run_suites(
        list(registry.open.values()), registry, settings.build_db, settings.data_root / "quality"
    )
    markers.complete(settings.markers, STAGE, inputs, [asdict(result) for result in results])
    return results
