"""What a table says of its own protection, and the limits that hold for every table.

A cell is one row of an open table. It rests on counts of firms or persons (`counts`) or on amounts
with their largest contributions (`amounts`), published or not. Cells hang together by the
dimensions (a total and its parts), by links (the same count in another table) and by a count that
lies within another (positives within respondents).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from pydantic import Field as Attribute

from schemas.strict import Model

if TYPE_CHECKING:
    from schemas.model import Table

Relation = Literal["sum", "near", "overlap", "part", "within"]
"""How the parts of a dimension make their parent.

`sum`: the parts add up to it. `near`: part <= parent, and the parts add up to it but for so few
units in several parts or in none that a reader who subtracts is right or nearly so; the attacker
knows the parent and the parts to differ by no more than they do. `overlap`: a unit may stand in
several parts, and in one at least (part <= parent <= sum of the parts). `part`: the parts do not
overlap and may not be all of it. `within`: nothing but part <= parent, and no reader could guess
how far the parts are from it; where that is in doubt the relation is `near`.
"""
Unit = Literal["firms", "persons", "organisations", "participations", "answers"]
OBS_STATUS, CONF_STATUS = "obs_status", "conf_status"


class ReliabilityLimits(Model):
    """Limits for estimates; shares and widths as decimals of 0 to 1."""

    minimum_n_eff: int = Attribute(ge=1)
    low_n_eff: int = Attribute(ge=1)
    shown_width: Decimal
    widest: Decimal
    widest_relative: Decimal


class DominanceLimits(Model):
    """Limits for amounts: p% rule and (n,k) rule, n being 1 or 2."""

    p_percent: int = Attribute(ge=1)
    n: int = Attribute(ge=1, le=2)
    k_percent: int = Attribute(ge=1, le=100)


class SearchLimits(Model):
    """How much work the search for the least loss may take."""

    exact_up_to: int
    rounds: int = Attribute(ge=1)
    nodes: int = Attribute(ge=1)
    gap_percent: Decimal
    time_limit_seconds: int = Attribute(ge=1)


class Rules(Model):
    """The content of `schemas/disclosure.yml`."""

    minimum: int = Attribute(ge=2)
    dominance: DominanceLimits
    reliability: ReliabilityLimits
    search: SearchLimits


class Dimension(Model):
    """A key column over which cells add up.

    The parent of a code is the nearest code above it in the code list that has a row, and else
    the total `_T`.
    """

    column: str
    relation: Relation = "sum"


class Share(Model):
    """The published column that is count / `of`; weighted when survey weights stand in it."""

    column: str
    of: str
    weighted: bool = False


class Count(Model):
    """A count of units behind the cell, published or not. Unit: `unit`."""

    column: str
    unit: Unit
    within: str | None = None
    """The count that holds this one: the difference (the complement) is protected as well."""
    minimum: int | None = Attribute(default=None, ge=2)
    """Another minimum frequency than the product's."""
    key: tuple[str, ...] = ()
    """The key columns that determine the count, where fewer than the table's: the respondents of
    a sector are the same for every skill."""
    relations: dict[str, Relation] = Attribute(default_factory=dict)
    """Dimension -> relation, where this count behaves otherwise than the dimension says."""
    share: Share | None = None


class Amount(Model):
    """An amount with the columns of its largest and second largest contribution (private)."""

    column: str
    largest: str
    second: str


class Reliability(Model):
    """The columns that the reliability rules judge, and those that are blanked when it is low."""

    n_eff: str
    share: str | None = None
    lower: str | None = None
    upper: str | None = None
    values: tuple[str, ...] = Attribute(min_length=1)


class Link(Model):
    """The same counts in another open table, protected or not."""

    table: str
    counts: dict[str, str] = Attribute(min_length=1)
    """Count of this table -> column of the other."""
    keys: dict[str, str]
    """Column of this table (mostly of its key) -> key column of the other."""
    codes: dict[str, str] = Attribute(default_factory=dict)
    """Key column of the other table -> the only code meant."""
    where: dict[str, str] = Attribute(default_factory=dict)
    """Key column of this table -> the only code meant."""


