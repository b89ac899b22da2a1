"""JSON: a list of flat records, alone or inside a document that states their number."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from sources.connectors.readers.encoding import encoding_of
from sources.connectors.readers.headers import header_problems
from sources.connectors.readers.json_answer import (
    answer_problems,
    at_path,
    declared_names,
    undeclared,
)
from sources.connectors.reading import BATCH_ROWS, ROW, Layout, LocalFile, Reading
from sources.problem import Problem, PullError, quoted, refuse_if

if TYPE_CHECKING:
    import pyarrow as pa


class _Number(str):
    """A JSON number in the digits in which it was sent: as a float it would lose some."""


class _RepeatedKeyError(ValueError):
    pass


def read_json(file: LocalFile, layout: Layout) -> Reading:
    """The records, every value as text; a list of values is joined by the list separator.

    `_row` is the record's position from 1. Raises PullError for a document that is no JSON, says
    that the query failed, has no records where the feed says or others than it declares, holds
    nested records, or repeats a key.
    """
    document = _parsed(file, layout)
    refuse_if(answer_problems(document, layout.success, file.name))
    records = _records(document, layout.records, file)
    declared = declared_names(document, layout.declared_fields, file.name)
    names = tuple(dict.fromkeys((*declared, *(key for record in records for key in record))))
    refuse_if(undeclared(records, declared, file.name) if layout.declared_fields else ())
    refuse_if(header_problems(names, layout.headers, file.name))
    refuse_if(_nested(records, file))
    return Reading(
        file=file.name,
        names=names,
        batches=_batches(records, names, layout),
        stated=_stated(document, layout.stated_count, file),
        details={"format": "json"},
        typed=True,
    )


def _parsed(file: LocalFile, layout: Layout) -> Any:
    encoding = encoding_of(file, layout.encoding)
    try:
        return json.loads(
            file.path.read_text(encoding),
            parse_float=_Number,
            parse_int=_Number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_without_repeats,
        )
    except _RepeatedKeyError as error:
        raise PullError(
            [
                Problem(
                    rule="duplicate-column",
                    file=file.name,
                    column=str(error),
                    what="a record has this key twice",
                    remedy="Give each key once in a record.",
                )
            ]
        ) from error
    except (ValueError, RecursionError) as error:
        raise PullError(
            [
                Problem(
                    rule="format",
                    file=file.name,
                    what=f"the file is no whole JSON document ({error})",
                    remedy="Export it again; a file that was cut short ends too early.",
                )
            ]
        ) from error


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")


def _without_repeats(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _RepeatedKeyError(next(key for key in keys if keys.count(key) > 1))
    return record


def _records(document: Any, path: str | None, file: LocalFile) -> list[dict[str, Any]]:
    found = at_path(document, path)
    if isinstance(found, list) and all(isinstance(record, dict) for record in found):
        return found
    keys = quoted(document) if isinstance(document, dict) else "no keys"
    raise PullError(
        [
            Problem(
                rule="format",
                file=file.name,
                what=f"there is no list of records {f'at {path}' if path else 'as the document'}; "
                f"at the top there are {keys}",
                remedy="Enter the path to the records as `records` of the feed.",
            )
        ]
    )


def _stated(document: Any, path: str | None, file: LocalFile) -> int | None:
    if path is None:
        return None
    stated = at_path(document, path)
    if isinstance(stated, _Number) and stated.isdigit():
        return int(stated)
    raise PullError(
        [
            Problem(
                rule="stated-count",
                file=file.name,
                what=f"the document does not state its number of records at {path}",
                remedy="Export it again, or change `stated_count` of the feed.",
            )
        ]
    )


def _nested(records: Sequence[Mapping[str, Any]], file: LocalFile) -> list[Problem]:
    return [
        Problem(
            rule="format",
            file=file.name,
            row=row,
            column=key,
            what="the value is a record of its own",
            remedy="Deliver flat records: one value, or a list of values, for each key.",
        )
        for row, record in enumerate(records, start=1)
        for key, value in record.items()
        if isinstance(value, dict)
        or (isinstance(value, list) and any(isinstance(item, dict | list) for item in value))
    ][:20]


def _batches(
    records: Sequence[Mapping[str, Any]], names: Sequence[str], layout: Layout
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    columns = [f"c{index}" for index in range(len(names))] + [ROW]
    rest, first_row = iter(records), 1
    while batch := list(islice(rest, BATCH_ROWS)):
        arrays = [
            pa.array([_text(record.get(name), layout) for record in batch], pa.string())
            for name in names
        ]
        numbers = pa.array(range(first_row, first_row + len(batch)), pa.int64())
        first_row += len(batch)
        yield pa.RecordBatch.from_arrays([*arrays, numbers], names=columns)


def _text(value: Any, layout: Layout) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return layout.list_separator.join(_text(item, layout) or "" for item in value)
    if isinstance(value, _Number):
        return value.replace(".", layout.decimal_mark)
    return str(value)
