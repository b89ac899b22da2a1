"""Weights: to the frame, trimmed, raked again; and what is said when that cannot be done."""

from __future__ import annotations

import importlib.util
import sys
from collections import defaultdict
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dbt.conftest import DBT

PATH = DBT / "models" / "intermediate" / "survey" / "int_survey_weight.py"
BANDS = ("0-9", "10-49", "50-249", "GE250")


def load_model() -> ModuleType:
    """The Python model as a module: dbt loads it from its path too."""
    spec = importlib.util.spec_from_file_location("int_survey_weight", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


MODEL = load_model()
RULE = MODEL.Rule(
    minimum_margin=5, minimum_stratum=2, trim_ratio=5.0, tolerance=1e-10, max_cycles=200
)
Counts = dict[str, Sequence[tuple[int, int]]]


def _cells(counts: Counts, year: str = "2025-26", domain: str = "cultural") -> list[Any]:
    """Cells from sector -> (firms, respondents) by size band."""
    return [
        MODEL.Cell(year, sector, domain, BANDS[place], place, firms, respondents)
        for sector, by_band in counts.items()
        for place, (firms, respondents) in enumerate(by_band)
    ]


def _by_cell(rows: Sequence[Any]) -> dict[tuple[str, str], float]:
    return {(row.sector_code, row.size_band): row.weight for row in rows}


def test_full_cells_are_post_stratified() -> None:
    """Where no cell is small, a weight is the firms of its cell over its respondents."""
    rows = MODEL.weigh(
        _cells({"music": [(900, 30), (40, 8)], "design": [(500, 25), (60, 6)]}), RULE
    )
    assert _by_cell(rows) == pytest.approx(
        {
            ("music", "0-9"): 30,
            ("music", "10-49"): 5,
            ("design", "0-9"): 20,
            ("design", "10-49"): 10,
        }
    )
    assert {row.stratum for row in rows} >= {"music/0-9", "design/10-49"}


def test_an_empty_stratum_and_one_with_one_respondent_join_their_neighbour() -> None:
    """Issue 3, bad input: their firms are carried by the neighbouring size band of the sector."""
    cells = _cells(
        {"music": [(900, 30), (40, 0), (10, 4)], "design": [(500, 25), (60, 9), (10, 1)]}
    )
    rows = MODEL.weigh(cells, RULE)
    strata = {row.stratum: (row.stratum_firms, row.stratum_respondents) for row in rows}
    assert strata == {
        "music/0-9+10-49": (940, 30),
        "music/50-249": (10, 4),
        "design/0-9": (500, 25),
        "design/10-49+50-249": (70, 10),
    }
    _assert_margins(rows, cells)


def test_a_small_size_band_joins_the_next_smaller_firms() -> None:
    """Four respondents are fewer than the five that a margin needs."""
    rows = MODEL.weigh(_cells({"music": [(900, 30), (60, 9), (10, 3), (2, 1)]}), RULE)
    assert {row.size_band: row.size_group for row in rows} == {
        "0-9": "0-9",
        "10-49": "10-49+50-249+GE250",
        "50-249": "10-49+50-249+GE250",
        "GE250": "10-49+50-249+GE250",
    }


def test_small_sectors_join_within_their_domain() -> None:
    """A sector with two respondents joins the next smallest of its domain, never another's."""
    cultural = _cells({"music": [(300, 20)], "heritage": [(40, 2)], "visual_arts": [(200, 12)]})
    creative = _cells({"fashion": [(50, 6)]}, domain="creative")
    rows = MODEL.weigh([*cultural, *creative], RULE)
    assert {row.sector_code: row.sector_group for row in rows} == {
        "music": "music",
        "heritage": "heritage+visual_arts",
        "visual_arts": "heritage+visual_arts",
        "fashion": "fashion",
    }
    assert _by_cell(rows)["heritage", "0-9"] == pytest.approx(240 / 14)


def test_weights_are_trimmed_and_meet_the_frame_again() -> None:
    """A weight above five times the mean is held there, and others carry what it loses."""
    cells = _cells({"music": [(6000, 150), (50, 50)], "design": [(800, 9), (600, 3)]})
    # design/10-49 would weigh 200; the mean is 7450/212 = 35.1, the limit 175.7.
    rows = MODEL.weigh(cells, RULE)
    limit = 5 * 7450 / 212
    assert rows[0].weight_upper == pytest.approx(limit)
    assert _by_cell(rows)["design", "10-49"] <= limit * (1 + 1e-9)
    assert max(row.base_weight for row in rows) == 200
    assert min(row.weight for row in rows) >= 1 - 1e-9
    _assert_margins(rows, cells)


def test_weights_that_do_not_converge_name_the_margin() -> None:
    """Issue 3, bad input: five respondents cannot carry 9,000 firms at five times the mean."""
    cells = _cells({"music": [(1000, 95)], "design": [(9000, 5)]})
    with pytest.raises(MODEL.SurveyWeightError) as refused:
        MODEL.weigh(cells, RULE)
    message = str(refused.value)
    assert message.startswith(
        "survey 2025-26: the weights do not converge. Margin sector, category 'design': "
        "the frame has 9,000 firms, 5 respondents carry "
    )
    assert "weights held between 1 and 500.0" in message


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({"music": [(900, 3)]}, "the sectors of the domain 'cultural' have 3 respondents together"),
        ({"music": [(4, 9)]}, "sector 'music' has 9 respondents of 4 firms in the frame"),
    ],
)
def test_what_cannot_be_joined_is_refused(counts: Counts, words: str) -> None:
    """Issue 3: a refusal says the wave, the category, what was found and what to do."""
    with pytest.raises(MODEL.SurveyWeightError, match=r"^survey 2025-26: ") as refused:
        MODEL.weigh(_cells(counts), RULE)
    assert words in str(refused.value)


