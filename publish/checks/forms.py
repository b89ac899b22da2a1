"""The other forms of a package hold the values of its Parquet files: XLSX, JSON-stat, SQLite.

The CSV is read with every row's verdict (`publish.checks.data`).
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from publish.checks.finding import PACKAGE, Candidate, Finding, failed, passed
from publish.checks.jsonstat import jsonstat_faults
from publish.checks.sqlite import sqlite_faults
from publish.checks.xlsx import xlsx_faults
from publish.formats.limits import forms_of
from publish.formats.plan import file_path
from schemas.model import LANGUAGES, Table

MAX_FAULTS = 5


def check_forms(
    connection: duckdb.DuckDBPyConnection, candidate: Candidate, rows: dict[str, int]
) -> Iterator[Finding]:
    """Every file beside CSV and Parquet, value by value. `rows` are the tables that can be read,
    with their number of rows. A file that is missing, or cannot be read, is a finding."""
    fitting: dict[str, list[Table]] = {"xlsx": [], "sqlite": [], "jsonstat.json": []}
    for table in candidate.tables:
        if table.name not in rows:
            continue
        path = candidate.parquet(table.name)
        for suffix in forms_of(connection, table, path, rows[table.name]):
            if suffix in fitting:
                fitting[suffix].append(table)
    package = candidate.package.name
    for table in fitting["jsonstat.json"]:
        path = candidate.folder / file_path(table.name, "jsonstat.json")
        faults = jsonstat_faults(connection, candidate, table, path)
        yield _finding("json-stat equals parquet", table.name, faults)
    if fitting["xlsx"]:
        paths = {x: candidate.folder / file_path(f"{package}.{x}", "xlsx") for x in LANGUAGES}
        faults = xlsx_faults(connection, candidate, fitting["xlsx"], paths)
        yield _finding("xlsx equals parquet", PACKAGE, faults)
    if fitting["sqlite"]:
        path = candidate.folder / file_path(package, "sqlite")
        faults = sqlite_faults(connection, candidate, fitting["sqlite"], path)
        yield _finding("sqlite equals parquet", PACKAGE, faults)


def _finding(check: str, subject: str, faults: Iterator[str]) -> Finding:
    found = list(faults)
    if not found:
        return passed(check, subject, "every value the same")
    more = f"; and {len(found) - MAX_FAULTS} more" if len(found) > MAX_FAULTS else ""
    return failed(check, subject, "; ".join(found[:MAX_FAULTS]) + more)
