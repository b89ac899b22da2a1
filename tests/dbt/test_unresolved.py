"""What nobody knows fails a test with a row that a coordinator can find, and never vanishes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.dbt.conftest import Warehouse
from tests.dbt.hand_made import EDITION, REGISTER, VARIANTS, Row, capacity, organisation

pytestmark = pytest.mark.integration

STAGE = ("build", "--select", "+stg_capacity", "capacity")


def _with(table: str, rows: Sequence[Row]) -> dict[str, Sequence[Row]]:
    return {**EDITION, table: rows}


def test_an_unknown_organisation_stops_the_build_and_names_file_and_row(
    warehouse: Warehouse,
) -> None:
    """Issue 2, bad input: the message names file, row and value; nothing is built on it."""
    sent = [
        capacity("2024-25", "EHU-001", "Faculty of Arts", "Sound", "training"),
        capacity("2024-25", "EHU-002", "Faculty of Artz", "Light", "training"),
    ]
    warehouse.land(_with("capacity", sent))
    results = warehouse.dbt(*STAGE)
    test = results["resolved_stg_capacity_"]
    assert test.status == "fail"
    assert warehouse.failing_rows(test) == [
        (
            "capacity.csv",
            None,
            3,
            'organisation "Faculty of Artz" stands in no edition of the register',
        )
    ]
    assert results["capacity"].status == "skipped"
    assert warehouse.rows("select count(*) from staging.stg_capacity") == [(2,)]


def test_a_word_for_two_organisations_resolves_to_neither(warehouse: Warehouse) -> None:
    """Issue 2, bad input: two organisations under one name are named both, not guessed."""
    register = [
        *REGISTER,
        organisation(4, "Arts Faculty of Deusto", "faculty_or_school", "ES21", "2025-26",
                     aliases="Faculty of Arts"),
    ]  # fmt: skip
    sent = [capacity("2025-26", "EHU-001", "faculty of arts", "Sound", "training")]
    warehouse.land({**EDITION, "organisation_register": register, "capacity": sent})
    test = warehouse.dbt(*STAGE)["resolved_stg_capacity_"]
    assert [row[3] for row in warehouse.failing_rows(test)] == [
        'organisation "faculty of arts" means KSI-0001 and KSI-0004'
    ]


def test_an_unknown_code_names_its_list(warehouse: Warehouse) -> None:
    """One sentence tells every word of the row that is no term, cells with several included."""
    sent = [
        capacity("2025-26", "EHU-001", "KSI-0001", "Sound", "coaching", sectors="music; circus")
    ]
    warehouse.land(_with("capacity", sent))
    test = warehouse.dbt(*STAGE)["resolved_stg_capacity_"]
    assert [row[3] for row in warehouse.failing_rows(test)] == [
        'capacity_kind "coaching" is no term of capacity_kind; '
        'sectors "circus" is no term of cci_sector'
    ]


@pytest.mark.parametrize(
    ("variants", "model"),
    [
        ([*VARIANTS, {**VARIANTS[0], "variant": "per_head"}], "stg_kpi_variant"),
        (VARIANTS[1:], "int_kpi_computation"),
    ],
    ids=["declared and not computed", "computed and not declared"],
)
def test_declared_and_computed_variants_are_the_same(
    warehouse: Warehouse, variants: Sequence[Row], model: str
) -> None:
    """A variant that is declared and not computed, or the other way round, fails a test."""
    warehouse.land(_with("kpi_variant", variants))
    selected = ("code_term", "stg_kpi_variant", "int_kpi_computation")
    results = warehouse.dbt("build", "--select", *selected)
    failed = _failed(results)
    expected = (1, "per_head") if model == "stg_kpi_variant" else (1, "edition")
    assert [warehouse.failing_rows(test) for test in failed] == [[expected]]
    assert failed[0].node.attached_node == f"model.ksigune.{model}"


def _failed(results: dict[str, Any]) -> list[Any]:
    return [result for result in results.values() if result.status == "fail"]
