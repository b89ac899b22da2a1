"""Releases a package: what changed, which version, build aside, gate, publish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publish.changes.compare import compare, head_of
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
    shelf = shelf_of(package.name, data_root)
    with shelf.alone(), recorded(shelf):
        shelf.put_right()
        refuse_withdrawn(shelf)
        with engine(shelf.folder) as connection:
            open_dir = data_root / OPEN_FOLDER
            contents = inspect(connection, package, registry, open_dir, sources)
            if faults := key_faults(connection, contents):
                raise _refused(shelf, Report(package.name, "", faults))
            described = describe(contents, registry)
            last = shelf.latest()
            previous = shelf.path(last) if last else None
            found = compare(connection, contents, described, previous)
            upcoming = next_version(last, found.changes, shelf.highest())
            if upcoming is None:
                shelf.forget_failure()
                refresh_feeds(data_root, package.name, registry, site)
                return _unchanged(shelf, contents, last or "")
            edition = Edition(
                upcoming.version,
                created,
                described,
                head_of(package.name, upcoming, found),
                site,
                shelf.history(),
                found.rows,
                proof.signer,
            )
            staging = shelf.staging(upcoming.version)
            build_package(connection, staging, contents, registry, edition)
            known = profile or find_profile(data_root / STANDARDS_CACHE)
            candidate = Candidate(
                staging,
                package,
                registry,
                known,
                open_dir,
                previous,
                build_db=_private(data_root),
                releases=data_root / RELEASES_FOLDER,
                standards=None if profile else data_root / STANDARDS_CACHE,
            )
            report = run_gate(connection, candidate).also(signature_finding(proof.signer))
        facts = Facts(
            package.name,
            upcoming.version,
            created,
            site,
            registry.publisher.homepage,
            proof.inputs,
            earlier_releases(shelf),
            proof.signer,
        )
        done = _publish(shelf, contents, upcoming, report, facts)
        refresh_feeds(data_root, package.name, registry, site)
        return done


def _publish(
    shelf: Shelf, contents: Contents, upcoming: NextVersion, report: Report, facts: Facts
) -> Release:
    """Puts a built package on the shelf, or refuses it. The engine's scratch is closed by now."""
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
