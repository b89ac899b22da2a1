"""What changed in the rows of a table between two releases: DuckDB compares the files by key.

Only rows that differ are kept, in a temporary table that spills to disk, so that memory does not
grow with what changed. Every value is told as the text that its CSV cell has: `1250.50`, `true`,
`2024-03-01`, `2024-03-01T06:30:00Z`; null where there is no value. So nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from pathlib import Path
from typing import Any, Literal

import duckdb

from publish.engine import fetch_one, names, parquet
from schemas.sql import identifier, literal

State = Literal["new", "removed", "equal", "compared", "replaced"]
NUMERIC = ("DECIMAL", "BIGINT", "INTEGER", "DOUBLE", "HUGEINT")
SAMPLES = 3
BATCH = 10_000


@dataclass(frozen=True)
class TableDiff:
    """What became of the rows of one table."""

    table: str
    state: State
    """`new` and `removed`: the table itself came or went, and its rows stand in its release;
    `replaced`: its key did not survive, so rows cannot be told apart by it."""
    key: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    """The columns compared beside the key: those that both releases have."""
    added: int = 0
    removed: int = 0
    changed: int = 0
    values: Mapping[str, int] = attribute(default_factory=dict)
    """How many values of each column are others, in rows that both releases have."""
    samples: tuple[str, ...] = ()
    """The first rows of each kind by key, as JSON."""

    def as_json(self) -> dict[str, Any]:
        """The table's line in the head of `changes.json`."""
        import json

        return {
            "table": self.table,
            "state": self.state,
            "key": list(self.key),
            "columns": list(self.columns),
            "added": self.added,
            "removed": self.removed,
            "changed": self.changed,
            "values": dict(self.values),
            "samples": [json.loads(sample) for sample in self.samples],
        }


@dataclass(frozen=True)
class _Sides:
    """The columns of both files of a table, and where each stands in the temporary table."""

    table: str
    key: tuple[str, ...]
    before: Mapping[str, str]
    """Column -> DuckDB type, key included."""
    after: Mapping[str, str]

    @property
    def store(self) -> str:
        return store_of(self.table)

    @property
    def old(self) -> dict[str, str]:
        """Value column of the old file -> its name in the temporary table."""
        return {name: f"o{n}" for n, name in enumerate(self.before) if name not in self.key}

    @property
    def new(self) -> dict[str, str]:
        """Value column of the new file -> its name in the temporary table."""
        return {name: f"n{n}" for n, name in enumerate(self.after) if name not in self.key}

    @property
    def common(self) -> tuple[str, ...]:
        return tuple(name for name in self.new if name in self.old)

    def differs(self, name: str, old: str, new: str) -> str:
        """SQL: is the value of a column another one? Numbers of two types by their value."""
        before, after = self.before[name], self.after[name]
        if before != after and not (before.startswith(NUMERIC) and after.startswith(NUMERIC)):
            old, new = _text(old, before), _text(new, after)
        return f"{old} IS DISTINCT FROM {new}"


def columns_of(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    """Column -> DuckDB type of a Parquet file, in order."""
    described = connection.execute(f"DESCRIBE FROM {parquet(path)}").fetchall()
    return {row[0]: row[1] for row in described}


def store_of(table: str) -> str:
    """The temporary table with the differing rows of a table; keys are its columns k0, k1."""
    return identifier(f"diff_{table}")


def compare_rows(
    connection: duckdb.DuckDBPyConnection, table: str, key: tuple[str, ...], old: Path, new: Path
) -> TableDiff:
    """Compares two Parquet files by a key that both have, unique and without nulls.

    The rows that differ stay in the connection, for `lines`. With a key that repeats the result
    is wrong: `publish.changes.keys` looks for that first.
    """
    sides = _Sides(table, key, columns_of(connection, old), columns_of(connection, new))
    _store(connection, sides, old, new)
    counted = [f"count(*) FILTER (change = '{kind}')" for kind in ("added", "removed", "changed")]
    counted += [
        f"count(*) FILTER (change = 'changed' AND "
        f"{sides.differs(name, sides.old[name], sides.new[name])})"
        for name in sides.common
    ]
    found = fetch_one(connection, f"SELECT {', '.join(counted)} FROM {sides.store}")
    values = {name: n for name, n in zip(sides.common, found[3:], strict=True) if n}
    line = _line(sides)
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {identifier(f'lines_{table}')} AS "
        f"SELECT *, {line} AS line FROM {sides.store}"
    )
    samples = _samples(connection, table, key)
    added, removed, changed = found[:3]
    columns = sides.common
    return TableDiff(
        table, "compared", key, columns, added, removed, changed, values=values, samples=samples
    )


