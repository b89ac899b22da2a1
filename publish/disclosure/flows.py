"""A safe choice found by moving numbers: the cheapest way in which a number could be another.

A linear program finds the cheapest set of changes to other numbers that keeps every line whole and
moves the sensitive ones as far as they have to go; whatever changes is hidden, and what is hidden
changes for free (after Robertson 1993, the heuristic of most statistical offices). All of them
moved at once, half up and half down and then the other way round, give a small pool of rows that
is enough; moved one by one within that pool they show what of it is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from publish.disclosure.attacker import Broken
from publish.disclosure.solver import TOLERANCE, UNBOUNDED, Array, LinearProgram

COST_OF_HIDDEN = 1e-4
"""Not nothing, so that of two free ways the shorter is taken."""
ROUNDS_TOGETHER, ROUNDS_ALONE = 4, 2
"""How often the prices follow the lengths (slope scaling)."""


class Flows:
    """The program over upward and downward changes of all numbers of a network."""

    def __init__(
        self,
        matrix: Any,
        slack: tuple[Array, Array],
        room: tuple[Array, Array],
        cost_of: Callable[[], Array],
    ) -> None:
        """`slack`: how far each line may move; `room`: how far each number may fall and rise;
        `cost_of()`: what hiding each number costs now (infinite: it stays shown)."""
        from scipy import sparse  # type: ignore[import-untyped]

        self.cost_of = cost_of
        self.active = np.flatnonzero(~np.isinf(cost_of()))
        self.place = {int(node): column for column, node in enumerate(self.active)}
        self.count = len(self.active)
        self.down, self.up = (np.minimum(each, UNBOUNDED)[self.active] for each in room)
        self.matrix = matrix[:, self.active].tocsr()
        self.by_column = self.matrix.tocsc()
        used = np.diff(self.matrix.indptr) > 0
        inner = self.matrix[used]
        self.program = LinearProgram(
            sparse.hstack([inner, -inner]).tocsr(),
            slack[0][used],
            slack[1][used],
            np.zeros(2 * self.count),
            np.concatenate([self.up, self.down]),
        )

    def open(self, broken: Broken, value: float) -> list[list[int]]:
        """The numbers that have to be hidden, for each direction that fails; the direction that
        cannot be opened gives nothing."""
        asked, column = broken.requirement, self.place[broken.requirement.node]
        found: list[list[int]] = []
        rise = fall = 0.0
        if asked.high is not None and broken.high < asked.high - TOLERANCE:
            rise = asked.high - value
        if asked.low is not None and broken.low > asked.low + TOLERANCE:
            fall = value - asked.low
        if asked.width is not None:
            rise = asked.width - (value - broken.low)
            if rise > self.up[column]:
                rise, fall = 0.0, asked.width - (broken.high - value)
        for at, length, most in (
            (column, rise, self.up[column]),
            (column + self.count, fall, self.down[column]),
        ):
            if 0 < length <= most + TOLERANCE:
                found.append(self._move([(at, length)]))
        return found

    def together(self, moves: Sequence[tuple[int, float, float]]) -> list[int]:
        """The numbers that have to be hidden so that every (number, fall, rise) can do both; empty
        where they cannot all move at once."""
        moves = [(self.place[node], fall, rise) for node, fall, rise in moves]
        signs = self._signs([node for node, _, _ in moves])
        found: list[int] = []
        for side in (1, -1):
            columns: list[tuple[int, float]] = []
            for node, fall, rise in moves:
                upward = signs[node] == side
                length = rise if upward else fall
                if 0 < length <= (self.up if upward else self.down)[node] + TOLERANCE:
                    columns.append((node if upward else node + self.count, length))
            found += self._move(columns)
        return found

    def _signs(self, nodes: Sequence[int]) -> dict[int, int]:
        """Up or down for each number, so that those of one line balance each other."""
        signs: dict[int, int] = {}
        balance = np.zeros(self.matrix.shape[0])
        for node in nodes:
            at = slice(self.by_column.indptr[node], self.by_column.indptr[node + 1])
            lines, factors = self.by_column.indices[at], self.by_column.data[at]
            signs[node] = -1 if float((balance[lines] * factors).sum()) > 0 else 1
            balance[lines] += factors * signs[node]
        return signs

    def _move(self, columns: Sequence[tuple[int, float]]) -> list[int]:
        """Moves some columns by at least a length each, and their opposites not at all."""
        most = np.concatenate([self.up, self.down])
        turned = [(c, (c + self.count) % (2 * self.count), length) for c, length in columns]
        for column, other, length in turned:
            self.program.bound(column, min(length, most[column]), most[column])
            self.program.bound(other, 0.0, 0.0)
        longest = max((length for _, length in columns), default=1.0)
        rounds = ROUNDS_ALONE if len(columns) == 1 else ROUNDS_TOGETHER
        moved = self._concentrated(longest, rounds)
        for column, other, _ in turned:
            self.program.bound(column, 0.0, most[column])
            self.program.bound(other, 0.0, most[other])
        return [] if moved is None else self.active[moved > TOLERANCE].tolist()

    def _concentrated(self, length: float, rounds: int) -> Array | None:
        """The least costly changes. Hiding costs the same however far a number moves, a program
        counts by length: so each is charged for the length it has, first as far as it can go,
        then as far as it went (slope scaling)."""
        costs = self.cost_of()[self.active] + COST_OF_HIDDEN
        both = np.concatenate([costs, costs])
        reach = np.concatenate([np.minimum(self.up, length), np.minimum(self.down, length)])
        price = both / np.maximum(reach, 1e-3)
        best, least = None, np.inf
        for _ in range(rounds):
            point = self.program.minimise(price)
            if point is None:
                return None
            moved = point.values[: self.count] + point.values[self.count :]
            paid = float(costs[moved > TOLERANCE].sum())
            if paid < least - 1e-9:
                best, least = moved, paid
            used = point.values > TOLERANCE
            price = np.where(used, both / np.maximum(point.values, 1e-3), price)
        return best
