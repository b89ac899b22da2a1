"""What a reader is told about a file, and what it gives back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    structure: LocalFile | None = None
    """The file that describes this one, where the sender delivers both."""
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Header that is left out by intention -> reason."""


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


@dataclass(frozen=True)
class RefusedCell:
    """A cell that the file's own structure does not allow. `row` as in the batches."""

    row: int
    rule: str
    value: str
    what: str
    remedy: str


@dataclass(frozen=True)
class WithheldCell:
    """A cell whose text was replaced by a mark before anything was written, by the rule named.

    What stood there is kept nowhere; `row` is the one that a person counts.
    """

    row: int
    column: str
    rule: str

    def __str__(self) -> str:
        return f'row {self.row}, column "{self.column}" [{self.rule}]'


@dataclass(frozen=True)
class Melted:
    """A wide file turned into one row per filled cell, whose `_row` tells both row and column:
    row as a person counts × number of headers + column from 0."""

    headers: tuple[str, ...]
    field: str
    """The field that holds the cell."""
    labels: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Question -> answer code -> what it means, in the languages of the survey."""

    def place(self, row: int) -> tuple[int, str]:
        """The row as a person counts, and the header, behind a `_row` of the batches."""
        return row // len(self.headers), self.headers[row % len(self.headers)]


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
    left_out: tuple[tuple[str, str], ...] = ()
    """Header and reason of the columns that are in the file and in none of the batches."""
    melted: Melted | None = None
    empty_cells: int = 0
    """Of a melted file: the cells that are no rows. Complete once the batches are consumed."""
    refused: list[RefusedCell] = field(default_factory=list)
    """Complete once the batches are consumed, as is `withheld`."""
    withheld: list[WithheldCell] = field(default_factory=list)
    searched: bool = False
    """The reader looks for identifiers of persons in every cell that may hold one: what it finds
    never stands in a batch, and is told in `refused` or `withheld`."""


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