class Disclosure(Model):
    """The `disclosure:` block of an open table."""

    dimensions: tuple[Dimension, ...] = ()
    counts: tuple[Count, ...] = ()
    amounts: tuple[Amount, ...] = ()
    values: tuple[str, ...] = Attribute(min_length=1)
    """Every published column that is derived from the cell: empty where it is suppressed."""
    reliability: Reliability | None = None
    links: tuple[Link, ...] = ()
    leave_out: bool = False
    """A row whose values are taken out is not published at all: that it is in the table tells what
    its values would (a place in a ranked list)."""

    def measured(self) -> tuple[str, ...]:
        """The columns that the cells rest on: counts, then amounts."""
        return (*(c.column for c in self.counts), *(a.column for a in self.amounts))

    def count(self, column: str) -> Count | None:
        """The count of that column, or None where it is an amount."""
        return next((c for c in self.counts if c.column == column), None)

    def relation(self, dimension: Dimension, column: str) -> Relation:
        """How a count or amount behaves over a dimension."""
        count = self.count(column)
        return (count.relations if count else {}).get(dimension.column, dimension.relation)

    def columns(self) -> tuple[str, ...]:
        """Every column that the block names, except those of its links."""
        named: list[str | None] = [d.column for d in self.dimensions]
        for count in self.counts:
            named += [count.column, count.within, *count.key]
            named += [count.share.column, count.share.of] if count.share else []
        for amount in self.amounts:
            named += [amount.column, amount.largest, amount.second]
        for link in self.links:
            named += [*link.counts, *link.keys, *link.where]
        if self.reliability:
            r = self.reliability
            named += [r.n_eff, r.share, r.lower, r.upper, *r.values]
        return tuple(dict.fromkeys(name for name in (*named, *self.values) if name))


def faults(block: Disclosure, table: Table) -> list[str]:
    """What a block says that its table contradicts, as clauses for a message."""
    known = {field.name: field for field in table.fields}
    wrong = [f"no field is called {name}" for name in block.columns() if name not in known]
    if wrong:
        return wrong
    open_columns = {field.name for field in table.published()}
    if table.layer != "open":
        wrong.append("only an open table is protected")
    wrong += [
        f"the table needs the published field {status}"
        for status in (OBS_STATUS, CONF_STATUS)
        if status not in open_columns
    ]
    if not block.measured():
        wrong.append("counts or amounts are missing: a cell has to rest on something")
    wrong += _dimension_faults(block, table)
    wrong += _value_faults(block, table, open_columns)
    return wrong


def _dimension_faults(block: Disclosure, table: Table) -> Iterable[str]:
    dimensions = [d.column for d in block.dimensions]
    for name in dimensions:
        field = table.field(name)
        if name not in table.primary_key:
            yield f"dimension {name} is no key column"
        elif not field.total and field.code_list is None:
            yield f"dimension {name} has neither a total nor a code list"
    for count in block.counts:
        if count.within is not None and block.count(count.within) is None:
            yield f"{count.column} is within {count.within}, which is no count"
        for name in count.relations:
            if name not in dimensions:
                yield f"{count.column} has a relation over {name}, which is no dimension"
        for name in count.key:
            if name not in table.primary_key:
                yield f"{count.column} has {name} in its key, which is no key column"


def _value_faults(block: Disclosure, table: Table, open_columns: set[str]) -> Iterable[str]:
    derived = [*block.measured()]
    derived += [count.share.column for count in block.counts if count.share]
    if block.reliability:
        derived += block.reliability.values
    for name in dict.fromkeys(derived):
        if name in open_columns and name not in block.values:
            yield f"{name} is published and derived from the cell: it belongs to values"
    for name in block.values:
        field = table.field(name)
        if name in table.primary_key:
            yield f"{name} is a key column and cannot be left empty"
        elif field.required:
            yield f"{name} is required and could not be left empty where it is suppressed"
    for amount in block.amounts:
        for name in (amount.largest, amount.second):
            if name in open_columns:
                yield f"{name} is a single contribution and must not be published"


def link_faults(table: Table, tables: Mapping[str, Table]) -> list[str]:
    """What the links of a table's block say that the tables contradict."""
    wrong = []
    for link in table.disclosure.links if table.disclosure else ():
        other = tables.get(link.table)
        if other is None or other is table:
            wrong.append(f"link to {link.table}, which is no other open table")
            continue
        here, there = {f.name for f in table.fields}, {f.name for f in other.fields}
        for name in (*link.counts, *link.keys, *link.where):
            if name not in here:
                wrong.append(f"link to {link.table}: no field is called {name}")
        for name in (*link.counts.values(), *link.keys.values(), *link.codes):
            if name not in there:
                wrong.append(f"link to {link.table}: it has no field {name}")
        block = table.disclosure
        if block is not None:
            wrong += [
                f"link to {link.table}: {name} is neither count nor amount"
                for name in link.counts
                if name not in block.measured()
            ]
    return wrong


__all__ = [
    "CONF_STATUS",
    "OBS_STATUS",
    "Amount",
    "Count",
    "Dimension",
    "Disclosure",
    "Link",
    "Relation",
    "Reliability",
    "Rules",
    "Share",
    "Unit",
    "faults",
    "link_faults",
]
