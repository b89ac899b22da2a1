"""What an ODS sheet says beside its values: hidden rows, merged cells, errors, open formulas."""

from __future__ import annotations

import zipfile
from pathlib import Path

from sources.connectors.readers.xml_scan import scan
from sources.connectors.reading import Cell, Structure

_HIDDEN = {"collapse", "filter"}
_MOST_REPEATED = 1 << 20
"""Rows and columns formatted to the end of the sheet are written as one, repeated."""


def ods_structure(path: Path, sheet: str) -> Structure:
    """The structure of the sheet of that name.

    Raises KeyError, zipfile.BadZipFile or expat.ExpatError for a damaged workbook.
    """
    structure = Structure()
    with zipfile.ZipFile(path) as archive:
        scan(archive, "content.xml", _Content(structure, sheet))
    return structure


class _Content:
    def __init__(self, structure: Structure, sheet: str) -> None:
        self.structure = structure
        self.sheet = sheet
        self.here = False
        self.row = 0
        self.row_repeats = 1
        self.next_column = 0
        self.columns_declared = 0
        self.cell: dict[str, str] = {}
        self.shown = ""
        self.in_paragraph = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self.here = attributes.get("name") == self.sheet
        if not self.here:
            return
        if name == "table-column":
            self._declare_columns(attributes)
        elif name == "table-row":
            self._begin_row(attributes)
        elif name in {"table-cell", "covered-table-cell"}:
            self.cell, self.shown = attributes, ""
        elif name == "p":
            self.in_paragraph = True

    def end(self, name: str) -> None:
        if name == "table":
            self.here = False
        if not self.here:
            return
        if name == "p":
            self.in_paragraph = False
        elif name == "table-row":
            self.row += self.row_repeats
        elif name in {"table-cell", "covered-table-cell"}:
            self._end_cell()

    def text(self, data: str) -> None:
        if self.in_paragraph:
            self.shown += data

    def _declare_columns(self, attributes: dict[str, str]) -> None:
        repeats = int(attributes.get("number-columns-repeated", 1))
        if attributes.get("visibility") in _HIDDEN:
            columns = range(self.columns_declared, self.columns_declared + repeats)
            self.structure.hidden_columns.extend(columns[:_MOST_REPEATED])
        self.columns_declared += repeats

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self.row_repeats = int(attributes.get("number-rows-repeated", 1))
        self.next_column = 0
        if attributes.get("visibility") in _HIDDEN:
            rows = range(self.row + 1, self.row + 1 + self.row_repeats)
            self.structure.hidden_rows.extend(rows[:_MOST_REPEATED])

    def _end_cell(self) -> None:
        cell, column = self.cell, self.next_column
        repeats = int(cell.get("number-columns-repeated", 1))
        self.next_column += repeats
        rows = int(cell.get("number-rows-spanned", 1))
        columns = int(cell.get("number-columns-spanned", 1))
        if rows > 1 or columns > 1:
            top = self.row + 1
            self.structure.merged.append((top, column, top + rows - 1, column + columns - 1))
        if "formula" not in cell:
            return
        places = [
            Cell(row, column + index, self.shown)
            for row in range(self.row + 1, self.row + 1 + self.row_repeats)
            for index in range(repeats)
        ]
        if _is_error(cell, self.shown):
            self.structure.errors.extend(places)
        elif "value-type" not in cell:
            self.structure.uncalculated.extend(places)


def _is_error(cell: dict[str, str], shown: str) -> bool:
    # `value-type` stands twice on an error cell, in the office namespace and in LibreOffice's
    # own, which says "error"; by local names the later one wins, so the shown text counts too.
    return cell.get("value-type") == "error" or shown.startswith(("#", "Err:"))
