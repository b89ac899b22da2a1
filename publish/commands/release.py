"""`release`, `plan`, `list` and `check`: the packages of the data root."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from publish.changes.plan import plan
from publish.checks.finding import Candidate
from publish.commands.context import KNOWN_ERRORS, Context
from publish.engine import engine
from publish.files import read_json
from publish.gate import Report, run_gate
from publish.package import DESCRIPTOR
from publish.profile import find_profile
from publish.proof.inputs import Inputs
from publish.proof.keys import signer_from
from publish.proof.seal import Proof
from publish.provenance import read_provenance
from publish.release import (
    OPEN_FOLDER,
    RELEASES_FOLDER,
    STANDARDS_CACHE,
    Release,
    release_package,
    shelf_of,
)
from publish.site import site_from


def add(commands: Any) -> None:
    """Adds the commands of this module."""
    works: tuple[tuple[str, str, Callable[[str, Context], int]], ...] = (
        ("release", "release what changed (default: every package)", _release),
        ("plan", "what a release would be; writes nothing", _plan),
        ("list", "list the releases", _list),
    )
    for name, told, work in works:
        made = commands.add_parser(name, help=told)
        made.add_argument("package", nargs="?")
        made.set_defaults(run=_each, work=work)
    check = commands.add_parser("check", help="run every check over a package folder")
    check.add_argument("path", type=Path)
    check.set_defaults(run=_check)


def _each(options: argparse.Namespace, context: Context) -> int:
    """Does the work for the package asked for, or for all; a refusal keeps none of the others."""
    packages = context.registry.packages
    names = [options.package] if options.package else list(packages)
    if unknown := [name for name in names if name not in packages]:
        known = ", ".join(packages)
        print(f"no package {unknown[0]} in schemas/packages/; there are {known}", file=sys.stderr)
        return 1
    codes: list[int] = []
    for name in names:
        try:
            codes.append(options.work(name, context))
        except KNOWN_ERRORS as error:
            print(f"{name}: {error}", file=sys.stderr)
            codes.append(1)
    return max(codes)


def _release(name: str, context: Context) -> int:
    signer = signer_from()
    provenance = read_provenance(context.data_root / OPEN_FOLDER)
    done = release_package(
        context.registry.packages[name],
        context.registry,
        context.data_root,
        provenance.created,
        provenance.sources.get(name, ()),
        site=site_from(),
        proof=Proof(provenance.inputs.get(name, Inputs()), signer),
    )
    print(_told(done))
    return 0


def _told(done: Release) -> str:
    if not done.changed:
        return f"{done.package} {done.version}: nothing changed, no release"
    reasons = "; ".join(f"{change.subject}: {change.reason}" for change in done.changes)
    lines = [f"{done.package} {done.version} released ({reasons}): {done.path}"]
    lines += [f"  warning: {w.check}, {w.subject}: {w.message}" for w in done.warnings]
    return "\n".join(lines)


def _plan(name: str, context: Context) -> int:
    provenance = read_provenance(context.data_root / OPEN_FOLDER)
    sources = provenance.sources.get(name, ())
    package, registry = context.registry.packages[name], context.registry
    found = plan(package, registry, context.data_root, provenance.created, sources)
    print("\n".join(found.lines()))
    return 1 if found.blockers else 0


def _list(name: str, context: Context) -> int:
    shelf = shelf_of(name, context.data_root)
    print(f"{name}: {', '.join(shelf.versions()) or 'no release'}")
    return 0


def _check(options: argparse.Namespace, context: Context) -> int:
    path, registry, data_root = options.path, context.registry, context.data_root
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
