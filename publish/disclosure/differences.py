"""What the difference of two releases tells, where neither of them tells it alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from publish.disclosure.observed import Observed
from publish.disclosure.solver import TOLERANCE
from publish.disclosure.structure import Node

ADD_UP = ("sum", "near")
"""Relations of which a reader takes the difference of two releases."""


def differences(
    now: Observed, earlier: Iterable[tuple[Observed, str]]
) -> Iterator[tuple[int, str]]:
    """Lines whose hidden parts together moved by fewer units than the minimum between an earlier
    release and this one: the difference of two releases is a count, and a small one. Gives the
    parent's node in `now` and the label of the earlier release."""
    place = now.network.index
    lines = {
        (now.network.nodes[line.parent], frozenset(now.network.nodes[p] for p in line.parts))
        for line in now.network.lines
        if line.relation in ADD_UP
    }
    for seen, label in earlier:
        for line in seen.network.lines:
            names = frozenset(seen.network.nodes[part] for part in line.parts)
            if (seen.network.nodes[line.parent], names) not in lines or line.relation not in ADD_UP:
                continue
            then = _hidden_sum(seen, line.parent, line.parts)
            parts = tuple(place[name] for name in sorted(names, key=str))
            parent = place[seen.network.nodes[line.parent]]
            after = _hidden_sum(now, parent, parts)
            if then is None or after is None or then[0] != after[0]:
                continue
            least = float(now.minimum[parent])
            if 0 < abs(after[1] - then[1]) < least:
                yield parent, label


def _hidden_sum(
    seen: Observed, parent: int, parts: Sequence[int]
) -> tuple[frozenset[Node], float] | None:
    """The hidden parts of a line and what they add up to; None when that cannot be told."""
    known = seen.upper - seen.lower <= TOLERANCE
    hidden = [part for part in parts if not known[part]]
    if not known[parent] or not hidden:
        return None
    total = float(seen.lower[parent] - sum(seen.lower[part] for part in parts if known[part]))
    return frozenset(seen.network.nodes[part] for part in hidden), total
