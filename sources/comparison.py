"""What changed between two snapshots of a feed: rows by key, and columns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from schemas.model import Table
from schemas.sql import identifier, literal

if TYPE_CHECKING:
    import duckdb


class Comparison(BaseModel):
    """Counts of accepted rows against the previous snapshot; `share` is of the rows before."""

    model_config = ConfigDict(frozen=True)

    previous: str
    rows_before: int
    rows_now: int
    rows_added: int
    rows_removed: int
    rows_changed: int
    changed_share: float
    """Rows added, removed or changed, over the rows before (1.0 where there were none)."""
    changed_values: dict[str, int]
    """Field -> in how many of the rows that stand in both its value differs."""
    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]

    def __str__(self) -> str:
        columns = "".join(
            f", columns {word}: {', '.join(names)}"
            for word, names in (("added", self.columns_added), ("removed", self.columns_removed))
            if names
        )
        return (
            f"{self.rows_now} rows after {self.rows_before}: {self.rows_added} added, "
            f"{self.rows_removed} removed, {self.rows_changed} changed{columns}"
        )


def compare(
    con: duckdb.DuckDBPyConnection, table: Table, previous: str, before: Path, now: Path
) -> Comparison:
    """Compares two accepted.parquet files of one landing table by its primary key.

    If the key itself has changed with the contract, all rows count as removed and added.
    """
    fields_before = _fields(con, before)
    fields_now = [field.name for field in table.fields]
    common = [name for name in fields_now if name in fields_before]
    rows_before, rows_now = _count(con, before), _count(con, now)
    removed, added, changed = rows_before, rows_now, 0
    values: dict[str, int] = {}
    if set(table.primary_key) <= set(common):
        rest = [name for name in common if name not in table.primary_key]
        removed, added, changed, values = _by_key(con, table, rest, before, now)
    touched = removed + added + changed
    return Comparison(
        previous=previous,
        rows_before=rows_before,
        rows_now=rows_now,
        rows_added=added,
        rows_removed=removed,
        rows_changed=changed,
        changed_share=round(touched / rows_before, 6) if rows_before else float(touched > 0),
        changed_values={name: count for name, count in values.items() if count},
        columns_added=tuple(name for name in fields_now if name not in fields_before),
        columns_removed=tuple(name for name in fields_before if name not in fields_now),
    )


def _by_key(
    con: duckdb.DuckDBPyConnection, table: Table, rest: list[str], before: Path, now: Path
) -> tuple[int, int, int, dict[str, int]]:
    keys = [identifier(name) for name in table.primary_key]
    on = " AND ".join(f"b.{key} = n.{key}" for key in keys)
    both = f"b.{keys[0]} IS NOT NULL AND n.{keys[0]} IS NOT NULL"
    # Cast, because a column may have been retyped since the snapshot before.
    differs = [
        f"b.{identifier(name)}::VARCHAR IS DISTINCT FROM n.{identifier(name)}::VARCHAR"
        for name in rest
    ]
    counts = "".join(f", count(*) FILTER ({both} AND {one})" for one in differs)
    (row,) = con.execute(
        f"""
        SELECT count(*) FILTER (n.{keys[0]} IS NULL), count(*) FILTER (b.{keys[0]} IS NULL),
          count(*) FILTER ({both} AND ({" OR ".join(differs) or "false"})){counts}
        FROM read_parquet({literal(str(before))}) AS b
        FULL JOIN read_parquet({literal(str(now))}) AS n ON {on}
        """
    ).fetchall()
    return row[0], row[1], row[2], dict(zip(rest, row[3:], strict=True))


def _fields(con: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    described = con.execute(f"DESCRIBE FROM read_parquet({literal(str(path))})").fetchall()
    return [row[0] for row in described if not row[0].startswith("_")]


def _count(con: duckdb.DuckDBPyConnection, path: Path) -> int:
    ((count,),) = con.execute(f"SELECT count(*) FROM read_parquet({literal(str(path))})").fetchall()
    return int(count)
