"""The other forms of a package hold the values of its Parquet files: XLSX, JSON-stat, SQLite.

The CSV is read with every row's verdict (`publish.checks.data`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from publish.checks.finding import PACKAGE, Candidate, Finding, failed, passed
from publish.checks.jsonstat import jsonstat_faults
from publish.checks.sqlite import sqlite_faults
from publish.checks.xlsx import xlsx_faults
from publish.formats.limits import ALWAYS, forms_of
from publish.formats.plan import DATA, file_path
from schemas.model import LANGUAGES, Table

MAX_FAULTS = 5
TABULAR = tuple(f".{suffix}" for suffix in ALWAYS)


def check_forms(
    connection: duckdb.DuckDBPyConnection, candidate: Candidate, rows: dict[str, int]
) -> Iterator[Finding]:
    """Every file beside CSV and Parquet, value by value. `rows` are the tables that can be read,
    with their number of rows. A file that is missing, or cannot be read, is a finding, and so is
    one that none of the tables fits into."""
    fitting: dict[str, list[Table]] = {"xlsx": [], "sqlite": [], "jsonstat.json": []}
    for table in candidate.tables:
        try:
            for suffix in _forms(connection, candidate, table, rows):
                fitting[suffix].append(table)
        except duckdb.Error as error:
            yield failed("forms", table.name, str(error).splitlines()[0])
    expected = set()
    for check, subject, paths, faults in _files(connection, candidate, fitting):
        expected |= paths
        yield _finding(check, subject, faults)
    present = {path for path in (candidate.folder / DATA).iterdir() if path.suffix not in TABULAR}
    for path in sorted(present - expected):
        yield failed("forms", path.name, "no table of the package fits into this file")


def _forms(
    connection: duckdb.DuckDBPyConnection,
    candidate: Candidate,
    table: Table,
    rows: dict[str, int],
) -> tuple[str, ...]:
    """The forms of a table beside CSV and Parquet. Raises duckdb.Error for other columns."""
    if table.name not in rows:
        return ()
    fits = forms_of(connection, table, candidate.parquet(table.name), rows[table.name])
    return tuple(suffix for suffix in fits if suffix not in ALWAYS)


def _files(
    connection: duckdb.DuckDBPyConnection, candidate: Candidate, fitting: dict[str, list[Table]]
) -> Iterator[tuple[str, str, set[Path], Iterator[str]]]:
    """Check, subject, the files that it reads, and the faults that it will find."""
    package = candidate.package.name
    for table in fitting["jsonstat.json"]:
        path = candidate.folder / file_path(table.name, "jsonstat.json")
        faults = jsonstat_faults(connection, candidate, table, path)
        yield "json-stat equals parquet", table.name, {path}, faults
    if tables := fitting["xlsx"]:
        paths = {x: candidate.folder / file_path(f"{package}.{x}", "xlsx") for x in LANGUAGES}
        faults = xlsx_faults(connection, candidate, tables, paths)
        yield "xlsx equals parquet", PACKAGE, set(paths.values()), faults
    if tables := fitting["sqlite"]:
        path = candidate.folder / file_path(package, "sqlite")
        faults = sqlite_faults(connection, candidate, tables, path)
        yield "sqlite equals parquet", PACKAGE, {path}, faults


def _finding(check: str, subject: str, faults: Iterator[str]) -> Finding:
    try:
        found = list(faults)
    except duckdb.Error as error:
        found = [str(error).splitlines()[0]]
    if not found:
        return passed(check, subject, "every value the same")
    more = f"; and {len(found) - MAX_FAULTS} more" if len(found) > MAX_FAULTS else ""
    return failed(check, subject, "; ".join(found[:MAX_FAULTS]) + more)
