"""What an XLSX sheet says beside its values: hidden rows, merged cells, errors, open formulas.

python-calamine reads the values and gives an empty text for an error cell and for a formula
without a stored result, so those have to be seen in the sheet's XML. openpyxl cannot tell a
formula without a result from one whose result is an empty text; the XML can.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from pathlib import Path

from sources.connectors.readers.xml_scan import scan
from sources.connectors.reading import Cell, Structure

_CHUNK = 1 << 20
_NOTEWORTHY = re.compile(rb"""hidden=|[<:]f[ />]|\bt=["']e["']|mergeCell\b""")
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_TRUE = {"1", "true"}


def xlsx_structure(path: Path, sheet: str) -> Structure:
    """The structure of the sheet of that name.

    Raises KeyError, zipfile.BadZipFile or expat.ExpatError for a damaged workbook.
    """
    with zipfile.ZipFile(path) as archive:
        workbook = _Workbook()
        scan(archive, "xl/workbook.xml", workbook)
        relations = _Relations()
        scan(archive, "xl/_rels/workbook.xml.rels", relations)
        target = relations.targets[workbook.sheets[sheet]]
        member = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        structure = Structure(date_1904=workbook.date_1904)
        if _noteworthy(archive, member):
            scan(archive, member, _Sheet(structure))
    return structure


def column_index(letters: str) -> int:
    """The index from 0 of a column by its letters: A is 0, AA is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def column_letters(index: int) -> str:
    """The letters of a column by its index from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _noteworthy(archive: zipfile.ZipFile, member: str) -> bool:
    """False if nothing of note can be in the sheet: most are clean, and searching is quick."""
    tail = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            if _NOTEWORTHY.search(tail + chunk):
                return True
            tail = chunk[-16:]
    return False


class _Workbook:
    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        self.date_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            self.sheets[attributes["name"]] = attributes["id"]
        elif name == "workbookPr":
            self.date_1904 = attributes.get("date1904") in _TRUE

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


class _Relations:
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            self.targets[attributes["Id"]] = attributes["Target"]

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


class _Sheet:
    """Collects into a `Structure`. References may be left out of rows and cells: then count."""

    def __init__(self, structure: Structure) -> None:
        self.structure = structure
        self.row = 0
        self.column = -1
        self.type = ""
        self.formula = False
        self.value = ""
        self.inside = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.inside = name
        if name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = -1
            if attributes.get("hidden") in _TRUE:
                self.structure.hidden_rows.append(self.row)
        elif name == "c":
            place = _REFERENCE.fullmatch(attributes.get("r", ""))
            self.column = column_index(place[1]) if place else self.column + 1
            self.type, self.formula, self.value = attributes.get("t", ""), False, ""
        elif name == "f":
            self.formula = True
        elif name == "col" and attributes.get("hidden") in _TRUE:
            first, last = int(attributes["min"]), int(attributes["max"])
            self.structure.hidden_columns.extend(range(first - 1, last))
        elif name == "mergeCell":
            self.structure.merged.append(_span(attributes["ref"]))

    def end(self, name: str) -> None:
        self.inside = ""
        if name != "c":
            return
        if self.type == "e":
            self.structure.errors.append(Cell(self.row, self.column, self.value or "#?"))
        # A stored result that is an empty text is marked as text; no result at all is not.
        elif self.formula and not self.value and self.type != "str":
            self.structure.uncalculated.append(Cell(self.row, self.column))

    def text(self, data: str) -> None:
        if self.inside == "v":
            self.value += data


def _span(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.partition(":")
    start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
    if start is None or end is None:
        raise KeyError(f"merged cells {reference}")
    return int(start[2]), column_index(start[1]), int(end[2]), column_index(end[1])
