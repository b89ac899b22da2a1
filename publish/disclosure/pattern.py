"""What is known once some rows are hidden: the attacker's knowledge of one edition."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import numpy as np
from numpy.typing import NDArray

from publish.disclosure.attacker import Knowledge, Requirement
from publish.disclosure.primary import Exact
from publish.disclosure.structure import REST, Network
from schemas.disclosure import Rules

Flags = NDArray[np.bool_]


def unknown(network: Network, exact: Exact, hidden: AbstractSet[int]) -> Flags:
    """The nodes that no row shows. An unreliable row hides its estimates alone; a complement is
    never shown by itself."""
    rows, nodes = network.shown_pairs
    shown = ~_mask(hidden, len(network.rows))[rows]
    withheld = _mask(exact.unreliable, len(network.rows))[rows]
    withheld &= _mask(network.estimates, len(network.nodes))[nodes]
    open_ones = np.ones(len(network.nodes), dtype=bool)
    open_ones[nodes[shown & ~withheld]] = False
    return open_ones


def _mask(members: AbstractSet[int], size: int) -> Flags:
    mask = np.zeros(size, dtype=bool)
    mask[list(members)] = True
    return mask


def knowledge(network: Network, exact: Exact, hidden: AbstractSet[int]) -> Knowledge:
    """Shown numbers exactly (also those that only a share gives away), flags, and the lines."""
    matrix, row_lower, row_upper = network.matrix
    open_ones = unknown(network, exact, hidden)
    lower = np.where(open_ones, exact.if_hidden[0], exact.values)
    upper = np.where(open_ones, exact.if_hidden[1], exact.values)
    return Knowledge(matrix, row_lower, row_upper, lower, upper)


def camouflage(
    network: Network, exact: Exact, hidden: AbstractSet[int], rules: Rules
) -> list[Requirement]:
    """What protects the rows that are hidden for the sake of others: their counts may not be
    bounded to less than the minimum frequency, their amounts to less than the p% of it."""
    sensitive = {requirement.node for requirement in exact.requirements}
    open_ones = unknown(network, exact, hidden)
    asked: dict[int, Requirement] = {}
    for row in sorted(hidden - exact.primary):
        for node in network.shows[row]:
            if open_ones[node] and node not in sensitive and not _is_rest(network, node):
                least = float(exact.minimum[node])
                share = rules.dominance.p_percent / 100
                width = least - 1 if least else share * float(exact.values[node])
                asked[node] = Requirement(node, width=width)
    return list(asked.values())


def _is_rest(network: Network, node: int) -> bool:
    return network.nodes[node].column.endswith(REST)
