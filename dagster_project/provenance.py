"""Whose data a package holds and how new they are: what `sources` knows and `publish` prints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dagster_project.dbt_project import ensure_manifest
from dagster_project.settings import Settings
from publish.provenance import SourceRecord
from schemas.model import Package
from schemas.registry import Registry
from sources.feed import Feed, load_feeds
from sources.landing import Snapshot, slots


def provenance_of(
    settings: Settings, registry: Registry
) -> tuple[datetime, dict[str, tuple[SourceRecord, ...]]]:
    """The moment from which the data are as they are, and the sources of every package.

    The moment is that of the newest current snapshot: it follows from what was landed, so that
    the same snapshots give the same releases on any day. Raises ValueError when nothing landed.
    """
    snapshots = [shot for slot in slots(settings.data_root) if (shot := slot.current()) is not None]
    if not snapshots:
        raise ValueError("nothing was landed yet; pull a feed first")
    created = max(shot.manifest.landed_at for shot in snapshots)
    upstream = _landing_tables(ensure_manifest(settings))
    feeds = load_feeds()
    landed = {shot.manifest.feed: shot for shot in snapshots if shot.manifest.feed in feeds}
    return created, {
        package.name: _sources(package, upstream, landed, feeds)
        for package in registry.packages.values()
    }


def _sources(
    package: Package,
    upstream: Mapping[str, set[str]],
    landed: Mapping[str, Snapshot],
    feeds: Mapping[str, Feed],
) -> tuple[SourceRecord, ...]:
    tables = set().union(*(upstream[name] for name in package.tables))
    return tuple(
        SourceRecord(
            title=feeds[name].title,
            licence=shot.manifest.licence,
            publisher=shot.manifest.publisher,
            origin=shot.manifest.origin,
        )
        for name, shot in sorted(landed.items())
        if shot.manifest.table in tables
    )


def _landing_tables(manifest: Mapping[str, Any]) -> dict[str, set[str]]:
    """Per mart: every landing table that any of its rows come from, by dbt's own graph."""
    parents: Mapping[str, list[str]] = manifest["parent_map"]
    sources = manifest["sources"]
    found: dict[str, set[str]] = {}

    def landing(unique_id: str) -> set[str]:
        if unique_id not in found:
            own = {sources[unique_id]["name"]} if unique_id in sources else set()
            found[unique_id] = own.union(*(landing(parent) for parent in parents[unique_id]))
        return found[unique_id]

    marts = [n for n in manifest["nodes"].values() if n["schema"] == "marts"]
    return {n["name"]: landing(n["unique_id"]) for n in marts if n["resource_type"] == "model"}
