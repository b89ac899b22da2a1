"""Corrections are data, and fail once the sender has mended the error (habits, 5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sources.corrections import CORRECTIONS, Correction, load_corrections
from sources.feed import FeedError
from tests.sources.small import GOOD_ROWS, HEADER, Desk, feed, only

FILE = """\
- feed: courses
  match: {course_id: EHU-001}
  expect: {ects: "600"}
  change: {ects: "6.00", started_on: null}
  reason: Two zeros too many; the faculty's own page says 6.
  provider: Faculty of Arts, by e-mail
  date: 2026-10-05
"""
WRONG = "EHU-001;Arte;training;design;600;yes;2024-09-02"


def loaded(folder: Path, text: str = FILE) -> tuple[Correction, ...]:
    (folder / "courses.yml").write_text(text, encoding="utf-8")
    return load_corrections(folder)


def correction(**changes: Any) -> Correction:
    body: dict[str, Any] = {
        "name": "courses.yml, correction 1",
        "feed": "courses",
        "match": {"course_id": "EHU-001"},
        "expect": {"ects": "600"},
        "change": {"ects": "6"},
        "reason": "Zeros.",
        "provider": "Faculty",
        "date": date(2026, 10, 5),
    }
    return Correction(**{**body, **changes})


def test_a_correction_changes_the_row_before_it_is_judged(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, WRONG, GOOD_ROWS[1]])
    corrections = loaded(desk.root)
    result = desk.pull(feed(), corrections=corrections)
    assert (result.accepted, result.rejected) == (2, 0)
    row = desk.rows(feed())[0]
    assert (row["ects"], row["started_on"]) == (Decimal("6.00"), None)
    assert desk.manifest(feed()).corrections == ("courses.yml, correction 1",)


def test_a_correction_fails_once_the_sender_has_mended_the_error(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    problem = only(desk.refused(feed(), corrections=[correction()]))
    assert (problem.rule, problem.row, problem.column) == ("correction", 2, "ects")
    assert "take the correction out" in problem.remedy


def test_a_correction_that_finds_no_row_fails(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    given = correction(match={"course_id": "EHU-009"})
    assert "0 match" in only(desk.refused(feed(), corrections=[given])).what


def test_a_correction_may_expect_an_empty_cell(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    given = correction(
        match={"course_id": "EHU-002"}, expect={"sectors": None}, change={"sectors": "design"}
    )
    desk.pull(feed(), corrections=[given])
    assert desk.rows(feed())[1]["sectors"] == "design"


def test_a_new_correction_makes_an_unchanged_file_a_new_snapshot(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, WRONG, GOOD_ROWS[1]])
    assert desk.pull(feed()).rejected == 1
    result = desk.pull(feed(), corrections=[correction()])
    assert (result.unchanged, result.rejected) == (False, 0)


def test_corrections_of_other_feeds_and_editions_are_left_alone(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    others = [correction(feed="events"), correction(partition="2024-25")]
    assert desk.pull(feed(), corrections=others).accepted == 2


def test_a_correction_of_a_field_that_is_not_there_is_refused(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    with pytest.raises(FeedError, match='no field "credits"'):
        desk.pull(feed(), corrections=[correction(expect={"credits": "6"})])


def test_a_correction_without_a_reason_is_no_correction(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=r"courses\.yml, correction 1: reason"):
        loaded(
            tmp_path,
            FILE.replace("  reason: Two zeros too many; the faculty's own page says 6.\n", ""),
        )


def test_the_example_in_the_readme_is_a_correction(tmp_path: Path) -> None:
    text = (CORRECTIONS / "README.md").read_text("utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    (found,) = loaded(tmp_path, example)
    assert found.change == {"ects": "60"}
