"""Releases a package: what changed, which version, build aside, gate, publish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from publish.changes.compare import Comparison, compare, head_of
from publish.changes.failure import recorded
from publish.changes.feed import refresh_feeds
from publish.changes.keys import key_faults
from publish.changes.version import Change, Level, NextVersion, next_version
from publish.changes.withdraw import refuse_withdrawn
from publish.checks.finding import Candidate, Finding
from publish.contents import Contents, inspect
from publish.descriptor import describe
from publish.engine import engine
from publish.gate import Report, run_gate
from publish.package import Edition, add_report, build_package
from publish.profile import Profile, find_profile
from publish.proof.seal import Proof, earlier_releases, publish_key, seal, signature_finding
from publish.proof.statement import Facts
from publish.provenance import SourceRecord
from publish.shelf import Shelf
from publish.site import Site
from schemas.model import Package
from schemas.registry import Registry

OPEN_FOLDER = Path("warehouse") / "open"
BUILD_DB = Path("warehouse") / "build.duckdb"
RELEASES_FOLDER = "releases"
STANDARDS_CACHE = "standards"


class ReleaseRefusedError(RuntimeError):
    """The gate found blockers; nothing was published, `failed.json` says why."""

    def __init__(self, report: Report) -> None:
        self.report = report
        told = "; ".join(f"{f.check}, {f.subject}: {f.message}" for f in report.blockers)
        super().__init__(f"package {report.package} {report.version} is not released: {told}")


@dataclass(frozen=True)
class Release:
    """The newest release of a package after a run."""

    package: str
    version: str
    path: Path
    changed: bool
    """False when nothing differed from the last release and nothing was written."""
    level: Level | None
    """None when unchanged, and for the first release."""
    changes: tuple[Change, ...]
    warnings: tuple[Finding, ...]
    rows: Mapping[str, int]


def shelf_of(package: str, data_root: Path) -> Shelf:
    """The folder with all releases of a package."""
    return Shelf(data_root / RELEASES_FOLDER / package)


def release_package(
    package: Package,
    registry: Registry,
    data_root: Path,
    created: datetime,
    sources: tuple[SourceRecord, ...],
    profile: Profile | None = None,
    site: Site = Site(),  # noqa: B008 (immutable)
    proof: Proof = Proof(),  # noqa: B008
) -> Release:
    """Releases the open tables of a package if anything differs from its last release.

    `created` is how new the data are, never the clock; `site` is where the releases are read;
    without `profile` the official one and the official shapes are looked for; `proof` says what
    the tables were made from and who signs. Raises ReleaseRefusedError when the gate finds
    blockers, PublisherBusyError when another process publishes this package,
    MissingOpenTableError when a table was not made, ReleaseError when the releases on disk
    contradict each other or the package was withdrawn, ValueError for a `created` without time
    zone. The last release stays whole in every case.
    """
    if created.tzinfo is None:
        raise ValueError("created has no time zone; give it in UTC")
    asked = _Asked(package, registry, data_root, created, profile, site, proof)
    shelf = shelf_of(package.name, data_root)
    with shelf.alone(), recorded(shelf):
        shelf.put_right()
        refuse_withdrawn(shelf)
        with engine(shelf.folder) as connection:
            contents = inspect(connection, package, registry, asked.open_dir, sources)
            decided = _decide(connection, contents, asked, shelf)
            if decided is not None:
                report = _build(connection, decided, asked, shelf)
        if decided is None:
            shelf.forget_failure()
            done = _unchanged(shelf, contents, shelf.latest() or "")
        else:
            done = _publish(shelf, decided, report, _facts(decided, asked, shelf))
        refresh_feeds(data_root, package.name, registry, site)
        return done


@dataclass(frozen=True)
class _Asked:
    """What `release_package` was called with."""

    package: Package
    registry: Registry
    data_root: Path
    created: datetime
    profile: Profile | None
    site: Site
    proof: Proof

    @property
    def open_dir(self) -> Path:
        return self.data_root / OPEN_FOLDER


@dataclass(frozen=True)
class _Decided:
    """The version that is due, and what it differs in from the one before."""

    contents: Contents
    described: dict[str, Any]
    previous: Path | None
    found: Comparison
    upcoming: NextVersion


def _decide(
    connection: duckdb.DuckDBPyConnection, contents: Contents, asked: _Asked, shelf: Shelf
) -> _Decided | None:
    """Compares with the last release; None when nothing differs. Refuses broken keys, by which
    nothing could be compared."""
    if faults := key_faults(connection, contents):
        raise _refused(shelf, Report(asked.package.name, "", faults))
    described = describe(contents, asked.registry)
    last = shelf.latest()
    previous = shelf.path(last) if last else None
    found = compare(connection, contents, described, previous)
    upcoming = next_version(last, found.changes, shelf.highest())
    return _Decided(contents, described, previous, found, upcoming) if upcoming else None


def _build(
    connection: duckdb.DuckDBPyConnection, decided: _Decided, asked: _Asked, shelf: Shelf
) -> Report:
    """Writes the version into its staging folder and judges it there."""
    upcoming = decided.upcoming
    edition = Edition(
        upcoming.version,
        asked.created,
        decided.described,
        head_of(asked.package.name, upcoming, decided.found),
        asked.site,
        shelf.history(),
        decided.found.rows,
        asked.proof.signer,
    )
    staging = shelf.staging(upcoming.version)
    build_package(connection, staging, decided.contents, asked.registry, edition)
    cache = asked.data_root / STANDARDS_CACHE
    candidate = Candidate(
        staging,
        asked.package,
        asked.registry,
        asked.profile or find_profile(cache),
        asked.open_dir,
        decided.previous,
        build_db=_private(asked.data_root),
        releases=asked.data_root / RELEASES_FOLDER,
        standards=None if asked.profile else cache,
    )
    return run_gate(connection, candidate).also(signature_finding(asked.proof.signer))


def _facts(decided: _Decided, asked: _Asked, shelf: Shelf) -> Facts:
    """What the provenance statement says of the version."""
    return Facts(
        asked.package.name,
        decided.upcoming.version,
        asked.created,
        asked.site,
        asked.registry.publisher.homepage,
        asked.proof.inputs,
        earlier_releases(shelf),
        asked.proof.signer,
    )


def _publish(shelf: Shelf, decided: _Decided, report: Report, facts: Facts) -> Release:
    """Puts a built package on the shelf, or refuses it. The engine's scratch is closed by now."""
    contents, upcoming = decided.contents, decided.upcoming
    if report.blockers:
        raise _refused(shelf, report)
    add_report(shelf.staging(upcoming.version), report.as_json(), report.disclosure)
    seal(shelf.staging(upcoming.version), facts)
    publish_key(shelf.folder.parent, facts.signer)
    path = shelf.publish(upcoming.version)
    shelf.forget_failure()
    return Release(
        contents.package.name,
        upcoming.version,
        path,
        changed=True,
        level=upcoming.level,
        changes=upcoming.changes,
        warnings=report.warnings,
        rows=contents.rows,
    )


def _refused(shelf: Shelf, report: Report) -> ReleaseRefusedError:
    """Records why nothing is published and clears what was built; returns the error to raise."""
    shelf.refuse(report.version, report.as_json())
    return ReleaseRefusedError(report)


def _private(data_root: Path) -> Path | None:
    """The private warehouse that the open tables were made from, where it still lies."""
    path = data_root / BUILD_DB
    return path if path.exists() else None


def _unchanged(shelf: Shelf, contents: Contents, version: str) -> Release:
    return Release(
        contents.package.name,
        version,
        shelf.path(version),
        changed=False,
        level=None,
        changes=(),
        warnings=(),
        rows=contents.rows,
    )
