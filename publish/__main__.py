"""`python -m publish`: preview, release, prove and withdraw packages; make the catalogue."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from publish.catalogue.build import PAGE_SIZE, build_catalogue
from publish.catalogue.shelves import CatalogueRefusedError
from publish.changes.plan import plan
from publish.changes.withdraw import Withdrawal, withdraw
from publish.checks.finding import Candidate
from publish.contents import MissingOpenTableError
from publish.engine import engine
from publish.files import read_json
from publish.gate import Report, run_gate
from publish.package import DESCRIPTOR
from publish.profile import find_profile
from publish.proof.command import add_commands, make_keys, run_rebuild, run_verify
from publish.proof.inputs import Inputs
from publish.proof.keys import KeyRefusedError, signer_from
from publish.proof.rebuild import RebuildError
from publish.proof.seal import Proof
from publish.provenance import read_provenance
from publish.release import (
    OPEN_FOLDER,
    RELEASES_FOLDER,
    STANDARDS_CACHE,
    Release,
    ReleaseRefusedError,
    release_package,
    shelf_of,
)
from publish.shelf import PublisherBusyError, ReleaseError
from publish.site import site_from
from publish.targets.command import add_push, push_releases
from publish.targets.errors import TargetError
from publish.targets.retry import Retry
from schemas.registry import Registry, load

KNOWN_ERRORS = (
    CatalogueRefusedError,
    FileNotFoundError,
    KeyRefusedError,
    MissingOpenTableError,
    PublisherBusyError,
    ReleaseError,
    ReleaseRefusedError,
)


PROOF = ("verify", "keygen", "rebuild")
"""The commands that need no registry."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Returns 0 when all went well, 1 when something was refused."""
    options = _parser().parse_args(arguments)
    if options.command in PROOF:
        return _prove(options)
    data_root = Path(os.environ.get("KSIGUNE_DATA", "data"))
    if options.command == "push":
        return _push(options, data_root)
    registry = load()
    if options.command == "withdraw":
        return _withdraw(options, registry, data_root)
    if options.command == "check":
        return _check(options.path, registry, data_root)
    if options.command == "catalogue":
        return _catalogue(registry, data_root, options.page_size)
    return _by_package(options, registry, data_root)


def _by_package(options: argparse.Namespace, registry: Registry, data_root: Path) -> int:
    """The commands that go through the package named, or through all."""
    names = [options.package] if options.package else list(registry.packages)
    if unknown := [name for name in names if name not in registry.packages]:
        known = ", ".join(registry.packages)
        print(f"no package {unknown[0]} in schemas/packages/; there are {known}", file=sys.stderr)
        return 1
    if options.command == "list":
        for name in names:
            shelf = shelf_of(name, data_root)
            print(f"{name}: {', '.join(shelf.versions()) or 'no release'}")
        return 0
    work = _plan if options.command == "plan" else _release
    return max(work(name, registry, data_root) for name in names)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m publish", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    release = commands.add_parser("release", help="release what changed (default: every package)")
    release.add_argument("package", nargs="?")
    check = commands.add_parser("check", help="run every check over a package folder")
    check.add_argument("path", type=Path)
    catalogue = commands.add_parser("catalogue", help="write the catalogue that portals harvest")
    catalogue.add_argument("--page-size", type=int, default=PAGE_SIZE, help="datasets per page")
    planned = commands.add_parser("plan", help="what a release would be; writes nothing")
    planned.add_argument("package", nargs="?")
    gone = commands.add_parser("withdraw", help="take a version back; a tombstone stays")
    gone.add_argument("package")
    gone.add_argument("version", nargs="?")
    gone.add_argument("--all", action="store_true", help="the whole package, for good")
    gone.add_argument("--reason", required=True, help="told to readers, as it stands")
    gone.add_argument("--replaced-by", help="the version (with --all: the package) to use instead")
    gone.add_argument(
        "--date", type=date.fromisoformat, help="the day, 2026-11-25; today if absent"
    )
    add_commands(commands)
    listed = commands.add_parser("list", help="list the releases")
    listed.add_argument("package", nargs="?")
    add_push(commands)
    return parser


def _prove(options: argparse.Namespace) -> int:
    try:
        if options.command == "keygen":
            print(make_keys(options.folder))
            return 0
        if options.command == "rebuild":
            data_root = Path(os.environ.get("KSIGUNE_DATA", "data"))
            code, told = run_rebuild(options.package, options.version, data_root)
        else:
            code, told = run_verify(options)
    except (KeyRefusedError, RebuildError, FileNotFoundError, PermissionError) as error:
        print(error, file=sys.stderr)
        return 1
    print(told)
    return code


