"""KPI 3 and the training tables of the hand-made edition, counted by eye from `hand_made.py`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dbt.conftest import Warehouse

pytestmark = pytest.mark.integration

# variant -> what counts for certain, and what counts at most
RANGES = {
    # a and b; M0006 without identifier, and f of whom it is not known whether they worked
    "persons": (2, 4),
    # and d; M0005 without identifier too
    "participants": (3, 6),
    # M0001, M0004, M0006; M0001 of the next year; M0003 of it is in doubt
    "completions": (4, 5),
    # and M0003, M0007; M0005 of the next year, whose territory is not known, is in doubt
    "participations": (6, 8),
}


@pytest.mark.parametrize(("basis", "jobs"), [("2019", 33983), ("observatory", 48161)])
@pytest.mark.parametrize("counted", RANGES)
def test_kpi_3_has_both_ends_of_its_range(
    built: Warehouse, counted: str, basis: str, jobs: int
) -> None:
    """Issue 3, point 5: the lower end counts identified persons of whom all is known, the upper
    end each unidentified participation as a further person."""
    certain, possible = RANGES[counted]
    (found,) = built.rows(
        "select numerator_value, denominator_value, kpi_value, value_lower, value_upper "
        f"from marts.kpi_observation where kpi_id = 3 and variant = '{counted}_{basis}'"
    )
    assert found[:2] == (certain, jobs)
    assert [round(100 * n / jobs, 4) for n in (certain, certain, possible)] == [
        float(value) for value in found[2:]
    ]


def test_both_ends_have_a_status(built: Warehouse) -> None:
    """domain.md section 2: where the value is not certain, both ends of it get a status."""
    found = built.rows(
        "select kpi_id, count(status_lower), count(status_upper), count(*) "
        "from marts.kpi_progress where status_lower is not null or kpi_id = 3 group by 1"
    )
    assert found == [(3, 8, 8, 8)]


def test_why_a_participation_does_not_count_as_a_person(built: Warehouse) -> None:
    """Every record has its reason; a record of a person who is counted already points there."""
    found = dict(
        built.rows(
            "select record_id, evidence_reason from intermediate.int_kpi_evidence "
            "where kpi_id = 3 and variant = 'persons_2019' order by all"
        )
    )
    assert found == {
        "2024-25/HM-M0001": "First completed by the person.",
        "2024-25/HM-M0002": "Same person and offer as 2024-25/HM-M0001, which is considered.",
        "2024-25/HM-M0003": "Not completed: its status is enrolled.",
        "2024-25/HM-M0004": "First completed by the person.",
        "2024-25/HM-M0005": "Did not work at the time: seeking.",
        "2024-25/HM-M0006": "No identifier: a further person, or one who is counted already.",
        "2024-25/HM-M0007": "Not completed: its status is dropped.",
        "2025-26/HM-M0001": "Same person as 2024-25/HM-M0004, which is considered.",
        "2025-26/HM-M0002": "Its offer is not linked to the partnership.",
        "2025-26/HM-M0003": "Whether the person worked at the time is not known.",
        "2025-26/HM-M0004": "Outside the Basque Country.",
        "2025-26/HM-M0005": "Not completed: its status is enrolled.",
        "2025-26/HM-M0006": "Dated after the reporting date.",
        "2025-26/HM-M0007": "Dated before its offer began.",
    }


def test_no_evidence_of_persons_is_published(built: Warehouse) -> None:
    """design.md, Protection: the records behind KPI 3 stay in the private warehouse."""
    tables = built.rows("select distinct record_table from marts.kpi_evidence order by 1")
    assert tables == [
        ("capacity",), ("event",), ("organisation",), ("project",), ("training_offer",)
    ]  # fmt: skip
    assert built.rows("select * from marts.kpi_evidence where kpi_id in (3, 7)") == []


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        # persons, without identifier, participations (M0002 repeats M0001), completions
        (("_T", "_T", "_T", "_T"), (9, 2, 13, 10)),
        (("2024-25", "_T", "_T", "ES21"), (4, 1, 6, 4)),
        (("_T", "digital", "_T", "_T"), (6, 2, 9, 8)),
        (("_T", "green", "_T", "_T"), (3, 0, 3, 1)),
        (("_T", "_T", "_T", "ES212"), (3, 0, 4, 4)),
        (("_T", "_T", "music", "_T"), (9, 1, 12, 10)),
        (("2025-26", "_T", "_T", "FRI"), (1, 0, 1, 1)),
        (("2025-26", "innovation", "_T", "ES212"), (1, 0, 1, 1)),
    ],
)
def test_reach_counts_a_person_once_in_each_cell(
    built: Warehouse, cell: tuple[str, ...], expected: tuple[int, ...]
) -> None:
    """Issue 3, point 5: distinct persons, participations, completions, with totals `_T`."""
    keys = ("academic_year", "skill_focus", "sector_code", "nuts_code")
    where = " and ".join(f"{key} = '{value}'" for key, value in zip(keys, cell, strict=True))
    assert built.rows(
        "select persons, unidentified, participations, completions, obs_status, conf_status, "
        f"origin from marts.training_reach where {where}"
    ) == [(*expected, "A", "F", "reported")]


def test_an_offer_teaches_the_focus_of_its_skills(built: Warehouse) -> None:
    """LAW-F001 of the first year names a digital skill, and no focus."""
    found = built.rows(
        "select skill_code from marts.training_offer_skill "
        "where academic_year = '2024-25' and offer_id = 'LAW-F001' order by 1"
    )
    assert found == [("digital",), ("digital_safety",)]


def test_no_mart_has_a_hash_of_a_person(built: Warehouse) -> None:
    """Personal fields never leave landing and the private models: no mart has the column, nor a
    value of it."""
    (columns,) = built.rows(
        "select count(*) from duckdb_columns() where schema_name = 'marts' "
        "and column_name like '%person_hash%'"
    )
    assert columns == (0,)


def test_an_unknown_word_is_reported_and_never_guessed(warehouse: Warehouse) -> None:
    """Habit 4: a word that no code list knows fails the build with its place in the file."""
    from tests.dbt.hand_made import EDITION, PARTICIPATIONS

    odd: dict[str, Any] = {**PARTICIPATIONS[0], "workforce_status": "Becario"}
    warehouse.land({**EDITION, "training_participation": (odd,)})
    results = warehouse.dbt(
        "build", "--select", "+stg_training_participation", "--exclude-resource-type", "unit_test"
    )
    failed = next(r for name, r in results.items() if name.startswith("resolved_stg_training_par"))
    assert str(failed.status) == "fail"
    assert [row[3] for row in warehouse.failing_rows(failed)] == [
        'workforce_status "Becario" is no term of workforce_status'
    ]
