"""Schedules and the drop folder (issue 2, point 8)."""

import json
import os
import time
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from dagster_project import jobs


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        (date(2025, 10, 1), "2024-25"),
        (date(2026, 8, 31), "2024-25"),
        (date(2026, 9, 1), "2025-26"),
        (date(2099, 12, 1), "2098-99"),
        (date(2100, 12, 1), "2099-00"),
    ],
)
def test_an_academic_year_ends_with_august(day: date, edition: str) -> None:
    assert jobs.academic_year_ended_by(day) == edition


def _drop(folder: Path, name: str, age: float) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    os.utime(path, (time.time() - age,) * 2)


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KSIGUNE_INBOX", str(tmp_path))
    return tmp_path


def _look(cursor: str | None = None) -> dg.SensorResult | dg.SkipReason:
    context = dg.build_sensor_context(cursor=cursor)
    result = jobs.drop_folder(context)
    assert isinstance(result, dg.SensorResult | dg.SkipReason)
    return result


def _file_of(feed: str, edition: str | None) -> str:
    """The file's path in the drop folder, as the feed's YAML names it."""
    address = jobs.load_feeds()[feed].address
    return address.removeprefix("{inbox}/").format(academic_year=edition)


def test_a_new_file_of_an_annual_feed_starts_a_run_for_its_edition(inbox: Path) -> None:
    _drop(inbox, _file_of("capacity_vet", "2025-26"), age=60)
    result = _look()
    assert isinstance(result, dg.SensorResult)
    assert [(r.job_name, r.partition_key) for r in result.run_requests or []] == [
        ("annual", "2025-26")
    ]
    assert isinstance(_look(result.cursor), dg.SkipReason), "the same file runs once"


def test_a_file_of_a_daily_feed_starts_the_daily_job(inbox: Path) -> None:
    _drop(inbox, _file_of("projects", None), age=60)
    result = _look()
    assert isinstance(result, dg.SensorResult)
    assert [(r.job_name, r.partition_key) for r in result.run_requests or []] == [("daily", None)]


def test_a_changed_structure_starts_a_run_for_the_edition_of_its_survey(inbox: Path) -> None:
    """The .lss describes the responses: a feed reads both (issue 3, "a changed .lss")."""
    structure = jobs.load_feeds()["survey_answers"].structure or ""
    _drop(inbox, structure.removeprefix("{inbox}/").format(academic_year="2025-26"), age=60)
    result = _look()
    assert isinstance(result, dg.SensorResult)
    assert [(r.job_name, r.partition_key) for r in result.run_requests or []] == [
        ("annual", "2025-26")
    ]


def test_a_file_that_is_still_being_copied_is_left_for_the_next_look(inbox: Path) -> None:
    _drop(inbox, _file_of("projects", None), age=1)
    assert isinstance(_look(), dg.SkipReason)


def test_a_file_of_no_feed_starts_nothing(inbox: Path) -> None:
    _drop(inbox, "holiday.jpg", age=60)
    assert isinstance(_look(), dg.SkipReason)


def test_a_changed_file_runs_again_under_another_key(inbox: Path) -> None:
    name = _file_of("projects", None)
    _drop(inbox, name, age=120)
    first = _look()
    assert isinstance(first, dg.SensorResult)
    _drop(inbox, name, age=60)
    second = _look(first.cursor)
    assert isinstance(second, dg.SensorResult)
    keys = [r.run_key for result in (first, second) for r in result.run_requests or []]
    assert len(set(keys)) == 2
    assert set(json.loads(second.cursor or "")) == {str(inbox / name)}
