"""Runs the contract of a table over a relation in DuckDB: what is accepted, what is not, and why.

Good rows are the rule. So one scan reads each cell and notes, per row, a hash of every key and
the failures if there are any; only rows whose hash repeats are read again, to compare their keys
value by value. Rows are typed when somebody asks for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.cells import Cell
from schemas.dialect import Dialect
from schemas.model import Table
from schemas.registry import Registry
from schemas.sql import identifier
from schemas.verdict import (
    ROW,
    Key,
    cells_of,
    failures_sql,
    inner_columns,
    keys_of,
    read_sql,
    row_json,
)

if TYPE_CHECKING:
    import duckdb

PLAIN = Dialect()


@dataclass(frozen=True)
class Verdict:
    """The outcome over one relation. Its queries live as long as the relation and connection."""

    rows: int
    rejected: int
    """Rows with at least one failure."""
    failures: str
    """Temporary table: one row per broken rule (_row, position, rule, column_name, value)."""
    accepted_sql: str
    """The accepted rows: the fields in the table's order, typed; then the technical columns."""
    rejected_sql: str
    """One row per broken rule: the technical columns, rule, column_name, value, and `row_json`,
    the row as it was sent. Ordered by `_row`."""

    @property
    def accepted(self) -> int:
        """Rows without any failure."""
        return self.rows - self.rejected


def check(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    registry: Registry,
    relation: str,
    dialect: Dialect = PLAIN,
    name: str = "verdict",
) -> Verdict:
    """Judges every row of `relation` by the rules of `schemas.to_duckdb.verdict_sql`.

    The relation (SQL of a table, a view or a subquery that can be read several times) has a
    text column for each field and a distinct, not missing `_row`. `name` begins the names of
    the temporary tables, which a later check of the same name replaces.
    """
    cells = cells_of(table, registry, dialect)
    keys = keys_of(table, cells)
    judged, failures = identifier(f"{name} judged"), identifier(f"{name} failures")
    read = read_sql(cells, relation)
    con.execute(_judge_sql(judged, table, cells, keys, read))
    repeating = {
        place: _repeated_hashes(con, f"{name} repeated {place}", judged, place)
        for place in range(len(keys))
    }
    repeated = [
        _repeated_sql(judged, place, keys[place], hashes, relation)
        for place, hashes in repeating.items()
        if _count(con, f"SELECT count(*) FROM {hashes}")
    ]
    con.execute(_failures_sql(failures, judged, repeated))
    rows = _count(con, f"SELECT count(*) FROM {judged}")
    rejected = _count(con, f"SELECT count(DISTINCT {ROW}) FROM {failures}")
    for leftover in (judged, *repeating.values()):
        con.execute(f"DROP TABLE {leftover}")
    return Verdict(
        rows=rows,
        rejected=rejected,
        failures=failures,
        accepted_sql=_accepted_sql(cells, read, failures if rejected else None),
        rejected_sql=_rejected_sql(table, relation, failures),
    )


def _judge_sql(judged: str, table: Table, cells: list[Cell], keys: list[Key], read: str) -> str:
    hashes = "".join(f", {key.hash()} AS {_hash_column(i)}" for i, key in enumerate(keys))
    return (
        f"CREATE OR REPLACE TEMP TABLE {judged} AS "
        f"SELECT {ROW}{hashes}, {failures_sql(table, cells)} AS failures FROM ({read})"
    )


def _repeated_hashes(con: duckdb.DuckDBPyConnection, name: str, judged: str, place: int) -> str:
    """A temporary table of the hashes of a key that several rows have."""
    column, hashes = _hash_column(place), identifier(name)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {hashes} AS "
        f"SELECT {column} FROM {judged} GROUP BY {column} "
        f"HAVING count(*) > 1 AND {column} IS NOT NULL"
    )
    return hashes


def _failures_sql(failures: str, judged: str, repeated: list[str]) -> str:
    own = (
        f"SELECT {ROW}, generate_subscripts(failures, 1) AS position, "
        f"unnest(failures, recursive := true) FROM {judged} WHERE failures IS NOT NULL"
    )
    return (
        f"CREATE OR REPLACE TEMP TABLE {failures} AS "
        f"{' UNION ALL BY NAME '.join([own, *repeated])} ORDER BY {ROW}, position"
    )


def _repeated_sql(judged: str, place: int, key: Key, hashes: str, relation: str) -> str:
    """Equal hashes only make a row suspect; the values of the suspects decide."""
    suspects = f"SELECT {ROW} FROM {judged} SEMI JOIN {hashes} USING ({_hash_column(place)})"
    again = f"(SELECT _sent.* FROM {relation} AS _sent SEMI JOIN ({suspects}) USING ({ROW}))"
    placed = (
        f"SELECT {ROW}, {key.place()} AS place, {key.failure()} AS failure "
        f"FROM ({read_sql(list(key.cells), again)})"
    )
    # Failures of cells come first, then those of keys: no row has a million columns.
    position = 1_000_000 + place
    return f"SELECT {ROW}, {position} AS position, unnest(failure) FROM ({placed}) WHERE place > 1"


def _count(con: duckdb.DuckDBPyConnection, query: str) -> int:
    counted: int = con.execute(query).fetchall()[0][0]
    return counted


def _hash_column(place: int) -> str:
    return identifier(f"key {place}")


def _accepted_sql(cells: list[Cell], read: str, failures: str | None) -> str:
    """An accepted cell needs no second look: what the engine reads is its value."""
    typed = ", ".join(f"{cell.value} AS {identifier(cell.field.name)}" for cell in cells)
    refused = f" ANTI JOIN {failures} USING ({ROW})" if failures else ""
    return (
        f"SELECT {typed}, _read.* EXCLUDE ({inner_columns(cells)}) FROM ({read}) AS _read{refused}"
    )


def _rejected_sql(table: Table, relation: str, failures: str) -> str:
    fields = ", ".join(identifier(field.name) for field in table.fields)
    return (
        f"SELECT _sent.* EXCLUDE ({fields}), broken.rule, broken.column_name, broken.value, "
        f"{row_json(table)} AS row_json "
        f"FROM {relation} AS _sent JOIN {failures} AS broken USING ({ROW}) "
        f"ORDER BY {ROW}, broken.position"
    )
