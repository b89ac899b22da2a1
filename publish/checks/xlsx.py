"""The workbooks of a package, read back by calamine and held against the Parquet files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from publish.checks.difference import first_difference
from publish.checks.finding import Candidate
from publish.formats.values import values_sql
from publish.formats.xlsx import FIRST_DAY, HEADER_ROWS, TEXT_SHEETS
from publish.texts import in_language
from schemas.model import Table

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


def xlsx_faults(
    connection: duckdb.DuckDBPyConnection,
    candidate: Candidate,
    tables: Sequence[Table],
    paths: Mapping[str, Path],
) -> Iterator[str]:
    """What differs from the Parquet files, workbook by workbook (language -> path)."""
    from python_calamine import CalamineError, CalamineWorkbook

    wanted = {table.name: _rows(connection, candidate, table) for table in tables}
    for language, path in paths.items():
        try:
            with CalamineWorkbook.from_path(path) as book:
                yield from _book(book, path.name, language, tables, wanted)
        except (CalamineError, OSError) as error:
            yield f"{path.name} cannot be read: {error}"


def _book(
    book: CalamineWorkbook,
    name: str,
    language: str,
    tables: Sequence[Table],
    wanted: Mapping[str, list[list[Any]]],
) -> Iterator[str]:
    expected = [*(in_language(sheet, language) for sheet in TEXT_SHEETS), *wanted]
    if book.sheet_names != expected:
        yield f"{name} has the sheets {book.sheet_names} and not {expected}"
        return
    for table in tables:
        rows = book.get_sheet_by_name(table.name).to_python(skip_empty_area=False)
        fields = table.fields
        heading = [[in_language(f.title, language) for f in fields], [f.name for f in fields]]
        if rows[:HEADER_ROWS] != heading:
            yield f"{name}, sheet {table.name}: another heading than {heading}"
        elif rows[HEADER_ROWS:] != wanted[table.name]:
            found = first_difference(
                rows[HEADER_ROWS:], wanted[table.name], heading[1], start=HEADER_ROWS + 1
            )
            yield f"{name}, sheet {table.name}, {found}"
        elif mistyped := _mistyped(table, rows[HEADER_ROWS:]):
            yield f"{name}, sheet {table.name}, column {mistyped}: yes/no and numbers are mixed"


def _mistyped(table: Table, rows: Sequence[Sequence[Any]]) -> str | None:
    """A column where booleans are no booleans or others are: to Python `True` equals 1."""
    for at, field in enumerate(table.fields):
        if field.type in ("boolean", "integer", "number"):
            boolean = field.type == "boolean"
            if any(row[at] != "" and isinstance(row[at], bool) != boolean for row in rows):
                return field.name
    return None


def _rows(
    connection: duckdb.DuckDBPyConnection, candidate: Candidate, table: Table
) -> list[list[Any]]:
    """The rows as a workbook gives them back."""
    query = values_sql(candidate.parquet(table.name), table.fields, as_text=False)
    return [[_cell(value) for value in row] for row in connection.execute(query).fetchall()]


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if not isinstance(value, date):
        return value
    day = value.date() if isinstance(value, datetime) else value
    if day < FIRST_DAY:
        return value.isoformat()
    # A moment at midnight and a day are one number to Excel, and calamine gives the day.
    midnight = isinstance(value, datetime) and value.time() == time()
    return day if midnight else value
