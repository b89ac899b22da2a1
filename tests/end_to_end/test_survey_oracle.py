"""Weights and estimates of the bundled survey equal R's `survey` (issue 3, numbers to reach).

The published samples are held to R in `tests/dbt/test_survey_oracle.py`, with the same code.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.dbt import test_survey_oracle as oracle
from tests.dbt.conftest import Warehouse
from tests.end_to_end.conftest import Finished

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(
        shutil.which("Rscript") is None,
        reason="no R: install the Debian packages r-base-core and r-cran-survey",
    ),
]


@pytest.fixture(scope="module")
def bundled(first_run: Finished) -> Warehouse:
    """The bundled survey, from what LimeSurvey sends to the estimates."""
    return Warehouse(first_run.data)


@pytest.mark.parametrize("year", ["2024-25", "2025-26"])
def test_our_own_survey_equals_r(bundled: Warehouse, year: str, tmp_path: Path) -> None:
    """Issue 3: weights (raked by R from the same strata) and estimates of the bundled survey."""
    firms = oracle._respondents(bundled, year)
    margins = bundled.rows(
        "select survey_measure, weighting_group, sum(frame_firms) "
        f"from intermediate.int_survey_margin where academic_year = '{year}' group by all"
    )
    rows = [dict(zip(("margin", "category", "firms"), row, strict=True)) for row in margins]
    given = oracle._write(tmp_path / "firms.csv", firms)
    oracle._r(
        "weights", given, oracle._write(tmp_path / "margins.csv", rows), tmp_path / "weights.csv"
    )
    found = [float(row["weight"]) for row in oracle._read(tmp_path / "weights.csv")]
    assert [float(firm["weight"]) for firm in firms] == pytest.approx(found, abs=1e-8)
    oracle._assert_equal_to_r(bundled, year, tmp_path)
