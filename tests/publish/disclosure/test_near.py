"""Parts that nearly add up to their total are subtracted by any reader (issue 3, point 7).

Found in the bundled edition: of 10 agents of the performing arts in ES22, 9 companies were shown,
so that the one suppressed kind held one organisation, although the kinds were only declared to lie
within their total because two organisations of a thousand have two kinds.
"""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from publish.disclosure.audit import Case, audit
from publish.disclosure.build import build
from publish.disclosure.near import exact_network
from publish.disclosure.protect import decide, published
from schemas import load
from schemas.disclosure import Count, Dimension, Disclosure
from tests.publish.disclosure.second_attacker import (
    ANY,
    TOTAL,
    ends,
    flag_bounds,
    intervals,
    lines_of,
)
from tests.publish.disclosure.tables import counts, leaks, registry_of, rows_of, sheet, table
from tests.publish.small import field

MINIMUM = 5
CASES = {
    "found": {"_T": 10, "company": 9, "school": 1},
    "in_two_parts": {"_T": 10, "company": 9, "school": 2},
    "in_no_part": {"_T": 14, "company": 9, "school": 2},
}


def _line(cells, relation="near"):
    of = counts(dimensions=("kind",), relation=relation)
    return of, sheet(of, rows_of(of, {(code,): value for code, value in cells.items()}))


def _attack(of, exact, decisions, earlier=()):
    return audit(Case((published(exact, decisions),), (exact,), tuple(earlier), registry_of(of)))


ALONE = {("reach", ("school",)): ("Q", "A")}


@pytest.mark.parametrize("cells", CASES.values(), ids=CASES)
def test_a_part_alone_is_found_by_subtraction(cells):
    of, exact = _line(cells)
    assert [leak.key for leak in _attack(of, exact, ALONE).leaks] == [("school",)]


@pytest.mark.parametrize("cells", CASES.values(), ids=CASES)
def test_a_second_cell_hides_with_it(cells):
    of, exact = _line(cells)
    made = decide((exact,), (), registry_of(of))
    assert made.decisions["reach", ("school",)] == ("Q", "A")
    assert len(made.decisions) == 2
    assert not leaks(exact, made.decisions)


def test_where_no_reader_could_guess_the_remainder_nothing_else_is_hidden():
    of, exact = _line(CASES["found"], "within")
    made = decide((exact,), (), registry_of(of))
    assert made.decisions == ALONE


@pytest.mark.parametrize(
    "cells",
    [
        {"_T": 4, "company": 1},  # three in no part, of a total that is small itself
        {"_T": 6, "company": 1},
        {"_T": 3, "company": 3, "school": 1},  # whoever knows of the overlap knows both parts
        {"_T": 6, "company": 4, "school": 3},
        {"_T": 30, "company": 9, "school": 1},
    ],
)
def test_what_is_not_in_one_part_never_makes_protection_impossible(cells):
    """The remainder lies between none and what it is: known exactly, no choice could be safe."""
    of, exact = _line(cells)
    assert not leaks(exact, decide((exact,), (), registry_of(of)).decisions)


def test_a_part_that_is_missing_takes_the_sum_away():
    """What did not come may be anything: the others only lie within their total."""
    of, whole = _line(CASES["found"])
    rows = rows_of(of, {("_T",): 10, ("company",): 9})
    rows.append({"kind": "school", "persons": None, "obs_status": "L", "conf_status": "F"})
    (line,) = build((sheet(of, rows),), registry_of(of)).lines
    assert (line.relation, line.remainder) == ("within", None)
    (line,) = build((whole,), registry_of(of)).lines
    assert (line.relation, line.remainder) == ("near", (0.0, 0.0))


def test_of_an_earlier_release_only_the_plain_relation_is_known():
    """Nobody has its exact rows any more: its parts may be off by more than those of today."""
    of, exact = _line({"_T": 40, "company": 20, "school": 20})
    _, old = _line({"_T": 20, "company": 9, "school": 2, "body": 6})
    flags = {("reach", ("school",)): ("Q", "A")}
    earlier = published(old, flags)
    found = _attack(of, exact, {}, (earlier,))
    assert not found.contradiction
    assert found.leaks == ()


def test_hidden_parts_that_follow_a_total_between_two_releases_are_found():
    """Total + 6 and one shown part + 5: the suppressed ones got one person more."""
    first = {"_T": 93, "a": 3, "b": 20, "c": 30, "d": 40}
    of, exact = _line(first | {"_T": 99, "b": 21, "d": 45})
    flags = {("reach", ("a",)): ("Q", "A"), ("reach", ("b",)): ("Q", "D")}
    earlier = published(_line(first)[1], flags)
    found = _attack(of, exact, flags, (earlier,)).leaks
    assert [(leak.key, leak.moved) for leak in found] == [(("_T",), True)]


def test_a_total_of_small_parts_of_which_one_is_such_a_total_bears_their_flag():
    """7 = 3 + 4 and 3 = 1 + 2, all of them A: with D the 7 would say that the 3 is no 0."""
    of = counts(relation="near")
    cells = {("_T", "_T"): 7, ("a", "_T"): 3, ("b", "_T"): 4, ("a", "x"): 1, ("a", "y"): 2}
    exact = sheet(of, rows_of(of, cells))
    made = decide((exact,), (), registry_of(of))
    assert not leaks(exact, made.decisions)
    assert set(made.decisions.values()) == {("Q", "A")}
    assert len(made.decisions) == len(cells)


