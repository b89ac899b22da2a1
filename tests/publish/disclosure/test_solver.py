"""The private part of scipy that the attacker uses: this fails when an upgrade changes it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from publish.disclosure.attacker import Attacker, ContradictionError, Knowledge, Requirement
from publish.disclosure.flags import upper_bounds
from publish.disclosure.solver import LinearProgram
from publish.disclosure.structure import Line, Network, Node


def _program(lower=(0.0, 0.0), upper=(8.0, 8.0)):
    matrix = sparse.csr_matrix([[1.0, 1.0]])
    ten = np.array([10.0])
    return LinearProgram(matrix, ten, ten, np.array(lower), np.array(upper))


def test_a_program_is_solved_again_with_other_goals_and_bounds():
    program = _program()
    assert program.minimise(np.array([1.0, 0.0])).values == pytest.approx([2.0, 8.0])
    assert program.minimise(np.array([-1.0, 0.0])).values == pytest.approx([8.0, 2.0])
    program.bound(0, 0.0, 3.0)
    point = program.minimise(np.array([-1.0, 0.0]))
    assert point.values == pytest.approx([3.0, 7.0])


def test_multipliers_prove_the_bound():
    """x + y = 10 with y <= 8 proves x >= 2: goal - A' m has the sign of the bound that holds."""
    point = _program().minimise(np.array([1.0, 0.0]))
    reduced = np.array([1.0, 0.0]) - point.multipliers[0]
    assert reduced == pytest.approx([0.0, -1.0])


def test_no_solution_is_said():
    assert _program(upper=(4.0, 4.0)).minimise(np.zeros(2)) is None


def _knowledge(lower, upper):
    matrix = sparse.csr_matrix([[1.0, -1.0, -1.0]])
    nothing = np.zeros(1)
    return Knowledge(matrix, nothing, nothing, np.array(lower, float), np.array(upper, float))


def test_an_interval_is_bounded_exactly():
    """12 = a + b with b at least 5: a is 0 to 7."""
    attacker = Attacker(_knowledge((12, 0, 5), (12, 99, 99)))
    (found,) = attacker.broken([Requirement(1, low=0.0, high=8.0)])
    assert (found.low, found.high) == pytest.approx((0.0, 7.0))
    assert attacker.broken([Requirement(1, low=0.0, high=7.0)]) == []


def test_known_figures_that_do_not_add_up_are_a_contradiction():
    with pytest.raises(ContradictionError, match="do not add up"):
        Attacker(_knowledge((12, 3, 5), (12, 3, 5)))


def test_two_small_parts_share_their_flag_with_the_total():
    """5 <= a + b with a, b <= 4 would leave nothing below 1; of three parts each may be 0."""
    names = [Node("t", "n", (code,)) for code in ("_T", "a", "b", "c")]
    for parts, tight in (((1, 2), {0}), ((1, 2, 3), set())):
        line = Line("t", "d", "sum", 0, parts)
        network = Network(tuple(names), (), (), (), (line,))
        flagged = np.array([False, True, True, True])
        upper, found = upper_bounds(network, flagged, np.full(4, 5.0))
        assert found == tight
        assert upper[1:].tolist() == [4.0, 4.0, 4.0]
