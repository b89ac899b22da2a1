"""The rows of an open table as Python values, the same for every form that is not CSV or Parquet.

A decimal comes as the double nearest to it. Up to 15 digits (`limits.DIGITS`, which every table
of these forms keeps) a double gives the decimal back when it is rounded to the column's scale, so
equal doubles are equal values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from publish.engine import parquet
from schemas.model import Field
from schemas.sql import identifier

BATCH = 10_000


def values_sql(path: Path, fields: Sequence[Field], *, as_text: bool) -> str:
    """A SELECT of a table's columns in the order of the file. With `as_text` days and moments are
    ISO 8601 texts (`2024-03-01`, `2024-03-01T06:30:00Z`), else what Python has for them."""
    listed = ", ".join(f"{_value(f, as_text)} AS {identifier(f.name)}" for f in fields)
    return f"SELECT {listed} FROM {parquet(path)}"


def batches(
    connection: duckdb.DuckDBPyConnection, query: str, size: int = BATCH
) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a query, so many at a time. The connection is busy until the last is taken."""
    result = connection.execute(query)
    while found := result.fetchmany(size):
        yield found


def _value(field: Field, as_text: bool) -> str:
    column = identifier(field.name)
    if field.type == "number":
        return f"{column}::DOUBLE"
    if as_text and field.type == "date":
        return f"{column}::VARCHAR"
    if as_text and field.type == "datetime":
        return f"strftime({column}, '%Y-%m-%dT%H:%M:%SZ')"
    return column
