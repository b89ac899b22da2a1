"""What changed in the rows of a table between two releases; DuckDB compares the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from publish.engine import fetch_one, names, parquet
from publish.files import sha256_of
from publish.version import Change
from schemas.model import Table
from schemas.sql import identifier


@dataclass(frozen=True)
class RowChanges:
    """Numbers of rows, by key."""

    added: int
    removed: int
    changed: int


def row_changes(
    connection: duckdb.DuckDBPyConnection, table: Table, old: Path, new: Path
) -> tuple[Change, ...]:
    """The changes from one Parquet file of a table to the next; none for equal files.

    A column that the old file lacks or has in another type is major: the Table Schema does not
    know the precision of a decimal number, the file does.
    """
    if sha256_of(old) == sha256_of(new):
        return ()
    before, after = _columns(connection, old), _columns(connection, new)
    retyped = tuple(
        Change("major", table.name, f"field {name}: type {before[name]} became {kind}")
        for name, kind in after.items()
        if before.get(name, kind) != kind
    )
    if retyped or any(key not in before for key in table.primary_key):
        return retyped
    values = [n for n in after if n in before and n not in table.primary_key]
    found = compare_rows(connection, table.primary_key, values, old, new)
    return tuple(_changes(table.name, found))


def compare_rows(
    connection: duckdb.DuckDBPyConnection,
    key: tuple[str, ...],
    values: list[str],
    old: Path,
    new: Path,
) -> RowChanges:
    """Counts rows by key that only one file has, and rows of which another value stands."""
    first = identifier(key[0])
    differs = " OR ".join(f"o.{identifier(v)} IS DISTINCT FROM n.{identifier(v)}" for v in values)
    added, removed, changed = fetch_one(
        connection,
        f"SELECT count(*) FILTER (o.{first} IS NULL), count(*) FILTER (n.{first} IS NULL), "
        f"count(*) FILTER (o.{first} IS NOT NULL AND n.{first} IS NOT NULL "
        f"AND ({differs or 'false'})) "
        f"FROM {parquet(old)} o FULL JOIN {parquet(new)} n USING ({names(key)})",
    )
    return RowChanges(added, removed, changed)


def _columns(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    described = connection.execute(f"DESCRIBE FROM {parquet(path)}").fetchall()
    return {row[0]: row[1] for row in described}


def _changes(table: str, found: RowChanges) -> Iterator[Change]:
    if found.added:
        yield Change("minor", table, f"rows added: {found.added}")
    if found.removed:
        yield Change("minor", table, f"rows removed: {found.removed}")
    if found.changed:
        yield Change("patch", table, f"rows with other values: {found.changed}")
