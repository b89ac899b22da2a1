"""Whether the keys of the open tables tell their rows apart: without that nothing is compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from publish.checks.finding import Finding, failed
from publish.contents import Contents
from publish.engine import fetch_one, names, parquet
from schemas.model import Table
from schemas.sql import identifier

CHECK = "primary key"


def key_faults(connection: duckdb.DuckDBPyConnection, contents: Contents) -> tuple[Finding, ...]:
    """A finding for every open table of a package whose key has nulls, repeats or is not sorted;
    none when all are sound."""
    return tuple(f for table in contents.tables for f in _faults(connection, contents, table))


def _faults(
    connection: duckdb.DuckDBPyConnection, contents: Contents, table: Table
) -> Iterator[Finding]:
    path = contents.path(table.name)
    broken, *nulls = broken_keys(connection, path, table.primary_key)
    for name, count in zip(table.primary_key, nulls, strict=True):
        if count:
            yield failed(
                CHECK,
                table.name,
                f"{count} rows have no {name}, which is part of the key; correct them in the "
                f"source or in sources/corrections/",
            )
    if broken and not any(nulls):
        example = _example(connection, path, table.primary_key)
        yield failed(
            CHECK,
            table.name,
            f"{broken} rows repeat a key or are out of its order, such as "
            f"{', '.join(table.primary_key)} = {example}; take the second row out of the source "
            f"or describe a key that tells them apart in schemas/open/{table.name}.yml",
        )


def broken_keys(
    connection: duckdb.DuckDBPyConnection, path: Path, key: tuple[str, ...]
) -> tuple[int, ...]:
    """Of a Parquet file, how many rows have no greater key than the row before them, then how
    many have no value in each column of the key. One pass, in the order of the file."""
    absent = [f"count(*) FILTER ({identifier(name)} IS NULL)" for name in key]
    query = f"SELECT count(*) FILTER (falls), {', '.join(absent)} FROM ({_steps(path, key)})"
    found: tuple[int, ...] = fetch_one(connection, query)
    return found


def _example(connection: duckdb.DuckDBPyConnection, path: Path, key: tuple[str, ...]) -> str:
    query = f"SELECT min(concat_ws(', ', {names(key)})) FROM ({_steps(path, key)}) WHERE falls"
    example: str = fetch_one(connection, query)[0]
    return example


def _steps(path: Path, key: tuple[str, ...]) -> str:
    row = f"row({names(key)})"
    rise = f"{row} <= lag({row}) OVER ()"
    return f"SELECT {names(key)}, {rise} AS falls FROM {parquet(path)}"
