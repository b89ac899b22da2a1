"""The SQLite file of a package: whole, with its tables only, and equal to the Parquet files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import zip_longest
from pathlib import Path
from typing import Any

import duckdb

from publish.checks.difference import first_difference
from publish.checks.finding import Candidate
from publish.engine import fetch_one, fingerprint_terms, names
from publish.formats.sqlite import OWN_TABLES
from publish.formats.values import BATCH, batches, values_sql
from schemas.model import Table
from schemas.sql import identifier

Rows = list[tuple[Any, ...]]
NUMBERS = {"integer": ("0", "BIGINT"), "number": ("0.0", "DOUBLE"), "boolean": ("0", "BIGINT")}
"""A value of the type in SQLite, and DuckDB's type of it."""
TEXT = ("''", "VARCHAR")
PLACE = "_place"
READ_AT_ONCE = "20000"
"""Rows; of the first of them the driver takes the types, and the very first has a value in each
column."""


def sqlite_faults(
    connection: duckdb.DuckDBPyConnection,
    candidate: Candidate,
    tables: Sequence[Table],
    path: Path,
) -> Iterator[str]:
    """What differs from the Parquet files, or is broken in the file itself."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            yield from _whole(file, path.name)
            yield from _tables(file, path.name, tables)
            for table in tables:
                yield from _rows(connection, file, path, candidate, table)
    except sqlite3.Error as error:
        yield f"{path.name} cannot be read: {error}"


def _whole(file: sqlite3.Connection, name: str) -> Iterator[str]:
    (verdict,) = file.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        yield f"{name} is damaged: {verdict}"
    for table, _, parent, _ in file.execute("PRAGMA foreign_key_check").fetchmany(5):
        yield f"{name}: a row of {table} points at nothing in {parent}"


def _tables(file: sqlite3.Connection, name: str, tables: Sequence[Table]) -> Iterator[str]:
    held = file.execute("SELECT name FROM sqlite_schema WHERE type <> 'index'")
    found = {row[0] for row in held}
    expected = {*OWN_TABLES, *(table.name for table in tables)}
    if found != expected:
        yield f"{name} has the tables {sorted(found)} and not {sorted(expected)}"
    for table in tables:
        columns = [row[1] for row in file.execute(f"PRAGMA table_info({identifier(table.name)})")]
        if table.name in found and columns != [field.name for field in table.fields]:
            yield f"{name}: table {table.name} has the columns {columns}"


def _rows(
    connection: duckdb.DuckDBPyConnection,
    file: sqlite3.Connection,
    path: Path,
    candidate: Candidate,
    table: Table,
) -> Iterator[str]:
    """The first difference, batch by batch, in the order of the rows. It is looked for only where
    the sums over all rows and their places differ, which are taken in a quarter of the time."""
    doubt = _doubt(connection, path, candidate.parquet(table.name), table)
    if doubt is None:
        return
    columns = [field.name for field in table.fields]
    held = file.execute(f"SELECT {names(columns)} FROM {identifier(table.name)} ORDER BY rowid")
    query = values_sql(candidate.parquet(table.name), table.fields, as_text=True)
    start = 1
    found: Iterator[Rows] = iter(lambda: held.fetchmany(BATCH), [])
    have: Rows
    want: Rows
    for have, want in zip_longest(found, batches(connection, query), fillvalue=[]):
        if have != want:
            told = first_difference(have, want, columns, start)
            yield f"table {table.name}, {told}"
            return
        start += BATCH
    yield f"table {table.name}: {doubt}"


def _doubt(
    connection: duckdb.DuckDBPyConnection, path: Path, stored: Path, table: Table
) -> str | None:
    """Why the table may not hold the rows of the Parquet file in their order; None when it does."""
    from adbc_driver_manager import Error

    values = values_sql(stored, table.fields, as_text=True)
    wanted = f"FROM (SELECT row_number() OVER () AS {PLACE}, * FROM ({values}))"
    try:
        held = _sums_of_file(connection, path, table)
    except (Error, duckdb.Error) as error:
        return f"its rows cannot be read as their types: {error}"
    if held == _sums(connection, wanted, table):
        return None
    return "the places or types of values differ from the Parquet file"


def _sums_of_file(
    connection: duckdb.DuckDBPyConnection, path: Path, table: Table
) -> tuple[Any, ...]:
    from adbc_driver_sqlite import dbapi

    witness = ", ".join(
        f"{NUMBERS.get(field.type, TEXT)[0]} AS {identifier(field.name)}" for field in table.fields
    )
    columns = names([field.name for field in table.fields])
    source = f"SELECT rowid, {columns} FROM {identifier(table.name)}"
    with dbapi.connect(f"{path.absolute().as_uri()}?mode=ro") as file, file.cursor() as cursor:
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": READ_AT_ONCE})
        cursor.execute(f"SELECT 0 AS {PLACE}, {witness} UNION ALL {source}")
        connection.register(PLACE, cursor.fetch_record_batch())
        try:
            return _sums(connection, f"FROM {PLACE} WHERE {PLACE} > 0", table)
        finally:
            connection.unregister(PLACE)


def _sums(connection: duckdb.DuckDBPyConnection, source: str, table: Table) -> tuple[Any, ...]:
    typed = ", ".join(
        f"{identifier(field.name)}::{NUMBERS.get(field.type, TEXT)[1]} AS {identifier(field.name)}"
        for field in table.fields
    )
    terms = fingerprint_terms([PLACE, *(field.name for field in table.fields)])
    return fetch_one(
        connection, f"SELECT {terms} FROM (SELECT {PLACE}::BIGINT AS {PLACE}, {typed} {source})"
    )
