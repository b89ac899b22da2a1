"""The pieces that a verdict over rows is made of, as DuckDB SQL.

The innermost query (`read_sql`) holds, beside the relation's technical columns, `<field> sent`
(text, NULL when missing) and `<field> cast` (what the engine reads). All else is said over it.
"""

from __future__ import annotations

from dataclasses import dataclass

from schemas.cells import Cell, failure
from schemas.dialect import Dialect
from schemas.model import Table
from schemas.registry import Registry
from schemas.sql import identifier, literal

ROW = "_row"
"""The technical column that says which row of the file it is; keys are judged in its order."""


@dataclass(frozen=True)
class Key:
    """Columns whose values may stand in one row only, and the rule that says so."""

    rule: str
    cells: tuple[Cell, ...]

    @property
    def column_names(self) -> str:
        """The columns as a failure names them."""
        return ", ".join(cell.field.name for cell in self.cells)

    def values(self) -> str:
        """SQL over `read_sql`: the typed values, parted by commas."""
        return ", ".join(cell.typed() for cell in self.cells)

    def is_absent(self) -> str:
        """SQL over `read_sql`: has the row no value in any column of the key?"""
        return " AND ".join(f"({cell.typed()}) IS NULL" for cell in self.cells)

    def hash(self) -> str:
        """SQL over `read_sql`: equal keys have equal hashes; NULL without any value."""
        return f"CASE WHEN NOT ({self.is_absent()}) THEN hash({self.values()}) END"

    def place(self) -> str:
        """SQL over `read_sql`: the row is which of those with this key, from 1, in row order."""
        return f"row_number() OVER (PARTITION BY {self.values()} ORDER BY {ROW})"

    def failure(self) -> str:
        """SQL over `read_sql`: the failure of a row that repeats the key."""
        sent = ", ".join(cell.text for cell in self.cells)
        return failure(self.rule, self.column_names, f"concat_ws(', ', {sent})")


def cells_of(table: Table, registry: Registry, dialect: Dialect) -> list[Cell]:
    """The cells of a table, in the order of its fields."""
    declared = (*(missing.value for missing in table.missing_values), *dialect.missing_values)
    missing = tuple(dict.fromkeys(word for word in declared if word.strip()))
    return [
        Cell(
            field=field,
            codes=registry.code_lists[field.code_list] if field.code_list else None,
            missing=missing,
            dialect=dialect,
            any_term=table.layer == "landing",
        )
        for field in table.fields
    ]


def keys_of(table: Table, cells: list[Cell]) -> list[Key]:
    """The unique fields in their order, then the primary key."""
    keys = [Key("unique", (cell,)) for cell in cells if cell.field.unique]
    by_name = {cell.field.name: cell for cell in cells}
    if table.primary_key:
        keys.append(Key("primary-key", tuple(by_name[name] for name in table.primary_key)))
    return keys


def read_sql(cells: list[Cell], relation: str) -> str:
    """A SELECT of the relation with its texts read: see the head of this module."""
    fields = ", ".join(identifier(cell.field.name) for cell in cells)
    sent = ", ".join(f"{cell.sent()} AS {cell.text}" for cell in cells)
    dates = "".join(f", TRY_CAST({cell.text} AS DATE) AS {cell.iso}" for cell in cells if cell.iso)
    casts = "".join(
        f", {cell.cast()} AS {cell.value}" for cell in cells if cell.field.type != "string"
    )
    inner = f"SELECT _sent.* EXCLUDE ({fields}), {sent} FROM {relation} AS _sent"
    return f"SELECT *{casts} FROM (SELECT *{dates} FROM ({inner}))"


def inner_columns(cells: list[Cell]) -> str:
    """The columns that `read_sql` adds, as EXCLUDE takes them."""
    return ", ".join(name for cell in cells for name in cell.columns())


def failures_sql(table: Table, cells: list[Cell]) -> str:
    """SQL over `read_sql`: the list of failures of the row's own cells, NULL when there is none.

    Good rows pay for one condition; the list is put together for the others only.
    """
    listed = [entry for cell in cells for entry in cell.failures()]
    listed += _absent_key(table, cells)
    if not listed:
        return "NULL"
    each = f"list_filter([{', '.join(listed)}], lambda f: f IS NOT NULL)"
    blank = " AND ".join(f"{cell.text} IS NULL" for cell in cells)
    blank_row = failure("blank-row", "", "NULL::VARCHAR")
    return (
        f"CASE WHEN {accepted_sql(cells)} THEN NULL WHEN {blank} THEN [{blank_row}] ELSE {each} END"
    )


def accepted_sql(cells: list[Cell]) -> str:
    """SQL over `read_sql`: is every cell of the row in order, and at least one not missing?"""
    conditions = [condition for cell in cells if (condition := cell.accepted())]
    if not any(cell.field.required for cell in cells):
        conditions.append(f"coalesce({', '.join(cell.text for cell in cells)}) IS NOT NULL")
    return " AND ".join(conditions)


def _absent_key(table: Table, cells: list[Cell]) -> list[str]:
    for key in keys_of(table, cells):
        if key.rule == "primary-key":
            entry = failure(key.rule, key.column_names, "NULL::VARCHAR")
            return [f"CASE WHEN {key.is_absent()} THEN {entry} END"]
    return []


def row_json(table: Table) -> str:
    """SQL over the relation itself: the row as it was sent, a JSON object in field order."""
    pairs = ", ".join(f"{literal(f.name)}: {identifier(f.name)}" for f in table.fields)
    return f"to_json({{{pairs}}})::VARCHAR"
