"""A safe choice found by moving numbers: the cheapest way in which a number could be another.

For each number that is bounded too tightly, a linear program finds the cheapest set of changes to
other numbers that keeps every line whole and moves it as far as it has to go. Whatever changes is
hidden. Numbers that are hidden already change for free, so that one choice serves many (Robertson
1993; the heuristic of most statistical offices).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from publish.disclosure.attacker import Broken
from publish.disclosure.solver import TOLERANCE, UNBOUNDED, Array, LinearProgram

COST_OF_HIDDEN = 1e-4
"""Not nothing, so that of two free ways the shorter is taken."""


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

        self.count = matrix.shape[1]
        self.cost_of = cost_of
        fixed = np.isinf(cost_of())
        down, up = (np.where(fixed, 0.0, np.minimum(each, UNBOUNDED)) for each in room)
        self.down, self.up = down, up
        self.program = LinearProgram(
            sparse.hstack([matrix, -matrix]).tocsr(),
            *slack,
            np.zeros(2 * self.count),
            np.concatenate([up, down]),
        )

    def open(self, broken: Broken, value: float) -> list[list[int]]:
        """The numbers that have to be hidden, for each direction that fails; the direction that
        cannot be opened gives nothing."""
        asked, found = broken.requirement, []
        rise = fall = 0.0
        if asked.high is not None and broken.high < asked.high - TOLERANCE:
            rise = asked.high - value
        if asked.low is not None and broken.low > asked.low + TOLERANCE:
            fall = value - asked.low
        if asked.width is not None:
            rise = asked.width - (value - broken.low)
            if rise > self.up[asked.node]:
                rise, fall = 0.0, asked.width - (broken.high - value)
        for upward, length in ((True, rise), (False, fall)):
            if length > 0:
                found.append(self._move(asked.node, upward, length))
        return found

    def _move(self, node: int, upward: bool, length: float) -> list[int]:
        column = node if upward else node + self.count
        other = node + self.count if upward else node
        room = (self.up, self.down) if upward else (self.down, self.up)
        if length > room[0][node] + TOLERANCE:
            return []
        cost = np.where(np.isinf(costs := self.cost_of()), 0.0, costs + COST_OF_HIDDEN)
        self.program.bound(column, length, room[0][node])
        self.program.bound(other, 0.0, 0.0)
        point = self.program.minimise(np.concatenate([cost, cost]))
        self.program.bound(column, 0.0, room[0][node])
        self.program.bound(other, 0.0, room[1][node])
        if point is None:
            return []
        moved = point.values[: self.count] + point.values[self.count :]
        return np.flatnonzero(moved > TOLERANCE).tolist()
