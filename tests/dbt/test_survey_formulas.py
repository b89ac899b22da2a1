"""The macros of `macros/estimates/` against published values (domain.md section 7, point 6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.dbt.conftest import DBT

N_OF_THE_FRAME = 16_886


@pytest.fixture(scope="module")
def macros() -> Any:
    """The macros as Python functions that give SQL; dbt's dispatch is DuckDB's implementation."""
    from jinja2 import Environment

    files = [*(DBT / "macros/estimates").glob("*.sql"), DBT / "macros/portable/floating.sql"]
    found: dict[str, Any] = {}

    class Adapter:
        @staticmethod
        def dispatch(name: str) -> Callable[..., str]:
            implementation: Callable[..., str] = found[f"duckdb__{name}"]
            return implementation

    # dbt's `return` ends a macro with a value; here it is the text that the macro gives anyway.
    environment = Environment(extensions=["jinja2.ext.do"])
    environment.globals |= {"adapter": Adapter, "return": str}
    for path in files:
        module = environment.from_string(path.read_text(encoding="utf-8"), globals=found).module
        found |= {name: value for name, value in vars(module).items() if callable(value)}
    for path in files:  # once more: a macro sees those of files read after its own
        module = environment.from_string(path.read_text(encoding="utf-8"), globals=found).module
        found |= {name: value for name, value in vars(module).items() if callable(value)}
    return found


def _value(sql: str) -> float:
    import duckdb

    row = duckdb.sql(f"select {sql}").fetchone()
    assert row is not None
    return float(row[0])


@pytest.mark.parametrize(
    ("positives", "n", "lower", "upper"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson(macros: Any, positives: int, n: int, lower: float, upper: float) -> None:
    """domain.md section 7: Wilson 81/263, 15/148, 0/20 and 1/29."""
    share = f"{positives} / {n}.0"
    assert round(_value(macros["wilson_lower"](share, n)), 4) == lower
    assert round(_value(macros["wilson_upper"](share, n)), 4) == upper


def test_kish_and_wilson_of_unequal_weights(macros: Any) -> None:
    """domain.md section 7: 20 ones and 10 threes with 8 and 6 positives."""
    import duckdb

    answers = (
        "(select 1 as w, i < 8 as y from range(20) as a(i) "
        "union all select 3, i < 6 from range(10) as b(i))"
    )
    row = duckdb.sql(
        f"select {macros['kish_n_eff']('w')}, sum(w) filter (y) / sum(w) from {answers}"
    ).fetchone()
    assert row is not None
    n_eff, share = row
    assert round(n_eff, 3) == 22.727
    assert share == pytest.approx(0.52, abs=1e-15)
    assert round(_value(macros["wilson_lower"](share, n_eff)), 4) == 0.3271
    assert round(_value(macros["wilson_upper"](share, n_eff)), 4) == 0.7071


@pytest.mark.parametrize(
    ("n", "population", "points"),
    [
        *((2652, 151_200, 1.9), (643, 60_000, 3.8), (161, 4_200, 7.6), (85, 1_000, 10.2)),
        *((140, 6_300, 8.2), (540, 25_800, 4.2), (97, 2_600, 9.8), (272, 10_700, 5.9)),
        *((376, N_OF_THE_FRAME, 5.0), (100, N_OF_THE_FRAME, 9.8)),
    ],
)
def test_sampling_error_of_a_finite_population(
    macros: Any, n: int, population: int, points: float
) -> None:
    """domain.md section 7: Scottish Employer Perspectives Survey 2019, Table 8; and our frame."""
    error = _value(f"196 * sqrt(0.25 / {n} * ({macros['fpc'](n, population)}))")
    assert round(error, 1) == points


@pytest.mark.parametrize(("n", "population"), [(1, 1), (40, 40), (41, 40.2)])
def test_a_census_has_no_sampling_error(macros: Any, n: int, population: float) -> None:
    """When all firms of a domain answered, the interval is the share itself."""
    correction = macros["fpc"](n, population)
    assert _value(correction) == 0
    assert _value(macros["wilson_lower"]("0.3", n, correction)) == pytest.approx(0.3, abs=1e-15)
    assert _value(macros["wilson_upper"]("0.3", n, correction)) == pytest.approx(0.3, abs=1e-15)
