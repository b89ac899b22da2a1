"""The rejected rows of a delivery: counted by rule, put into words, kept beside the accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.model import Table
from schemas.sql import identifier, literal
from sources.judging import BROKEN, Judged
from sources.problem import Problem
from sources.wording import Failure, Wording

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Rejection:
    """One broken rule of one row: as it is kept, and as it is told."""

    failure: Failure
    sheet: str | None
    row_json: str | None
    problem: Problem


def counts_by_rule(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rule -> rows that break it, most broken first."""
    counted = con.execute(
        f"SELECT rule, count(DISTINCT _row) AS rows FROM {BROKEN} GROUP BY rule "
        f"ORDER BY rows DESC, rule"
    )
    return {row[0]: row[1] for row in counted.fetchall()}


def told(
    con: duckdb.DuckDBPyConnection,
    judged: Judged,
    wording: Wording,
    relation: str,
    most: int | None,
) -> list[Rejection]:
    """The broken rules in the order of the rows, at most so many of them."""
    if not judged.rejected:
        return []
    earlier = {
        rule: _earlier_rows(con, wording.table, relation, rule)
        for rule in counts_by_rule(con)
        if rule in {"unique", "primary-key"}
    }
    rows = con.execute(judged.rejected_sql).fetchall()
    return list(islice(_told(rows, wording, earlier), most))


def write_rejected(rejections: list[Rejection], path: Path) -> None:
    """Writes one row per broken rule, in the order given; the same rows give the same bytes."""
    import pyarrow as pa
    from pyarrow import parquet

    columns = {
        "_row": pa.array([r.problem.row for r in rejections], pa.int64()),
        "_sheet": pa.array([r.sheet for r in rejections], pa.string()),
        "rule": pa.array([r.failure.rule for r in rejections], pa.string()),
        "column_name": pa.array([r.failure.column_name for r in rejections], pa.string()),
        "value": pa.array([r.problem.value for r in rejections], pa.string()),
        "message": pa.array([str(r.problem) for r in rejections], pa.string()),
        "row_json": pa.array([r.row_json for r in rejections], pa.string()),
    }
    parquet.write_table(pa.table(columns), path, compression="zstd")


def _told(
    rows: list[tuple[int, str | None, str, str, str | None, str | None]],
    wording: Wording,
    earlier: dict[str, dict[tuple[int, str], int]],
) -> Iterator[Rejection]:
    for number, sheet, rule, column_name, value, row_json in rows:
        first = earlier.get(rule, {}).get((number, column_name))
        failure = Failure(number, rule, column_name, value, first)
        yield Rejection(failure, sheet, row_json, wording.problem(failure))


def _earlier_rows(
    con: duckdb.DuckDBPyConnection, table: Table, relation: str, rule: str
) -> dict[tuple[int, str], int]:
    """(Row that repeats a key, the key's columns) -> the first row that has the same key."""
    found: dict[tuple[int, str], int] = {}
    named = con.execute(
        f"SELECT DISTINCT column_name FROM {BROKEN} WHERE rule = {literal(rule)}"
    ).fetchall()
    for (column_name,) in named:
        columns = [identifier(table.field(name).name) for name in column_name.split(", ")]
        same = " AND ".join(f"trim(f.{column}) = trim(s.{column})" for column in columns)
        rows = con.execute(
            f"SELECT b._row, min(s._row) FROM {BROKEN} AS b "
            f"JOIN {relation} AS f ON f._row = b._row "
            f"JOIN {relation} AS s ON {same} AND s._row < f._row "
            f"WHERE b.rule = {literal(rule)} AND b.column_name = {literal(column_name)} "
            f"GROUP BY b._row"
        ).fetchall()
        found.update({(row, column_name): first for row, first in rows})
    return found
