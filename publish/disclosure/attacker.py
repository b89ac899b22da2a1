"""What somebody can conclude who has read everything: the interval of each hidden number.

The attacker knows the shown numbers, the lines between all of them, and what the flags say. Each
connected part of the unknown numbers is one linear program. A requirement is first looked for among
points that push many numbers at once; only what no such point shows is bounded one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from publish.disclosure.solver import TOLERANCE, UNBOUNDED, Array, LinearProgram

Flags = NDArray[np.bool_]
SLACK = 1e-5
"""Bounds of two solved programs agree to this; counts are whole numbers."""


@dataclass(frozen=True)
class Requirement:
    """What the interval of a hidden number has to hold, so that it counts as protected."""

    node: int
    low: float | None = None
    """The lower bound may not be above this."""
    high: float | None = None
    """The upper bound may not be below this."""
    width: float | None = None
    """The interval may not be narrower than this."""

    def met(self, low: float, high: float) -> bool:
        """Whether an interval is wide enough."""
        return (
            (self.low is None or low <= self.low + SLACK)
            and (self.high is None or high >= self.high - SLACK)
            and (self.width is None or high - low >= self.width - SLACK)
        )


@dataclass(frozen=True)
class Knowledge:
    """What the attacker knows: bounds of every number (equal ones: known), and the lines."""

    matrix: Any
    row_lower: Array
    row_upper: Array
    lower: Array
    upper: Array


@dataclass(frozen=True)
class Broken:
    """A requirement that fails, with the interval and the proof of it."""

    requirement: Requirement
    low: float
    high: float
    proof_low: Array
    """Multipliers of all lines that prove the lower bound; empty for a known number."""
    proof_high: Array


class ContradictionError(ValueError):
    """No values at all fit what is known: the figures contradict each other."""


@dataclass(frozen=True)
class Part:
    """One connected part of the unknown numbers: its numbers and its lines."""

    columns: np.ndarray[Any, Any]
    rows: np.ndarray[Any, Any]


class Attacker:
    """Bounds hidden numbers; parts are solved when a requirement asks for them."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        known = knowledge.upper - knowledge.lower <= TOLERANCE
        self.fixed = np.where(known, (knowledge.upper + knowledge.lower) / 2, 0.0)
        self.parts, self.part_of = _parts(knowledge.matrix, ~known)
        given = knowledge.matrix @ self.fixed
        self.row_lower, self.row_upper = knowledge.row_lower - given, knowledge.row_upper - given
        self._refuse_contradiction(known)

    def broken(self, requirements: Sequence[Requirement]) -> list[Broken]:
        """The requirements that fail, in their order. Raises ContradictionError."""
        by_part: dict[int, list[Requirement]] = {}
        found: list[Broken] = []
        for requirement in requirements:
            part = int(self.part_of[requirement.node])
            if part >= 0:
                by_part.setdefault(part, []).append(requirement)
                continue
            value = float(self.fixed[requirement.node])
            if not requirement.met(value, value):
                nothing = np.zeros(0)
                found.append(Broken(requirement, value, value, nothing, nothing))
        for part, asked in by_part.items():
            found += _Siege(self, self.parts[part]).broken(asked)
        place = {id(requirement): n for n, requirement in enumerate(requirements)}
        return sorted(found, key=lambda each: place[id(each.requirement)])

    def feasible(self) -> bool:
        """Whether any values fit what is known."""
        try:
            for part in self.parts:
                _Siege(self, part)
        except ContradictionError:
            return False
        return True

    def _refuse_contradiction(self, known: Flags) -> None:
        """Lines without an unknown number have to hold."""
        counted = self.knowledge.matrix.copy()
        counted.data = np.ones_like(counted.data)
        closed = np.asarray(counted @ (~known).astype(float)) == 0
        off = closed & ((self.row_lower > SLACK) | (self.row_upper < -SLACK))
        if off.any():
            raise ContradictionError(f"{int(off.sum())} lines of known figures do not add up")