def test_complements_nearly_add_up_as_well():
    """28 of 100 did not complete, 16 of them in b, 6 in c and 3 in no sector: whoever takes those
    for none to all of the 6 that are left finds 3 to 6 in a, whose 3 is a small count."""
    block = Disclosure(
        dimensions=(Dimension(column="sector", relation="near"),),
        counts=(
            Count(column="started", unit="participations"),
            Count(column="completed", unit="participations", within="started"),
        ),
        values=("started", "completed"),
    )
    of = table(
        "reach", ("sector",), block, field("started", "integer"), field("completed", "integer")
    )
    cells = {"_T": (100, 72), "a": (40, 37), "b": (40, 24), "c": (12, 6)}
    rows = [
        {"sector": code, "started": started, "completed": completed}
        | {"obs_status": "A", "conf_status": "F"}
        for code, (started, completed) in cells.items()
    ]
    exact = sheet(of, rows)
    found = _attack(of, exact, {("reach", ("a",)): ("Q", "A")}).leaks
    assert ["complement" in leak.reason for leak in found] == [True]
    made = decide((exact,), (), registry_of(of))
    assert not leaks(exact, made.decisions)
    assert len(made.decisions) == 2


def test_the_tables_of_the_hub_are_subtracted_and_multiple_choice_is_not():
    """An agent has one territory, sector and kind but for a few; a demand several focuses."""
    relations = {
        (name, dimension.column): dimension.relation
        for name in ("agent_summary", "euroregion_demand", "training_reach")
        for dimension in load().open[name].disclosure.dimensions
    }
    assert {key for key, relation in relations.items() if relation != "near"} == {
        ("euroregion_demand", "skill_focus"),
        ("training_reach", "academic_year"),
        ("training_reach", "skill_focus"),
    }


UNIT = st.sampled_from(["a", "a", "a", "b", "b", "c", "c", "ab", "ac", ""])
SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def _cells(units):
    """Units (the codes of each dimension that they have) -> cells with totals, none of them 0."""
    places = [product(*([TOTAL, *codes] for codes in unit)) for unit in units]
    return dict(sorted(Counter(place for each in places for place in each).items()))


def _remainders(cells):
    return {
        (total, tuple(parts)): cells[total] - sum(cells[part] for part in parts)
        for total, parts in lines_of(cells)
    }


def _lines(cells, exact, of):
    """What each line may lack; anything where the product found nothing that could protect."""
    network = exact_network((exact,), registry_of(of))
    unknown = {
        (network.nodes[line.parent].key, frozenset(network.nodes[p].key for p in line.parts))
        for line in network.lines
        if line.remainder is None
    }
    for (total, parts), remainder in _remainders(cells).items():
        anything = (total, frozenset(parts)) in unknown
        yield total, parts, *((-ANY, ANY) if anything else ends(remainder))


def _seen(cells, dimensions):
    of = counts(dimensions=dimensions, relation="near")
    exact = sheet(of, rows_of(of, cells))
    made = decide((exact,), (), registry_of(of))
    seen = published(exact, made.decisions)
    values, flags = seen.column("persons"), seen.column("conf_status")
    found = {k: (v, f) for k, v, f in zip(seen.keys, values, flags, strict=True)}
    return found, list(_lines(cells, exact, of)), leaks(exact, made.decisions)


def _assert_wide(value, low, high):
    if value < MINIMUM:
        assert low <= 1e-6
        assert high >= MINIMUM - 1 - 1e-6
    else:
        assert high - low >= MINIMUM - 1 - 1e-6


@SLOW
@given(st.lists(st.tuples(UNIT), min_size=1, max_size=30))
def test_a_counting_reader_who_subtracts_bounds_nothing_too_tightly(units):
    """Issue 3, point 7, over units in several parts or in none."""
    cells = _cells(units)
    seen, _, leaked = _seen(cells, ("kind",))
    assert not leaked
    if all(value is None for value, _ in seen.values()):
        return  # nothing is published, so nothing can be concluded
    for key, (low, high) in intervals(seen, remainders=_remainders(cells)).items():
        _assert_wide(cells[key], low, high)


@SLOW
@given(st.lists(st.tuples(UNIT, UNIT), min_size=10, max_size=60))
def test_a_second_linear_program_that_subtracts_bounds_nothing_in_two_dimensions(units):
    """The same over two dimensions, by scipy's own interface and one program per bound; what the
    product itself finds to leak is not released."""
    cells = _cells(units)
    seen, lines, leaked = _seen(cells, ("kind", "sector"))
    hidden = [key for key, (value, _) in seen.items() if value is None]
    if not hidden or len(hidden) == len(seen) or leaked:
        return  # nothing to conclude, or the gate refuses it
    matrix, right = _program(seen, hidden, lines)
    bounds = [flag_bounds(seen, key, lines) for key in hidden]
    for place, key in enumerate(hidden):
        goal = np.zeros(len(hidden))
        goal[place] = 1
        low = linprog(goal, A_ub=matrix, b_ub=right, bounds=bounds)
        high = linprog(-goal, A_ub=matrix, b_ub=right, bounds=bounds)
        assert low.status == high.status == 0
        _assert_wide(cells[key], low.fun, -high.fun)


def _program(seen, hidden, lines):
    """`matrix @ hidden <= right`: what a line lacks lies between its ends, no part exceeds it."""
    place = {key: n for n, key in enumerate(hidden)}
    rows, right = [], []

    def at_most(terms, limit):
        row = np.zeros(len(hidden))
        for key, sign in terms:
            value = seen[key][0]
            if value is None:
                row[place[key]] += sign
            else:
                limit -= sign * value
        rows.append(row)
        right.append(limit)

    for total, parts, least, most in lines:
        at_most([(total, 1), *((part, -1) for part in parts)], most)
        at_most([(total, -1), *((part, 1) for part in parts)], -least)
        for part in parts:
            at_most([(part, 1), (total, -1)], 0)
    return np.array(rows), np.array(right)
