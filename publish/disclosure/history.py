"""Everything ever released of some tables: what a reader may have kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from publish.descriptor import file_path
from publish.disclosure.primary import Earlier, shown_count
from publish.disclosure.sheet import SUPPRESSED, DisclosureError, Key, Sheet, read_sheet
from publish.engine import parquet
from publish.files import sha256_of
from publish.shelf import Shelf
from schemas.model import Table
from schemas.registry import Registry


@dataclass(frozen=True)
class Released:
    """One file of an earlier release."""

    table: Table
    label: str
    """Package and version, for messages."""
    path: Path
    sha256: str


def released_files(
    tables: Iterable[Table], registry: Registry, releases: Path | None
) -> tuple[Released, ...]:
    """The Parquet files of these tables in every release ever made, withdrawn ones among them,
    oldest first; files with the same content once. Raises DisclosureError where the files of a
    withdrawn release are gone."""
    return tuple(_files(tables, registry, releases)) if releases is not None else ()


def _files(tables: Iterable[Table], registry: Registry, releases: Path) -> Iterator[Released]:
    for table in tables:
        seen: set[str] = set()
        for shelf in _shelves(registry.package_of(table.name).name, releases):
            for version in shelf.versions():
                path = _kept(shelf, version) / file_path(table.name, "parquet")
                if path.exists() and (digest := sha256_of(path)) not in seen:
                    seen.add(digest)
                    yield Released(table, f"{shelf.folder.name} {version}", path, digest)


def _shelves(package: str, releases: Path) -> list[Shelf]:
    """Every shelf, that of the table's present package last: its releases are the newest. A table
    that moved was released from another shelf before, maybe from one withdrawn as a whole."""
    folders = sorted(path.name for path in releases.glob("*") if path.is_dir())
    return [Shelf(releases / name) for name in (*(f for f in folders if f != package), package)]


def _kept(shelf: Shelf, version: str) -> Path:
    """The folder with a version's files. What was withdrawn was published once: a reader may have
    kept it, so its private copy is read as well, and without that nothing can be audited."""
    folder = shelf.kept(version)
    if not folder.is_dir():
        raise DisclosureError(
            f"the files of {shelf.folder.name} {version}, which was withdrawn, are gone from "
            f"{folder}; restore them from a backup: readers may have kept them, and the audit has "
            f"to know what they hold"
        )
    return folder


def read_released(
    connection: duckdb.DuckDBPyConnection, files: Iterable[Released]
) -> tuple[Sheet, ...]:
    """The rows of earlier releases, one sheet per file. A file from before the table had its
    present key cannot be compared and is left out: it is another table to its readers."""
    sheets = []
    for file in files:
        relation = parquet(file.path)
        there = {row[0] for row in connection.execute(f"DESCRIBE FROM {relation}").fetchall()}
        if there.issuperset(file.table.primary_key):
            sheets.append(read_sheet(connection, file.table, relation, file.label))
    return tuple(sheets)


def shown_values(sheets: Sequence[Sheet]) -> Earlier:
    """The value that each count had when it was last shown."""
    found: dict[tuple[str, str, Key], float] = {}
    for sheet in sheets:
        block = sheet.table.disclosure
        for count in block.counts if block else ():
            for position, key in enumerate(sheet.keys):
                value = shown_count(sheet, count, position)
                if value is not None:
                    found[sheet.table.name, count.column, key] = value
    return found


def hidden_rows(sheets: Sequence[Sheet]) -> set[tuple[str, Key]]:
    """The rows that the newest release of their table suppressed."""
    newest = {sheet.table.name: sheet for sheet in sheets}
    return {
        (name, key)
        for name, sheet in newest.items()
        for key, status in zip(sheet.keys, sheet.column("obs_status"), strict=True)
        if status == SUPPRESSED
    }
