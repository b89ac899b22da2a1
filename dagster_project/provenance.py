"""Whose data a package holds and how new they are: what `sources` knows and `publish` prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from dagster_project.dbt_project import ensure_manifest
from dagster_project.revision import code_of
from dagster_project.settings import Settings
from publish.files import sha256_of
from publish.proof.inputs import Inputs, SnapshotRecord
from publish.provenance import Provenance, SourceRecord
from schemas.model import Package
from schemas.registry import Registry
from sources.feed import Feed, load_feeds
from sources.landing import Snapshot, slots


def provenance_of(settings: Settings, registry: Registry) -> Provenance:
    """The moment from which the data are as they are, and the sources and inputs of every package.

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
    tables = {p.name: _tables(p, upstream) for p in registry.packages.values()}
    records = [(shot.manifest.table, _record(settings, shot)) for shot in snapshots]
    code, as_of = code_of(), _as_of(settings, landed.values())
    inputs = {
        name: Inputs(as_of, tuple(replace(r, rows=table in used) for table, r in records), code)
        for name, used in tables.items()
    }
    sources = {name: _sources(used, landed, feeds) for name, used in tables.items()}
    return Provenance(created, sources, inputs)


def _tables(package: Package, upstream: Mapping[str, set[str]]) -> set[str]:
    """The landing tables that any row of a package comes from."""
    return set().union(*(upstream[name] for name in package.tables))


def _as_of(settings: Settings, landed: Iterable[Snapshot]) -> date | None:
    """The reporting date as `sources.views` takes it: as given, else of the newest snapshot."""
    newest = max((shot.manifest.landed_at for shot in landed), default=None)
    return settings.as_of or (newest.date() if newest else None)


def _record(settings: Settings, shot: Snapshot) -> SnapshotRecord:
    manifest = shot.manifest
    address = manifest.source.address
    return SnapshotRecord(
        name=shot.accepted.relative_to(settings.data_root).as_posix(),
        sha256=sha256_of(shot.accepted),
        feed=manifest.feed,
        landed_at=manifest.landed_at.astimezone(UTC).isoformat(),
        licence=manifest.licence,
        publisher=manifest.publisher,
        origin=manifest.origin,
        rows=False,
        uri=public_address(address),
    )


def public_address(address: str) -> str | None:
    """An address that can be printed: http(s), without the parts in which secrets travel."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    host = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def _sources(
    tables: set[str], landed: Mapping[str, Snapshot], feeds: Mapping[str, Feed]
) -> tuple[SourceRecord, ...]:
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
