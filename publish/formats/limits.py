"""Which forms a table is written in: the limits of each, declared once.

CSV and Parquet hold any table. The others are for people's programs: a spreadsheet ends at
1,048,576 rows and is of no use long before, and spreadsheets, SQLite's REAL and JSON numbers hold
15 significant digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from publish.engine import fetch_one, parquet
from schemas.model import Field, Table
from schemas.sql import identifier

OFFICE_ROWS = 100_000
"""Rows of a table in XLSX, of which four files are written."""
SQLITE_ROWS = 1_000_000
CUBE_VALUES = 500_000
"""Values (cells times measures) of a JSON-stat file: some 10 MB, which a browser reads whole."""
CELL_CHARACTERS = 32_767
"""Characters in a cell, by Excel's specifications and limits."""
DIGITS = 15
"""Significant decimal digits that a double (IEEE 754 binary64) always gives back."""

ALWAYS = ("csv", "parquet")


def forms_of(
    connection: duckdb.DuckDBPyConnection, table: Table, path: Path, rows: int
) -> tuple[str, ...]:
    """The suffixes of the forms (`publish.forms`) that a table's Parquet file fits into.

    The values are looked at only where the rows are few enough for any other form.
    """
    fields = table.published()
    cube = rows * len(table.statistical.measures) if table.statistical else 0
    small = {
        "jsonstat.json": table.statistical is not None and cube <= CUBE_VALUES,
        "xlsx": rows <= OFFICE_ROWS,
        "sqlite": rows <= SQLITE_ROWS,
    }
    if not any(small.values()):
        return ALWAYS
    exact, longest = fetch_one(
        connection, f"SELECT {_exact(fields)}, {_longest(fields)} FROM {parquet(path)}"
    )
    small["xlsx"] &= longest <= CELL_CHARACTERS
    return (*ALWAYS, *(form for form, fits in small.items() if fits and exact))


def _exact(fields: Sequence[Field]) -> str:
    """SQL: has every number at most DIGITS digits, counted down to the last of its scale?"""
    wide = [
        f"coalesce(max({column}) < {bound} AND min({column}) > -{bound}, true)"
        for column, bound in (
            (identifier(f.name), f"1e{DIGITS - (f.scale or 0)}")
            for f in fields
            if f.type == "integer" or (f.type == "number" and (f.precision or 0) > DIGITS)
        )
    ]
    return " AND ".join(wide) or "true"


def _longest(fields: Sequence[Field]) -> str:
    """SQL: the number of characters of the longest text; Excel counts UTF-16 units, so that one
    beyond the first plane counts twice, and `strlen` (bytes) is never less."""
    texts = [
        f"coalesce(max(strlen({identifier(f.name)})), 0)" for f in fields if f.type == "string"
    ]
    return f"greatest({', '.join(texts)})" if texts else "0"
