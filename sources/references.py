"""Foreign keys across feeds: what a row points at must stand in a current snapshot.

A key with `any_of` names its target in any of several spellings (id, name, short name, other
spellings). Spellings are compared folded, as staging resolves them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.cells import Cell
from schemas.dialect import Dialect
from schemas.model import ForeignKey, Table
from schemas.registry import Registry
from schemas.sql import folded, identifier, literal
from schemas.verdict import cells_of, read_sql
from sources.landing import Snapshot, snapshots_by_table
from sources.problem import Problem, refuse_if

if TYPE_CHECKING:
    import duckdb

UNKNOWN = "foreign-key"
AMBIGUOUS = "ambiguous-name"

Snapshots = Mapping[str, Sequence[Snapshot]]


def referenced(table: Table, data_root: Path) -> dict[str, list[Snapshot]]:
    """The current snapshots of every landing table that this one points at.

    Raises PullError if one of those tables was never landed.
    """
    names = dict.fromkeys(key.reference for key in table.foreign_keys)
    current = snapshots_by_table(data_root) if names else {}
    found = {name: current.get(name, []) for name in names}
    missing = [
        Problem(
            rule="reference",
            what=f"rows of {table.name} point at {name}, of which nothing has been landed yet",
            remedy=f"Pull the feed of {name} first.",
        )
        for name, snapshots in found.items()
        if not snapshots
    ]
    refuse_if(missing)
    return found


def failures_of_keys(
    table: Table, registry: Registry, relation: str, dialect: Dialect, snapshots: Snapshots
) -> Iterator[str]:
    """For every foreign key, SQL of the rows that break it: _row, rule, column_name, value."""
    cells = {cell.field.name: cell for cell in cells_of(table, registry, dialect)}
    for key in table.foreign_keys:
        own = [cells[name] for name in key.fields]
        if key.any_of:
            terms = terms_sql(key, registry, snapshots[key.reference])
            yield _unknown_or_ambiguous(own[0], relation, terms)
        else:
            yield _unmatched(own, key, relation, snapshots[key.reference])


def terms_sql(key: ForeignKey, registry: Registry, snapshots: Sequence[Snapshot]) -> str:
    """SQL of every spelling of the referenced rows: spelling as written, term folded, owner."""
    target = registry.landing[key.reference]
    owner = ", ".join(f"{identifier(name)}::VARCHAR" for name in target.primary_key)
    parts = []
    for name in key.any_of:
        separator = target.field(name).separator
        column = identifier(name)
        spelling = f"unnest(string_split({column}, {literal(separator)}))" if separator else column
        parts.append(
            f"SELECT {spelling} AS spelling, concat_ws(' / ', {owner}) AS owner "
            f"FROM {accepted_rows(snapshots)} WHERE {column} IS NOT NULL"
        )
    spelled = " UNION ALL ".join(parts)
    return (
        f"SELECT trim(spelling) AS spelling, {folded('spelling')} AS term, owner "
        f"FROM ({spelled}) WHERE trim(spelling) <> ''"
    )


def spellings(
    con: duckdb.DuckDBPyConnection, key: ForeignKey, registry: Registry, snapshots: Snapshots
) -> dict[str, list[str]]:
    """Every spelling that a key may use, with the rows it means; for proposing the nearest."""
    if key.any_of:
        terms = terms_sql(key, registry, snapshots[key.reference])
        sql = f"SELECT DISTINCT spelling, owner FROM ({terms}) ORDER BY ALL"
    else:
        fields = ", ".join(f"{identifier(name)}::VARCHAR" for name in key.reference_fields)
        name = f"concat_ws(', ', {fields})"
        accepted = accepted_rows(snapshots[key.reference])
        sql = f"SELECT DISTINCT {name}, {name} FROM {accepted} ORDER BY ALL"
    found: dict[str, list[str]] = {}
    for spelling, owner in con.execute(sql).fetchall():
        found.setdefault(spelling, []).append(owner)
    return found


def _unknown_or_ambiguous(cell: Cell, relation: str, terms: str) -> str:
    """Looks up each distinct spelling once: rows are many, names are few."""
    return f"""
    WITH sent AS (SELECT _row, {cell.text} AS value FROM ({read_sql([cell], relation)})),
    known AS (SELECT term, count(DISTINCT owner) AS owners FROM ({terms}) GROUP BY term),
    names AS (
      SELECT value, coalesce(known.owners, 0) AS owners
      FROM (SELECT DISTINCT value FROM sent WHERE value IS NOT NULL)
      LEFT JOIN known ON known.term = {folded("value")}
    )
    SELECT _row, if(owners = 0, {literal(UNKNOWN)}, {literal(AMBIGUOUS)}) AS rule,
      {literal(cell.field.name)} AS column_name, value
    FROM sent JOIN names USING (value) WHERE owners <> 1
    """


def _unmatched(
    own: Sequence[Cell], key: ForeignKey, relation: str, snapshots: Sequence[Snapshot]
) -> str:
    """Values are compared as text after typing: `007` and `7` are one integer."""
    typed = ", ".join(f"({cell.typed()})::VARCHAR AS v{i}" for i, cell in enumerate(own))
    present = " AND ".join(f"v{i} IS NOT NULL" for i in range(len(own)))
    target = ", ".join(
        f"{identifier(name)}::VARCHAR AS v{i}" for i, name in enumerate(key.reference_fields)
    )
    columns = ", ".join(f"v{i}" for i in range(len(own)))
    return f"""
    SELECT _row, {literal(UNKNOWN)} AS rule, {literal(", ".join(key.fields))} AS column_name,
      concat_ws(', ', {columns}) AS value
    FROM (SELECT _row, {typed} FROM ({read_sql(list(own), relation)})) AS sent
    ANTI JOIN (SELECT {target} FROM {accepted_rows(snapshots)}) AS known USING ({columns})
    WHERE {present}
    """


def accepted_rows(snapshots: Sequence[Snapshot]) -> str:
    """SQL of the accepted rows of all these snapshots together."""
    paths = ", ".join(literal(str(snapshot.accepted)) for snapshot in snapshots)
    return f"read_parquet([{paths}], union_by_name := true)"
