"""What a reader is told about a file, and what it gives back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

ROW = "_row"
BATCH_ROWS = 65_536


@dataclass(frozen=True)
class HeaderPlan:
    """The headers that a file may have.

    `required` holds groups of alternatives: the file has exactly one header of each group.
    `optional` likewise, but it may have none of a group.
    """

    required: tuple[tuple[str, ...], ...]
    optional: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Layout:
    """How a file is laid out, as far as its sender has said; None = to be found out."""

    format: str
    headers: HeaderPlan
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    records: str | None = None
    stated_count: str | None = None
    success: str | None = None
    declared_fields: str | None = None
    decimal_mark: str = "."
    list_separator: str = ";"
    fill_merged: bool = False
    max_bytes: int = 1_000_000_000


@dataclass(frozen=True)
class Cell:
    """A cell by its place: row as a person counts, column as an index from 0."""

    row: int
    column: int
    text: str = ""


@dataclass(frozen=True)
class RaggedRow:
    """A row with more or fewer cells than the header has."""

    row: int
    expected: int
    found: int
    text: str


@dataclass
class Structure:
    """What a workbook says beside its values, and what values alone would hide."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column; rows from 1, columns from 0."""
    uncalculated: list[Cell] = field(default_factory=list)
    """Formulas whose result is not stored in the file."""
    errors: list[Cell] = field(default_factory=list)
    """Cells that hold an error such as #REF!, with its text."""
    date_1904: bool = False


@dataclass
class Reading:
    """A file being read: its columns, and batches of text still to be consumed.

    Every batch has the columns `c0`, `c1`, … (text, in the order of `names`) and `_row`
    (64-bit integer, as a person counts). `ragged` is complete once the batches are consumed.
    """

    file: str
    names: tuple[str, ...]
    """Headers as sent, in the order of the file; empty for a column without a header."""
    batches: Iterator[pa.RecordBatch]
    sheet: str | None = None
    header_row: int | None = None
    stated: int | None = None
    details: dict[str, Any] = field(default_factory=dict)
    """How the file was understood, for the manifest: encoding, delimiter and the like."""
    structure: Structure = field(default_factory=Structure)
    ragged: list[RaggedRow] = field(default_factory=list)
    typed: bool = False
    """The file types its values itself, so that a bare number is never a date."""


@dataclass(frozen=True)
class LocalFile:
    """A delivery as it lies on this machine, with the name that a person knows it by."""

    path: Path
    name: str
    size: int
    sha256: str
    modified_ns: int = 0

    def unchanged(self) -> bool:
        """False if somebody has written the file since it was hashed."""
        now = self.path.stat()
        return (now.st_size, now.st_mtime_ns) == (self.size, self.modified_ns)
