"""From a file being read to a relation of the landing table's fields, all still text.

Rows that are no data (blank, totals, hidden) are set aside by name and counted; what the file's
structure would hide or falsify is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.model import Table
from schemas.sql import literal
from sources.connectors.readers.headers import fold_header
from sources.connectors.readers.xlsx_structure import column_letters
from sources.connectors.reading import ROW, Cell, Reading
from sources.feed import Feed, totals_word
from sources.mapping import Column, columns_of, sent_sql
from sources.persons.fields import meets_persons, personal_fields
from sources.persons.hashing import PersonHasher
from sources.persons.search import without_numbers
from sources.problem import Problem, refuse_if, row_list
from sources.structure import data_rows_among, error_cells, rows_named, structure_problems

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

SENT = "sent"
_FILLED = "nullif(trim(c{}), '')"


@dataclass
class Staged:
    """What came out of a file: the view `sent`, and what was set aside or found wrong."""

    columns: tuple[Column, ...]
    read: int
    """Rows below the header, ragged ones included."""
    relation: str = SENT
    ignored: dict[str, int] = field(default_factory=dict)
    error_cells: list[Cell] = field(default_factory=list)
    """Cells of the data that hold an error such as #REF!."""
    stated: int | None = None
    """How many rows the source itself says it holds."""


def stage(
    con: duckdb.DuckDBPyConnection,
    reading: Reading,
    feed: Feed,
    table: Table,
    partition: str | None,
    folder: Path,
    persons: PersonHasher | None = None,
) -> Staged:
    """Consumes the reading into `folder` and makes the views `raw` and `sent` over it.

    `sent` has the table's fields as text, `_row` and `_sheet`. Fields that are personal hold
    what `persons` makes of them, already in `folder`. Raises PullError for values
    without a header, totals that do not add up, rows below them, and a flawed structure.
    """
    columns = columns_of(feed, table, reading.names)
    keep = _keeping(feed, table, columns, persons, reading.searched)
    rows = _spool(con, reading, keep, folder / "raw.parquet")
    staged = Staged(columns, rows + len(reading.ragged), stated=reading.stated)
    _refuse_unnamed_values(con, reading)
    conditions = _set_aside(con, reading, feed, columns, staged)
    data_rows = data_rows_among(con, rows_named(reading), conditions)
    refuse_if(structure_problems(reading, feed, columns, data_rows))
    staged.error_cells = error_cells(reading, columns, data_rows)
    conditions += _drop_hidden(reading, feed, data_rows, staged)
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    sheet = "NULL::VARCHAR" if reading.sheet is None else literal(reading.sheet)
    con.execute(
        f"CREATE VIEW {SENT} AS SELECT {sent_sql(feed, table, columns, partition)}, "
        f"_row, {sheet} AS _sheet FROM raw{where}"
    )
    return staged


def _drop_hidden(
    reading: Reading, feed: Feed, data_rows: Collection[int], staged: Staged
) -> list[str]:
    hidden = [row for row in reading.structure.hidden_rows if row in data_rows]
    if feed.hidden_rows != "drop" or not hidden:
        return []
    staged.ignored["hidden row"] = len(hidden)
    staged.error_cells = [cell for cell in staged.error_cells if cell.row not in hidden]
    return [f"_row NOT IN ({', '.join(map(str, hidden))})"]


def _keeping(
    feed: Feed,
    table: Table,
    columns: tuple[Column, ...],
    persons: PersonHasher | None,
    searched: bool,
) -> list[Callable[[pa.Array], pa.Array]]:
    """For each column of the file what of its values may be written.

    Of ignored columns nothing but whether there is a value: some name persons. Of persons the
    keyed hash; and where persons may turn up, no other column may hide their identifiers: they
    are looked for here, unless the reader has `searched` its cells itself.
    """
    guarded = meets_persons(table) and not searched
    changes: list[Callable[[pa.Array], pa.Array]] = []
    for column in columns:
        if column.header and not column.field:
            changes.append(lambda values: _masked(values, feed.totals_marker))
        elif persons and column.field in personal_fields(table):
            changes.append(persons.hashed)
        elif guarded:
            changes.append(lambda values: without_numbers(values)[0])
        else:
            changes.append(lambda values: values)
    return changes


def _spool(
    con: duckdb.DuckDBPyConnection,
    reading: Reading,
    keep: Sequence[Callable[[pa.Array], pa.Array]],
    path: Path,
) -> int:
    """Writes what may be kept of the batches to a file that DuckDB can read several times.

    Memory then holds one batch, however long the delivery is. Returns the number of rows.
    """
    import pyarrow as pa
    from pyarrow import parquet

    names = [f"c{index}" for index in range(len(keep))]
    schema = pa.schema([*((name, pa.string()) for name in names), ("_row", pa.int64())])
    rows = 0
    with parquet.ParquetWriter(path, schema, compression="snappy", write_statistics=False) as file:
        for batch in reading.batches:
            kept = [change(batch.column(i)) for i, change in enumerate(keep)]
            file.write_batch(pa.RecordBatch.from_arrays([*kept, batch.column(ROW)], schema=schema))
            rows += batch.num_rows
    con.execute(f"CREATE VIEW raw AS FROM read_parquet({literal(str(path))})")
    refuse_if([] if rows or reading.ragged else [_no_rows(reading)])
    return rows


