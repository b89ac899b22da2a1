"""Parts of a network that nothing connects: each is protected by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from publish.disclosure.primary import Exact
from publish.disclosure.structure import Line, Network


@dataclass(frozen=True)
class Piece:
    """A connected part with its own numbering, and the rows it is made of."""

    network: Network
    exact: Exact
    rows: tuple[int, ...]


def split(network: Network, exact: Exact) -> Iterator[Piece]:
    """The connected parts, by their first row. A row connects all that it tells."""
    roots = list(range(len(network.nodes)))

    def root(node: int) -> int:
        while roots[node] != node:
            roots[node] = roots[roots[node]]
            node = roots[node]
        return node

    groups = [network.own(row) for row in range(len(network.rows))]
    groups += [(line.parent, *line.parts) for line in network.lines]
    for first, *others in (group for group in groups if group):
        for other in others:
            roots[root(other)] = root(first)
    rows: dict[int, list[int]] = {}
    for row, shown in enumerate(network.shows):
        if shown:
            rows.setdefault(root(shown[0]), []).append(row)
    nodes: dict[int, list[int]] = {}
    for node in range(len(network.nodes)):
        nodes.setdefault(root(node), []).append(node)
    lines: dict[int, list[Line]] = {}
    for line in network.lines:
        lines.setdefault(root(line.parent), []).append(line)
    for part, members in rows.items():
        yield _piece(network, exact, members, nodes[part], lines.get(part, []))


def _piece(
    network: Network, exact: Exact, rows: list[int], nodes: list[int], lines: list[Line]
) -> Piece:
    new = {node: number for number, node in enumerate(nodes)}
    new_row = {row: number for number, row in enumerate(rows)}
    inner = Network(
        nodes=tuple(network.nodes[node] for node in nodes),
        rows=tuple(network.rows[row] for row in rows),
        columns=tuple({c: new[n] for c, n in network.columns[row].items()} for row in rows),
        rests=tuple(tuple(new[node] for node in network.rests[row]) for row in rows),
        lines=tuple(
            replace(line, parent=new[line.parent], parts=tuple(new[p] for p in line.parts))
            for line in lines
        ),
        estimates=frozenset(new[node] for node in network.estimates if node in new),
    )
    at = np.array(nodes)
    return Piece(
        inner,
        Exact(
            values=exact.values[at],
            minimum=exact.minimum[at],
            requirements=tuple(
                replace(r, node=new[r.node]) for r in exact.requirements if r.node in new
            ),
            primary=frozenset(new_row[row] for row in exact.primary if row in new_row),
            unreliable=frozenset(new_row[row] for row in exact.unreliable if row in new_row),
            low=frozenset(new_row[row] for row in exact.low if row in new_row),
            if_hidden=(exact.if_hidden[0][at], exact.if_hidden[1][at]),
        ),
        tuple(rows),
    )
