"""Writes workbooks whose bytes depend on nothing but their cells.

openpyxl and odfpy stamp the time of writing into the archive and the properties; both are
written anew with a fixed time. Members are stored, not deflated, so that the bytes do not
depend on the build of zlib either.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

Cell = str | float | bool | date | None

EPOCH = (1980, 1, 1, 0, 0, 0)
"""Earliest time that a ZIP archive can hold."""
STAMP = b"2024-03-01T00:00:00Z"
_TIMES = re.compile(rb"(?<=>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?(?=</dcterms:)")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its rows from the first one down, `None` for an empty cell."""

    name: str
    rows: Sequence[Sequence[Cell]]
    hidden: bool = False
    merged: tuple[str, ...] = field(default=())
    """Ranges such as `A1:D1`."""


def xlsx_bytes(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as an Excel workbook; dates are typed cells in the form dd/mm/yyyy."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for row in sheet.rows:
            page.append(list(row))
        _format_dates(page, sheet)
        for cells in sheet.merged:
            page.merge_cells(cells)
        page.sheet_state = "hidden" if sheet.hidden else "visible"
    target = io.BytesIO()
    book.save(target)
    return _repacked(target.getvalue())


def _format_dates(page: object, sheet: Sheet) -> None:
    for number, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row, start=1):
            if isinstance(cell, date):
                page.cell(number, column).number_format = "DD/MM/YYYY"  # type: ignore[attr-defined]


def ods_bytes(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as an OpenDocument spreadsheet; numbers are typed cells, all else is text."""
    from odf.element import Element
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableRow

    # odfpy declares every namespace that the process has used so far, so a second document
    # would differ from the first; this dictionary is where it remembers them.
    Element.namespaces.clear()
    book = OpenDocumentSpreadsheet()
    for sheet in sheets:
        table = Table(name=sheet.name)
        for row in sheet.rows:
            line = TableRow()
            for cell in row:
                line.addElement(_ods_cell(cell))
            table.addElement(line)
        book.spreadsheet.addElement(table)
    target = io.BytesIO()
    book.write(target)
    return _repacked(target.getvalue())


def _ods_cell(value: Cell) -> object:
    from odf.table import TableCell
    from odf.text import P

    if value is None:
        return TableCell()
    if isinstance(value, float | int):
        cell = TableCell(valuetype="float", value=repr(value))
    else:
        cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


def _repacked(archive: bytes) -> bytes:
    """The same members in the same order, with a fixed time in headers and properties."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy,
    ):
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "docProps/core.xml":
                content = _TIMES.sub(STAMP, content)
            info = zipfile.ZipInfo(member.filename, EPOCH)
            info.create_system = 0  # else the operating system would stand in the bytes
            copy.writestr(info, content)
    return target.getvalue()
