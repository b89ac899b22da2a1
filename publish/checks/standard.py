"""The referee: frictionless reads the whole package as any reader's tool would."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from publish.checks.finding import PACKAGE, Candidate, Finding, failed, passed

CHECK = "frictionless"
MAX_ERRORS = 20


def check_with_frictionless(candidate: Candidate, rows: dict[str, int]) -> Iterator[Finding]:
    """The package by frictionless: small tables whole, of large ones a sample.

    Foreign keys into a large table are left to DuckDB (check `foreign keys`): frictionless would
    read the whole table to follow them. Of Parquet files it verifies size and hash only (see
    `publish.formats.plan.RESOURCE_SUFFIX`); DuckDB holds their rows against the CSV.
    """
    from frictionless import Package as FrictionlessPackage
    from frictionless.exception import FrictionlessException

    large = {name for name, count in rows.items() if count > candidate.row_limit}
    descriptor = _without_keys_into(candidate.descriptor, large)
    try:
        package = FrictionlessPackage.from_descriptor(descriptor, basepath=str(candidate.folder))
    except FrictionlessException as refusal:
        yield failed(CHECK, PACKAGE, "; ".join(_notes(refusal)))
        return
    for resource in package.resources:
        limit = candidate.sample_rows if resource.name in large else None
        report = resource.validate(limit_rows=limit)
        found = [*report.errors, *(error for task in report.tasks for error in task.errors)]
        count = rows.get(resource.name)
        if found:
            told = "; ".join(error.message for error in found[:MAX_ERRORS])
            yield failed(CHECK, resource.name, told)
        elif limit is not None:
            yield passed(CHECK, resource.name, f"first {limit} of {count} rows; all: see `rows`")
        else:
            told = "size and hash" if count is None else f"all {count} rows"
            yield passed(CHECK, resource.name, told)


def _without_keys_into(descriptor: dict[str, Any], large: set[str]) -> dict[str, Any]:
    """The descriptor without the foreign keys that would make a large table be read whole."""
    resources = []
    for resource in descriptor["resources"]:
        if "schema" not in resource:
            resources.append(resource)
            continue
        schema = dict(resource["schema"])
        keys = [k for k in schema.pop("foreignKeys", ()) if _target(k, resource) not in large]
        resources.append({**resource, "schema": schema | ({"foreignKeys": keys} if keys else {})})
    return {**descriptor, "resources": resources}


def _target(key: dict[str, Any], resource: dict[str, Any]) -> str:
    name: str = key["reference"].get("resource") or resource["name"]
    return name


def _notes(error: Any) -> list[str]:
    return [str(reason) for reason in getattr(error, "reasons", ())] or [str(error)]
