"""Delimited text: CSV with any usual delimiter, encoding and line end."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sources.connectors.readers.encoding import encoding_of
from sources.connectors.readers.headers import Header, find_header, header_problems
from sources.connectors.readers.quotes import refuse_open_quotes
from sources.connectors.reading import (
    ROW,
    HeaderPlan,
    Layout,
    LocalFile,
    RaggedRow,
    Reading,
)
from sources.problem import Problem, PullError, refuse_if

if TYPE_CHECKING:
    import pyarrow as pa

DELIMITERS = (";", ",", "\t", "|")
MOST_RAGGED_ROWS = 100_000
"""Beyond this the file is not ragged but misread, and every further row costs memory."""

_TOP_CHARACTERS = 1 << 18
_BLOCK_BYTES = 1 << 23
_LONGEST_RAGGED_TEXT = 2000


HeaderJudge = Callable[[Sequence[str], HeaderPlan, str, str | None, int | None], list[Problem]]
"""Headers found, plan, file, sheet and row -> what is wrong with them."""


@dataclass(frozen=True)
class _Top:
    """The top of a file read with one delimiter."""

    delimiter: str
    header: Header
    lines: int
    """Lines from the top to the end of the header; more than rows where a cell holds several."""


def read_text(
    file: LocalFile, layout: Layout, judge_headers: HeaderJudge = header_problems
) -> Reading:
    """The rows of a delimited file below its header, every cell as text.

    Raises PullError for an encoding that cannot be told, unknown or missing columns and
    quotation marks left open; while the batches are consumed, for a file cut short.
    """
    encoding = encoding_of(file, layout.encoding)
    top = _best_top(file, layout, encoding)
    header_row = top.header.index + 1 if top.header.names else None
    refuse_if(judge_headers(top.header.names, layout.headers, file.name, None, header_row))
    refuse_open_quotes(file, encoding, top.delimiter)
    reading = Reading(
        file=file.name,
        names=top.header.names,
        batches=iter(()),
        header_row=header_row,
        details={"format": "csv", "encoding": encoding, "delimiter": top.delimiter},
    )
    reading.batches = _batches(file, encoding, top, reading)
    return reading


def _best_top(file: LocalFile, layout: Layout, encoding: str) -> _Top:
    with file.path.open(encoding=encoding, newline="") as stream:
        text = stream.read(_TOP_CHARACTERS)
    delimiters = (layout.delimiter,) if layout.delimiter else DELIMITERS
    tops = [_top(text, delimiter, layout) for delimiter in delimiters]
    return max(tops, key=lambda top: (top.header.matched, len(top.header.names)))


def _top(text: str, delimiter: str, layout: Layout) -> _Top:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    ends: list[int] = []
    wanted = layout.header_row or 0
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
            if len(rows) >= max(wanted, 60):
                break
    except csv.Error:
        # A quotation mark left open near the top: what came before it still tells the header.
        pass
    header = find_header(rows, layout.headers, layout.header_row)
    return _Top(delimiter, header, ends[header.index] if header.names else 0)


@dataclass
class _Numbering:
    """Counts rows as a person does, over batches from which ragged rows are missing."""

    next_row: int
    ragged: list[int] = field(default_factory=list)

    def take(self, count: int) -> list[int] | range:
        """The numbers of the next `count` rows that are not ragged."""
        start = self.next_row
        ahead = {row for row in self.ragged if row >= start}
        if not ahead:
            self.next_row = start + count
            return range(start, start + count)
        numbers = [n for n in range(start, start + count + len(ahead)) if n not in ahead]
        self.next_row = numbers[count - 1] + 1
        self.ragged = sorted(ahead)
        return numbers[:count]


def _batches(
    file: LocalFile, encoding: str, top: _Top, reading: Reading
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    numbering = _Numbering(next_row=top.header.index + 2)

    def set_aside(row: Any) -> str:
        # pyarrow numbers rows from the top of the file, with skipped lines counted as rows.
        number = row.number - top.lines + top.header.index + 1
        numbering.ragged.append(number)
        reading.ragged.append(
            RaggedRow(
                number, row.expected_columns, row.actual_columns, row.text[:_LONGEST_RAGGED_TEXT]
            )
        )
        if len(reading.ragged) > MOST_RAGGED_ROWS:
            return "error"
        return "skip"

    try:
        for batch in _open(file, encoding, top, len(reading.names), set_aside):
            rows = pa.array(numbering.take(batch.num_rows), pa.int64())
            yield batch.append_column(ROW, rows)
    except pa.ArrowInvalid as error:
        raise PullError([_unreadable(file, reading, error)]) from error
    _refuse_cut_end(file, numbering, reading)


def _open(file: LocalFile, encoding: str, top: _Top, width: int, set_aside: Any) -> Any:
    import pyarrow as pa
    import pyarrow.csv as arrow_csv

    names = [f"c{index}" for index in range(width)]
    return arrow_csv.open_csv(
        str(file.path),
        read_options=arrow_csv.ReadOptions(
            # Ragged rows are numbered only by a single thread.
            use_threads=False,
            block_size=_BLOCK_BYTES,
            skip_rows=top.lines,
            column_names=names,
            encoding="utf-8" if encoding == "utf-8-sig" else encoding,
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=top.delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=set_aside,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types={name: pa.string() for name in names}, strings_can_be_null=False
        ),
    )


def _unreadable(file: LocalFile, reading: Reading, error: Exception) -> Problem:
    if len(reading.ragged) > MOST_RAGGED_ROWS:
        return Problem(
            rule="row-length",
            file=file.name,
            row=reading.ragged[0].row,
            what=f"more than {MOST_RAGGED_ROWS:,} rows have another number of cells than the "
            f"header; this is the first",
            remedy="Deliver the file with one delimiter throughout, or enter it as `delimiter`.",
        )
    return Problem(
        rule="format",
        file=file.name,
        what=f"the rows cannot be parted: {error}",
        remedy="Save the file as CSV again, with every text in quotation marks.",
    )


def _refuse_cut_end(file: LocalFile, numbering: _Numbering, reading: Reading) -> None:
    """A last row that is too short and has no line end was not finished."""
    if not reading.ragged:
        return
    last = reading.ragged[-1]
    if last.row < numbering.next_row or last.found >= last.expected:
        return
    with file.path.open("rb") as stream:
        stream.seek(max(0, file.size - 2))
        # In UTF-16 the line end is followed by a NUL.
        if stream.read().rstrip(b"\x00")[-1:] in {b"\n", b"\r"}:
            return
    raise PullError(
        [
            Problem(
                rule="truncated",
                file=file.name,
                row=last.row,
                what=f"the file ends within this row, after {last.found} of {last.expected} cells",
                remedy="Send the file again; the transfer or the saving was interrupted.",
            )
        ]
    )
