"""The suites of the schemas, run over marts: published sums hold, misprints are caught."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from publish.quality.run import CheckResult, run_suites
from schemas.model import Expectation, RowCount, Table, duckdb_type
from schemas.registry import load
from tests.publish.small import default_rows, organisation, registry, write_marts

pytestmark = pytest.mark.integration

FIGURES = [
    ("cci_firms", "firms", "total", 16886),
    ("cci_firms_cultural", "firms", "cultural", 7149),
    ("cci_firms_creative", "firms", "creative", 9737),
    ("cci_jobs", "jobs", "total", 33983),
    ("cci_jobs_cultural", "jobs", "cultural", 20550),
    ("cci_jobs_creative", "jobs", "creative", 13433),
]
"""Orkestra and Basque Government, and deia.eus: firms and jobs of 2019, and their halves."""


def _figures(path: Path, figures: list[tuple[str, str, str, int]]) -> Table:
    table = load().open["cci_statistics"]
    columns = ", ".join(f"{field.name} {duckdb_type(field)}" for field in table.fields)
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"CREATE SCHEMA marts; CREATE TABLE marts.cci_statistics ({columns})")
        connection.executemany(
            "INSERT INTO marts.cci_statistics (figure_id, indicator, breakdown, figure_value, "
            "perimeter, reference_period, unit_of_measure, obs_status, source) "
            "VALUES (?, ?, ?, ?, 'orkestra_2022', '2019', 'number', 'A', 'test')",
            figures,
        )
    return table


def _run(tmp_path: Path, figures: list[tuple[str, str, str, int]]) -> dict[str, CheckResult]:
    table = _figures(tmp_path / "build.duckdb", figures)
    results = run_suites([table], load(), tmp_path / "build.duckdb", tmp_path / "quality")
    return {result.name: result for result in results}


def test_the_published_sums_hold(tmp_path):
    """7,149 + 9,737 = 16,886 firms and 20,550 + 13,433 = 33,983 jobs."""
    results = _run(tmp_path, FIGURES)
    assert results["halves_sum_to_the_total"].success
    assert results["split_of_2019_is_complete"].success
    assert [r.name for r in results.values() if r.severity == "blocking" and not r.success] == []


def test_a_half_that_is_one_off_is_caught_with_its_row(tmp_path):
    wrong = [(i, n, b, 7150 if i == "cci_firms_cultural" else v) for i, n, b, v in FIGURES]
    result = _run(tmp_path, wrong)["halves_sum_to_the_total"]
    assert (result.success, result.severity) == (False, "blocking")
    assert result.message == "1 rows break the rule"
    assert result.failing_rows == (
        {
            "indicator": "firms",
            "perimeter": "orkestra_2022",
            "reference_period": "2019",
            "cultural": "7150.0000",
            "creative": "9737.0000",
            "total": "16886.0000",
        },
    )


def test_the_misprint_of_983_jobs_is_caught(tmp_path):
    """An official press note misprints the jobs of the CCI as "983"."""
    misprint = [*FIGURES, ("press_note_jobs", "jobs", "total", 983)]
    result = _run(tmp_path, misprint)["jobs_are_plausible"]
    assert (result.success, result.severity) == (False, "blocking")
    assert [row["figure_id"] for row in result.failing_rows] == ["press_note_jobs"]
    assert [row["figure_value"] for row in result.failing_rows] == ["983.0000"]


def _with_rules(*expectations: tuple[str, str, str]) -> Table:
    return organisation().model_copy(
        update={
            "row_counts": (RowCount(minimum=5, severity="warning", reason="five were promised"),),
            "expectations": tuple(
                Expectation(name=name, severity=severity, reason="a reason", sql=sql)
                for name, severity, sql in expectations
            ),
        }
    )


def _run_small(tmp_path: Path, table: Table, *others: Table) -> list[CheckResult]:
    known = registry(table, *others)
    write_marts(tmp_path / "build.duckdb", registry(table), default_rows())
    build_db = tmp_path / "build.duckdb"
    return run_suites(list(known.open.values()), known, build_db, tmp_path / "quality")


def test_every_failure_is_collected_with_severity_and_reason(tmp_path):
    table = _with_rules(
        ("nobody", "blocking", "select o.name from {table} as o"),
        ("faulty", "blocking", "select o.nothing from {table} as o"),
        ("sound", "warning", "select o.name from {table} as o where o.kind = 'school'"),
    )
    found = {r.name: r for r in _run_small(tmp_path, table)}
    assert {name: (r.success, r.severity) for name, r in found.items()} == {
        "columns_in_order": (True, "blocking"),
        "row_count": (False, "warning"),
        "nobody": (False, "blocking"),
        "faulty": (False, "blocking"),
        "sound": (True, "warning"),
    }
    assert found["row_count"].message == "found 2, expected min_value 5"
    assert found["row_count"].reason == "five were promised"
    assert found["faulty"].message.startswith("could not be run: ")
    assert "nothing" in found["faulty"].message
    assert found["sound"].message == "no row breaks the rule"


def test_personal_values_are_withheld_from_failing_rows_and_from_the_file(tmp_path):
    table = _with_rules(
        ("mail", "warning", "select o.organisation_id, o.contact_email from {table} as o")
    )
    result = {r.name: r for r in _run_small(tmp_path, table)}["mail"]
    assert result.failing_rows == (
        {"organisation_id": "KSI-0001", "contact_email": "(personal, withheld)"},
        {"organisation_id": "KSI-0002", "contact_email": "(personal, withheld)"},
    )
    assert "example.org" not in (tmp_path / "quality" / "organisation.json").read_text()


def test_at_most_twenty_failing_rows_are_told(tmp_path):
    table = _with_rules(
        ("many", "warning", "select r.range as n from {table} as o, range(50) as r order by n desc")
    )
    result = {r.name: r for r in _run_small(tmp_path, table)}["many"]
    assert result.message == "100 rows break the rule"
    assert [row["n"] for row in result.failing_rows] == [str(n // 2) for n in range(20)]


def test_a_missing_mart_fails_its_rules_and_not_those_of_the_others(tmp_path):
    absent = Table(**{**organisation().model_dump(), "name": "absent"})
    results = _run_small(tmp_path, organisation(), absent)
    assert [(r.table, r.success) for r in results] == [("organisation", True), ("absent", False)]
    assert results[1].message == "could not be run: there is no table marts.absent"


def test_results_are_kept_and_only_written_when_they_differ(tmp_path):
    _run_small(tmp_path, organisation())
    path = tmp_path / "quality" / "organisation.json"
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert [check["name"] for check in kept["checks"]] == ["columns_in_order"]
    before = path.stat().st_mtime_ns
    _run_small(tmp_path, organisation())
    assert path.stat().st_mtime_ns == before
