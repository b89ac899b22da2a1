"""The attack on everything ever released, and whether a release withstands it.

One linear program holds the rows about to be released, every earlier release of the same tables,
all totals and linked tables, rounding and flags. Between releases the attacker takes a number that
may be unchanged for unchanged, as long as that contradicts nothing published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from publish.disclosure.attacker import (
    Attacker,
    Broken,
    ContradictionError,
    Knowledge,
    Requirement,
)
from publish.disclosure.differences import differences
from publish.disclosure.history import shown_values
from publish.disclosure.near import exact_network
from publish.disclosure.observed import Observed, by_exact, by_flags, observe
from publish.disclosure.primary import judge
from publish.disclosure.sheet import Key, Sheet
from publish.disclosure.solver import TOLERANCE, Array
from publish.disclosure.structure import REST, Constraint, Network, Node, matrix_of
from schemas.registry import Registry

CURRENT = "this release"
GUESSES = 100
"""How many sets of numbers the attacker tries to take for unchanged, per earlier edition."""


@dataclass(frozen=True)
class Leak:
    """A suppressed cell that can be bounded too tightly. Holds no bound, only its width."""

    table: str
    key: Key
    column: str
    edition: str
    """This release, or the earlier one whose cell it is."""
    reason: str
    moved: bool = False
    """The parts of this total moved by too little between two releases."""


@dataclass(frozen=True)
class Audit:
    """The outcome of the attack."""

    leaks: tuple[Leak, ...]
    attacked: int
    """Hidden numbers that the attacker tried to bound."""
    editions: tuple[str, ...]
    """The earlier releases that the attacker had beside this one."""
    contradiction: str = ""
    """Why no attack could be made: the published figures contradict each other."""


@dataclass(frozen=True)
class Case:
    """What is attacked: the rows to be released, the exact ones behind them, and the past."""

    current: tuple[Sheet, ...]
    exact: tuple[Sheet, ...]
    """Empty where only the published rows are at hand."""
    earlier: tuple[Sheet, ...]
    registry: Registry
    network: Network | None = None
    """Of the exact rows, where somebody has made it already."""


@dataclass
class _World:
    """All editions in one numbering: the current one first."""

    seen: list[Observed]
    labels: list[str]
    starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        sizes = [len(each.lower) for each in self.seen]
        self.starts = [sum(sizes[:n]) for n in range(len(sizes))]
        self.size = sum(sizes)

    @cached_property
    def lines(self) -> tuple[Any, Array, Array]:
        """The lines of all editions."""
        return matrix_of(
            (
                Constraint({start + node: factor for node, factor in terms.items()}, low, high)
                for seen, start in zip(self.seen, self.starts, strict=True)
                for line in seen.network.lines
                for terms, low, high in line.constraints()
            ),
            self.size,
        )

    def knowledge(self, same: Sequence[tuple[int, int]]) -> Knowledge:
        """Everything known, with pairs of numbers taken for equal."""
        from scipy import sparse  # type: ignore[import-untyped]

        matrix, low, high = self.lines
        pairs = (Constraint({one: 1.0, other: -1.0}, 0.0, 0.0) for one, other in same)
        equal, zero, top = matrix_of(pairs, self.size)
        lower: Array = np.concatenate([seen.lower for seen in self.seen])
        upper: Array = np.concatenate([seen.upper for seen in self.seen])
        return Knowledge(
            sparse.vstack([matrix, equal]).tocsr(),
            np.concatenate([low, zero]),
            np.concatenate([high, top]),
            lower,
            upper,
        )


def audit(case: Case) -> Audit:
    """Attacks the release. Raises DisclosureError when the exact rows contradict their block."""
    registry = case.registry
    past = tuple(sheet for sheet in case.earlier if not _repeated(sheet, case.current))
    before = shown_values(case.earlier)
    shown = frozenset((table, key) for table, _, key in before)
    network = case.network
    if network is None and case.exact:
        network = exact_network(case.exact, registry)
    exact = None
    if network is not None:
        exact = judge(case.exact, network, registry.rules, before)
    now = observe(case.current, registry, shown, exact, network)
    world = _World(
        [now, *(observe((sheet,), registry, shown) for sheet in past)],
        [CURRENT, *(sheet.label for sheet in past)],
    )
    asked = by_flags(now)
    if exact is not None and network is not None:
        asked = by_exact(now, exact, network, registry.rules)
    for seen, start in zip(world.seen[1:], world.starts[1:], strict=True):
        asked += [_moved(r, start) for r in by_flags(seen)]
    labels = tuple(sheet.label for sheet in past)
    try:
        attacker = Attacker(world.knowledge(_unchanged(world, _values(network, exact))))
        broken = attacker.broken(asked)
    except ContradictionError as error:
        return Audit((), len(asked), labels, str(error))
    leaks = [_leak(world, each) for each in broken]
    earlier = zip(world.seen[1:], world.labels[1:], strict=True)
    leaks += [_change(now, *found) for found in differences(now, earlier)]
    return Audit(tuple(dict.fromkeys(leaks)), len(asked), labels)


def _values(network: Network | None, exact: object) -> dict[Node, float]:
    values = getattr(exact, "values", None)
    if network is None or values is None:
        return {}
    return {node: float(values[number]) for number, node in enumerate(network.nodes)}


def _repeated(earlier: Sheet, current: Sequence[Sheet]) -> bool:
    """Whether all rows of an earlier edition stand in this one, value for value: they tell
    nothing more."""
    for sheet in current:
        if sheet.table.name == earlier.table.name:
            names = [name for name in earlier.columns if name in sheet.columns]
            rows = set(zip(*(sheet.columns[name] for name in names), strict=True))
            older = zip(*(earlier.columns[name] for name in names), strict=True)
            return len(names) == len(earlier.columns) and rows.issuperset(older)
    return False


def _moved(requirement: Requirement, start: int) -> Requirement:
    return Requirement(
        requirement.node + start, requirement.low, requirement.high, requirement.width
    )


def _unchanged(world: _World, exact: dict[Node, float]) -> list[tuple[int, int]]:
    """The numbers of earlier editions that the attacker takes for those of this one: tried all
    together, then by halves, so that one that did change does not save the others."""
    now = world.seen[0]
    accepted: list[tuple[int, int]] = []
    place = now.network.index
    for number, seen in enumerate(world.seen[1:], start=1):
        start = world.starts[number]
        stirred = _stirred(seen, now, exact)
        pairs: list[tuple[int, int]] = []
        for old, node in enumerate(seen.network.nodes):
            new = place.get(node)
            if new is None or new in stirred:
                continue
            if _may_be_same(seen, old, now, new, exact.get(node)):
                pairs.append((start + old, new))
        accepted += _feasible(world, accepted, pairs, [GUESSES])
    return accepted


def _stirred(seen: Observed, now: Observed, exact: dict[Node, float]) -> set[int]:
    """The numbers of lines of which something certainly changed: a member was shown then and is
    now suppressed for itself (and did change, where the exact rows are at hand)."""
    known = seen.upper - seen.lower <= TOLERANCE
    shown = {
        node: float(seen.lower[number])
        for number, node in enumerate(seen.network.nodes)
        if known[number]
    }
    flagged = {
        (number, now.network.nodes[number])
        for row in now.primary
        for number in now.network.shows[row]
    }
    changed = {
        number for number, node in flagged if node in shown and exact.get(node) != shown[node]
    }
    members = (frozenset((line.parent, *line.parts)) for line in now.network.lines)
    return {node for line in members if line & changed for node in line}


def _may_be_same(seen: Observed, old: int, now: Observed, new: int, exact: float | None) -> bool:
    """Whether it is worth guessing that a number did not change.

    Known then, hidden now: a right guess reveals it; whether it is right is known where the exact
    rows are at hand. Hidden then, known now: unless the flag said that it was small then.
    """
    known_then = seen.upper[old] - seen.lower[old] <= TOLERANCE
    known_now = now.upper[new] - now.lower[new] <= TOLERANCE
    if known_then and known_now:
        return False
    if known_then:
        flagged = any(row in now.primary for row in now.network.shown_by[new])
        return not flagged if exact is None else exact == float(seen.lower[old])
    if known_now:
        return not any(row in seen.primary for row in seen.network.shown_by[old])
    return True


def _feasible(
    world: _World,
    given: Sequence[tuple[int, int]],
    pairs: list[tuple[int, int]],
    left: list[int],
) -> list[tuple[int, int]]:
    """As many of the pairs as fit together with the given ones, within the guesses left."""
    if not pairs or not left[0]:
        return []
    left[0] -= 1
    try:
        possible = Attacker(world.knowledge([*given, *pairs])).feasible()
    except ContradictionError:
        possible = False
    if possible:
        return pairs
    if len(pairs) == 1:
        return []
    half = len(pairs) // 2
    first = _feasible(world, given, pairs[:half], left)
    return first + _feasible(world, [*given, *first], pairs[half:], left)


def _leak(world: _World, broken: Broken) -> Leak:
    number = max(n for n, start in enumerate(world.starts) if start <= broken.requirement.node)
    node = world.seen[number].network.nodes[broken.requirement.node - world.starts[number]]
    width = max(0.0, broken.high - broken.low)
    asked = broken.requirement
    wanted = asked.width if asked.width is not None else (asked.high or 0) - (asked.low or 0)
    told = "the complement of its count" if node.column.endswith(REST) else "it"
    return Leak(
        node.table,
        node.key,
        node.column.removesuffix(REST),
        world.labels[number],
        f"{told} can be bounded more tightly than its protection interval: to a width of "
        f"{width:g} where {wanted:g} is required",
    )


def _change(now: Observed, parent: int, label: str) -> Leak:
    node = now.network.nodes[parent]
    return Leak(
        node.table,
        node.key,
        node.column.removesuffix(REST),
        CURRENT,
        f"its suppressed parts together differ from {label} by fewer units than the minimum "
        f"frequency: the difference of the two releases reveals them",
        moved=True,
    )
