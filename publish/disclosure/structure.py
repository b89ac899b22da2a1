"""How cells hang together: the counts behind the rows, and the lines between them.

A node is one number that somebody could want to know: a count (or amount) of one cell. Rows show
nodes; several rows may show the same one (by a link, or where a count has a shorter key). A line
is an equation or inequality that holds between nodes, whatever their values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from publish.disclosure.sheet import Key
from schemas.disclosure import Relation


class Node(NamedTuple):
    """The name of a node: a column of one cell, or the rest of one count within another."""

    table: str
    column: str
    key: Key


WITHOUT_SOME: Mapping[Relation, Relation] = {"sum": "part", "near": "within", "overlap": "within"}
"""What holds of the parts that are there where others are missing."""
REST = ":rest"
ANY = "*"
"""Stands in a node's key for a column that does not matter to the count."""


class Row(NamedTuple):
    """One row of one table."""

    table: str
    key: Key


class Constraint(NamedTuple):
    """`low <= sum of factor x node <= high`."""

    terms: Mapping[int, float]
    low: float = 0.0
    high: float = np.inf


@dataclass(frozen=True)
class Line:
    """A relation between a parent and its parts, by node numbers."""

    table: str
    about: str
    """The dimension, or the count within which another lies."""
    relation: Relation
    parent: int
    parts: tuple[int, ...]
    remainder: tuple[float, float] | None = None
    """Of `near`: between what the parent less its parts lies; None where nobody can tell."""

    def constraints(self) -> Iterator[Constraint]:
        """What holds between the nodes."""
        total = {self.parent: 1.0, **dict.fromkeys(self.parts, -1.0)}
        if self.relation in ("sum", "part"):
            yield Constraint(total, 0.0, 0.0 if self.relation == "sum" else np.inf)
            return
        if self.remainder is not None:
            yield Constraint(total, *self.remainder)
            if self.remainder[0] >= 0:
                return  # no part is more than all of them
        for part in self.parts:
            yield Constraint({self.parent: 1.0, part: -1.0})
        if self.relation == "overlap":
            yield Constraint({node: -value for node, value in total.items()})


@dataclass(frozen=True)
class Network:
    """Nodes, the rows that show them, and the lines between them."""

    nodes: tuple[Node, ...]
    rows: tuple[Row, ...]
    columns: tuple[Mapping[str, int], ...]
    """Per row: column -> the node that can be read off it while it is shown."""
    rests: tuple[tuple[int, ...], ...]
    """Per row: the complements that follow from it."""
    lines: tuple[Line, ...]
    estimates: frozenset[int] = field(default_factory=frozenset)
    """Nodes that are not read off a row whose estimate is withheld as unreliable."""

    @cached_property
    def index(self) -> dict[Node, int]:
        """Node -> its number."""
        return {node: number for number, node in enumerate(self.nodes)}

    @cached_property
    def row_number(self) -> dict[Row, int]:
        """Row -> its number."""
        return {row: number for number, row in enumerate(self.rows)}

    @cached_property
    def shows(self) -> tuple[tuple[int, ...], ...]:
        """Per row: the nodes that can be read off it while it is shown."""
        return tuple(tuple(dict.fromkeys(columns.values())) for columns in self.columns)

    @cached_property
    def complements(self) -> tuple[Line, ...]:
        """The lines that make a count of one within it and their rest, in this order."""
        return tuple(
            line
            for line in self.lines
            if line.relation == "sum" and self.nodes[line.parts[-1]].column.endswith(REST)
        )

    def own(self, row: int) -> tuple[int, ...]:
        """What a row tells: the nodes that it shows, and the complements that follow."""
        return (*self.shows[row], *self.rests[row])

    @cached_property
    def shown_by(self) -> tuple[tuple[int, ...], ...]:
        """Per node: the rows that show it."""
        found: list[list[int]] = [[] for _ in self.nodes]
        for row, shown in enumerate(self.shows):
            for node in shown:
                found[node].append(row)
        return tuple(tuple(rows) for rows in found)

    @cached_property
    def shown_pairs(self) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Every (row, node that can be read off it while it is shown), as two arrays."""
        pairs = [(row, node) for row, shown in enumerate(self.shows) for node in shown]
        rows, nodes = zip(*pairs, strict=True) if pairs else ((), ())
        return np.array(rows, dtype=np.int64), np.array(nodes, dtype=np.int64)

    @cached_property
    def matrix(self) -> tuple[Any, np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """The lines as a sparse matrix with lower and upper bounds of its rows."""
        return matrix_of((c for line in self.lines for c in line.constraints()), len(self.nodes))


def matrix_of(
    constraints: Iterable[Constraint], columns: int
) -> tuple[Any, np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Constraints as a CSR matrix, with the lower and upper bounds of its rows."""
    from scipy import sparse  # type: ignore[import-untyped]

    pointers: list[int] = [0]
    indices: list[int] = []
    data: list[float] = []
    lower: list[float] = []
    upper: list[float] = []
    for terms, low, high in constraints:
        indices.extend(terms)
        data.extend(terms.values())
        pointers.append(len(indices))
        lower.append(low)
        upper.append(high)
    shape = (len(upper), columns)
    matrix = sparse.csr_matrix(
        (np.array(data, dtype=np.float64), np.array(indices, dtype=np.int32), pointers), shape=shape
    )
    return matrix, np.array(lower), np.array(upper)
