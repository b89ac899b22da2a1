"""The preview of a release: its version, what differs and why, without a byte written."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from publish.changes.compare import Comparison, compare
from publish.changes.deprecation import judge_removals
from publish.changes.entries import stands
from publish.changes.keys import key_faults
from publish.changes.rows import TableDiff
from publish.changes.version import Change, Level, next_version
from publish.changes.withdraw import refuse_withdrawn
from publish.contents import Contents, inspect
from publish.descriptor import describe
from publish.engine import engine
from publish.files import read_json
from publish.package import DESCRIPTOR
from publish.provenance import SourceRecord
from publish.release import OPEN_FOLDER, shelf_of
from schemas.model import Package
from schemas.registry import Registry


@dataclass(frozen=True)
class Plan:
    """What `release` would do with a package now, as far as it can be told without building it."""

    package: str
    previous: str | None
    version: str | None
    """The version to come; None when nothing changed, or the keys are at fault."""
    level: Level | None
    changes: tuple[Change, ...] = ()
    tables: tuple[TableDiff, ...] = ()
    deprecations: tuple[Mapping[str, Any], ...] = ()
    blockers: tuple[str, ...] = ()
    """What is seen already to keep the release back; the gate, which judges the files, finds the
    rest."""

    def lines(self) -> Iterator[str]:
        """The preview for a coordinator, line by line."""
        yield self._headline()
        for blocker in self.blockers:
            yield f"  BLOCKER  {blocker}"
        for change in self.changes:
            yield f"  {change.level:5}  {change.subject}: {change.reason}"
        for table in self.tables:
            yield from _table(table)
        for told in self.deprecations:
            where = told["table"] + (f", {told['field']}" if told["field"] else "")
            yield f"  going  {where}: from {told['date']} on; {told['text@en'].strip()}"

    def _headline(self) -> str:
        if self.version is None:
            told = "would be refused" if self.blockers else "nothing changed, no release"
            return f"{self.package} {self.previous or ''}".rstrip() + f": {told}"
        if self.previous is None and self.level is not None:
            return f"{self.package}: {self.version} would be published anew"
        if self.previous is None:
            return f"{self.package}: {self.version} would be its first release"
        return f"{self.package}: {self.previous} would become {self.version} ({self.level})"


def plan(
    package: Package,
    registry: Registry,
    data_root: Path,
    created: datetime,
    sources: tuple[SourceRecord, ...],
) -> Plan:
    """Compares the open tables of a package with its last release and writes nothing below the
    data root; it takes no lock, and scratch goes to the system's temporary folder.

    Raises ReleaseError where the releases on disk contradict each other, and
    MissingOpenTableError when a table was not made.
    """
    shelf = shelf_of(package.name, data_root)
    refuse_withdrawn(shelf)
    entries = shelf.checked()
    standing = [entry["version"] for entry in entries if stands(entry)]
    last = standing[-1] if standing else None
    highest = entries[-1]["version"] if entries else None
    with tempfile.TemporaryDirectory() as scratch, engine(Path(scratch)) as connection:
        contents = inspect(connection, package, registry, data_root / OPEN_FOLDER, sources)
        if faults := key_faults(connection, contents):
            told = tuple(f"{fault.subject}: {fault.message}" for fault in faults)
            return Plan(package.name, last, None, None, blockers=told)
        described = describe(contents, registry)
        previous = shelf.path(last) if last else None
        found = compare(connection, contents, described, previous)
        upcoming = next_version(last, found.changes, highest)
        if upcoming is None:
            return Plan(package.name, last, None, None, deprecations=found.deprecations)
        blockers = [*_emptied(found, contents)]
        if previous is not None:
            blockers += _removals(package, previous, described, created)
    return Plan(
        package.name,
        last,
        upcoming.version,
        upcoming.level,
        upcoming.changes,
        found.tables,
        found.deprecations,
        tuple(blockers),
    )


def _emptied(found: Comparison, contents: Contents) -> Iterator[str]:
    for diff in found.tables:
        if diff.removed and contents.rows.get(diff.table) == 0:
            yield f"{diff.table}: no row; the release before had {diff.removed}"


def _removals(
    package: Package, previous: Path, described: Mapping[str, Any], created: datetime
) -> Iterator[str]:
    old = read_json(previous / DESCRIPTOR)
    for finding in judge_removals(package, old, described, created):
        if finding.outcome == "failed" and finding.level == "blocker":
            yield finding.message


def _table(table: TableDiff) -> Iterator[str]:
    if table.state == "equal":
        return
    yield (
        f"  {table.table} ({table.state}): {table.added} added, {table.removed} removed, "
        f"{table.changed} changed"
    )
    if table.values:
        told = ", ".join(f"{name} {count}" for name, count in table.values.items())
        yield f"    changed values by column: {told}"
    for sample in map(json.loads, table.samples):
        key = ", ".join(f"{name} {value}" for name, value in sample["key"].items())
        yield f"    {sample['change']} {key}{_values(sample)}"


def _values(sample: Mapping[str, Any]) -> str:
    if sample["change"] != "changed":
        return ""
    pairs = (
        f"{name}: {_cell(sample['before'][name])} -> {_cell(value)}"
        for name, value in sample["after"].items()
    )
    return f"  {'; '.join(pairs)}"


def _cell(value: str | None) -> str:
    return "(empty)" if value is None else value
