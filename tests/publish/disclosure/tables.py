"""Small protected tables, written by hand, for the tests of disclosure control."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from publish.disclosure.audit import Case, Leak, audit
from publish.disclosure.protect import Decisions, published
from publish.disclosure.sheet import Sheet
from schemas.disclosure import Count, Dimension, Disclosure, Relation
from schemas.model import Package, Table
from schemas.registry import Registry
from tests.publish.small import code_list, field, said

OBS_CODES = ("A", "E", "L", "N", "Q", "U")
CONF_CODES = ("A", "D", "F")
STATUSES = (
    field("obs_status", required=True, code_list="obs_status"),
    field("conf_status", required=True, code_list="conf_status"),
)


def table(
    name: str, dimensions: Sequence[str], block: Disclosure, *more: Any, keys: Sequence[str] = ()
) -> Table:
    """A protected table with `dimensions` (each with a total) as its key, and further fields."""
    return Table(
        name=name,
        layer="open",
        title=said(name),
        description=said(f"The {name}."),
        grain="One cell.",
        fields=(
            *(field(each, required=True) for each in keys),
            *(field(each, required=True, total=True) for each in dimensions),
            *more,
            *STATUSES,
        ),
        primary_key=(*keys, *dimensions),
        disclosure=block,
    )


def counts(
    name: str = "reach",
    dimensions: Sequence[str] = ("sector", "area"),
    relation: Relation = "sum",
) -> Table:
    """Persons by some dimensions that add up, or relate otherwise to their total."""
    block = Disclosure(
        dimensions=tuple(Dimension(column=each, relation=relation) for each in dimensions),
        counts=(Count(column="persons", unit="persons"),),
        values=("persons",),
    )
    return table(name, dimensions, block, field("persons", "integer", minimum="0"))


def registry_of(*tables: Table, packages: Mapping[str, Sequence[str]] | None = None) -> Registry:
    """A registry of these tables, all in the package `partnership` unless said otherwise."""
    lists = (
        code_list("obs_status", *OBS_CODES),
        code_list("conf_status", *CONF_CODES),
        code_list("origin", "published", "synthetic"),
    )
    parted = packages or {"partnership": [each.name for each in tables]}
    return Registry(
        code_lists={each.name: each for each in lists},
        concepts={},
        landing={},
        open={each.name: each for each in tables},
        packages={
            name: Package(
                name=name,
                title=said(name),
                description=said(f"The {name}."),
                keywords=(said("culture"),),
                tables=tuple(members),
            )
            for name, members in parted.items()
        },
    )


def totals(inner: Mapping[tuple[str, ...], int]) -> dict[tuple[str, ...], int]:
    """Cells with every total over every dimension."""
    found: dict[tuple[str, ...], int] = {}
    for key, value in inner.items():
        for mask in range(2 ** len(key)):
            at = tuple("_T" if mask >> n & 1 else code for n, code in enumerate(key))
            found[at] = found.get(at, 0) + value
    return dict(sorted(found.items()))


def rows_of(
    of: Table, cells: Mapping[tuple[str, ...], int], column: str = "persons"
) -> list[dict[str, Any]]:
    """Rows of a mart from cells."""
    return [
        dict(zip(of.primary_key, key, strict=True))
        | {column: value, "obs_status": "A", "conf_status": "F"}
        for key, value in cells.items()
    ]


def sheet(
    of: Table, rows: Sequence[Mapping[str, Any]], label: str = "the mart", exact: bool = True
) -> Sheet:
    """Rows as disclosure control reads them; published ones without the private columns."""
    names = [f.name for f in of.fields if exact or f.publish]
    ordered = sorted(rows, key=lambda row: tuple(row[name] for name in of.primary_key))
    keys = tuple(tuple(row[name] for name in of.primary_key) for row in ordered)
    columns = {name: tuple(row.get(name) for row in ordered) for name in names}
    return Sheet(of, label, keys, columns, exact)


def leaks(exact: Sheet, decisions: Decisions, registry: Registry | None = None) -> tuple[Leak, ...]:
    """What the attacker of the gate finds when the rows are released as decided."""
    known = registry or registry_of(exact.table)
    return audit(Case((published(exact, decisions),), (exact,), (), known)).leaks
