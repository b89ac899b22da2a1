"""A table's JSON-stat file, laid out again cell by cell and held against the Parquet file.

It is read as the standard says, not as `publish.formats.jsonstat` writes: a place is turned into
codes by the sizes and indexes that stand in the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from publish.checks.finding import Candidate
from publish.formats.jsonstat import FREE
from publish.formats.values import values_sql
from schemas.disclosure import CONF_STATUS, OBS_STATUS
from schemas.model import Table

EXAMPLES = 3
Cells = dict[tuple[str, ...], Any]


def jsonstat_faults(
    connection: duckdb.DuckDBPyConnection, candidate: Candidate, table: Table, path: Path
) -> Iterator[str]:
    """What differs between the cube in the file and the rows of the table."""
    try:
        dataset = json.loads(path.read_text(encoding="utf-8"))
        found = {
            "value": _cells(dataset, dataset["value"]),
            OBS_STATUS: _cells(dataset, dataset.get("status", {})),
            CONF_STATUS: _cells(dataset, dataset["extension"].get(CONF_STATUS, {})),
        }
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        yield f"{path.name} cannot be read as JSON-stat: {error!r}"
        return
    wanted = _wanted(connection, candidate, table)
    for kind, cells in wanted.items():
        yield from _differences(path.name, kind, found[kind], cells)


def _cells(dataset: Mapping[str, Any], content: Any) -> Cells:
    """The cells that hold something: codes of every dimension -> value."""
    indexes = [_index(dataset["dimension"][name]) for name in dataset["id"]]
    sizes = dataset["size"]
    if [len(index) for index in indexes] != sizes:
        raise ValueError(f"size {sizes} and the categories disagree")
    pairs = enumerate(content) if isinstance(content, list) else content.items()
    return {_codes(int(at), indexes): value for at, value in pairs if value is not None}


def _index(dimension: Mapping[str, Any]) -> list[str]:
    index = dimension["category"]["index"]
    return sorted(index, key=index.__getitem__) if isinstance(index, dict) else list(index)


def _codes(place: int, indexes: list[list[str]]) -> tuple[str, ...]:
    codes = []
    for index in reversed(indexes):
        place, at = divmod(place, len(index))
        codes.append(index[at])
    if place:
        raise ValueError("a place beyond the cube")
    return tuple(reversed(codes))


def _wanted(
    connection: duckdb.DuckDBPyConnection, candidate: Candidate, table: Table
) -> dict[str, Cells]:
    cells: dict[str, Cells] = {"value": {}, OBS_STATUS: {}, CONF_STATUS: {}}
    columns = [field.name for field in table.fields]
    query = values_sql(candidate.parquet(table.name), table.fields, as_text=True)
    for values in connection.execute(query).fetchall():
        row = dict(zip(columns, values, strict=True))
        key = tuple(_text(row[name]) for name in table.primary_key)
        for measure in table.statistical.measures if table.statistical else ():
            cells["value"][*key, measure] = row[measure]
            cells[OBS_STATUS][*key, measure] = row.get(OBS_STATUS)
            status = row.get(CONF_STATUS)
            cells[CONF_STATUS][*key, measure] = None if status == FREE else status
    return {
        kind: {key: value for key, value in found.items() if value is not None}
        for kind, found in cells.items()
    }


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _differences(name: str, kind: str, found: Cells, wanted: Cells) -> Iterator[str]:
    wrong = [key for key in {**wanted, **found} if found.get(key) != wanted.get(key)]
    for key in wrong[:EXAMPLES]:
        have, want = found.get(key), wanted.get(key)
        yield f"{name}, {kind} at {', '.join(key)}: {have!r}, and {want!r} in the Parquet file"
    if len(wrong) > EXAMPLES:
        yield f"{name}: {len(wrong) - EXAMPLES} more cells of {kind} differ"
