"""Bad input to the survey's estimates: what fails, and what it says (issue 3, bad input)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.dbt.conftest import Warehouse
from tests.dbt.hand_made import EDITION
from tests.dbt.survey_rows import Firm, both, survey

pytestmark = pytest.mark.integration
NEEDS = ("digital_safety",)
FRAME = {("music", "0-9"): 200, ("design", "0-9"): 300}


def _firms(sector: str, count: int) -> list[Firm]:
    return [Firm(sector, "0-9", "ES212", NEEDS if n % 2 else ()) for n in range(count)]


def _build(warehouse: Warehouse, rows: dict[str, Sequence[Any]], *selected: str) -> dict[str, Any]:
    warehouse.land({**EDITION, **rows})
    return warehouse.dbt("build", "--select", *selected, "--exclude-resource-type", "unit_test")


def test_weights_that_do_not_converge_stop_the_build(warehouse: Warehouse) -> None:
    """The model fails with the margin that cannot be met, and nothing is built on it."""
    frame = {("music", "0-9"): 1_000, ("design", "0-9"): 9_000}
    firms = [*_firms("music", 95), *_firms("design", 5)]
    results = _build(warehouse, survey("2025-26", firms, frame), "+skill_demand")
    assert str(results["int_survey_weight"].status) == "error"
    assert (
        "survey 2025-26: the weights do not converge. Margin sector, category 'design': the frame "
        "has 9,000 firms, 5 respondents carry" in results["int_survey_weight"].message
    )
    assert str(results["skill_demand"].status) == "skipped"


def test_a_question_renamed_without_a_mapping_has_no_change(warehouse: Warehouse) -> None:
    """The second wave asks under other codes; until they are mapped, the change is missing."""
    first = survey("2024-25", [*_firms("music", 10), *_firms("design", 10)], FRAME, prefix="OLD")
    second = survey("2025-26", [*_firms("music", 10), *_firms("design", 10)], FRAME, prefix="NEW")
    unmapped = [row for row in second["survey_item"] if row["survey_measure"] != "skill_need"]
    rows = both(first, {**second, "survey_item": unmapped})
    results = _build(warehouse, rows, "+skill_change", "+survey_item_quality", "stg_survey_item")
    assert str(results["skill_change"].status) == "success"
    changes = warehouse.rows(
        "select distinct previous_wave, obs_status, share_change from marts.skill_change"
    )
    assert changes == [("2024-25", "L", None)]
    unnamed = results["questions_without_a_measure"]
    assert str(unnamed.status) == "warn"
    assert ("2025-26", "NEW_need", "SQ002", 10) in warehouse.failing_rows(unnamed)


def test_waves_under_other_codes_compare_once_mapped(warehouse: Warehouse) -> None:
    """The same firms under renamed questions: the mapping makes the change zero."""
    firms = [*_firms("music", 10), *_firms("design", 10)]
    rows = both(
        survey("2024-25", firms, FRAME, prefix="OLD"), survey("2025-26", firms, FRAME, prefix="NEW")
    )
    results = _build(warehouse, rows, "+skill_change")
    assert {str(r.status) for r in results.values()} <= {"success", "pass", "warn", "no-op"}
    found = warehouse.rows(
        "select share, share_change, is_clear, obs_status from marts.skill_change "
        "where skill_code = 'digital_safety' and sector_code = '_T' and size_band = '_T' "
        "and nuts_code = 'ES21'"
    )
    assert [(float(s), float(c), clear, o) for s, c, clear, o in found] == [(0.5, 0.0, False, "E")]


def test_an_empty_sector_is_carried_by_its_domain(warehouse: Warehouse) -> None:
    """Nobody of heritage answered: its firms are in the total; it has no estimate of its own."""
    frame = {**FRAME, ("heritage", "0-9"): 40, ("visual_arts", "0-9"): 60}
    firms = [*_firms("music", 10), *_firms("design", 10), *_firms("visual_arts", 6)]
    _build(warehouse, survey("2025-26", firms, frame), "+skill_demand", "+survey_margin")
    assert warehouse.rows(
        "select margin_code, weighting_group, frame_firms, respondents from marts.survey_margin "
        "where weighting_group like '%+%' order by 1"
    ) == [
        ("heritage", "heritage+visual_arts", 40, 0),
        ("visual_arts", "heritage+visual_arts", 60, 6),
    ]
    assert warehouse.rows(
        "select sector_code, count(*) from marts.skill_demand "
        "where sector_code in ('heritage', 'visual_arts') group by all"
    ) == [("visual_arts", 7)]  # four skills and their three focuses
