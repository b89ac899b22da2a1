"""What a package will hold, read once from the open tables before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from publish.engine import fetch_one, parquet
from publish.formats.limits import forms_of
from publish.open_tables import open_table_path
from publish.provenance import SourceRecord
from publish.quoted import QuotedSource, quoted_sources
from schemas.model import TOTAL_CODE, Field, Package, Table
from schemas.registry import Registry
from schemas.sql import identifier

ORIGIN = "origin"
SYNTHETIC = "synthetic"
ACADEMIC_YEAR = "academic_year"


class MissingOpenTableError(FileNotFoundError):
    """A package names an open table that was not made."""


class StaleOpenTableError(MissingOpenTableError):
    """An open table was made from an older description of it."""


@dataclass(frozen=True)
class Contents:
    """The tables of one package as they lie in the open folder, and what is true of them."""

    package: Package
    tables: tuple[Table, ...]
    open_dir: Path
    rows: dict[str, int]
    forms: dict[str, tuple[str, ...]]
    """Table -> suffixes of the forms that it is released in: a large one is in CSV and Parquet."""
    synthetic: bool
    """At least one row of the package was made by the generator."""
    academic_years: tuple[str, ...]
    """The academic years that occur in the data, oldest first."""
    sources: tuple[SourceRecord, ...]
    quoted: tuple[QuotedSource, ...] = ()
    """The sources of the figures that rows quote."""

    def path(self, table: str) -> Path:
        """The open table's Parquet file."""
        return open_table_path(table, self.open_dir)


def inspect(
    connection: duckdb.DuckDBPyConnection,
    package: Package,
    registry: Registry,
    open_dir: Path,
    sources: tuple[SourceRecord, ...],
) -> Contents:
    """Reads row counts, origin and academic years of a package's open tables.

    Raises MissingOpenTableError with every table that is not there, StaleOpenTableError for one
    that lacks a column.
    """
    tables = tuple(registry.open[name] for name in package.tables)
    paths = {table.name: open_table_path(table.name, open_dir) for table in tables}
    if absent := [name for name, path in paths.items() if not path.exists()]:
        raise MissingOpenTableError(
            f"package {package.name}: no open table {', '.join(absent)}; make the open tables first"
        )
    _refuse_stale(connection, tables, paths)
    rows: dict[str, int] = {}
    forms: dict[str, tuple[str, ...]] = {}
    synthetic = False
    years: set[str] = set()
    for table in tables:
        count, made, found = _facts(connection, table, paths[table.name])
        rows[table.name] = count
        forms[table.name] = forms_of(connection, table, paths[table.name], count)
        synthetic |= made
        years.update(found)
    quoted = [q for table in tables for q in quoted_sources(connection, table, paths[table.name])]
    return Contents(
        package,
        tables,
        open_dir,
        rows,
        forms,
        synthetic,
        tuple(sorted(years)),
        sources,
        tuple(quoted),
    )


def _refuse_stale(
    connection: duckdb.DuckDBPyConnection, tables: tuple[Table, ...], paths: dict[str, Path]
) -> None:
    """Older open tables than their description would fail later, far from the cause."""
    for table in tables:
        described = connection.execute(f"DESCRIBE FROM {parquet(paths[table.name])}").fetchall()
        there = {row[0] for row in described}
        if absent := [f.name for f in table.published() if f.name not in there]:
            raise StaleOpenTableError(
                f"open table {table.name} has no column {', '.join(absent)}, which "
                f"schemas/open/{table.name}.yml publishes; make the open tables again"
            )


def _facts(
    connection: duckdb.DuckDBPyConnection, table: Table, path: Path
) -> tuple[int, bool, list[str]]:
    """Rows, whether any is synthetic, and the academic years of one table; one scan."""
    published = table.published()
    made = "false"
    if any(field.name == ORIGIN for field in published):
        made = f"coalesce(bool_or({ORIGIN} = '{SYNTHETIC}'), false)"
    years = [_years(field) for field in published if field.code_list == ACADEMIC_YEAR]
    lists = f"list_distinct(flatten([{', '.join(years)}]))" if years else "[]::VARCHAR[]"
    count, synthetic, found = fetch_one(
        connection, f"SELECT count(*), {made}, {lists} FROM {parquet(path)}"
    )
    return count, synthetic, found or []


def _years(field: Field) -> str:
    column = identifier(field.name)
    return (
        f"coalesce(list(DISTINCT {column}) FILTER ({column} IS NOT NULL "
        f"AND {column} <> '{TOTAL_CODE}'), [])"
    )