def _push(options: argparse.Namespace, data_root: Path) -> int:
    failed = False
    try:
        for told in push_releases(
            options, data_root, os.environ, lambda: datetime.now(UTC), Retry()
        ):
            failed |= told.outcome == "failed"
            where = sys.stderr if told.outcome == "failed" else sys.stdout
            print(f"{told.subject}: {told.outcome}: {told.text}", file=where)
    except TargetError as error:
        print(error, file=sys.stderr)
        return 1
    return 1 if failed else 0


def _release(name: str, registry: Registry, data_root: Path) -> int:
    try:
        signer = signer_from()
        provenance = read_provenance(data_root / OPEN_FOLDER)
        done = release_package(
            registry.packages[name],
            registry,
            data_root,
            provenance.created,
            provenance.sources.get(name, ()),
            site=site_from(),
            proof=Proof(provenance.inputs.get(name, Inputs()), signer),
        )
    except KNOWN_ERRORS as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
    print(_told(done))
    return 0


def _plan(name: str, registry: Registry, data_root: Path) -> int:
    try:
        provenance = read_provenance(data_root / OPEN_FOLDER)
        sources = provenance.sources.get(name, ())
        found = plan(registry.packages[name], registry, data_root, provenance.created, sources)
    except KNOWN_ERRORS as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
    print("\n".join(found.lines()))
    return 1 if found.blockers else 0


def _withdraw(options: argparse.Namespace, registry: Registry, data_root: Path) -> int:
    day = options.date or datetime.now(UTC).date()
    asked = Withdrawal(
        options.package, None if options.all else options.version, day, options.reason,
        options.replaced_by,
    )  # fmt: skip
    if options.all == bool(options.version):
        print("name the version to withdraw, or --all for the whole package", file=sys.stderr)
        return 1
    try:
        still = withdraw(asked, registry, data_root, site_from())
    except KNOWN_ERRORS as error:
        print(f"{options.package}: {error}", file=sys.stderr)
        return 1
    print(f"{options.package} {options.version or ''}: withdrawn on {day}")
    for version in still:
        print(
            f"  warning: {version}/changes.json tells old values of {options.version}; if nobody "
            f"may read them, withdraw {version} too"
        )
    return 0


def _told(done: Release) -> str:
    if not done.changed:
        return f"{done.package} {done.version}: nothing changed, no release"
    reasons = "; ".join(f"{change.subject}: {change.reason}" for change in done.changes)
    lines = [f"{done.package} {done.version} released ({reasons}): {done.path}"]
    lines += [f"  warning: {w.check}, {w.subject}: {w.message}" for w in done.warnings]
    return "\n".join(lines)


def _catalogue(registry: Registry, data_root: Path, page_size: int) -> int:
    try:
        done = build_catalogue(data_root, registry, site_from(), page_size)
    except (*KNOWN_ERRORS, ValueError) as error:
        print(f"catalogue: {error}", file=sys.stderr)
        return 1
    told = "written" if done.changed else "nothing changed, nothing written"
    print(f"catalogue of {len(done.datasets)} datasets, {told}: {done.path}")
    for label, names in (("new", done.added), ("withdrawn", done.dropped)):
        if names:
            print(f"  {label}: {', '.join(names)}")
    for warning in done.warnings:
        print(f"  warning: {warning.check}, {warning.subject}: {warning.message}")
    return 0


def _check(path: Path, registry: Registry, data_root: Path) -> int:
    try:
        name = read_json(path / DESCRIPTOR).get("name")
    except (OSError, ValueError) as error:
        print(f"{path / DESCRIPTOR} cannot be read: {error}", file=sys.stderr)
        return 1
    if name not in registry.packages:
        print(f"{path}: package {name!r} is not one of schemas/packages/", file=sys.stderr)
        return 1
    profile = find_profile(data_root / STANDARDS_CACHE)
    with engine(data_root, "-check") as connection:
        candidate = Candidate(
            path,
            registry.packages[name],
            registry,
            profile,
            releases=data_root / RELEASES_FOLDER,
            standards=data_root / STANDARDS_CACHE,
        )
        report = run_gate(connection, candidate)
    _print_report(report)
    return 1 if report.blockers else 0


def _print_report(report: Report) -> None:
    for finding in report.findings:
        outcome = finding.outcome if finding.outcome != "failed" else finding.level.upper()
        print(f"{outcome:11}  {finding.check:24}  {finding.subject:24}  {finding.message}")
    print(
        f"{report.package} {report.version}: {len(report.findings)} checks, "
        f"{len(report.blockers)} blockers, {len(report.warnings)} warnings"
    )


if __name__ == "__main__":
    sys.exit(main())
