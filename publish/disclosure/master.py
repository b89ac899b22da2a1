"""The master program of secondary suppression: choose rows at least loss under inequalities."""

from __future__ import annotations

import time
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import numpy as np

from publish.disclosure.primary import Exact
from publish.disclosure.solver import Array
from publish.disclosure.structure import Network
from schemas.disclosure import SearchLimits

EPSILON = 1e-7


@dataclass(frozen=True)
class Cut:
    """`sum of terms x choice >= need` over the variables of the master."""

    terms: tuple[tuple[int, float], ...]
    need: float


class Master:
    """Variables: one per row that may be hidden, one per node that several such rows show.

    A node is hidden when all rows that show it are. Rows hidden in any case, and rows that must
    stay, are no variables.
    """

    def __init__(
        self,
        network: Network,
        exact: Exact,
        weights: Array,
        frozen: AbstractSet[int],
        forced: AbstractSet[int],
    ) -> None:
        self.always = frozenset(exact.primary | forced)
        self.rows = [row for row in range(len(network.rows)) if row not in self.always | frozen]
        self.variable = {row: number for number, row in enumerate(self.rows)}
        self.cost = [float(weights[row]) for row in self.rows]
        self.joint: list[tuple[int, ...]] = []
        """Per node variable: the row variables that have to be chosen together."""
        self.of_node = [self._of_node(network, exact, node) for node in range(len(network.nodes))]
        self.slot = np.array([-2 if v is None else v for v in self.of_node], dtype=np.int64)
        self.cuts: list[Cut] = []
        self.known: set[Cut] = set()

    def _of_node(self, network: Network, exact: Exact, node: int) -> int | None:
        """A node's variable; -1: hidden in any case; None: shown in any case."""
        needed = []
        for row in network.shown_by[node]:
            if row in self.always:
                continue
            if row in exact.unreliable and node in network.estimates:
                continue
            if row not in self.variable:
                return None
            needed.append(self.variable[row])
        if not needed:
            return -1
        if len(needed) == 1:
            return needed[0]
        self.joint.append(tuple(needed))
        return len(self.rows) + len(self.joint) - 1

    def cut(self, gains: Array, need: float, only_if: int | None = None) -> Cut | None:
        """The inequality over the master's variables. `only_if`: it holds for that node hidden.

        None when it is met whatever is chosen, or nothing that may be chosen can meet it.
        """
        terms: dict[int, float] = {}
        for node in np.flatnonzero(gains > EPSILON).tolist():
            variable = self.of_node[node]
            if variable == -1:
                need -= gains[node]
            elif variable is not None:
                terms[variable] = terms.get(variable, 0.0) + float(gains[node])
        if need <= EPSILON:
            return None
        terms = {variable: min(gain, need) for variable, gain in terms.items()}
        if sum(terms.values()) < need - EPSILON:
            return None
        condition = self.of_node[only_if] if only_if is not None else -1
        if condition is None:
            return None
        rounded = {variable: round(gain, 6) for variable, gain in sorted(terms.items())}
        if condition != -1:
            rounded[condition] = round(rounded.get(condition, 0.0) - need, 6)
            need = 0.0
        return Cut(tuple(sorted(rounded.items())), round(need - 1e-6, 6))

    def add(self, cut: Cut) -> bool:
        """Adds an inequality; False when it is there already."""
        if cut in self.known:
            return False
        self.known.add(cut)
        self.cuts.append(cut)
        return True

    def solve(
        self, limits: SearchLimits, deadline: float
    ) -> tuple[frozenset[int], float, bool] | None:
        """The cheapest choice, a lower bound of every choice's loss, and whether it is optimal
        within the gap. None when the solver ran out of work or time."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]

        matrix, lower, upper = self._program()
        variables = len(self.rows) + len(self.joint)
        if not variables:
            return (self.always, 0.0, True) if not self.cuts else None
        left = deadline - time.monotonic()
        if left <= 0:
            return None
        cost = np.array([*self.cost, *([0.0] * len(self.joint))])
        solved = milp(
            cost,
            integrality=np.ones(variables),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, lower, upper) if matrix.shape[0] else None,
            options={
                "node_limit": limits.nodes,
                "mip_rel_gap": float(limits.gap_percent) / 100,
                "time_limit": left,
            },
        )
        if solved.status != 0 or solved.x is None:
            return None
        chosen = frozenset(row for row, y in zip(self.rows, solved.x, strict=False) if y > 0.5)
        return self.always | chosen, float(solved.mip_dual_bound or 0.0), True

    def relaxed(self) -> float:
        """A lower bound of the loss: the linear relaxation of the inequalities so far."""
        from scipy import sparse  # type: ignore[import-untyped]
        from scipy.optimize import linprog

        matrix, lower, upper = self._program()
        if not self.cuts:
            return 0.0
        cost = np.array([*self.cost, *([0.0] * len(self.joint))])
        capped = np.isfinite(upper)
        floor = np.isfinite(lower)
        rows = sparse.vstack([-matrix[floor], matrix[capped]])
        limits = np.concatenate([-lower[floor], upper[capped]])
        solved = linprog(cost, A_ub=rows, b_ub=limits, bounds=(0, 1), method="highs")
        return float(solved.fun) if solved.status == 0 else 0.0

    def _program(self) -> tuple[Any, Array, Array]:
        """The cuts; then that a node variable is 1 exactly when all its rows are."""
        from scipy import sparse

        entries: list[tuple[int, int, float]] = []
        lower: list[float] = []
        upper: list[float] = []
        for cut in self.cuts:
            entries += [(len(lower), variable, gain) for variable, gain in cut.terms]
            lower.append(cut.need)
            upper.append(np.inf)
        for number, rows in enumerate(self.joint):
            node = len(self.rows) + number
            for row in rows:
                entries += [(len(lower), node, -1.0), (len(lower), row, 1.0)]
                lower.append(0.0)
                upper.append(np.inf)
            entries += [(len(lower), row, 1.0) for row in rows] + [(len(lower), node, -1.0)]
            lower.append(-np.inf)
            upper.append(float(len(rows) - 1))
        at, column, value = zip(*entries, strict=True) if entries else ((), (), ())
        shape = (len(lower), len(self.rows) + len(self.joint))
        matrix = sparse.csr_matrix((value, (at, column)), shape=shape)
        return matrix, np.array(lower), np.array(upper)

    def node_cost(self, hidden: AbstractSet[int], pool: AbstractSet[int] | None = None) -> Array:
        """What hiding each node still costs when these rows are hidden; infinite where it stays,
        because it has to or because the row is not in the pool."""
        count = len(self.rows) + len(self.joint)
        cost = np.zeros(count + 2)  # the last two: hidden in any case (-1), shown in any case (-2)
        cost[-2] = np.inf
        for number, row in enumerate(self.rows):
            if row not in hidden:
                outside = pool is not None and row not in pool
                cost[number] = np.inf if outside else self.cost[number]
        for number, rows in enumerate(self.joint):
            cost[len(self.rows) + number] = sum(cost[row] for row in rows)
        return np.array(cost[self.slot])

    def rows_behind(self, nodes: list[int]) -> set[int]:
        """The rows that have to be hidden for these nodes to be."""
        variables = (self.of_node[node] for node in nodes)
        chosen = (v for v in variables if v is not None and v >= 0)
        return {self.rows[row] for variable in chosen for row in self._rows(variable)}

    def _rows(self, variable: int) -> tuple[int, ...]:
        inner = variable - len(self.rows)
        return (variable,) if inner < 0 else self.joint[inner]