def _masked(values: pa.Array, marker: str | None) -> pa.Array:
    """Says of each value only whether it is empty, or the marker of a totals row."""
    import pyarrow.compute as pc

    text = pc.utf8_trim_whitespace(pc.fill_null(values, ""))
    masked = pc.if_else(pc.equal(text, ""), "", "*")
    if marker is None:
        return masked
    is_marker = pc.equal(pc.utf8_rtrim(pc.utf8_lower(text), ": "), totals_word(marker))
    return pc.if_else(is_marker, text, masked)


def _no_rows(reading: Reading) -> Problem:
    return Problem(
        rule="empty-file",
        file=reading.file,
        sheet=reading.sheet,
        what="there are headers, and no row below them",
        remedy="Deliver the file again, with its rows.",
    )


def _refuse_unnamed_values(con: duckdb.DuckDBPyConnection, reading: Reading) -> None:
    unnamed = [index for index, name in enumerate(reading.names) if not name]
    if not unnamed:
        return
    first = ", ".join(f"min(_row) FILTER (trim(c{index}) <> '')" for index in unnamed)
    found = con.execute(f"SELECT {first} FROM raw").fetchall()[0]
    refuse_if(
        [
            Problem(
                rule="unnamed-column",
                file=reading.file,
                sheet=reading.sheet,
                row=row,
                column=column_letters(index),
                what="the column has values and no header",
                remedy="Give the column a header in the file, or empty it.",
            )
            for index, row in zip(unnamed, found, strict=True)
            if row is not None
        ]
    )


def _set_aside(
    con: duckdb.DuckDBPyConnection,
    reading: Reading,
    feed: Feed,
    columns: tuple[Column, ...],
    staged: Staged,
) -> list[str]:
    """Conditions for the rows that are data; the others are counted in `staged`."""
    first = f"coalesce({', '.join(_FILLED.format(i) for i in range(len(columns)))}, NULL)"
    conditions = []
    blank = _count(con, f"{first} IS NULL")
    if blank:
        staged.ignored["blank row"] = blank
        conditions.append(f"{first} IS NOT NULL")
    if feed.totals_marker is None:
        return conditions
    marker = literal(totals_word(feed.totals_marker))
    is_total = f"rtrim(lower(trim({first})), ': ') = {marker}"
    totals = con.execute(f"SELECT * FROM raw WHERE {is_total} ORDER BY _row").fetchall()
    if totals:
        numbers = [row[-1] for row in totals]
        staged.ignored["totals row"] = len(totals)
        conditions.append(f"_row NOT IN ({', '.join(map(str, numbers))})")
        _refuse_rows_below(con, reading, numbers[0], conditions)
        _check_count(con, reading, feed, totals[-1], conditions, staged)
    return conditions


def _refuse_rows_below(
    con: duckdb.DuckDBPyConnection, reading: Reading, totals_row: int, conditions: Iterable[str]
) -> None:
    where = " AND ".join([*conditions, f"_row > {totals_row}"])
    below = con.execute(f"SELECT _row FROM raw WHERE {where} ORDER BY _row").fetchall()
    below += [(ragged.row,) for ragged in reading.ragged if ragged.row > totals_row]
    if below:
        problem = Problem(
            rule="totals-row",
            file=reading.file,
            sheet=reading.sheet,
            row=totals_row,
            what=f"below this totals row stand more rows: {row_list(row for (row,) in below)}",
            remedy="Put the totals at the very end, or take them and the notes below them out.",
        )
        refuse_if([problem])


def _check_count(
    con: duckdb.DuckDBPyConnection,
    reading: Reading,
    feed: Feed,
    totals: tuple[str | int | None, ...],
    conditions: Iterable[str],
    staged: Staged,
) -> None:
    """Compares the number of rows that the totals row states, where the feed names its column."""
    if feed.totals_count is None:
        return
    wanted = fold_header(feed.totals_count)
    index = next((i for i, n in enumerate(reading.names) if fold_header(n) == wanted), None)
    cell = "" if index is None else str(totals[index] or "").strip()
    rows = _count(con, " AND ".join(conditions)) + len(reading.ragged)
    if cell.isdigit():
        staged.stated = int(cell)
    if staged.stated == rows:
        return
    problem = Problem(
        rule="stated-count",
        file=reading.file,
        sheet=reading.sheet,
        row=int(totals[-1] or 0),
        column=feed.totals_count,
        value=cell,
        what=f"the totals row does not state the number of rows above it, which is {rows}",
        remedy="Find the rows that are missing or too many, or mend the number in the totals row.",
    )
    refuse_if([problem])


def _count(con: duckdb.DuckDBPyConnection, where: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM raw WHERE {where}").fetchall()[0][0])
