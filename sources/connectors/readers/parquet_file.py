"""Parquet: columns that know their types, written as text like every other delivery."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sources.connectors.readers.headers import header_problems
from sources.connectors.reading import BATCH_ROWS, ROW, Layout, LocalFile, Reading
from sources.problem import Problem, PullError, refuse_if

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet


def read_parquet(file: LocalFile, layout: Layout) -> Reading:
    """The rows, every value as text; a list of values is joined by the list separator.

    `_row` is the row's position from 1. Raises PullError for a damaged file, unknown or missing
    columns, and columns of nested records.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        source = parquet.ParquetFile(file.path)
    except (pa.ArrowInvalid, OSError) as error:
        raise PullError([_damaged(file, error)]) from error
    names = tuple(source.schema_arrow.names)
    refuse_if(header_problems(names, layout.headers, file.name))
    refuse_if(_nested(source.schema_arrow, file))
    return Reading(
        file=file.name,
        names=names,
        batches=_batches(source, file, layout),
        stated=source.metadata.num_rows,
        details={"format": "parquet"},
        typed=True,
    )


def _batches(
    source: parquet.ParquetFile, file: LocalFile, layout: Layout
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    first_row = 1
    try:
        for batch in source.iter_batches(batch_size=BATCH_ROWS):
            columns = [_text(column, layout) for column in batch.columns]
            numbers = pa.array(range(first_row, first_row + batch.num_rows), pa.int64())
            first_row += batch.num_rows
            names = [f"c{index}" for index in range(len(columns))] + [ROW]
            yield pa.RecordBatch.from_arrays([*columns, numbers], names=names)
    except (pa.ArrowInvalid, OSError) as error:
        raise PullError([_damaged(file, error)]) from error


def _text(column: pa.Array, layout: Layout) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_dictionary(kind):
        return _text(column.dictionary_decode(), layout)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pc.binary_join(column.cast(pa.list_(pa.string())), layout.list_separator)
    text = column.cast(pa.string())
    fractional = pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    if fractional and layout.decimal_mark != ".":
        return pc.replace_substring(text, ".", layout.decimal_mark)
    return text


def _nested(schema: pa.Schema, file: LocalFile) -> list[Problem]:
    import pyarrow as pa

    return [
        Problem(
            rule="format",
            file=file.name,
            column=column.name,
            what=f"the column holds records of its own ({column.type})",
            remedy="Deliver flat columns: one value, or a list of values, in each cell.",
        )
        for column in schema
        if pa.types.is_nested(column.type)
        and not (pa.types.is_list(column.type) and not pa.types.is_nested(column.type.value_type))
    ]


def _damaged(file: LocalFile, error: Exception) -> Problem:
    return Problem(
        rule="truncated",
        file=file.name,
        what=f"the Parquet file is damaged or cut short ({error})",
        remedy="Send the file again; the transfer or the saving was interrupted.",
    )
