"""What the flags give away by themselves, and where they must not.

A (small count) says that a count is below the minimum, D that it is not. Two parts flagged A under
a total flagged D would bound each other: 5 <= a + b with a, b <= 4. Such a total is therefore
flagged A as well ("for small counts": its own or those of its parts), and the flag of such a total
then says nothing about its size.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from publish.disclosure.solver import UNBOUNDED, Array
from publish.disclosure.structure import Line, Network


def upper_bounds(
    network: Network, flagged: NDArray[np.bool_], minimum: Array
) -> tuple[Array, frozenset[int]]:
    """The upper bounds that flags give, and the totals whose parts would bound each other.

    `flagged`: the numbers whose flag says that they are below the minimum.
    """
    below: dict[int, list[Line]] = {}
    complements = set(network.complements)
    for line in network.lines:
        if line.relation in ("sum", "near", "overlap") and line not in complements:
            below.setdefault(line.parent, []).append(line)
    upper = np.full(len(network.nodes), UNBOUNDED)
    most = upper.copy()  # also what follows from the parts
    tight: set[int] = set()
    for node in _from_below(below, len(network.nodes)):
        for line in below.get(node, ()):
            small = [part for part in line.parts if flagged[part] or part in tight]
            if _binds(line, small, most, minimum[node]):
                tight.add(node)
            most[node] = min(most[node], most[list(line.parts)].sum() + _outside(line))
        if flagged[node] and node not in tight:
            upper[node] = minimum[node] - 1
            most[node] = min(most[node], upper[node])
    return upper, frozenset(tight)


def _binds(line: Line, small: Sequence[int], most: Array, minimum: float) -> bool:
    """Whether one of the parts flagged A cannot be 0 while the total reaches the minimum. Where
    parts nearly add up, and nobody can tell any more how nearly, that has to be reckoned with."""
    if line.relation == "near" and line.remainder is None:
        return len(small) == len(line.parts)
    outside = _outside(line)
    if not small or (len(line.parts) == 1 and not outside):
        return False
    others = most[list(line.parts)].sum() - most[small].max()
    return bool(others + outside < minimum)


def _outside(line: Line) -> float:
    """The most units of the total that stand in no part."""
    if line.relation != "near":
        return 0.0
    return UNBOUNDED if line.remainder is None else line.remainder[1]


def _from_below(below: dict[int, list[Line]], count: int) -> list[int]:
    """The numbers so that parts come before their totals."""
    order: list[int] = []
    done: set[int] = set()
    for start in range(count):
        stack = [start]
        while stack:
            node = stack[-1]
            waiting = [p for line in below.get(node, ()) for p in line.parts if p not in done]
            if waiting:
                stack += waiting
                continue
            stack.pop()
            if node not in done:
                done.add(node)
                order.append(node)
    return order
