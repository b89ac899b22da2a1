"""The figures of the hand-made edition, counted by eye from `hand_made.py`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.dbt.conftest import Warehouse

pytestmark = pytest.mark.integration

VALUES = {
    (1, "edition"): 5,  # EHU-001, EHU-003, VET-001 to 003; MAG-001 is of Nouvelle-Aquitaine
    (1, "cumulative"): 8,  # and EHU-002, LAW-001, GOI-001 of the edition before
    (1, "training_only"): 4,
    (1, "research_only"): 1,
    (1, "transfer_only"): 0,  # the register came and none qualifies: zero, not missing
    (1, "distinct_titles"): 3,  # Digital heritage II, Sound (three times), Light
    (2, "offers_accredited_linked"): 1,  # LAW-F001; VET-F002 begins after the reporting date
    (2, "offers_linked_any"): 2,  # and VET-F001
    (2, "offers_accredited_linked_cumulative"): 1,
    (2, "accredited_linked"): 2,  # EHU-003, VET-001
    (2, "linked_any"): 3,  # and VET-003; VET-002 is research
    (2, "accredited_linked_cumulative"): 2,
    (3, "persons_2019"): "0.0059",  # a and b: 2 of 33,983
    (3, "persons_observatory"): "0.0042",
    (3, "participants_2019"): "0.0088",  # and d, who dropped out
    (3, "participants_observatory"): "0.0062",
    (3, "completions_2019"): "0.0118",  # M0001, M0004, M0006 of the first year, M0001 of the next
    (3, "completions_observatory"): "0.0083",
    (3, "participations_2019"): "0.0177",  # and M0003 and M0007 of the first year
    (3, "participations_observatory"): "0.0125",
    (4, "members"): 4,  # KSI-0001, 0002, 0101, 0201: neither the VET centre nor who left
    (4, "members_and_participants"): 5,  # and the VET centre, partner of PRJ-4001
    (4, "named_members"): 3,
    (5, "since_start"): 2,
    (5, "cumulative"): 3,
    (5, "latest_edition"): 2,
    (5, "edition_3"): 1,
    (6, "delivered"): 1,
    (6, "launched_or_delivered"): 2,
    (7, "unique_agents"): None,
    (7, "attendances"): None,
    (8, "attended"): 2,  # of five: one announced, one after as_of, one before the start
    (8, "attended_or_announced"): 3,
}


def test_build_passes(results: dict[str, Any]) -> None:
    """Every model, data test and unit test holds on an edition without flaws."""
    wanting = {
        name: str(result.status)
        for name, result in results.items()
        if str(result.status) not in ("success", "pass", "no-op")
    }
    assert wanting == {}


def test_kpi_values_equal_a_count_by_hand(built: Warehouse) -> None:
    """domain.md section 2: every value is a count of records under the variant's rule."""
    found = built.rows("select kpi_id, variant, kpi_value from marts.kpi_observation")
    expected = {key: None if n is None else Decimal(n) for key, n in VALUES.items()}
    assert {(kpi, variant): value for kpi, variant, value in found} == expected


def test_every_value_is_the_number_of_its_evidence(built: Warehouse) -> None:
    """A reader who counts the evidence finds the value, and no other. KPI 3 and KPI 7 count
    persons and agents, whose records are not published."""
    differing = built.rows(
        """
        select o.kpi_id, o.variant, o.numerator_value, count(e.record_id)
        from marts.kpi_observation as o
        left join marts.kpi_evidence as e
          on e.kpi_id = o.kpi_id and e.variant = o.variant and e.counts
        where o.numerator_value is not null and o.kpi_id not in (3, 7)
        group by all
        having count(e.record_id) <> o.numerator_value
        """
    )
    assert differing == []


def test_statuses_and_the_day_a_target_was_reached(built: Warehouse) -> None:
    """KPI 4 got its fourth member on 2025-10-01, KPI 8 its second event on 2024-09-01."""
    found = built.rows(
        "select kpi_id, kpi_status, cast(achieved_on as varchar) from marts.kpi_progress "
        "where is_headline order by kpi_id"
    )
    assert found == [
        (1, "due_not_met", None),
        (2, "achieved", "2025-10-01"),
        (3, "off_track", None),
        (4, "achieved", "2025-10-01"),
        (5, "due_not_met", None),
        (6, "achieved", "2025-06-30"),
        (7, "no_data", None),
        (8, "achieved", "2024-09-01"),
    ]


