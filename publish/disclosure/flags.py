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
        if line.relation in ("sum", "overlap") and not rest:
            below.setdefault(line.parent, []).append(line)
    upper = np.full(len(network.nodes), UNBOUNDED)
    tight: set[int] = set()
    for node in _from_below(below, len(network.nodes)):
        if any(_binds(line.parts, upper, minimum[node]) for line in below.get(node, ())):
            tight.add(node)
        elif flagged[node]:
            upper[node] = minimum[node] - 1
    return upper, frozenset(tight)


def _binds(parts: Sequence[int], upper: Array, minimum: float) -> bool:
    """Whether one part cannot be 0 while the total reaches the minimum."""
    return len(parts) > 1 and bool(upper[list(parts)].sum() - upper[list(parts)].min() < minimum)


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
