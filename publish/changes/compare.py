"""A package about to be released against its last release: all that differs, shape and rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from publish.changes.rows import State, TableDiff, columns_of, compare_rows, lines, store_of
from publish.changes.shape import as_list, deprecations_of, retyped, schemas_of, shape_changes
from publish.changes.version import Change, NextVersion
from publish.contents import Contents
from publish.descriptor import file_path, unversioned
from publish.engine import fetch_one, names, parquet
from publish.files import read_json, sha256_of, to_json
from publish.package import DESCRIPTOR
from schemas.model import Table
from schemas.sql import identifier

FORMAT = "urn:ksigune:schema:changes:1"


@dataclass(frozen=True)
class Comparison:
    """What differs between two releases of a package. It lives as long as its connection."""

    connection: duckdb.DuckDBPyConnection
    changes: tuple[Change, ...]
    tables: tuple[TableDiff, ...]
    deprecations: tuple[Mapping[str, Any], ...]
    """What is announced to go: table, field (null for the whole), date, text, replaced_by."""

    def rows(self) -> Iterator[str]:
        """Every row added, removed or changed as a line of JSON, by table and key."""
        for table in self.tables:
            yield from lines(self.connection, table)


def compare(
    connection: duckdb.DuckDBPyConnection,
    contents: Contents,
    described: Mapping[str, Any],
    previous: Path | None,
) -> Comparison:
    """Compares the open tables of a package with the folder of its last release.

    The rows of a table whose shape broke are compared over what both have, as long as its key
    survived. Without a previous release every table is new. The keys have to be sound: see
    `publish.changes.keys`.
    """
    written = json.loads(to_json(described))  # as it will be read back: lists, not tuples
    announced = tuple(
        {"table": table, "field": field, **told}
        for (table, field), told in deprecations_of(written).items()
    )
    if previous is None:
        new = tuple(_whole(t.name, "new", contents.rows[t.name]) for t in contents.tables)
        return Comparison(connection, (), new, announced)
    old = unversioned(read_json(previous / DESCRIPTOR))
    changes = list(shape_changes(old, unversioned(written)))
    before, after = schemas_of(old), schemas_of(written)
    diffs: list[TableDiff] = []
    for table in contents.tables:
        told, diff = _table(connection, table, contents, previous, before)
        changes += told
        diffs.append(diff)
    for name in before:
        if name not in after:
            rows = _count(connection, previous / file_path(name, "parquet"))
            diffs.append(_whole(name, "removed", rows))
    changes += _referenced(connection, diffs, before, previous)
    return Comparison(connection, tuple(changes), tuple(diffs), announced)


def head_of(package: str, upcoming: NextVersion, found: Comparison) -> dict[str, Any]:
    """The head of `changes.json`: everything but the rows."""
    return {
        "$schema": FORMAT,
        "package": package,
        "version": upcoming.version,
        "previous": upcoming.previous,
        **({"highest": upcoming.highest} if upcoming.highest else {}),
        "level": upcoming.level,
        "changes": [change.as_json() for change in upcoming.changes],
        "deprecations": [dict(told) for told in found.deprecations],
        "tables": [diff.as_json() for diff in found.tables],
    }


def _whole(table: str, state: State, rows: int) -> TableDiff:
    """A table that came or went as a whole."""
    if state == "new":
        return TableDiff(table, state, added=rows)
    return TableDiff(table, state, removed=rows)


def _table(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    contents: Contents,
    previous: Path,
    before: Mapping[str, Any],
) -> tuple[list[Change], TableDiff]:
    """The changes of one table's rows and types, and the difference of its rows."""
    new, old = contents.path(table.name), previous / file_path(table.name, "parquet")
    if table.name not in before:
        return [], _whole(table.name, "new", contents.rows[table.name])
    key = table.primary_key
    if sha256_of(old) == sha256_of(new):
        return [], TableDiff(table.name, "equal", key)
    was, now = columns_of(connection, old), columns_of(connection, new)
    changes = [
        retyped(table.name, name, "type", was[name], kind)
        for name, kind in now.items()
        if was.get(name, kind) != kind and not _told(name, table, before, kind)
    ]
    same_key = as_list(before[table.name].get("primaryKey")) == list(key)
    if not same_key or any(was.get(name) != now[name] for name in key):
        return changes, TableDiff(table.name, "replaced", key)
    diff = compare_rows(connection, table.name, key, old, new)
    if not diff.added + diff.removed + diff.changed:
        diff = TableDiff(table.name, "equal", key)
    return [*changes, *_row_changes(diff)], diff


def _told(name: str, table: Table, before: Mapping[str, Any], kind: str) -> bool:
    """Whether the descriptors already tell that a field's type is another one. Table Schema knows
    no precision of a number: there the files alone tell."""
    fields = {field["name"]: field for field in before[table.name]["fields"]}
    return name in fields and fields[name]["type"] != table.field(name).type


def _row_changes(diff: TableDiff) -> Iterator[Change]:
    for count, level, told, kind in (
        (diff.added, "minor", "rows added", "rows-added"),
        (diff.removed, "minor", "rows removed", "rows-removed"),
        (diff.changed, "patch", "rows with other values", "rows-changed"),
    ):
        if count:
            yield Change(level, diff.table, f"{told}: {count}", kind, {"rows": count})  # type: ignore[arg-type]


def _referenced(
    connection: duckdb.DuckDBPyConnection,
    diffs: Sequence[TableDiff],
    before: Mapping[str, Any],
    previous: Path,
) -> Iterator[Change]:
    """Rows that are gone and that other rows of the last release pointed at: major by the recipe
    ("delete data that is referenced by another data resource")."""
    gone = {diff.table: diff for diff in diffs if diff.state == "compared" and diff.removed}
    for name, schema in before.items():
        for key in schema.get("foreignKeys", ()):
            target = key["reference"]["resource"]
            pointed = tuple(as_list(key["reference"]["fields"]))
            if target in gone and target != name and set(pointed) == set(gone[target].key):
                fields = as_list(key["fields"])
                places = [f"k{gone[target].key.index(field)}" for field in pointed]
                source = parquet(previous / file_path(name, "parquet"))
                rows = _pointed_at(connection, target, places, source, fields)
                if rows:
                    told = f"rows removed that {name} refers to: {rows}"
                    facts = {"rows": rows, "referenced_by": name}
                    yield Change("major", target, told, "referenced-rows-removed", facts)


def _pointed_at(
    connection: duckdb.DuckDBPyConnection,
    target: str,
    places: Sequence[str],
    source: str,
    fields: Sequence[str],
) -> int:
    pairs = " AND ".join(
        f"d.{place} = r.{identifier(field)}" for place, field in zip(places, fields, strict=True)
    )
    query = (
        f"SELECT count(*) FROM {store_of(target)} d SEMI JOIN "
        f"(SELECT {names(fields)} FROM {source}) r ON {pairs} WHERE d.change = 'removed'"
    )
    count: int = fetch_one(connection, query)[0]
    return count


def _count(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    count: int = fetch_one(connection, f"SELECT count(*) FROM {parquet(path)}")[0]
    return count
