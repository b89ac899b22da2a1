"""What a workbook hides or leaves open, judged by what its feed says of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from sources.connectors.readers.xlsx_structure import column_letters
from sources.connectors.reading import Cell, Reading
from sources.feed import Feed
from sources.mapping import Column
from sources.problem import Problem, quoted, row_list

if TYPE_CHECKING:
    import duckdb

Span = tuple[int, int, int, int]


def structure_problems(
    reading: Reading, feed: Feed, columns: Sequence[Column], data_rows: Collection[int]
) -> list[Problem]:
    """Hidden rows and columns, merged cells and formulas without a result among the data.

    `data_rows` are those of the rows named by the structure that hold data: what is merged in
    a title or open in a totals row does no harm. Columns that fill no field count neither.
    """
    used = {index for index, column in enumerate(columns) if column.field}
    return [
        *_hidden_rows(reading, feed, data_rows),
        *_hidden_columns(reading, feed, columns, used),
        *_merged(reading, feed, columns, used, data_rows),
        *_uncalculated(reading, columns, used, data_rows),
    ]


def rows_named(reading: Reading) -> set[int]:
    """The rows below the header of which the structure says anything."""
    structure = reading.structure
    rows = {*structure.hidden_rows}
    rows |= {cell.row for cell in (*structure.uncalculated, *structure.errors)}
    for first, _, last, _ in structure.merged:
        rows |= set(range(first, last + 1))
    return {row for row in rows if row > (reading.header_row or 0)}


def data_rows_among(
    con: duckdb.DuckDBPyConnection, rows: Iterable[int], conditions: Sequence[str]
) -> set[int]:
    """Those of the rows that hold data: they are in `raw` and meet the conditions."""
    wanted = sorted(rows)
    if not wanted:
        return set()
    where = " AND ".join([*conditions, "_row IN (SELECT unnest(?))"])
    return {
        row for (row,) in con.execute(f"SELECT _row FROM raw WHERE {where}", [wanted]).fetchall()
    }


def error_cells(
    reading: Reading, columns: Sequence[Column], data_rows: Collection[int]
) -> list[Cell]:
    """The cells that hold an error such as #REF!, in columns that fill a field."""
    return [
        cell
        for cell in reading.structure.errors
        if cell.row in data_rows and cell.column < len(columns) and columns[cell.column].field
    ]


def _hidden_rows(reading: Reading, feed: Feed, data_rows: Collection[int]) -> list[Problem]:
    hidden = [row for row in reading.structure.hidden_rows if row in data_rows]
    if not hidden or feed.hidden_rows != "refuse":
        return []
    return [
        Problem(
            rule="hidden-row",
            file=reading.file,
            sheet=reading.sheet,
            row=hidden[0],
            what=f"{row_list(hidden)} hold data and are hidden (often by a filter)",
            remedy="Show them (clear the filter) and check that they belong, or delete them; a "
            "feed may also say `hidden_rows: keep` or `drop`.",
        )
    ]


def _hidden_columns(
    reading: Reading, feed: Feed, columns: Sequence[Column], used: Collection[int]
) -> list[Problem]:
    hidden = [index for index in reading.structure.hidden_columns if index in used]
    if not hidden or feed.hidden_columns == "keep":
        return []
    return [
        Problem(
            rule="hidden-column",
            file=reading.file,
            sheet=reading.sheet,
            column=columns[hidden[0]].header,
            what=f"hidden columns hold data: {quoted(columns[index].header for index in hidden)}",
            remedy="Show them and check what they hold, or say `hidden_columns: keep` in the feed.",
        )
    ]


def _merged(
    reading: Reading,
    feed: Feed,
    columns: Sequence[Column],
    used: Collection[int],
    data_rows: Collection[int],
) -> list[Problem]:
    if feed.merged_cells == "fill":
        return []
    return [
        Problem(
            rule="merged-cell",
            file=reading.file,
            sheet=reading.sheet,
            row=span[0],
            column=_header(columns, span[1]),
            what=f"the cells {_address(span)} are merged, so that all but the first are empty",
            remedy="Unmerge them and write the value into each row, or say `merged_cells: fill` "
            "in the feed.",
        )
        for span in reading.structure.merged
        if any(row in data_rows for row in range(span[0], span[2] + 1))
        and any(column in used for column in range(span[1], span[3] + 1))
    ]


def _uncalculated(
    reading: Reading, columns: Sequence[Column], used: Collection[int], data_rows: Collection[int]
) -> list[Problem]:
    return [
        Problem(
            rule="formula",
            file=reading.file,
            sheet=reading.sheet,
            row=cell.row,
            column=_header(columns, cell.column),
            what=f"the formula in {column_letters(cell.column)}{cell.row} has no stored result",
            remedy="Open the workbook in Excel or LibreOffice, let it calculate and save it; or "
            "paste the values over the formulas.",
        )
        for cell in reading.structure.uncalculated
        if cell.row in data_rows and cell.column in used
    ]


def _header(columns: Sequence[Column], index: int) -> str:
    name = columns[index].header if index < len(columns) else ""
    return name or column_letters(index)


def _address(span: Span) -> str:
    return f"{column_letters(span[1])}{span[0]}:{column_letters(span[3])}{span[2]}"
