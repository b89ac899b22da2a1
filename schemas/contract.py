"""Runs the contract of a table over a relation in DuckDB: what is accepted, what is not, and why.

Good rows are the rule. A first look over all rows notes, per row, whether its cells are in order
and a hash of each key. Only the rows that this makes suspect (some cell is not in order, or the
hash stands in another row as well) are read again and judged in full. Rows are typed when
somebody asks for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.cells import Cell
from schemas.dialect import Dialect
from schemas.model import Table
from schemas.registry import Registry
from schemas.sql import identifier
from schemas.to_duckdb import verdict_sql
from schemas.verdict import (
    ROW,
    Key,
    accepted_sql,
    cells_of,
    inner_columns,
    keys_of,
    read_sql,
    row_json,
)

if TYPE_CHECKING:
    import duckdb

PLAIN = Dialect()
FAILURE_COLUMNS = f"{ROW} BIGINT, position BIGINT, rule VARCHAR, column_name VARCHAR, value VARCHAR"


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
    judged, failures = identifier(f"{name} judged"), identifier(f"{name} failures")
    read = read_sql(cells, relation)
    keys = {identifier(f"key {n}"): key for n, key in enumerate(keys_of(table, cells))}
    con.execute(_judge_sql(judged, cells, keys, read))
    suspects = identifier(f"{name} suspects")
    con.execute(f"CREATE OR REPLACE TEMP TABLE {suspects} ({ROW} BIGINT)")
    con.execute(f"INSERT INTO {suspects} SELECT {ROW} FROM {judged} WHERE NOT in_order")
    for column in keys:
        _add_repeated(con, suspects, judged, column)
    rows = _count(con, f"SELECT count(*) FROM {judged}")
    con.execute(f"DROP TABLE {judged}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE {failures} ({FAILURE_COLUMNS})")
    if _count(con, f"SELECT count(*) FROM {suspects}"):
        among = f"(SELECT _sent.* FROM {relation} AS _sent WHERE {_is_among(suspects)})"
        con.execute(_failures_sql(failures, verdict_sql(table, registry, among, dialect)))
    con.execute(f"DROP TABLE {suspects}")
    rejected = _count(con, f"SELECT count(DISTINCT {ROW}) FROM {failures}")
    return Verdict(
        rows=rows,
        rejected=rejected,
        failures=failures,
        accepted_sql=_accepted_sql(cells, read, failures if rejected else None),
        rejected_sql=_rejected_sql(table, relation, failures),
    )


def _judge_sql(judged: str, cells: list[Cell], keys: dict[str, Key], read: str) -> str:
    """The first look: is the row in order by itself, and a hash of each of its keys."""
    hashes = "".join(f", {key.hash()} AS {column}" for column, key in keys.items())
    return (
        f"CREATE OR REPLACE TEMP TABLE {judged} AS "
        f"SELECT {ROW}{hashes}, {accepted_sql(cells)} AS in_order FROM ({read})"
    )


def _add_repeated(con: duckdb.DuckDBPyConnection, suspects: str, judged: str, column: str) -> None:
    """Adds the rows that share a hash. Equal keys share it, so that each row of a repeated key is
    among them; different keys that share it are told apart by the verdict.

    Sorting the hashes outside takes a quarter of what grouping them inside the engine does.
    """
    import numpy as np
    import pyarrow as pa

    query = f"SELECT {column} AS hash FROM {judged} WHERE {column} IS NOT NULL"
    hashes = np.sort(np.asarray(con.execute(query).fetchnumpy()["hash"]))
    repeated = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
    if len(repeated):
        con.register("repeated_hashes", pa.table({"hash": repeated}))
        con.execute(
            f"INSERT INTO {suspects} SELECT {ROW} FROM {judged} "
            f"WHERE coalesce({column} IN (SELECT hash FROM repeated_hashes), false)"
        )
        con.unregister("repeated_hashes")


def _failures_sql(failures: str, verdicts: str) -> str:
    return (
        f"INSERT INTO {failures} "
        f"SELECT {ROW}, generate_subscripts(_failures, 1) AS position, "
        f"unnest(_failures, recursive := true) FROM ({verdicts}) ORDER BY {ROW}, position"
    )


def _is_among(rows: str) -> str:
    """SQL: is the row one of that (small) table? Not by a semi or anti join: the engine knows
    no size of an Arrow table, takes it for the smaller side and builds its hash table on that."""
    return f"coalesce({ROW} IN (SELECT {ROW} FROM {rows}), false)"


def _count(con: duckdb.DuckDBPyConnection, query: str) -> int:
    counted: int = con.execute(query).fetchall()[0][0]
    return counted


def _accepted_sql(cells: list[Cell], read: str, failures: str | None) -> str:
    """An accepted cell needs no second look: what the engine reads is its value."""
    typed = ", ".join(f"{cell.value} AS {identifier(cell.field.name)}" for cell in cells)
    refused = f" WHERE NOT {_is_among(failures)}" if failures else ""
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
