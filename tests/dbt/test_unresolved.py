"""What nobody knows fails a test with a row that a coordinator can find, and never vanishes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dbt.conftest import Warehouse
from tests.dbt.hand_made import EDITION, REGISTER, VARIANTS, capacity, organisation

pytestmark = pytest.mark.integration

SECOND_FACULTY_OF_ARTS = organisation(
    4, "Arts Faculty of Deusto", "faculty_or_school", "ES21", "2025-26", aliases="Faculty of Arts"
)
SENT = [
    capacity("2024-25", "EHU-001", "KSI-0001", "Sound", "training"),
    capacity("2024-25", "EHU-002", "Faculty of Artz", "Light", "training"),
    capacity("2024-25", "EHU-003", "faculty of arts", "Stage", "training"),
    capacity("2024-25", "EHU-004", "KSI-0001", "Film", "coaching", sectors="music; circus"),
]


@pytest.fixture(scope="module")
def flawed(warehouse: Warehouse) -> dict[str, Any]:
    """What dbt does with those capacities, and with a variant too many and one too few."""
    warehouse.land(
        {
            **EDITION,
            "organisation_register": [*REGISTER, SECOND_FACULTY_OF_ARTS],
            "capacity": SENT,
            "kpi_variant": [*VARIANTS[1:], {**VARIANTS[0], "variant": "per_head"}],
        }
    )
    selected = ("+stg_capacity", "capacity", "stg_kpi_variant", "int_kpi_computation")
    return warehouse.dbt("build", "--select", *selected, "--exclude-resource-type", "unit_test")


@pytest.fixture
def problems(warehouse: Warehouse, flawed: dict[str, Any]) -> dict[int, tuple[Any, ...]]:
    """The failing rows of staging by the row number in the file."""
    rows = warehouse.failing_rows(flawed["resolved_stg_capacity_"])
    return {row[2]: row for row in rows}


def test_an_unknown_organisation_is_named_with_file_and_row(
    problems: dict[int, tuple[Any, ...]],
) -> None:
    """Issue 2, bad input: file, sheet, row and value, as a person finds them in what was sent."""
    words = 'organisation "Faculty of Artz" stands in no edition of the register'
    assert problems[3] == ("capacity.csv", None, 3, words)


def test_a_word_for_two_organisations_resolves_to_neither(
    problems: dict[int, tuple[Any, ...]],
) -> None:
    """Issue 2, bad input: two organisations under one name are both named, not guessed."""
    assert problems[4][3] == 'organisation "faculty of arts" means KSI-0001 and KSI-0004'


def test_unknown_codes_are_told_in_one_sentence(problems: dict[int, tuple[Any, ...]]) -> None:
    """Every word of the row that is no term, those within a cell of several included."""
    assert problems[5][3] == (
        'capacity_kind "coaching" is no term of capacity_kind; '
        'sectors "circus" is no term of cci_sector'
    )


def test_the_build_stops_and_no_row_vanishes(warehouse: Warehouse, flawed: dict[str, Any]) -> None:
    """Nothing is built on rows that were not understood, and all four are still there."""
    assert flawed["resolved_stg_capacity_"].status == "fail"
    assert flawed["resolved_stg_capacity_"].failures == 3
    assert flawed["capacity"].status == "skipped"
    assert warehouse.rows("select count(*) from staging.stg_capacity") == [(4,)]


@pytest.mark.parametrize(
    ("model", "variant"),
    [("stg_kpi_variant", (1, "per_head")), ("int_kpi_computation", (1, "edition"))],
    ids=["declared and not computed", "computed and not declared"],
)
def test_declared_and_computed_variants_are_the_same(
    warehouse: Warehouse, flawed: dict[str, Any], model: str, variant: tuple[int, str]
) -> None:
    """A variant that is declared and not computed, or the other way round, fails a test."""
    failed = [
        result
        for name, result in flawed.items()
        if name.startswith(f"relationships_combination_{model}") and result.status == "fail"
    ]
    assert [warehouse.failing_rows(result) for result in failed] == [[variant]]
