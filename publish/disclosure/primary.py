"""Which cells may not be shown at all, and which estimates are not reliable enough."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from publish.disclosure.attacker import Requirement
from publish.disclosure.flags import upper_bounds
from publish.disclosure.sheet import (
    FREE,
    LOW_RELIABILITY,
    NOT_SIGNIFICANT,
    DisclosureError,
    Key,
    Sheet,
)
from publish.disclosure.solver import Array
from publish.disclosure.structure import REST, Network, Row
from schemas.disclosure import Amount, Count, Reliability, Rules

Earlier = Mapping[tuple[str, str, Key], float]
"""(table, column, key) -> the value that an earlier release last showed."""


@dataclass(frozen=True)
class Exact:
    """The exact numbers behind a network, and what has to be protected. Never leaves the run."""

    values: Array
    minimum: Array
    """Per node: fewer units than this are protected; 0 for amounts."""
    requirements: tuple[Requirement, ...]
    primary: frozenset[int]
    """Rows that are hidden for what they hold themselves."""
    unreliable: frozenset[int]
    """Rows whose estimate is not shown for want of reliability."""
    low: frozenset[int]
    """Rows shown with the remark that their reliability is low."""
    if_hidden: tuple[Array, Array]
    """Per node: the bounds that the flags alone give away once it is hidden."""


def judge(
    sheets: Sequence[Sheet],
    network: Network,
    rules: Rules,
    earlier: Earlier | None = None,
    moved: AbstractSet[tuple[str, str, Key]] = frozenset(),
) -> Exact:
    """Primary suppression and reliability of exact rows. Raises DisclosureError when the rows
    contradict their block: two values for one count, or lines that do not add up.

    `moved` names counts (table, column, key) whose suppressed parts changed by too little since
    an earlier release: they may not be shown either.
    """
    values = _values(sheets, network)
    _refuse_other_sums(network, values)
    minimum = _minimum(sheets, network, rules)
    needed = dict(_small(values, minimum))
    for node, requirement in _dominated(sheets, network, rules):
        needed[node] = requirement
    changed = _changed(sheets, network, minimum, earlier or {})
    for node, requirement in changed.items():
        needed[node] = _wider(needed.get(node), requirement)
    for number, name in enumerate(network.nodes):
        if name in moved:
            spread = float(minimum[number]) - 1
            least = max(0.0, float(values[number]) - spread)
            also = Requirement(number, low=least, high=float(values[number]) + spread)
            needed[number] = _wider(needed.get(number), also)
    primary = _rows_of(network, set(needed))
    told = _told(network, earlier or {})
    flagged = _flagged(network, values, minimum, primary, told)
    upper, tight = upper_bounds(network, flagged, minimum)
    for node in sorted(tight - set(needed)):
        if values[node] >= minimum[node] > 0:
            needed[node] = Requirement(node, width=float(minimum[node]) - 1)
    primary = _rows_of(network, set(needed))
    unreliable, low = _reliability(sheets, network, rules)
    return Exact(
        values=values,
        minimum=minimum,
        requirements=tuple(needed[node] for node in sorted(needed)),
        primary=primary,
        unreliable=frozenset(unreliable - primary),
        low=frozenset(low - primary),
        if_hidden=(_lower_if_hidden(network, values, minimum, primary), upper),
    )


def _values(sheets: Sequence[Sheet], network: Network) -> Array:
    values = np.full(len(network.nodes), np.nan)
    by_name = {sheet.table.name: sheet for sheet in sheets}
    for (table, key), columns in zip(network.rows, network.columns, strict=True):
        sheet = by_name[table]
        position = sheet.place[key]
        for column, node in columns.items():
            value = float(sheet.column(column)[position])
            if not np.isnan(values[node]) and values[node] != value:
                raise DisclosureError(
                    f"table {table}: two rows that should show the same {column} differ; correct "
                    f"`key` or `links` of the disclosure block, or the model"
                )
            values[node] = value
    for line in network.complements:
        values[line.parts[1]] = values[line.parent] - values[line.parts[0]]
    return values


def _refuse_other_sums(network: Network, values: Array) -> None:
    wrong: dict[tuple[str, str, str], int] = {}
    for line in network.lines:
        for terms, low, high in line.constraints():
            total = sum(factor * values[node] for node, factor in terms.items())
            if total < low - 1e-6 or total > high + 1e-6:
                where = (line.table, line.about, line.relation)
                wrong[where] = wrong.get(where, 0) + 1
    below = [n for n, node in enumerate(network.nodes) if values[n] < 0 and REST in node.column]
    if wrong or below:
        told = [
            f"over {about} the relation '{relation}' does not hold in {count} lines of {table}"
            for (table, about, relation), count in wrong.items()
        ]
        told += [f"a count is larger than the one it lies within ({len(below)} cells)"] * bool(
            below
        )
        raise DisclosureError(
            f"{'; '.join(told)}; correct the model, or the relation in the disclosure block"
        )


def _counts(sheets: Sequence[Sheet]) -> Iterator[tuple[Sheet, Count]]:
    for sheet in sheets:
        for count in sheet.table.disclosure.counts if sheet.table.disclosure else ():
            yield sheet, count


def _minimum(sheets: Sequence[Sheet], network: Network, rules: Rules) -> Array:
    by_column = {(s.table.name, c.column): c.minimum or rules.minimum for s, c in _counts(sheets)}
    found = np.zeros(len(network.nodes))
    for (table, _), columns in zip(network.rows, network.columns, strict=True):
        for column, node in columns.items():
            # A linked count obeys the stricter of the rules that meet in it.
            found[node] = max(found[node], by_column.get((table, column), 0))
    for line in network.complements:
        found[line.parts[1]] = found[line.parts[0]]
    return found


def _small(values: Array, minimum: Array) -> Iterator[tuple[int, Requirement]]:
    """Fewer units than the minimum: nothing narrower than 0 to minimum - 1 may be concluded."""
    for node in np.flatnonzero(values < minimum).tolist():
        yield node, Requirement(node, low=0.0, high=float(minimum[node] - 1))


def _dominated(
    sheets: Sequence[Sheet], network: Network, rules: Rules
) -> Iterator[tuple[int, Requirement]]:
    """p% and (n,k) rule. Protected up to where the rule would no longer be broken."""
    for sheet in sheets:
        for amount in sheet.table.disclosure.amounts if sheet.table.disclosure else ():
            for position, key in enumerate(sheet.keys):
                total = sheet.column(amount.column)[position]
                number = _number(network, sheet, amount.column, key)
                if total is None or number is None:
                    continue
                distance = _distance(sheet, amount, position, rules)
                if distance > 0:
                    low = max(0.0, float(total) - distance)
                    yield number, Requirement(number, low=low, high=float(total) + distance)


def _number(network: Network, sheet: Sheet, column: str, key: Key) -> int | None:
    return network.columns[network.row_number[Row(sheet.table.name, key)]].get(column)


def _distance(sheet: Sheet, amount: Amount, position: int, rules: Rules) -> float:
    """How far the amount has to stay uncertain in each direction; 0 when it is not dominated."""
    total, largest, second = (
        float(sheet.column(name)[position] or 0)
        for name in (amount.column, amount.largest, amount.second)
    )
    limits = rules.dominance
    by_p = limits.p_percent / 100 * largest - (total - largest - second)
    top = largest if limits.n == 1 else largest + second
    by_nk = top * 100 / limits.k_percent - total
    return max(by_p, by_nk, 0.0) if total > 0 else 0.0


def _changed(
    sheets: Sequence[Sheet], network: Network, minimum: Array, earlier: Earlier
) -> dict[int, Requirement]:
    """Counts that an earlier release showed and that moved by fewer units than the minimum."""
    found: dict[int, Requirement] = {}
    for sheet, count in _counts(sheets):
        for position, key in enumerate(sheet.keys):
            before = earlier.get((sheet.table.name, count.column, key))
            number = _number(network, sheet, count.column, key)
            now = shown_count(sheet, count, position)
            if before is None or now is None or number is None:
                continue
            least = minimum[number]
            if 0 < abs(now - before) < least:
                low = max(0.0, before - least + 1)
                found[number] = Requirement(number, low=low, high=before + least - 1)
    return found


def shown_count(sheet: Sheet, count: Count, position: int) -> float | None:
    """A count as the reader of the table has it: the column, or share x base, rounded."""
    if sheet.table.field(count.column).publish:
        value = sheet.column(count.column)[position]
        return None if value is None else float(value)
    if count.share is None:
        return None
    share, base = (sheet.column(c)[position] for c in (count.share.column, count.share.of))
    return None if share is None or base is None else float(round(share * base))


def _wider(one: Requirement | None, other: Requirement) -> Requirement:
    if one is None or one.low is None or one.high is None:
        return other
    low, high = min(one.low, other.low or 0.0), max(one.high, other.high or 0.0)
    return Requirement(one.node, low=low, high=high)


def _told(network: Network, earlier: Earlier) -> set[int]:
    """Rows that an earlier release showed: their flag may mean a small change."""
    keys = {(table, key) for table, _, key in earlier}
    return {row for row, name in enumerate(network.rows) if tuple(name) in keys}


def _rows_of(network: Network, sensitive: AbstractSet[int]) -> frozenset[int]:
    """The rows that tell any of these numbers."""
    rows = range(len(network.rows))
    return frozenset(row for row in rows if any(node in sensitive for node in network.own(row)))


def _flagged(
    network: Network, values: Array, minimum: Array, primary: frozenset[int], told: set[int]
) -> NDArray[np.bool_]:
    """The numbers whose flag A says that they are small: where the row has one count without
    complement and was never shown (else A may mean another count, or a small change)."""
    flagged = np.zeros(len(values), dtype=bool)
    for row in primary - told:
        own = network.own(row)
        if len(own) == 1:
            flagged[own[0]] = 0 <= values[own[0]] < minimum[own[0]]
    return flagged


def _lower_if_hidden(
    network: Network, values: Array, minimum: Array, primary: frozenset[int]
) -> Array:
    """The flags D and N say that no count of the row is small."""
    lower = np.zeros(len(values))
    for row in range(len(network.rows)):
        if row not in primary:
            for node in network.own(row):
                lower[node] = max(lower[node], min(minimum[node], values[node]))
    return lower


def _reliability(
    sheets: Sequence[Sheet], network: Network, rules: Rules
) -> tuple[set[int], set[int]]:
    unreliable, low = set(), set()
    for sheet in sheets:
        rule = sheet.table.disclosure.reliability if sheet.table.disclosure else None
        if rule is None:
            continue
        for position, key in enumerate(sheet.keys):
            number = network.row_number[Row(sheet.table.name, key)]
            flag = reliability_flag(sheet, rule, position, rules)
            if flag == NOT_SIGNIFICANT:
                unreliable.add(number)
            elif flag == LOW_RELIABILITY:
                low.add(number)
    return unreliable, low


def reliability_flag(sheet: Sheet, rule: Reliability, position: int, rules: Rules) -> str:
    """N (not shown), U (shown, low reliability) or F, by domain.md section 7, point 5.

    An interval up to the shown width is shown whatever its relative width: a share near 0 is
    known well when it is known to be near 0.
    """
    limits = rules.reliability
    value: Any = sheet.column(rule.n_eff)[position]
    if value is None:
        return FREE
    if value < limits.minimum_n_eff:
        return NOT_SIGNIFICANT
    share, lower, upper = (
        sheet.column(name)[position] if name else None
        for name in (rule.share, rule.lower, rule.upper)
    )
    if lower is not None and upper is not None:
        width = Decimal(upper) - Decimal(lower)
        too_wide = (
            width > limits.shown_width
            and share is not None
            and (share == 0 or width / Decimal(share) > limits.widest_relative)
        )
        if width >= limits.widest or too_wide:
            return NOT_SIGNIFICANT
    return LOW_RELIABILITY if value < limits.low_n_eff else FREE
