"""A second opinion on small tables: frictionless, which shares no code with our own checks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from publish.package import DESCRIPTOR
from publish.profile import PROFILE_URL
from publish.proof.verify.outcome import AGAIN, Check, failed, ok, shortened, unchecked
from publish.proof.verify.release import Release
from publish.proof.verify.tables import CSV, Tables

CHECK = "frictionless"
MOST_ROWS = 10_000
"""It reads some 20,000 rows a second; DuckDB has read every row of every table."""
KEPT = ("name", "path", "format", "mediatype", "encoding", "bytes", "hash")


def check_with_frictionless(release: Release, tables: Tables) -> Iterator[Check]:
    """The CSV files that are small and obey the contract by our own reading."""
    if release.descriptor is None:
        return
    csvs = [r for r in release.descriptor["resources"] if r["format"] == CSV]
    read = [r for r in csvs if r["name"] in tables.relations]
    small = {r["name"] for r in read if tables.rows[r["name"]] <= MOST_ROWS}
    chosen = [_bare(r, small) for r in read if r["name"] in small]
    if not chosen:
        yield unchecked(CHECK, DESCRIPTOR, f"no CSV of at most {MOST_ROWS} rows could be read")
        return
    errors = _errors(chosen, _base(release, read[0]["path"]))
    if errors:
        yield failed(CHECK, DESCRIPTOR, f"{shortened(errors)}. {AGAIN}")
    else:
        told = f"{len(chosen)} tables are valid, with their keys"
        large = len(csvs) - len(chosen)
        yield ok(CHECK, DESCRIPTOR, told + (f"; {large} are left to DuckDB" if large else ""))


def _base(release: Release, path: str) -> Path:
    """The folder that the paths are relative to."""
    return release.paths[path].parents[path.count("/")]


def _bare(resource: dict[str, Any], small: set[str]) -> dict[str, Any]:
    """A resource of which nothing makes frictionless look elsewhere: no address, no dialect of
    the release's own, no key into a table that is not there."""
    schema = {key: value for key, value in resource["schema"].items() if key != "$schema"}
    keys = [
        key
        for key in schema.pop("foreignKeys", ())
        if (key["reference"].get("resource") or resource["name"]) in small
    ]
    bare = {key: resource[key] for key in KEPT if key in resource}
    return {**bare, "type": "table", "schema": schema | ({"foreignKeys": keys} if keys else {})}


def _errors(resources: list[dict[str, Any]], base: Path) -> list[str]:
    from frictionless import Package
    from frictionless.exception import FrictionlessException

    described = {"$schema": PROFILE_URL, "name": "release", "resources": resources}
    try:
        package = Package.from_descriptor(described, basepath=str(base))
        report = package.validate()
    except FrictionlessException as refusal:
        return [str(reason) for reason in refusal.reasons] or [str(refusal)]
    told = [error.message for error in report.errors]
    return told + [f"{t.name}: {e.message}" for t in report.tasks for e in t.errors]
