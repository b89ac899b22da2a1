"""Which other rows hide with the primary ones, so that nothing can be concluded, at least loss.

The cell suppression problem, solved as Fischetti and Salazar-González do: a master program chooses
rows at least loss under covering inequalities; the attacker looks for a hidden number that it can
bound too tightly; the proof of that bound (its multipliers) is a new inequality that every safe
choice obeys. When the attacker finds nothing the choice is safe, and its loss is the least one
where the master was solved exactly. Parts too large for that are protected by the cheapest flows
(`flows`), and the linear relaxation of the master bounds the loss from below.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import numpy as np

from publish.disclosure.attacker import Attacker, Broken, Requirement
from publish.disclosure.flows import Flows
from publish.disclosure.master import Cut, Master
from publish.disclosure.pattern import camouflage, knowledge
from publish.disclosure.primary import Exact
from publish.disclosure.solver import UNBOUNDED, Array
from publish.disclosure.split import split
from publish.disclosure.structure import Network
from schemas.disclosure import Rules

EPSILON = 1e-7


@dataclass(frozen=True)
class Choice:
    """The hidden rows of a network, and what hiding them costs."""

    hidden: frozenset[int]
    """Primary and secondary rows."""
    loss: float
    """Weight of the rows that are hidden for the sake of others."""
    bound: float
    """No safe choice loses less than this."""
    method: str
    """`exact`, or `heuristic` where a part was too large or work or time ran out."""


@dataclass
class _Search:
    network: Network
    exact: Exact
    rules: Rules
    weights: Array
    frozen: AbstractSet[int]
    forced: AbstractSet[int]
    cuts: list[Cut] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.matrix, self.row_lower, self.row_upper = self.network.matrix
        values = self.exact.values
        low, high = self.exact.if_hidden
        self.up = np.where(high >= UNBOUNDED, np.inf, np.maximum(high - values, 0.0))
        self.down = np.maximum(values - low, 0.0)
        activity = self.matrix @ values
        self.slack_low, self.slack_high = self.row_lower - activity, self.row_upper - activity
        self.master = Master(self.network, self.exact, self.weights, self.frozen, self.forced)

    def cut(self, broken: Broken) -> Cut | None:
        """The inequality that a failed requirement proves; None where nothing can help."""
        asked, value = broken.requirement, self.exact.values[broken.requirement.node]
        if asked.width is not None:
            parts = [
                self._reach(asked.node, broken.proof_high, 1.0),
                self._reach(asked.node, broken.proof_low, -1.0),
            ]
            terms = parts[0][0] + parts[1][0]
            return self.master.cut(terms, asked.width - parts[0][1] - parts[1][1], asked.node)
        if asked.high is not None and broken.high < asked.high - EPSILON:
            terms, given = self._reach(asked.node, broken.proof_high, 1.0)
            made = self.master.cut(terms, asked.high - value - given)
            if made is not None or asked.low is None or broken.low <= asked.low + EPSILON:
                return made
        terms, given = self._reach(asked.node, broken.proof_low, -1.0)
        return self.master.cut(terms, value - (asked.low or 0.0) - given)

    def _reach(self, node: int, multipliers: Array, sign: float) -> tuple[Array, float]:
        """How far each node, if hidden, lets the number move; and what moves it anyway.

        For any multipliers m: sign * move = g @ f - m @ (A f) with g = sign * e + A' m.
        """
        m = np.where(np.abs(multipliers) < EPSILON, 0.0, multipliers)
        slope = np.asarray(self.matrix.T @ m).ravel()
        slope[node] += sign
        slope[np.abs(slope) < EPSILON] = 0.0
        with np.errstate(invalid="ignore"):
            gain = np.where(slope > 0, slope * self.up, -slope * self.down)
            gain = np.where(slope == 0, 0.0, gain)
            ends = np.where(m > 0, -m * self.slack_low, -m * self.slack_high)
            ends = np.where(m == 0, 0.0, ends)
        return gain, float(ends.sum())

    def line_cuts(self) -> None:
        """The inequalities of single lines: what a number has to move, others must take up."""
        by_row = self.matrix
        by_column = self.matrix.tocsc()
        for asked in self.exact.requirements:
            value = self.exact.values[asked.node]
            at = by_column.indptr
            lines = by_column.indices[at[asked.node] : at[asked.node + 1]]
            for line in lines.tolist():
                if np.isinf(self.row_upper[line]):
                    continue  # an inequality has room of its own
                own = by_row[line, asked.node]
                for wanted, sign in ((asked.high, 1.0), (asked.low, -1.0)):
                    need = 0.0 if wanted is None else sign * (wanted - value)
                    if need > EPSILON:
                        proof = np.zeros(len(self.row_lower))
                        proof[line] = -sign / own
                        terms, given = self._reach(asked.node, proof, sign)
                        self.add(self.master.cut(terms, need - given))

    def mates(self) -> None:
        """The inequalities of hidden company: a number that hides for others may not be alone in
        a line; the other hidden ones leave it room for its own width."""
        sensitive = {asked.node for asked in self.exact.requirements}
        by_row = self.matrix
        for line in np.flatnonzero(np.isfinite(self.row_upper)).tolist():
            members = by_row.indices[by_row.indptr[line] : by_row.indptr[line + 1]]
            factors = by_row.data[by_row.indptr[line] : by_row.indptr[line + 1]]
            room = np.abs(factors) * (self.up[members] + self.down[members])
            own_room = float(self.row_upper[line] - self.row_lower[line])
            for place, node in enumerate(members.tolist()):
                width = float(self.exact.minimum[node]) - 1
                if node in sensitive or width <= 0 or self.master.of_node[node] in (None, -1):
                    continue
                gains = np.zeros(len(self.exact.values))
                gains[np.delete(members, place)] = np.delete(room, place)
                self.add(self.master.cut(gains, width - own_room, node))

    def flows(
        self, chosen: Callable[[], AbstractSet[int]], pool: AbstractSet[int] | None = None
    ) -> Flows:
        """The cheapest changes from what is chosen, touching nothing outside the pool."""
        return Flows(
            self.matrix,
            (self.slack_low, self.slack_high),
            (self.down, self.up),
            lambda: self.master.node_cost(chosen(), pool),
        )

    def lengths(self, asked: Requirement) -> tuple[float, float]:
        """How far a number has to be able to fall and to rise."""
        value = float(self.exact.values[asked.node])
        fall = 0.0 if asked.low is None else value - asked.low
        rise = 0.0 if asked.high is None else asked.high - value
        return fall, rise if asked.width is None else asked.width

    def add(self, cut: Cut | None) -> bool:
        """Adds an inequality; False for none, or one that is there already."""
        if cut is None:
            return False
        return self.master.add(cut)

    def attacks(self, hidden: AbstractSet[int]) -> list[Broken]:
        """What the attacker breaks when these rows are hidden."""
        attacker = Attacker(knowledge(self.network, self.exact, hidden))
        asked: list[Requirement] = list(self.exact.requirements)
        asked += camouflage(self.network, self.exact, hidden, self.rules)
        return attacker.broken(asked)


def choose(
    network: Network,
    exact: Exact,
    rules: Rules,
    weights: Array,
    frozen: AbstractSet[int] = frozenset(),
    forced: AbstractSet[int] = frozenset(),
) -> Choice:
    """The rows to hide. `frozen` rows stay as they are (released before, or of an unprotected
    table); `forced` ones are hidden in any case. Parts that no line connects are chosen apart.
    The same input gives the same choice, unless the time limit of the rules strikes, which the
    method then says."""
    deadline = time.monotonic() + rules.search.time_limit_seconds
    hidden: set[int] = set()
    loss = bound = 0.0
    method = "exact"
    for piece in split(network, exact):
        rows = piece.rows
        inner = {row: number for number, row in enumerate(rows)}
        made = _choose(
            _Search(
                piece.network,
                piece.exact,
                rules,
                weights[list(rows)],
                {inner[row] for row in rows if row in frozen},
                {inner[row] for row in rows if row in forced},
            ),
            deadline,
        )
        hidden |= {rows[row] for row in made.hidden}
        loss, bound = loss + made.loss, bound + made.bound
        method = "heuristic" if "heuristic" in (method, made.method) else "exact"
    return Choice(frozenset(hidden), loss, bound, method)


def _choose(search: _Search, deadline: float) -> Choice:
    exact, rules, weights = search.exact, search.rules, search.weights
    if not exact.requirements and not search.forced:
        return Choice(exact.primary, 0.0, 0.0, "exact")
    search.line_cuts()
    exactly = len(search.master.rows) <= rules.search.exact_up_to
    if exactly:
        search.mates()
    bound = 0.0
    best: frozenset[int] | None = None
    optimal = False
    for _ in range(rules.search.rounds if exactly else 0):
        solved = search.master.solve(rules.search, deadline)
        if solved is None:
            break
        chosen, lowest, optimal = solved
        bound = max(bound, lowest)
        broken = search.attacks(chosen)
        fresh = [search.add(search.cut(each)) for each in broken]
        if not any(fresh):
            best = chosen
            break
    if best is None:
        optimal = False
        best = _by_flows(search)
        bound = max(bound, search.master.relaxed())
    loss = float(sum(weights[row] for row in best - exact.primary))
    gap_closed = optimal and loss <= bound * (1 + float(rules.search.gap_percent) / 100) + 1e-6
    return Choice(best, loss, min(bound, loss), "exact" if gap_closed else "heuristic")


def _by_flows(search: _Search) -> frozenset[int]:
    """Hides what the cheapest changes touch, until the attacker bounds nothing or nothing opens
    what it bounds; then shows again what turned out not to be needed."""
    master = search.master
    chosen = set(master.always)
    moves = [(b.requirement.node, *search.lengths(b.requirement)) for b in search.attacks(chosen)]
    pool = chosen | master.rows_behind(search.flows(lambda: chosen).together(moves))
    _open(search, chosen, pool)
    if _open(search, chosen, None):
        return frozenset(chosen)
    return _thinned(search, frozenset(chosen))


def _open(search: _Search, chosen: set[int], pool: AbstractSet[int] | None) -> bool:
    """Adds to `chosen` (from the pool) what opens one bound after the other. True when the
    attacker still bounds something."""
    flows: Flows | None = None

    def now() -> set[int]:
        return chosen

    while broken := search.attacks(chosen):
        flows = flows or search.flows(now, pool)
        before = len(chosen)
        for each in broken:
            value = float(search.exact.values[each.requirement.node])
            for opened in flows.open(each, value):
                chosen |= search.master.rows_behind(opened)
        if len(chosen) == before:
            return True
    return False


def _thinned(search: _Search, chosen: frozenset[int]) -> frozenset[int]:
    """Shows rows again, the dearest first, while the attacker allows; as far as work may go."""
    candidates = sorted(chosen - search.master.always, key=lambda row: (-search.weights[row], row))
    for row in candidates[: search.rules.search.rounds * 4]:
        if len(search.network.rows) > search.rules.search.exact_up_to:
            break
        without = chosen - {row}
        if not search.attacks(without):
            chosen = without
    return chosen


def loss_weights(leaves: Sequence[int], kept: Iterable[int]) -> Array:
    """What hiding a row loses: one for each basic cell that it sums up; next to nothing for a row
    that an earlier release hid, so that the choice stays what it was. Weights do not depend on
    the values, so that the reported loss says nothing about them."""
    weights = np.array(leaves, dtype=np.float64)
    for row in kept:
        weights[row] *= 1e-3
    return weights