def test_waves_are_weighted_apart() -> None:
    """The frame of one wave says nothing of another."""
    first = _cells({"music": [(900, 30)]}, year="2024-25")
    second = _cells({"music": [(900, 45)]})
    rows = MODEL.weigh([*second, *first], RULE)
    assert [(row.academic_year, row.weight) for row in rows] == [
        ("2024-25", pytest.approx(30)),
        ("2025-26", pytest.approx(20)),
    ]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 12), st.integers(0, 4), st.integers(20, 60)),
        min_size=2,
        max_size=6,
    )
)
def test_margins_are_met_or_the_wave_is_refused(sizes: list[tuple[int, int, int, int]]) -> None:
    """Whatever the response, weighted margins equal the frame, or an error says why not."""
    cells = _cells(
        {
            f"sector_{number}": [(small * each + 1, small), (medium * 9 + 2, medium), (9, large)]
            for number, (small, medium, large, each) in enumerate(sizes)
        }
    )
    try:
        rows = MODEL.weigh(cells, RULE)
    except MODEL.SurveyWeightError:
        return
    _assert_margins(rows, cells)
    assert all(1 - 1e-9 <= row.weight <= row.weight_upper * (1 + 1e-9) for row in rows)
    assert all(2 <= row.stratum_respondents <= row.stratum_firms for row in rows)


def _assert_margins(rows: Sequence[Any], cells: Sequence[Any]) -> None:
    """Every group of both margins carries exactly the firms that the frame gives its categories."""
    respondents = {(cell.sector_code, cell.size_band): cell.respondents for cell in cells}
    for group, own in (("sector_group", "sector_code"), ("size_group", "size_band")):
        carried: dict[str, float] = defaultdict(float)
        for row in rows:
            count = respondents[row.sector_code, row.size_band]
            carried[getattr(row, group)] += row.weight * count
        framed = {
            name: sum(cell.firms for cell in cells if getattr(cell, own) in name.split("+"))
            for name in carried
        }
        assert dict(carried) == pytest.approx(framed, rel=1e-8)
