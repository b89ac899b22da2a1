"""Whether the keys of the open tables tell their rows apart: without that nothing is compared."""

from __future__ import annotations

from collections.abc import Iterator

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
    relation = parquet(contents.path(table.name))
    absent = [f"count(*) FILTER ({identifier(name)} IS NULL)" for name in table.primary_key]
    key = f"row({names(table.primary_key)})"
    rise = f"{key} <= lag({key}) OVER ()"
    *nulls, broken, example = fetch_one(
        connection,
        f"SELECT {', '.join(absent)}, count(*) FILTER (falls), "
        f"min(concat_ws(', ', {names(table.primary_key)})) FILTER (falls) "
        f"FROM (SELECT {names(table.primary_key)}, {rise} AS falls FROM {relation})",
    )
    for name, count in zip(table.primary_key, nulls, strict=True):
        if count:
            yield failed(
                CHECK,
                table.name,
                f"{count} rows have no {name}, which is part of the key; correct them in the "
                f"source or in sources/corrections/",
            )
    if broken and not any(nulls):
        yield failed(
            CHECK,
            table.name,
            f"{broken} rows repeat a key or are out of its order, such as "
            f"{', '.join(table.primary_key)} = {example}; take the second row out of the source "
            f"or describe a key that tells them apart in schemas/open/{table.name}.yml",
        )
