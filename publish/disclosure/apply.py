"""The rows of a protected table as they are published: blanked, flagged, nothing else."""

from __future__ import annotations

from pathlib import Path

import duckdb

from publish.disclosure.protect import Protection, protect
from publish.disclosure.sheet import NOT_SIGNIFICANT, SUPPRESSED
from publish.engine import names
from schemas.disclosure import CONF_STATUS, OBS_STATUS
from schemas.model import Field, Table, duckdb_type
from schemas.registry import Registry
from schemas.sql import identifier, literal

RELATION = "protected_rows"


def protected_relation(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    registry: Registry,
    marts: str,
    private: Path,
    releases: Path | None,
) -> str:
    """A temporary table with the published columns of a protected mart. Returns its name."""
    made = protect(connection, table, registry, marts, private, releases)
    _write_decisions(connection, table, made)
    columns = ", ".join(_column(field, table) for field in table.published())
    withheld = f"decided_obs IN ({literal(SUPPRESSED)}, {literal(NOT_SIGNIFICANT)})"
    leaves_out = table.disclosure is not None and table.disclosure.leave_out
    kept = f" WHERE NOT coalesce({withheld}, false)" if leaves_out else ""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {RELATION} AS SELECT {columns} "
        f"FROM {marts}.{identifier(table.name)} AS exact "
        f"LEFT JOIN disclosure_decisions AS decided USING ({names(table.primary_key)}){kept}"
    )
    return RELATION


def _write_decisions(connection: duckdb.DuckDBPyConnection, table: Table, made: Protection) -> None:
    """The table's decisions as a temporary table; its keys are typed by the engine."""
    import pyarrow as pa

    keys = [table.field(name) for name in table.primary_key]
    mine = [
        [*(None if value is None else str(value) for value in key), *flags]
        for (name, key), flags in made.decisions.items()
        if name == table.name
    ]
    columns = [*table.primary_key, "decided_obs", "decided_conf"]
    cells = list(zip(*mine, strict=True)) if mine else [()] * len(columns)
    arrays = [pa.array(column, pa.string()) for column in cells]
    connection.register("decided_text", pa.table(arrays, names=columns))
    typed = ", ".join(
        f"CAST({identifier(field.name)} AS {duckdb_type(field)}) AS {identifier(field.name)}"
        for field in keys
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE disclosure_decisions AS "
        f"SELECT {typed}, decided_obs, decided_conf FROM decided_text"
    )
    connection.unregister("decided_text")


def _column(field: Field, table: Table) -> str:
    """A column, empty where the row's status takes it out; the statuses as they were decided."""
    block, name = table.disclosure, identifier(field.name)
    decided = {OBS_STATUS: "decided_obs", CONF_STATUS: "decided_conf"}.get(field.name)
    if decided is not None:
        return f"coalesce({decided}, exact.{name}) AS {name}"
    statuses = []
    if block is not None and field.name in block.values:
        statuses.append(literal(SUPPRESSED))
    if block is not None and block.reliability and field.name in block.reliability.values:
        statuses.append(literal(NOT_SIGNIFICANT))
    if not statuses:
        return f"exact.{name} AS {name}"
    out = f"decided_obs IN ({', '.join(statuses)})"
    return f"CASE WHEN {out} THEN NULL ELSE exact.{name} END AS {name}"
