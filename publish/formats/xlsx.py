"""A package as Excel workbooks, one per language: notes, columns, code lists, and every table.

Cells have types: numbers, booleans and days are no texts, and a text is never a formula or a
link, whatever it begins with. Of a table's sheet the first row has the titles in the workbook's
language, the second the names as in CSV, with filters; both stay in sight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import duckdb

from publish.formats.plan import file_path
from publish.formats.subject import Subject
from publish.formats.texts import CODES_SHEET, DICTIONARY_SHEET, NOTES_SHEET
from publish.formats.values import batches, values_sql
from publish.formats.xlsx_fill import fill
from publish.formats.xlsx_words import codes, dictionary, notes
from publish.texts import in_language
from schemas.model import LANGUAGES, Field, Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

HEADER_ROWS = 2
FIRST_DAY = date(1900, 3, 1)
"""Excel has a 29 February 1900 that never was: days before it are written as text."""
OPTIONS = {
    "constant_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}
WIDTHS = {"string": 26, "integer": 14, "number": 14, "boolean": 12, "date": 12, "datetime": 18}
TEXT_WIDTHS = {"notes": (22, 110), "dictionary": (24, 24, 32, 60, 22, 18, 12, 12, 20, 12, 12, 24)}
CODE_WIDTHS = (24, 24, 50, 20, 50)
SHEET_NAME_LENGTH = 31
TEXT_SHEETS = (NOTES_SHEET, DICTIONARY_SHEET, CODES_SHEET)
"""The sheets before those of the tables."""


class SheetNameError(ValueError):
    """A table cannot have a sheet of its name."""


def write_workbooks(connection: duckdb.DuckDBPyConnection, folder: Path, subject: Subject) -> None:
    """Writes `data/<package>.<language>.xlsx` for the four languages, with the tables that fit.

    Raises SheetNameError for a table whose name no sheet can have.
    """
    tables = subject.fitting("xlsx")
    _refuse_names(tables)

    def rows(table: Table) -> Iterator[tuple[Any, ...]]:
        path = subject.contents.path(table.name)
        query = values_sql(path, table.published(), as_text=False)
        return chain.from_iterable(batches(connection, query))

    paths = {x: folder / file_path(f"{subject.name}.{x}", "xlsx") for x in LANGUAGES}
    whole, *others = LANGUAGES
    with paths[whole].open("wb") as stream:
        _write(stream, subject, tables, rows, whole)
    for language in others:
        shell = BytesIO()
        _write(shell, subject, tables, lambda _: (), language)
        fill(shell, paths[whole], paths[language], first=len(TEXT_SHEETS) + 1)


def _refuse_names(tables: Sequence[Table]) -> None:
    taken = {
        in_language(sheet, language).lower() for sheet in TEXT_SHEETS for language in LANGUAGES
    }
    for table in tables:
        if len(table.name) > SHEET_NAME_LENGTH or table.name in taken:
            raise SheetNameError(
                f"table {table.name}: no Excel sheet can have this name (at most "
                f"{SHEET_NAME_LENGTH} characters, and none of {', '.join(sorted(taken))}); "
                f"rename the table in schemas/open/"
            )


class _Formats:
    """The cell formats of one workbook. Their numbers are the same in all: XlsxWriter numbers a
    format when a cell first has it, so empty cells have each of them before any other."""

    def __init__(self, book: Workbook, first: Worksheet) -> None:
        self.title = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.name = book.add_format({"italic": True})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        every = (self.title, self.name, self.wrapped, self.day, self.moment)
        for column, style in enumerate(every, start=len(TEXT_WIDTHS["notes"])):
            first.write_blank(0, column, None, style)


def _write(
    stream: IO[bytes],
    subject: Subject,
    tables: Sequence[Table],
    rows: Callable[[Table], Iterable[tuple[Any, ...]]],
    language: str,
) -> None:
    """Writes a workbook with the rows that `rows` gives of each table below its heading."""
    from xlsxwriter import Workbook

    with closing(Workbook(stream, OPTIONS)) as book:
        book.set_properties(_properties(subject, language))
        front = book.add_worksheet(in_language(NOTES_SHEET, language))
        formats = _Formats(book, front)
        _notes(front, formats, notes(subject, tables, language))
        _text_sheet(
            book,
            in_language(DICTIONARY_SHEET, language),
            dictionary(tables, language),
            TEXT_WIDTHS["dictionary"],
            formats,
        )
        listed = codes(tables, subject.registry, language)
        _text_sheet(book, in_language(CODES_SHEET, language), listed, CODE_WIDTHS, formats)
        for table in tables:
            sheet = _table_sheet(book, table, subject.contents.rows[table.name], language, formats)
            _cells(sheet, table.published(), rows(table), formats)


def _properties(subject: Subject, language: str) -> dict[str, Any]:
    return {
        "title": f"{subject.title(language)} {subject.version}",
        "author": subject.publisher(language),
        "comments": subject.description(language),
        "created": subject.created.astimezone(UTC).replace(tzinfo=None),
    }


def _notes(sheet: Worksheet, formats: _Formats, lines: Sequence[tuple[str, str]]) -> None:
    for column, width in enumerate(TEXT_WIDTHS["notes"]):
        sheet.set_column(column, column, width)
    for row, (label, text) in enumerate(lines):
        sheet.write_string(row, 0, label, formats.title)
        sheet.write_string(row, 1, text, formats.wrapped)


def _text_sheet(
    book: Workbook,
    name: str,
    lines: Sequence[Sequence[str]],
    widths: Sequence[int],
    formats: _Formats,
) -> None:
    """A sheet of texts whose first line is its heading."""
    sheet = book.add_worksheet(name)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(lines) - 1, 1), len(widths) - 1)
    for row, line in enumerate(lines):
        style = formats.title if row == 0 else formats.wrapped
        for column, text in enumerate(line):
            if text:
                sheet.write_string(row, column, text, style)


def _table_sheet(
    book: Workbook,
    table: Table,
    rows: int,
    language: str,
    formats: _Formats,
) -> Worksheet:
    """The sheet of a table of so many rows, with its heading."""
    fields = table.published()
    sheet = book.add_worksheet(table.name)
    for column, field in enumerate(fields):
        sheet.set_column(column, column, WIDTHS[field.type])
    sheet.freeze_panes(HEADER_ROWS, 0)
    last = HEADER_ROWS + max(rows, 1) - 1
    sheet.autofilter(HEADER_ROWS - 1, 0, last, len(fields) - 1)
    for column, field in enumerate(fields):
        sheet.write_string(0, column, in_language(field.title, language), formats.title)
    for column, field in enumerate(fields):
        sheet.write_string(1, column, field.name, formats.name)
    return sheet


def _cells(
    sheet: Worksheet,
    fields: Sequence[Field],
    rows: Iterable[tuple[Any, ...]],
    formats: _Formats,
) -> None:
    writers = [_writer(sheet, field, formats) for field in fields]
    for row, values in enumerate(rows, start=HEADER_ROWS):
        for column, value in enumerate(values):
            if value is not None:
                writers[column](row, column, value)


Writer = Callable[[int, int, Any], Any]


def _writer(sheet: Worksheet, field: Field, formats: _Formats) -> Writer:
    """How the values of a column are written."""
    if field.type == "date":
        return _day_writer(sheet, formats.day)
    if field.type == "datetime":
        return _day_writer(sheet, formats.moment)
    known: dict[str, Writer] = {
        "string": sheet.write_string,
        "integer": sheet.write_number,
        "number": sheet.write_number,
        "boolean": sheet.write_boolean,
    }
    return known[field.type]


def _day_writer(sheet: Worksheet, style: Format) -> Writer:
    def write(row: int, column: int, value: date | datetime) -> None:
        day = value.date() if isinstance(value, datetime) else value
        if day < FIRST_DAY:
            sheet.write_string(row, column, value.isoformat())
        else:
            sheet.write_datetime(row, column, value, style)

    return write
