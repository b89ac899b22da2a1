"""What makes a table a statistical one: its rows are the cells of a cube."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field as Attribute

from schemas.strict import Model

if TYPE_CHECKING:
    from schemas.model import Table


class Statistical(Model):
    """The `statistical:` block of an open table; the dimensions are its key columns.

    Such a table is released as JSON-stat too. Numbers that are no measure (a level, a rank
    within another order) and the texts of a row stay in the other forms.
    """

    measures: tuple[str, ...] = Attribute(min_length=1)
    """The published number columns that hold what was observed, in the order of the cube."""
    time: str | None = None
    """The key column that says when."""
    geo: str | None = None
    """The key column that says where."""


def cube_faults(block: Statistical, table: Table) -> list[str]:
    """What of the block contradicts the table, as sentences; nothing when it fits."""
    return list(_faults(block, table))


def _faults(block: Statistical, table: Table) -> Iterator[str]:
    published = {field.name: field.type for field in table.published()}
    for name in (block.time, block.geo):
        if name is not None and name not in table.primary_key:
            yield f"{name} is no key column"
    for name in table.primary_key:
        if name not in published:
            yield f"key column {name} is not published"
    for name in block.measures:
        if name in table.primary_key or published.get(name) not in ("integer", "number"):
            yield f"{name} is no measure: only a published number outside the key is one"