def lines(connection: duckdb.DuckDBPyConnection, diff: TableDiff) -> Iterator[str]:
    """Every row that differs, as one line of JSON, by key. Only after `compare_rows`, and the
    connection may be asked for nothing else before the last line is read."""
    if diff.state != "compared":
        return
    reader = connection.execute(
        f"SELECT line FROM {identifier(f'lines_{diff.table}')} ORDER BY {_places(diff.key)}"
    )
    while batch := reader.fetchmany(BATCH):
        yield from (row[0] for row in batch)


def _store(connection: duckdb.DuckDBPyConnection, sides: _Sides, old: Path, new: Path) -> None:
    first = identifier(sides.key[0])
    keys = [f"{identifier(name)} AS k{n}" for n, name in enumerate(sides.key)]
    kept = [f"o.{identifier(name)} AS {place}" for name, place in sides.old.items()]
    kept += [f"n.{identifier(name)} AS {place}" for name, place in sides.new.items()]
    wanted = [f"o.{first} IS NULL", f"n.{first} IS NULL"]
    wanted += [
        sides.differs(name, f"o.{identifier(name)}", f"n.{identifier(name)}")
        for name in sides.common
    ]
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {sides.store} AS "
        f"SELECT CASE WHEN o.{first} IS NULL THEN 'added' WHEN n.{first} IS NULL THEN 'removed' "
        f"ELSE 'changed' END AS change, {', '.join([*keys, *kept])} "
        f"FROM {parquet(old)} o FULL JOIN {parquet(new)} n USING ({names(sides.key)}) "
        f"WHERE {' OR '.join(wanted)}"
    )


def _line(sides: _Sides) -> str:
    """SQL of a row of the temporary table as JSON text."""
    key = [_pair(name, f"k{n}", sides.after[name]) for n, name in enumerate(sides.key)]
    before = [_pair(name, place, sides.before[name]) for name, place in sides.old.items()]
    after = [_pair(name, place, sides.after[name]) for name, place in sides.new.items()]
    was, became = [], []
    for name in sides.common:
        differs = sides.differs(name, sides.old[name], sides.new[name])
        was.append((differs, _pair(name, sides.old[name], sides.before[name])))
        became.append((differs, _pair(name, sides.new[name], sides.after[name])))
    start = literal(f'{{"table":"{sides.table}","change":"')
    middle = f"""{start} || change || '","key":' || {_object(key)}"""
    return (
        f"{middle} || CASE change "
        f"WHEN 'added' THEN ',\"after\":' || {_object(after)} "
        f"WHEN 'removed' THEN ',\"before\":' || {_object(before)} "
        f"ELSE ',\"before\":' || {_changed(was)} || ',\"after\":' || {_changed(became)} END "
        f"|| '}}'"
    )


def _pair(name: str, place: str, kind: str) -> str:
    """SQL of `"name":"value"`, the value as its CSV cell has it, or null."""
    start = literal(f'"{name}":')
    return f"{start} || coalesce(to_json({_text(place, kind)})::VARCHAR, 'null')"


def _object(pairs: Sequence[str]) -> str:
    return f"'{{' || concat_ws(',', {', '.join(pairs)}) || '}}'" if pairs else "'{}'"


def _changed(pairs: Sequence[tuple[str, str]]) -> str:
    """Only the pairs whose value differs: `concat_ws` leaves out what is null."""
    return _object([f"CASE WHEN {differs} THEN {pair} END" for differs, pair in pairs])


def _text(place: str, kind: str) -> str:
    if kind.startswith("TIMESTAMP"):
        return f"strftime({place}, '%Y-%m-%dT%H:%M:%SZ')"
    return f"CAST({place} AS VARCHAR)"


def _samples(
    connection: duckdb.DuckDBPyConnection, table: str, key: tuple[str, ...]
) -> tuple[str, ...]:
    found: list[str] = []
    for kind in ("changed", "added", "removed"):
        rows = connection.execute(
            f"SELECT line FROM {identifier(f'lines_{table}')} WHERE change = '{kind}' "
            f"ORDER BY {_places(key)} LIMIT {SAMPLES}"
        ).fetchall()
        found += [row[0] for row in rows]
    return tuple(found)


def _places(key: Sequence[str]) -> str:
    return ", ".join(f"k{n}" for n in range(len(key)))
