"""Puts the rows of one workbook into another that differs in words only.

The four workbooks of a package have the same cells below the titles, and writing cells is what
costs: a language more by XlsxWriter takes 1.6 s for the bundled packages, and so 0.4 s. The gate
reads every workbook whole, so what is put together wrongly is never published.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

STYLES = "xl/styles.xml"
START, END = b'<row r="1"', b"</row>"


class WorkbookError(RuntimeError):
    """XlsxWriter makes workbooks of another form than this module knows."""


def fill(shell: IO[bytes], filled: Path, target: Path, first: int) -> None:
    """Writes `target`: the workbook `shell`, where from sheet `first` (counted from 1) on every
    row but the title row is that of the workbook `filled`.

    Raises WorkbookError where the two differ in styles, which the cells refer to by number.
    """
    with ZipFile(shell) as words, ZipFile(filled) as cells, ZipFile(target, "w") as made:
        if words.read(STYLES) != cells.read(STYLES):
            raise WorkbookError("two workbooks of one package have other styles")
        for entry in words.infolist():
            content = words.read(entry)
            if _number(entry.filename) >= first:
                content = _with_title(cells.read(entry.filename), content)
            made.writestr(entry, content, ZIP_DEFLATED)


def _number(name: str) -> int:
    """The number of a sheet by the name of its file; 0 for any other file."""
    folder, _, stem = name.rpartition("/")
    digits = stem.removeprefix("sheet").removesuffix(".xml")
    return int(digits) if folder == "xl/worksheets" and digits.isdigit() else 0


def _with_title(sheet: bytes, other: bytes) -> bytes:
    start, end = _title(sheet)
    first, last = _title(other)
    return sheet[:start] + other[first:last] + sheet[end:]


def _title(sheet: bytes) -> tuple[int, int]:
    """Where the first row begins and ends. Raises WorkbookError when there is none."""
    start = sheet.find(START)
    end = sheet.find(END, start) + len(END)
    if start < 0 or end <= start:
        raise WorkbookError("a sheet has no first row")
    return start, end
