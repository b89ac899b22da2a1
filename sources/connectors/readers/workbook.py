"""Workbooks, XLSX and ODS: python-calamine reads the values, the structure is seen beside it."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from sources.connectors.readers.headers import (
    SEARCHED_ROWS,
    Header,
    complete,
    find_header,
    header_problems,
)
from sources.connectors.readers.ods_structure import ods_structure
from sources.connectors.readers.xlsx_structure import xlsx_structure
from sources.connectors.reading import (
    BATCH_ROWS,
    ROW,
    Layout,
    LocalFile,
    Reading,
    Structure,
)
from sources.problem import Problem, PullError, nearest, quoted, refuse_if

if TYPE_CHECKING:
    import pyarrow as pa
    from python_calamine import CalamineSheet, CalamineWorkbook

Render = Callable[[Any], str | None]

_DAMAGE = (expat.ExpatError, zipfile.BadZipFile, KeyError, ValueError, EOFError)
"""What a damaged member raises when its XML is looked through (DeclaredTypeError is a
ValueError)."""


@dataclass(frozen=True)
class _Sheet:
    """A sheet as a candidate: its values, its structure and the best header row in it."""

    name: str
    values: CalamineSheet
    structure: Structure
    header: Header


def read_workbook(file: LocalFile, layout: Layout, kind: str) -> Reading:
    """The rows of one sheet below its header; numbers, dates and truth values as text.

    `kind` is `xlsx` or `ods`. Dates become ISO text, numbers carry the decimal mark of the
    layout. Raises PullError for a workbook that cannot be opened, for no sheet or several
    sheets with the headers, and for unknown, missing or duplicate columns.
    """
    render = renderer(layout.decimal_mark)
    sheet = _chosen_sheet(file, layout, kind, render)
    header_row = sheet.header.index + 1 if sheet.header.names else None
    refuse_if(
        header_problems(sheet.header.names, layout.headers, file.name, sheet.name, header_row)
    )
    merged = sheet.structure.merged if layout.fill_merged else []
    rows = _filled(sheet.values.iter_rows(), merged)
    first = sheet.header.last_index + 1
    return Reading(
        file=file.name,
        names=sheet.header.names,
        batches=_batches(islice(rows, first, None), first + 1, len(sheet.header.names), render),
        sheet=sheet.name,
        header_row=header_row,
        details={"format": kind, "sheet": sheet.name},
        structure=sheet.structure,
    )


def renderer(decimal_mark: str) -> Render:
    """How a typed value is written as text: numbers to 15 digits, as a spreadsheet shows them."""

    def number(value: float) -> str:
        text = str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.15g}"
        return text if decimal_mark == "." else text.replace(".", decimal_mark)

    def moment(value: datetime.datetime) -> str:
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ")

    by_type: dict[type, Render] = {
        str: lambda value: value,
        float: number,
        int: str,
        bool: lambda value: "true" if value else "false",
        datetime.datetime: moment,
        datetime.date: datetime.date.isoformat,
        datetime.time: datetime.time.isoformat,
        datetime.timedelta: str,
    }
    return lambda value: None if value is None else by_type[type(value)](value)


def _chosen_sheet(file: LocalFile, layout: Layout, kind: str, render: Render) -> _Sheet:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        # By content: `from_path` believes the extension.
        with file.path.open("rb") as stream:
            workbook = CalamineWorkbook.from_filelike(stream)
        return _sheet_with_headers(workbook, file, layout, kind, render)
    except (CalamineError, *_DAMAGE) as error:
        raise PullError([_damaged(file, error)]) from error


def _sheet_with_headers(
    workbook: CalamineWorkbook, file: LocalFile, layout: Layout, kind: str, render: Render
) -> _Sheet:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    visible = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
    names = visible
    if layout.sheet is not None:
        if layout.sheet not in workbook.sheet_names:
            raise PullError([_no_such_sheet(file, layout.sheet, workbook.sheet_names)])
        names = [layout.sheet]
    candidates = [_candidate(workbook, name, file, layout, kind, render) for name in names]
    holding = [sheet for sheet in candidates if complete(sheet.header, layout.headers)]
    if len(holding) == 1 or (layout.sheet is not None and candidates):
        return (holding or candidates)[0]
    if holding:
        raise PullError([_ambiguous(file, [sheet.name for sheet in holding])])
    best = max(candidates, key=lambda sheet: sheet.header.matched, default=None)
    if best is None or best.header.matched == 0:
        hidden = [sheet.name for sheet in sheets if sheet.name not in visible]
        raise PullError([_no_header(file, layout, visible, hidden)])
    return best


def _candidate(
    workbook: CalamineWorkbook,
    name: str,
    file: LocalFile,
    layout: Layout,
    kind: str,
    render: Render,
) -> _Sheet:
    values = workbook.get_sheet_by_name(name)
    structure = (xlsx_structure if kind == "xlsx" else ods_structure)(file.path, name)
    depth = max(SEARCHED_ROWS, layout.header_row or 0)
    top = [[render(cell) or "" for cell in row] for row in islice(values.iter_rows(), depth)]
    header = find_header(top, layout.headers, layout.header_row, structure.merged)
    return _Sheet(name, values, structure, header)


def _filled(
    rows: Iterator[list[Any]], merged: Sequence[tuple[int, int, int, int]]
) -> Iterator[list[Any]]:
    """The rows with the value of each merged span repeated in all its cells."""
    spans: dict[int, list[tuple[int, int, int, int]]] = {}
    for span in merged:
        for row in range(span[0], span[2] + 1):
            spans.setdefault(row, []).append(span)
    values: dict[tuple[int, int, int, int], Any] = {}
    for number, cells in enumerate(rows, start=1):
        for span in spans.get(number, ()):
            first_row, first_column, _, last_column = span
            if number == first_row:
                values[span] = cells[first_column]
            width = min(last_column + 1, len(cells)) - first_column
            cells[first_column : first_column + width] = [values[span]] * width
        yield cells


def _batches(
    rows: Iterator[list[Any]], first_row: int, width: int, render: Render
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    names = [f"c{index}" for index in range(width)] + [ROW]
    while batch := list(islice(rows, BATCH_ROWS)):
        columns = [
            pa.array([render(value) for value in column], pa.string())
            for column in zip(*batch, strict=True)
        ]
        numbers = pa.array(range(first_row, first_row + len(batch)), pa.int64())
        first_row += len(batch)
        yield pa.RecordBatch.from_arrays([*columns, numbers], names=names)


def _damaged(file: LocalFile, error: Exception) -> Problem:
    return Problem(
        rule="truncated",
        file=file.name,
        what=f"the workbook is damaged or cut short ({error})",
        remedy="Open it, save it under a new name and deliver that, or send it again.",
    )


def _no_such_sheet(file: LocalFile, wanted: str, names: Sequence[str]) -> Problem:
    close = nearest(wanted, names)
    hint = f'Is it "{close}"? ' if close else ""
    return Problem(
        rule="sheet",
        file=file.name,
        sheet=wanted,
        what=f"there is no such sheet; the workbook has {quoted(names)}",
        remedy=f"{hint}Rename the sheet, or change `sheet` of the feed.",
    )


def _ambiguous(file: LocalFile, names: Sequence[str]) -> Problem:
    return Problem(
        rule="sheet",
        file=file.name,
        what=f"several sheets hold the headers: {quoted(names)}",
        remedy="Leave one of them in the file, or name the right one as `sheet` of the feed.",
    )


def _no_header(
    file: LocalFile, layout: Layout, visible: Sequence[str], hidden: Sequence[str]
) -> Problem:
    wanted = quoted(group[0] for group in layout.headers.required)
    aside = f"; hidden and not looked at: {quoted(hidden)}" if hidden else ""
    return Problem(
        rule="missing-column",
        file=file.name,
        what=f"no sheet holds any of the headers {wanted}; looked at {quoted(visible)}{aside}",
        remedy="Deliver the sheet with its header row, or name its sheet and row in the feed "
        "(`sheet`, `header_row`).",
    )
