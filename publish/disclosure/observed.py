"""What the published rows of one edition tell: the knowledge of an attacker who reads files."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from publish.disclosure.attacker import Requirement
from publish.disclosure.build import build
from publish.disclosure.flags import upper_bounds
from publish.disclosure.near import with_remainders
from publish.disclosure.pattern import camouflage
from publish.disclosure.primary import Exact
from publish.disclosure.sheet import (
    NOT_SIGNIFICANT,
    PRIMARY,
    SUPPRESSED,
    Key,
    Sheet,
)
from publish.disclosure.solver import TOLERANCE, UNBOUNDED, Array
from publish.disclosure.structure import Network
from schemas.disclosure import CONF_STATUS, OBS_STATUS, Count, Rules
from schemas.registry import Registry


@dataclass(frozen=True)
class Observed:
    """One edition as the attacker has it."""

    network: Network
    lower: Array
    upper: Array
    hidden: NDArray[np.bool_]
    """Nodes that a row withholds and no other row shows."""
    primary: frozenset[int]
    """Rows flagged as suppressed for themselves (A)."""
    secondary: frozenset[int]
    """Rows flagged as suppressed for others (D)."""
    minimum: Array
    small: NDArray[np.bool_]
    """Nodes whose flag alone says that they are below the minimum."""


def observe(
    sheets: Sequence[Sheet],
    registry: Registry,
    shown_before: frozenset[tuple[str, Key]] = frozenset(),
    exact: Exact | None = None,
    exact_network: Network | None = None,
) -> Observed:
    """Reads the rows of one edition. A count that is not published is known where the row shows
    what is derived from it: exactly, if the exact rows are given (the worst case: whoever knows
    all weights), and else as far as share x base can tell."""
    network = build(sheets, registry)
    if exact_network is not None:
        network = with_remainders(network, exact_network)
    by_name = {sheet.table.name: sheet for sheet in sheets}
    size = len(network.nodes)
    lower, upper = np.zeros(size), np.full(size, UNBOUNDED)
    withheld, elsewhere = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    minimum = np.zeros(size)
    primary: set[int] = set()
    secondary: set[int] = set()
    for number, (table, key) in enumerate(network.rows):
        sheet = by_name[table]
        position = sheet.place[key]
        flags = sheet.column(OBS_STATUS)[position], sheet.column(CONF_STATUS)[position]
        for column, node in network.columns[number].items():
            count = _count(sheet, column)
            if count is not None:
                minimum[node] = max(minimum[node], count.minimum or registry.rules.minimum)
            low, high = _interval(sheet, column, count, position)
            if math.isinf(high) and exact is not None and exact_network is not None:
                low, high = _worst(sheet, column, position, number, (network, exact, exact_network))
            lower[node], upper[node] = max(lower[node], low), min(upper[node], high)
            withheld[node] |= flags[0] == SUPPRESSED
            elsewhere[node] |= flags[0] != SUPPRESSED and high - low <= TOLERANCE
        if flags[0] == SUPPRESSED:
            (primary if flags[1] == PRIMARY else secondary).add(number)
    _read_rests(network, minimum)
    small = _read_flags(network, lower, upper, minimum, (primary, shown_before))
    hidden = withheld & ~elsewhere
    return Observed(
        network, lower, upper, hidden, frozenset(primary), frozenset(secondary), minimum, small
    )


def _count(sheet: Sheet, column: str) -> Count | None:
    return sheet.table.disclosure.count(column) if sheet.table.disclosure else None


def _interval(sheet: Sheet, column: str, count: Count | None, position: int) -> tuple[float, float]:
    """The bounds that the published columns of the row give."""
    value = sheet.column(column)[position]
    if value is not None:
        return float(value), float(value)
    if count is None or count.share is None or count.share.weighted:
        return 0.0, math.inf
    share, base = (sheet.column(c)[position] for c in (count.share.column, count.share.of))
    if share is None or base is None:
        return 0.0, math.inf
    # A share of s decimals is rounded by half a unit of the last one.
    scale = sheet.table.field(count.share.column).scale or 0
    half = Decimal(1).scaleb(-scale) / 2
    low = math.ceil((Decimal(share) - half) * base - Decimal("1e-9"))
    high = math.floor((Decimal(share) + half) * base + Decimal("1e-9"))
    return float(max(low, 0)), float(max(high, low, 0))


def _worst(
    sheet: Sheet,
    column: str,
    position: int,
    row: int,
    known: tuple[Network, Exact, Network],
) -> tuple[float, float]:
    """A count that is never published, in a row whose estimate is shown: taken as known."""
    network, exact, exact_network = known
    status = sheet.column(OBS_STATUS)[position]
    rule = sheet.table.disclosure.reliability if sheet.table.disclosure else None
    blanked = status == SUPPRESSED or (status == NOT_SIGNIFICANT and rule is not None)
    if column in sheet.columns or blanked:
        return 0.0, math.inf
    there = exact_network.row_number.get(network.rows[row])
    node = exact_network.columns[there].get(column) if there is not None else None
    if node is None:
        return 0.0, math.inf
    return float(exact.values[node]), float(exact.values[node])


def _read_rests(network: Network, minimum: Array) -> None:
    for line in network.complements:
        minimum[line.parts[1]] = minimum[line.parts[0]]


def _read_flags(
    network: Network,
    lower: Array,
    upper: Array,
    minimum: Array,
    told: tuple[set[int], frozenset[tuple[str, Key]]],
) -> NDArray[np.bool_]:
    """The flags' own message, as in `primary`: no count of a row that is not A is small."""
    primary, shown_before = told
    flagged = np.zeros(len(lower), dtype=bool)
    for row, name in enumerate(network.rows):
        own = network.own(row)
        if row not in primary:
            for node in own:
                lower[node] = max(lower[node], min(minimum[node], upper[node]))
        elif len(own) == 1 and tuple(name) not in shown_before:
            flagged[own[0]] = minimum[own[0]] > 0
    bounds, _ = upper_bounds(network, flagged, minimum)
    upper[:] = np.maximum(np.minimum(upper, bounds), lower)
    small: NDArray[np.bool_] = bounds < UNBOUNDED
    return small


def by_flags(seen: Observed) -> list[Requirement]:
    """What has to hold for hidden rows when the exact rows are not at hand: small counts by their
    flag, every other hidden count by the width of the protection interval."""
    asked: dict[int, Requirement] = {}
    for row in sorted(seen.primary | seen.secondary):
        own = seen.network.own(row)
        for node in seen.network.shows[row]:
            least = float(seen.minimum[node])
            if least <= 0:
                continue
            if row in seen.primary and len(own) == 1 and seen.small[node]:
                asked[node] = Requirement(node, low=0.0, high=least - 1)
            elif seen.hidden[node] and node not in asked:
                asked[node] = Requirement(node, width=least - 1)
    return list(asked.values())


def by_exact(
    seen: Observed, exact: Exact, exact_network: Network, rules: Rules
) -> list[Requirement]:
    """What has to hold, by the exact rows: sensitive numbers and the camouflage of others."""
    there = {row: number for number, row in enumerate(exact_network.rows)}
    hidden = {
        there[seen.network.rows[row]]
        for row in seen.primary | seen.secondary
        if seen.network.rows[row] in there
    }
    place = seen.network.index
    asked = [*exact.requirements]
    asked += camouflage(exact_network, exact, hidden | exact.primary, rules)
    return [
        Requirement(place[exact_network.nodes[r.node]], r.low, r.high, r.width)
        for r in asked
        if exact_network.nodes[r.node] in place
    ]
