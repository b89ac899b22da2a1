"""The rows of one edition of one table, as disclosure control reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import duckdb

from publish.engine import names
from schemas.disclosure import CONF_STATUS, OBS_STATUS
from schemas.model import Table

Key = tuple[Any, ...]
SUPPRESSED, NOT_SIGNIFICANT, LOW_RELIABILITY = "Q", "N", "U"
PRIMARY, SECONDARY, FREE = "A", "D", "F"
WITHHELD = (SUPPRESSED, NOT_SIGNIFICANT)


class DisclosureError(ValueError):
    """Rows that contradict the table's `disclosure:` block; the message holds no value."""


@dataclass(frozen=True)
class Sheet:
    """One table's rows, sorted by key, in columns. `label` names the edition for messages."""

    table: Table
    label: str
    keys: tuple[Key, ...]
    columns: dict[str, tuple[Any, ...]]
    exact: bool = False
    """The private rows: nothing is withheld in them."""

    def column(self, name: str) -> tuple[Any, ...]:
        """The values of a column; all None where this edition does not hold it."""
        found = self.columns.get(name)
        return (None,) * len(self.keys) if found is None else found

    @cached_property
    def withheld(self) -> list[bool]:
        """Whether a row's flags say that values were taken out (Q or N)."""
        return [status in WITHHELD for status in self.column(OBS_STATUS)]

    @cached_property
    def place(self) -> dict[Key, int]:
        """Key -> position of the row."""
        return {key: position for position, key in enumerate(self.keys)}


def read_sheet(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    relation: str,
    label: str,
    extra: Sequence[str] = (),
    *,
    exact: bool = False,
) -> Sheet:
    """Reads the key and what the protection of the table needs, of the columns there are."""
    there = {row[0] for row in connection.execute(f"DESCRIBE FROM {relation}").fetchall()}
    wanted = [*table.primary_key, *_needed(table), *extra]
    columns = [name for name in dict.fromkeys(wanted) if name in there]
    if missing := [name for name in table.primary_key if name not in there]:
        raise DisclosureError(f"table {table.name}, {label}: key column {missing[0]} is missing")
    rows = connection.execute(
        f"SELECT {names(columns)} FROM {relation} ORDER BY {names(table.primary_key)}"
    ).fetchall()
    by_column = tuple(zip(*rows, strict=True)) if rows else ((),) * len(columns)
    held = dict(zip(columns, by_column, strict=True))
    keys = tuple(zip(*(held[name] for name in table.primary_key), strict=True))
    return Sheet(table, label, keys, held, exact)


def _needed(table: Table) -> Iterable[str]:
    if table.disclosure is not None:
        yield from table.disclosure.columns()
        yield from (OBS_STATUS, CONF_STATUS)
