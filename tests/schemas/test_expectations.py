"""Each plausibility rule of the open tables, run in DuckDB over a few rows written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from schemas import load
from schemas.model import duckdb_type

OPEN = load().open
RULES = [(table.name, rule.name) for table in OPEN.values() for rule in table.expectations]
Row = dict[str, Any]


@pytest.fixture
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    """Every mart, empty and without constraints, so that broken rows can be put in."""
    connection = duckdb.connect()
    connection.execute("create schema marts")
    for table in OPEN.values():
        columns = ", ".join(f'"{f.name}" {duckdb_type(f)}' for f in table.fields)
        connection.execute(f"create table marts.{table.name} ({columns})")
    yield connection
    connection.close()


def _put(marts: duckdb.DuckDBPyConnection, table: str, *rows: Row) -> None:
    for row in rows:
        names = ", ".join(row)
        marks = ", ".join("?" for _ in row)
        marts.execute(f"insert into marts.{table} ({names}) values ({marks})", list(row.values()))


def _broken(marts: duckdb.DuckDBPyConnection, table: str, rule: str) -> list[tuple[Any, ...]]:
    sql = next(e.sql for e in OPEN[table].expectations if e.name == rule)
    return marts.execute(sql.replace("{table}", f"marts.{table}")).fetchall()


def test_every_rule_runs(marts: duckdb.DuckDBPyConnection) -> None:
    """A rule that names a column or mart that is not there would fail in the run."""
    for table, rule in RULES:
        _broken(marts, table, rule)


def test_every_rule_runs_inside_another_query(marts: duckdb.DuckDBPyConnection) -> None:
    """Great Expectations counts the rows of a rule as a subquery, over a subquery of the table."""
    for table in OPEN.values():
        for rule in table.expectations:
            asked = rule.sql.replace("{table}", f"(select * from marts.{table.name})")
            marts.execute(f"select count(*) from ({asked}) as failing").fetchall()


def _figure(indicator: str, breakdown: str, value: int, perimeter: str = "orkestra_2022") -> Row:
    return {
        "figure_id": f"{indicator}_{breakdown}_{perimeter}",
        "indicator": indicator,
        "perimeter": perimeter,
        "breakdown": breakdown,
        "reference_period": "2019",
        "figure_value": value,
    }


ORKESTRA = (
    _figure("firms", "total", 16886),
    _figure("firms", "cultural", 7149),
    _figure("firms", "creative", 9737),
    _figure("jobs", "total", 33983),
    _figure("jobs", "cultural", 20550),
    _figure("jobs", "creative", 13433),
)


def test_the_published_split_sums_to_the_total(marts: duckdb.DuckDBPyConnection) -> None:
    """domain.md section 4: 7,149 + 9,737 = 16,886 and 20,550 + 13,433 = 33,983."""
    _put(marts, "cci_statistics", *ORKESTRA, _figure("jobs", "total", 48161, "basque_observatory"))
    for rule in OPEN["cci_statistics"].expectations:
        assert _broken(marts, "cci_statistics", rule.name) == [], rule.name


def test_a_split_that_misses_one_firm_is_found(marts: duckdb.DuckDBPyConnection) -> None:
    """The sum is exact, so one firm too many is enough."""
    _put(marts, "cci_statistics", *ORKESTRA[1:], _figure("firms", "total", 16887))
    broken = _broken(marts, "cci_statistics", "halves_sum_to_the_total")
    assert broken == [("firms", "orkestra_2022", "2019", 7149, 9737, 16887)]


def test_a_split_is_not_summed_across_perimeters(marts: duckdb.DuckDBPyConnection) -> None:
    """domain.md section 4: perimeter and reference year are part of every figure."""
    rival = _figure("jobs", "total", 48161, "basque_observatory")
    _put(marts, "cci_statistics", *ORKESTRA[4:], rival)
    assert _broken(marts, "cci_statistics", "halves_sum_to_the_total") == []
    assert ("jobs", "total") in _broken(marts, "cci_statistics", "split_of_2019_is_complete")


def test_the_misprint_983_jobs_is_caught(marts: duckdb.DuckDBPyConnection) -> None:
    """domain.md section 4: an official press note misprints the jobs as 983."""
    _put(marts, "cci_statistics", _figure("jobs", "total", 983))
    assert [row[-1] for row in _broken(marts, "cci_statistics", "jobs_are_plausible")] == [983]


@pytest.mark.parametrize(
    ("jobs", "plausible"),
    [(16121, False), (16122, True), (48161, True), (161220, True), (161221, False)],
)
def test_jobs_per_firm(marts: duckdb.DuckDBPyConnection, jobs: int, plausible: bool) -> None:
    """At least one job and at most ten for each of 16,122 firms."""
    _put(marts, "cci_statistics", _figure("firms", "total", 16122), _figure("jobs", "total", jobs))
    assert (_broken(marts, "cci_statistics", "jobs_per_firm_are_plausible") == []) is plausible


@pytest.mark.parametrize(("share", "plausible"), [(3.84, True), (0, False), (100.01, False)])
def test_shares(marts: duckdb.DuckDBPyConnection, share: float, plausible: bool) -> None:
    """A share of employment lies above 0 and at most at 100 percent."""
    _put(marts, "cci_statistics", _figure("employment_share", "total", 1) | {"figure_value": share})
    assert (_broken(marts, "cci_statistics", "shares_are_percentages") == []) is plausible


def _members(kind: str, count: int, first: int) -> list[Row]:
    return [
        {
            "organisation_id": f"KSI-{first + n:04d}",
            "name": f"{kind} {n}",
            "organisation_kind": kind,
            "first_academic_year": "2024-25",
            "last_academic_year": "2025-26",
            "is_member": True,
        }
        for n in range(count)
    ]


def test_member_counts_of_the_profile(marts: duckdb.DuckDBPyConnection) -> None:
    """domain.md section 3: 28 faculties and schools, 19 entities, 2 Euroregional partners."""
    _put(marts, "organisation", *_members("faculty_or_school", 28, 1))
    _put(marts, "organisation", *_members("entity", 19, 101))
    assert _broken(marts, "organisation", "member_counts_of_the_profile") == [
        ("euroregional_partner", 2, 0)
    ]
    _put(marts, "organisation", *_members("euroregional_partner", 2, 201))
    assert _broken(marts, "organisation", "member_counts_of_the_profile") == []
    marts.execute("update marts.organisation set is_member = false where name = 'entity 3'")
    assert _broken(marts, "organisation", "member_counts_of_the_profile") == [("entity", 19, 18)]


def _capacities(academic_year: str, count: int, organisation: str = "KSI-0001") -> list[Row]:
    return [
        {
            "academic_year": academic_year,
            "capacity_id": f"EHU-{n:03d}",
            "organisation_id": organisation,
            "capacity_kind": "training",
            "eqf_level": "7",
            "ects": 60,
            "accredited": True,
        }
        for n in range(count)
    ]


@pytest.mark.parametrize(("newer", "broken"), [(5, []), (4, [("2025-26", 4, 10)])])
def test_an_edition_that_halves_is_found(
    marts: duckdb.DuckDBPyConnection, newer: int, broken: list[tuple[Any, ...]]
) -> None:
    """An edition holds at least half of the one before: 5 of 10 passes, 4 of 10 does not."""
    _put(marts, "capacity", *_capacities("2024-25", 10), *_capacities("2025-26", newer))
    assert _broken(marts, "capacity", "editions_do_not_halve") == broken


@pytest.mark.parametrize(
    ("changed", "plausible"),
    [
        ({}, True),
        ({"eqf_level": "4"}, False),
        ({"eqf_level": "5"}, True),
        ({"eqf_level": None}, True),
        ({"eqf_level": "4", "ects": None}, True),
        ({"capacity_kind": "research"}, False),
    ],
)
def test_credits_belong_to_higher_education(
    marts: duckdb.DuckDBPyConnection, changed: Row, plausible: bool
) -> None:
    """ECTS are given for training at EQF level 5 to 8; a microcredential may have no level."""
    _put(marts, "capacity", _capacities("2025-26", 1)[0] | changed)
    assert (_broken(marts, "capacity", "credits_belong_to_higher_education") == []) is plausible


def test_a_silent_faculty_is_named(marts: duckdb.DuckDBPyConnection) -> None:
    """Every faculty and school reports in each edition it was a member of; entities need not."""
    _put(marts, "organisation", *_members("faculty_or_school", 2, 1), *_members("entity", 1, 101))
    _put(marts, "capacity", *_capacities("2025-26", 3))
    assert _broken(marts, "capacity", "faculties_report_each_edition") == [
        ("2025-26", "KSI-0002", "faculty_or_school 1")
    ]


def _cell(kind: str, sector: str, focus: str, capacities: int, organisations: int = 1) -> Row:
    return {
        "academic_year": "2025-26",
        "capacity_kind": kind,
        "sector_code": sector,
        "skill_focus": focus,
        "capacities": capacities,
        "organisations": organisations,
    }


def test_grand_total_counts_each_capacity_once(marts: duckdb.DuckDBPyConnection) -> None:
    """3 capacities are 3 in the total, whatever the sum of their sectors."""
    _put(marts, "capacity", *_capacities("2025-26", 3))
    _put(marts, "capacity_summary", _cell("_T", "_T", "_T", 4))
    assert _broken(marts, "capacity_summary", "grand_total_counts_the_capacities") == [
        ("2025-26", 4, 3)
    ]
    marts.execute("update marts.capacity_summary set capacities = 3")
    assert _broken(marts, "capacity_summary", "grand_total_counts_the_capacities") == []
    marts.execute("delete from marts.capacity_summary")
    assert _broken(marts, "capacity_summary", "grand_total_counts_the_capacities") == [
        ("2025-26", None, 3)
    ]


def test_no_cell_above_its_total(marts: duckdb.DuckDBPyConnection) -> None:
    """2 capacities of music cannot stand in a total of training that holds 1."""
    _put(marts, "capacity_summary", _cell("_T", "_T", "_T", 2), _cell("training", "_T", "_T", 1))
    assert _broken(marts, "capacity_summary", "no_cell_above_its_total") == []
    _put(marts, "capacity_summary", _cell("training", "music", "_T", 2))
    broken = _broken(marts, "capacity_summary", "no_cell_above_its_total")
    assert [row[1:6] for row in broken] == [("training", "music", "_T", 2, 1)]


def test_removed_needs_a_centre_that_reported(marts: duckdb.DuckDBPyConnection) -> None:
    """PLAN: a centre that sent nothing for the newer edition has not removed its capacities."""
    _put(marts, "capacity", *_capacities("2025-26", 1, "KSI-0001"))
    change = {"academic_year": "2025-26", "capacity_id": "EHU-900"}
    _put(
        marts,
        "capacity_change",
        change | {"organisation_id": "KSI-0001", "change_kind": "removed"},
        change | {"organisation_id": "KSI-0002", "change_kind": "not_reported"},
    )
    assert _broken(marts, "capacity_change", "removed_means_the_centre_reported") == []
    wrong = change | {"organisation_id": "KSI-0002", "change_kind": "removed"}
    _put(marts, "capacity_change", wrong)
    assert _broken(marts, "capacity_change", "removed_means_the_centre_reported") == [
        ("2025-26", "EHU-900", "KSI-0002", "removed")
    ]


def _versions(*spans: tuple[str, str | None]) -> list[Row]:
    return [
        {
            "capacity_id": "EHU-001",
            "valid_from": start,
            "valid_to": end,
            "is_current": end is None,
        }
        for start, end in spans
    ]


@pytest.mark.parametrize(
    ("spans", "sound"),
    [
        ([("2023-24", "2023-24"), ("2024-25", None)], True),
        ([("2023-24", "2024-25"), ("2024-25", None)], False),
        ([("2023-24", None), ("2024-25", None)], False),
    ],
)
def test_versions_follow_each_other(
    marts: duckdb.DuckDBPyConnection, spans: list[tuple[str, str | None]], sound: bool
) -> None:
    """A slowly changing dimension has one version in one academic year."""
    _put(marts, "capacity_history", *_versions(*spans))
    assert (_broken(marts, "capacity_history", "versions_do_not_overlap") == []) is sound


def test_connections_counts_of_the_programme(marts: duckdb.DuckDBPyConnection) -> None:
    """domain.md section 4: 44 projects over editions 1 to 3, of which 20 in edition 3."""
    editions = [1] * 12 + [2] * 12 + [3] * 20 + [4] * 5
    for n, edition in enumerate(editions):
        key = {"project_id": f"PRJ-{n:04d}", "project_programme": "connections"}
        _put(marts, "project", key | {"edition": edition, "is_funded": True})
    refused = {"project_id": "PRJ-9999", "project_programme": "connections", "edition": 3}
    _put(marts, "project", refused | {"is_funded": False})
    published = {"indicator": "projects", "figure_value": 44}
    _put(
        marts,
        "programme_figure",
        published | {"figure_id": "projects_1_to_3", "reference_period": "2021/22 to 2023/24"},
        published
        | {"figure_id": "p3", "reference_period": "2023/24", "edition": 3, "figure_value": 20},
    )
    assert _broken(marts, "project", "connections_counts_of_the_programme") == []
    marts.execute("delete from marts.project where project_id = 'PRJ-0043'")
    assert sorted(_broken(marts, "project", "connections_counts_of_the_programme")) == [
        ("p3", 20, 19),
        ("projects_1_to_3", 44, 43),
    ]


def test_a_project_that_ends_before_it_starts_is_found(marts: duckdb.DuckDBPyConnection) -> None:
    """No project ends before it starts; one without an end has not ended."""
    _put(marts, "project", {"project_id": "PRJ-0001", "started_on": "2024-09-02"})
    assert _broken(marts, "project", "period_in_order") == []
    marts.execute("update marts.project set ended_on = '2024-09-01'")
    assert len(_broken(marts, "project", "period_in_order")) == 1


def test_targets_are_those_of_the_profile(marts: duckdb.DuckDBPyConnection) -> None:
    """domain.md section 2: targets 100, 1, 5 %, 49, 30, 1, 500, 3."""
    for number, target in enumerate((100, 1, 5, 49, 30, 1, 500, 3), start=1):
        _put(marts, "kpi", {"kpi_id": number, "target_value": target})
    assert _broken(marts, "kpi", "published_targets_are_kept") == []
    marts.execute("update marts.kpi set target_value = 0.05 where kpi_id = 3")
    assert [row[0] for row in _broken(marts, "kpi", "published_targets_are_kept")] == [3]


@pytest.mark.parametrize(("headlines", "broken"), [(0, [0]), (1, []), (2, [2])])
def test_one_headline_per_indicator(
    marts: duckdb.DuckDBPyConnection, headlines: int, broken: list[int]
) -> None:
    """Every indicator has exactly one headline value on each reporting date."""
    _put(marts, "kpi", {"kpi_id": 1})
    for n in range(2):
        key = {"kpi_id": 1, "variant": f"v{n}", "as_of": "2026-01-31"}
        _put(marts, "kpi_observation", key | {"is_headline": n < headlines})
    found = _broken(marts, "kpi_observation", "one_headline_per_indicator")
    assert [row[-1] for row in found] == broken


def _progress(**changed: Any) -> Row:
    """Half of the way from 0 to 100 in four fifths of the time: A 0.5, E 0.8, P 0.625."""
    row: Row = {
        "kpi_id": 1,
        "variant": "v",
        "as_of": "2026-01-31",
        "kpi_value": 50,
        "baseline_value": 0,
        "target_value": 100,
        "progress_share": 0.5,
        "elapsed_share": 0.8,
        "pace": 0.625,
        "kpi_status": "behind",
    }
    return row | changed


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        ("progress_follows_from_value", {"progress_share": 0.500002}),
        ("progress_follows_from_value", {"kpi_value": 51}),
        ("pace_follows_from_progress", {"pace": 0.626}),
        ("achieved_means_target_reached", {"kpi_status": "achieved"}),
        ("achieved_means_target_reached", {"progress_share": 1}),
        ("only_achieved_has_a_date", {"achieved_on": "2025-12-31"}),
        ("missing_value_has_no_progress", {"kpi_value": None}),
    ],
)
def test_progress_that_does_not_add_up_is_found(
    marts: duckdb.DuckDBPyConnection, rule: str, changed: Row
) -> None:
    """domain.md section 2: A, E, P and the status follow from the value."""
    _put(marts, "kpi_progress", _progress())
    assert _broken(marts, "kpi_progress", rule) == []
    marts.execute("delete from marts.kpi_progress")
    _put(marts, "kpi_progress", _progress(**changed))
    assert len(_broken(marts, "kpi_progress", rule)) == 1


def test_an_indicator_without_data_is_sound(marts: duckdb.DuckDBPyConnection) -> None:
    """KPI 3 and 7 have no data yet: no value, no progress, and a status that says so."""
    empty = {"kpi_value": None, "progress_share": None, "pace": None, "kpi_status": "no_data"}
    _put(marts, "kpi_progress", _progress(**empty))
    for rule in OPEN["kpi_progress"].expectations:
        assert _broken(marts, "kpi_progress", rule.name) == [], rule.name


def test_the_same_event_twice_is_found(marts: duckdb.DuckDBPyConnection) -> None:
    """Two identifiers for one event would count twice for KPI 8."""
    event = {"title": "Creativity World Forum 2024", "started_on": None}
    _put(marts, "event", event | {"event_id": "EVT-0001"})
    assert _broken(marts, "event", "events_stand_once") == []
    _put(marts, "event", event | {"event_id": "EVT-0002", "title": "creativity world forum 2024"})
    assert [row[-1] for row in _broken(marts, "event", "events_stand_once")] == [2]
