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
from publish.disclosure.structure import REST, Line, Network


def upper_bounds(
    network: Network, flagged: NDArray[np.bool_], minimum: Array
) -> tuple[Array, frozenset[int]]:
    """The upper bounds that flags give, and the totals whose parts would bound each other.

    `flagged`: the numbers whose flag says that they are below the minimum.
    """
    below: dict[int, list[Line]] = {}
    for line in network.lines:
        rest = network.nodes[line.parts[-1]].column.endswith(REST)
        if line.relation in ("sum", "near", "overlap") and not rest:
            below.setdefault(line.parent, []).append(line)
    upper = np.full(len(network.nodes), UNBOUNDED)
    tight: set[int] = set()
    for node in _from_below(below, len(network.nodes)):
        for line in below.get(node, ()):
            small = [part for part in line.parts if flagged[part] or part in tight]
            if _binds(line, small, upper, minimum[node]):
                tight.add(node)
        if flagged[node] and node not in tight:
            upper[node] = minimum[node] - 1
    return upper, frozenset(tight)


def _binds(line: Line, small: Sequence[int], upper: Array, minimum: float) -> bool:
    """Whether one of the parts flagged A cannot be 0 while the total reaches the minimum. Where
    parts nearly add up, and nobody can tell any more how nearly, that has to be reckoned with."""
    if not small or (line.relation != "near" and len(line.parts) == 1):
        return False
    others = upper[list(line.parts)].sum() - upper[small].max()
    if line.relation == "near" and line.remainder is None:
        return bool(others < UNBOUNDED)
    outside = 0.0 if line.remainder is None else line.remainder[1]
    return bool(others + outside < minimum)


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