def test_no_data_says_which_records_are_missing(built: Warehouse) -> None:
    """KPI 7 has no feed yet: missing with the reason, never zero."""
    found = built.rows(
        "select distinct kpi_id, status_reason from marts.kpi_progress "
        "where kpi_status = 'no_data' order by kpi_id"
    )
    assert found == [(7, "No record of euroregional_agent has been delivered yet.")]


def test_an_aggregate_is_as_weak_as_its_weakest_record(built: Warehouse) -> None:
    """Synthetic before reported before published, over the records that count."""
    found = built.rows(
        "select kpi_id, variant, origin from marts.kpi_observation "
        "where (kpi_id, variant) in ((1, 'edition'), (1, 'distinct_titles'), "
        "(1, 'transfer_only'), (4, 'named_members'), (7, 'attendances')) order by all"
    )
    assert found == [
        (1, "distinct_titles", "reported"),
        (1, "edition", "synthetic"),
        (1, "transfer_only", "synthetic"),
        (4, "named_members", "published"),
        (7, "attendances", None),
    ]


def test_changes_between_the_editions(built: Warehouse) -> None:
    """Law and Music sent nothing for 2025-26: not reported. EHU-002 was left out: removed."""
    found = built.rows(
        "select capacity_id, change_kind, changed_columns from marts.capacity_change order by all"
    )
    assert found == [
        ("EHU-001", "changed", "title; skill_focus"),
        ("EHU-002", "removed", None),
        ("EHU-003", "added", None),
        ("GOI-001", "not_reported", None),
        ("LAW-001", "not_reported", None),
        ("MAG-001", "added", None),
        ("VET-002", "added", None),
        ("VET-003", "added", None),
    ]


def test_history_of_the_capacities(built: Warehouse) -> None:
    """A new title starts a version; a silent centre's capacity stays current."""
    found = built.rows(
        "select capacity_id, valid_from, valid_to, is_current from marts.capacity_history "
        "where capacity_id in ('EHU-001', 'EHU-002', 'LAW-001', 'VET-001') order by all"
    )
    assert found == [
        ("EHU-001", "2024-25", "2024-25", False),
        ("EHU-001", "2025-26", None, True),
        ("EHU-002", "2024-25", "2024-25", False),
        ("LAW-001", "2024-25", None, True),
        ("VET-001", "2024-25", None, True),
    ]


def test_words_in_any_language_are_one_code(built: Warehouse) -> None:
    """`Patrimonio; musika` and `music;heritage;MUSIC` are the same two sectors."""
    found = built.rows(
        "select academic_year, sector_code from marts.capacity_sector "
        "where capacity_id = 'EHU-001' order by all"
    )
    assert found == [
        ("2024-25", "heritage"),
        ("2024-25", "music"),
        ("2025-26", "heritage"),
        ("2025-26", "music"),
    ]


def test_values_are_those_of_the_reporting_date(built: Warehouse) -> None:
    """On 2025-03-01 the edition of 2025-26 had not begun, Magelis had not joined and PRJ-9001 was
    not delivered: the values are those of the day, from the same landing."""
    import duckdb

    with duckdb.connect(str(built.build_db)) as con:
        con.execute("update landing.run_parameters set as_of = date '2025-03-01'")
    built.dbt("run", "--select", "stg_run_parameters+")
    found = built.rows(
        "select kpi_id, kpi_value from marts.kpi_observation where is_headline and kpi_id <> 3 "
        "and kpi_id <> 7 order by kpi_id"
    )
    # EHU-001, EHU-002, LAW-001, GOI-001, VET-001; VET-001; four members, the school of music
    # still among them; PRJ-4001 and 4002; none delivered; EVT-0002 and 0003.
    assert found == [(1, 5), (2, 1), (4, 4), (5, 2), (6, 0), (8, 2)]