class _Siege:
    """The linear program of one part, and the points found so far."""

    def __init__(self, attacker: Attacker, part: Part) -> None:
        knowledge = attacker.knowledge
        self.lines = len(knowledge.row_lower)
        self.part = part
        self.lower = knowledge.lower[part.columns]
        self.upper = np.minimum(knowledge.upper[part.columns], UNBOUNDED)
        matrix = knowledge.matrix[part.rows][:, part.columns].tocsr()
        self.program = LinearProgram(
            matrix,
            attacker.row_lower[part.rows],
            attacker.row_upper[part.rows],
            self.lower,
            self.upper,
        )
        self.place = {int(node): column for column, node in enumerate(part.columns)}
        first = self.program.minimise(np.zeros(len(part.columns)))
        if first is None:
            raise ContradictionError("published figures contradict each other")
        self.least, self.most = first.values.copy(), first.values.copy()

    def broken(self, requirements: Iterable[Requirement]) -> list[Broken]:
        """The requirements that fail."""
        open_ones = self._push(list(requirements), upwards=True)
        open_ones = self._push(open_ones, upwards=False)
        return [found for each in open_ones if (found := self._bound(each)) is not None]

    def _push(self, asked: list[Requirement], upwards: bool) -> list[Requirement]:
        """Pushes all numbers in question together, as far as each has to go, until that shows
        nothing new. Every point is proof that its values are possible."""
        while len(asked) > 1:
            goal = np.zeros(len(self.lower))
            moved = [c for r in asked if (c := self._limit(r, upwards)) is not None]
            if not moved:
                break
            for column, limit in moved:
                self.program.bound(
                    column,
                    *((self.lower[column], limit) if upwards else (limit, self.upper[column])),
                )
                goal[column] = -1.0 if upwards else 1.0
            point = self.program.minimise(goal)
            for column, _ in moved:
                self.program.bound(column, self.lower[column], self.upper[column])
            before = len(moved)
            if point is not None:
                self._see(point.values)
            asked = [r for r in asked if not self._met(r)]
            if sum(self._limit(r, upwards) is not None for r in asked) == before:
                break
        return asked

    def _limit(self, requirement: Requirement, upwards: bool) -> tuple[int, float] | None:
        """How far a number has to be pushed, or None when it is far enough that way."""
        column = self.place[requirement.node]
        least, most = self.least[column], self.most[column]
        if upwards:
            wanted = _most(requirement.high, _sum(least, requirement.width))
            if wanted is None or most >= wanted - TOLERANCE:
                return None
            return column, min(max(wanted, most), self.upper[column])
        wanted = _least(requirement.low, _sum(most, requirement.width, -1))
        if wanted is None or least <= wanted + TOLERANCE:
            return None
        return column, max(min(wanted, least), self.lower[column])

    def _met(self, requirement: Requirement) -> bool:
        column = self.place[requirement.node]
        return requirement.met(self.least[column], self.most[column])

    def _see(self, values: Array) -> None:
        self.least = np.minimum(self.least, values)
        self.most = np.maximum(self.most, values)

    def _bound(self, requirement: Requirement) -> Broken | None:
        """The exact interval of one number."""
        if self._met(requirement):
            return None
        column = self.place[requirement.node]
        goal = np.zeros(len(self.lower))
        goal[column] = -1.0
        high = self.program.minimise(goal)
        goal[column] = 1.0
        low = self.program.minimise(goal)
        if high is None or low is None:
            raise ContradictionError("published figures contradict each other")
        self._see(high.values)
        self._see(low.values)
        if self._met(requirement):
            return None
        return Broken(
            requirement,
            float(low.values[column]),
            float(high.values[column]),
            self._spread(low.multipliers),
            self._spread(high.multipliers),
        )

    def _spread(self, multipliers: Array) -> Array:
        """Multipliers of the part's lines among those of all lines."""
        spread = np.zeros(self.lines)
        spread[self.part.rows] = multipliers
        return spread


def _parts(matrix: Any, unknown: np.ndarray[Any, Any]) -> tuple[list[Part], np.ndarray[Any, Any]]:
    """The connected parts of the unknown numbers, and each number's part (-1: known)."""
    from scipy import sparse  # type: ignore[import-untyped]
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

    rows, columns = matrix.shape
    open_matrix = (matrix @ sparse.diags(unknown.astype(float))).tocsr()
    open_matrix.eliminate_zeros()
    graph = sparse.bmat([[None, open_matrix], [open_matrix.T, None]], format="csr")
    if rows == 0:
        graph = sparse.csr_matrix((columns, columns))
    _, labels = connected_components(graph, directed=False)
    row_labels, column_labels = labels[:rows], labels[rows:]
    part_of = np.full(columns, -1)
    parts: list[Part] = []
    order = np.argsort(column_labels, kind="stable")
    row_order = np.argsort(row_labels, kind="stable")
    sorted_columns, sorted_rows = column_labels[order], row_labels[row_order]
    for label in dict.fromkeys(column_labels[unknown].tolist()):
        members = order[np.searchsorted(sorted_columns, label) : _after(sorted_columns, label)]
        lines = row_order[np.searchsorted(sorted_rows, label) : _after(sorted_rows, label)]
        part_of[members] = len(parts)
        parts.append(Part(np.sort(members), np.sort(lines)))
    part_of[~unknown] = -1
    return parts, part_of


def _after(values: np.ndarray[Any, Any], label: int) -> int:
    return int(np.searchsorted(values, label, side="right"))


def _sum(value: float, width: float | None, sign: int = 1) -> float | None:
    return None if width is None else float(value + sign * width)


def _most(one: float | None, other: float | None) -> float | None:
    return max((v for v in (one, other) if v is not None), default=None)


def _least(one: float | None, other: float | None) -> float | None:
    return min((v for v in (one, other) if v is not None), default=None)
