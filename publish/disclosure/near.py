"""What a reader who subtracts knows of parts that nearly add up to their total.

The remainder of a line (units in no part, less those counted in several) lies between none and
what the exact rows tell. That it is known exactly cannot be assumed: in lines that cross, margins
would then fix each small remainder, and no choice of rows could protect what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from publish.disclosure.attacker import Attacker
from publish.disclosure.build import build
from publish.disclosure.pattern import knowledge
from publish.disclosure.primary import judge
from publish.disclosure.sheet import Sheet
from publish.disclosure.solver import TOLERANCE
from publish.disclosure.structure import Line, Network, Node
from schemas.registry import Registry


def exact_network(sheets: Sequence[Sheet], registry: Registry) -> Network:
    """The network of exact rows with the remainders that an attacker is taken to know. Where one
    bounds a small count even with every row hidden (all units in no part are those of one cell),
    nothing can be done about whoever knows it, and the line says no more than part <= parent.

    Raises DisclosureError when the rows contradict their block.
    """
    network = build(sheets, registry)
    while any(_loose(line) for line in network.lines):
        exact = judge(sheets, network, registry.rules)
        every = frozenset(range(len(network.rows)))
        broken = Attacker(knowledge(network, exact, every)).broken(exact.requirements)
        proofs = [proof for each in broken for proof in (each.proof_low, each.proof_high)]
        used = {int(at) for proof in proofs for at in np.flatnonzero(np.abs(proof) > TOLERANCE)}
        at_line = [n for n, line in enumerate(network.lines) for _ in line.constraints()]
        without = {at_line[at] for at in used if _loose(network.lines[at_line[at]])}
        if not without:
            break
        lines = (
            replace(line, remainder=None) if number in without else line
            for number, line in enumerate(network.lines)
        )
        network = replace(network, lines=tuple(lines))
    return network


def _loose(line: Line) -> bool:
    return line.remainder is not None and line.remainder != (0.0, 0.0)


def with_remainders(network: Network, exact: Network) -> Network:
    """The network of released rows with what the exact rows behind them tell of remainders."""

    def named(of: Network, line: Line) -> tuple[Node, frozenset[Node]]:
        return of.nodes[line.parent], frozenset(of.nodes[part] for part in line.parts)

    known = {named(exact, line): line.remainder for line in exact.lines if line.remainder}
    lines = (
        replace(line, remainder=known.get(named(network, line)))
        if line.relation == "near"
        else line
        for line in network.lines
    )
    return replace(network, lines=tuple(lines))
