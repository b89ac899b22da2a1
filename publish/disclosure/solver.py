"""A linear program that is solved many times with other goals and bounds.

scipy's own entry point builds and solves each program from nothing; an audit solves thousands that
differ in one bound. HiGHS keeps the last basis, some 20 times faster. It is reached through
a private part of scipy, which stands here alone (`tests/publish/disclosure/test_solver.py` fails
when an upgrade changes it).
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
UNBOUNDED = 1e7
"""Stands for no upper bound: far above every count of firms or persons of the product."""
TOLERANCE = 1e-6


class SolverError(RuntimeError):
    """The solver ended without an answer."""


@dataclass(frozen=True)
class Point:
    """A solution: the values of all columns and the multipliers of all rows."""

    values: Array
    multipliers: Array
    """Of a minimisation: goal - matrix' x multipliers = reduced costs."""


class LinearProgram:
    """`row_lower <= matrix @ x <= row_upper`, `lower <= x <= upper`; matrix in CSR form."""

    def __init__(
        self, matrix: Any, row_lower: Array, row_upper: Array, lower: Array, upper: Array
    ) -> None:
        self._core: Any = importlib.import_module("scipy.optimize._highspy._core")
        self._highs = self._core._Highs()
        # One thread and a fixed seed: the same program has the same answer in every run.
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
            self._highs.setOptionValue(option, value)
        self._columns = np.arange(len(lower), dtype=np.int32)
        self._highs.passModel(self._program(matrix, row_lower, row_upper, lower, upper))

    def minimise(self, goal: Array) -> Point | None:
        """The point of least `goal @ x`; None when no point is feasible."""
        self._highs.changeColsCost(len(self._columns), self._columns, goal)
        self._highs.run()
        status = self._highs.getModelStatus()
        known = self._core.HighsModelStatus
        if status in (known.kInfeasible, known.kUnboundedOrInfeasible):
            return None
        if status not in (known.kOptimal, known.kModelEmpty):
            raise SolverError(f"linear program: {self._highs.modelStatusToString(status)}")
        found = self._highs.getSolution()
        return Point(np.array(found.col_value), np.array(found.row_dual))

    def bound(self, column: int, lower: float, upper: float) -> None:
        """Sets the bounds of one column."""
        self._highs.changeColBounds(int(column), float(lower), float(upper))

    def _program(
        self, matrix: Any, row_lower: Array, row_upper: Array, lower: Array, upper: Array
    ) -> Any:
        program = self._core.HighsLp()
        rows, columns = matrix.shape
        program.num_col_, program.num_row_ = columns, rows
        program.col_cost_ = np.zeros(columns)
        program.col_lower_, program.col_upper_ = lower, upper
        program.row_lower_, program.row_upper_ = row_lower, row_upper
        inner = program.a_matrix_
        inner.num_col_, inner.num_row_ = columns, rows
        inner.format_ = self._core.MatrixFormat.kRowwise
        inner.start_ = matrix.indptr.astype(np.int32)
        inner.index_ = matrix.indices.astype(np.int32)
        inner.value_ = matrix.data.astype(np.float64)
        return program
