"""Snapshots are immutable, known by their content, and survive every failed pull."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from sources.identity import contract_version
from sources.landing import Counts, LandingError, Slot, current_snapshots, slots
from tests.sources.small import (
    GOOD_ROWS,
    HEADER,
    NOW,
    REGISTRY,
    ROW_A,
    ROW_B,
    TITLES,
    Desk,
    feed,
    only,
    workbook,
    xlsx,
)

FEED = feed()
LATER = NOW + timedelta(days=1)


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below a folder, with its time and content."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def test_an_unchanged_source_writes_nothing(desk: Desk) -> None:
    """Issue 2: an unchanged second run writes nothing behind landing."""
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    first = desk.pull(FEED)
    before = state(desk.root / "landing")
    second = desk.pull(FEED, now=LATER)
    assert second.unchanged
    assert (second.snapshot_id, second.path) == (first.snapshot_id, first.path)
    assert (second.read, second.accepted, second.rejected) == (2, 2, 0)
    assert state(desk.root / "landing") == before


def test_the_same_content_in_other_bytes_is_the_same_snapshot(desk: Desk) -> None:
    """Sorted anew, with a title row, in another encoding and with another delimiter."""
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    first = desk.pull(FEED)
    rows = [row.replace(";", ",") for row in ("Cursos", HEADER, GOOD_ROWS[1], GOOD_ROWS[0])]
    desk.deliver("courses.csv", "\r\n".join(rows).encode("utf-16"))
    second = desk.pull(FEED, now=LATER)
    assert (second.unchanged, second.snapshot_id) == (True, first.snapshot_id)
    assert desk.manifest(FEED).landed_at == NOW


def test_a_changed_cell_is_another_snapshot_and_the_first_one_stays_as_it_was(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    first = desk.pull(FEED)
    before = state(first.path)
    desk.deliver("courses.csv", [HEADER, GOOD_ROWS[0].replace("Arte", "Artea"), GOOD_ROWS[1]])
    second = desk.pull(FEED, now=LATER)
    assert not second.unchanged
    assert second.snapshot_id != first.snapshot_id
    assert state(first.path) == before


def test_a_rejected_row_is_part_of_the_content(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    first = desk.pull(FEED)
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS, "x;a;training;;;yes;"])
    assert desk.pull(FEED).snapshot_id != first.snapshot_id


def test_content_that_returns_makes_the_old_snapshot_current_again(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    first = desk.pull(FEED)
    desk.deliver("courses.csv", [HEADER, GOOD_ROWS[0], "EHU-003;Moda;training;;;yes;"])
    desk.pull(FEED)
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    again = desk.pull(FEED, now=LATER)
    assert (again.unchanged, again.snapshot_id) == (False, first.snapshot_id)


def test_the_same_source_gives_the_same_bytes_in_two_landing_zones(tmp_path: Path) -> None:
    made = []
    for name in ("a", "b"):
        desk = Desk(tmp_path / name)
        desk.deliver("courses.csv", [HEADER, *GOOD_ROWS, "x;a;training;;;yes;"])
        result = desk.pull(FEED)
        made.append({p.name: p.read_bytes() for p in sorted(result.path.iterdir())})
    assert sorted(made[0]) == ["accepted.parquet", "manifest.json", "rejected.parquet"]
    assert made[0] == made[1]


def test_workbook_and_csv_of_the_same_rows_are_the_same_content(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    desk.deliver("courses.xlsx", xlsx(workbook([TITLES, ROW_A, ROW_B])))
    other = feed("workbook", format="xlsx", address="{inbox}/courses.xlsx")
    assert desk.pull(FEED).snapshot_id == desk.pull(other).snapshot_id


def test_the_manifest_counts_every_row_and_names_every_column(desk: Desk) -> None:
    rows = [
        HEADER + ";notes;",
        *(row + ";n;" for row in GOOD_ROWS),
        "x;a;training;;;yes;;;",
        ";" * 8,
    ]
    desk.deliver("courses.csv", rows)
    given = feed(ignore={"notes": "Free text."}, totals_marker="Total")
    desk.pull(given)
    manifest = desk.manifest(given)
    assert manifest.counts.model_dump() == {
        "stated": None,
        "read": 4,
        "accepted": 2,
        "rejected": 1,
        "ignored": {"blank row": 1},
    }
    assert [(c.header, c.field, c.reason) for c in manifest.columns][5:] == [
        ("accredited", "accredited", None),
        ("started_on", "started_on", None),
        ("notes", None, "Free text."),
        ("", None, "no header and no values"),
    ]
    assert (manifest.feed, manifest.table, manifest.partition) == ("courses", "course", None)
    assert (manifest.origin, manifest.licence) == ("reported", "CC-BY-4.0")
    assert manifest.source.address == "{inbox}/courses.csv"
    assert manifest.landed_at == NOW


def test_a_failed_pull_leaves_its_reason_and_a_good_one_takes_it_away(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    first = desk.pull(FEED)
    desk.deliver("courses.csv", ["id;titel", "1;x"])
    problems = desk.refused(FEED, now=LATER)
    report = json.loads((desk.root / "landing/courses/last_failure.json").read_text("utf-8"))
    assert report["failed_at"] == "2026-11-24T08:30:00+00:00"
    assert report["address"] == "{inbox}/courses.csv"
    assert [p["message"] for p in report["problems"]] == [str(p) for p in problems]
    assert desk.manifest(FEED).snapshot == first.snapshot_id
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    desk.pull(FEED)
    assert Slot(desk.root, "courses").last_failure() is None


def test_the_first_pull_may_fail_too(desk: Desk) -> None:
    only(desk.refused(FEED))
    assert Slot(desk.root, "courses").current() is None
    assert Slot(desk.root, "courses").last_failure() is not None
    assert current_snapshots(desk.root, "course") == []


def test_values_of_ignored_columns_are_written_nowhere(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER + ";contact", *(f"{row};Ane Etxe" for row in GOOD_ROWS)])
    given = feed(ignore={"contact": "Names a person."})
    seen: list[bytes] = []
    original = Slot.publish

    def look(self: Slot, made: Path, manifest: object) -> object:
        seen.extend(p.read_bytes() for p in self.incoming.rglob("*") if p.is_file())
        return original(self, made, manifest)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Slot, "publish", look)
        desk.pull(given)
    assert len(seen) >= 3
    assert not any(b"Ane Etxe" in content for content in seen)
    assert not any(b"Ane Etxe" in content for _, content in state(desk.root / "landing").values())


def test_a_totals_row_is_found_even_if_its_word_stands_in_an_ignored_column(desk: Desk) -> None:
    rows = ["no;" + HEADER, *(f"{i};{row}" for i, row in enumerate(GOOD_ROWS)), "TOTAL:;;;;;;;"]
    desk.deliver("courses.csv", rows)
    given = feed(ignore={"no": "A running number."}, totals_marker="Total")
    assert desk.pull(given).accepted == 2


def test_a_snapshot_that_somebody_damaged_is_named_and_the_next_pull_mends_it(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    first = desk.pull(FEED)
    (first.path / "accepted.parquet").unlink()
    with pytest.raises(LandingError, match=r"lacks accepted\.parquet; pull the feed again"):
        Slot(desk.root, "courses").current()
    again = desk.pull(FEED)
    assert (again.unchanged, again.snapshot_id) == (False, first.snapshot_id)
    assert len(desk.rows(FEED)) == 2


def test_counts_that_do_not_add_up_are_no_manifest() -> None:
    with pytest.raises(ValueError, match="5 rows were read, and 4 are accounted for"):
        Counts(stated=None, read=5, accepted=2, rejected=1, ignored={"blank row": 1})


def test_the_contract_version_follows_the_rules_and_not_the_texts() -> None:
    course = REGISTRY.landing["course"]
    version = contract_version(course, REGISTRY)
    other_text = course.model_copy(update={"description": REGISTRY.landing["seat"].title})
    assert contract_version(other_text, REGISTRY) == version
    fields = tuple(f.model_copy(update={"required": True}) for f in course.fields)
    assert contract_version(course.model_copy(update={"fields": fields}), REGISTRY) != version


def test_slots_are_found_with_and_without_partitions(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    desk.pull(FEED)
    desk.deliver("2024-25.csv", ["academic_year;offer_id;organisation"])
    given = feed(
        "offers", table="offer", partition="academic_year", address="{inbox}/{academic_year}.csv"
    )
    desk.refused(given, "2024-25")
    assert [(slot.feed, slot.partition) for slot in slots(desk.root)] == [
        ("courses", None),
        ("offers", "2024-25"),
    ]
