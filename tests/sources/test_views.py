"""The landing tables as dbt reads them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sources.views import create_landing_views, landing_fingerprint
from tests.sources.small import GOOD_ROWS, HEADER, NOW, REGISTRY, Desk, feed

OFFERS = feed(
    "offers", table="offer", partition="academic_year", address="{inbox}/{academic_year}.csv"
)
FEEDS = {"courses": feed(), "offers": OFFERS}


def build(desk: Desk) -> Path:
    return desk.root / "warehouse" / "build.duckdb"


def views(desk: Desk, as_of: date | None = None) -> dict[str, int]:
    return create_landing_views(build(desk), REGISTRY, FEEDS, desk.root, as_of)


def query(desk: Desk, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(build(desk)), read_only=True) as con:
        return con.execute(sql).fetchall()


@pytest.fixture
def landed(desk: Desk) -> Desk:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS, "x;a;training;;;yes;"])
    desk.pull(feed())
    register = feed("register", table="register")
    desk.deliver(
        "register.csv", ["organisation_id;name;acronym;aliases;origin", "KSI-0001;A;;;reported"]
    )
    desk.pull(register)
    for year in ("2024-25", "2025-26"):
        desk.deliver(f"{year}.csv", ["academic_year;offer_id;organisation", f"{year};1;A"])
        desk.pull(OFFERS, year, now=NOW + timedelta(days=int(year[:4]) - 2024))
    return desk


def test_a_view_holds_the_accepted_rows_with_their_place_and_origin(landed: Desk) -> None:
    assert views(landed)["course"] == 2
    rows = query(
        landed,
        "SELECT course_id, ects, _feed, _snapshot, _row, _file, _sheet, _landed_at "
        "FROM landing.course ORDER BY _row",
    )
    snapshot = landed.manifest(feed()).snapshot
    when = datetime(2026, 11, 23, 8, 30)  # noqa: DTZ001  (UTC, as the column is)
    assert rows[0] == (
        "EHU-001",
        Decimal("6.00"),
        "courses",
        snapshot,
        2,
        "courses.csv",
        None,
        when,
    )


def test_a_view_joins_the_editions_of_a_feed(landed: Desk) -> None:
    assert views(landed)["offer"] == 2
    rows = query(landed, "SELECT academic_year FROM landing.offer ORDER BY 1")
    assert rows == [("2024-25",), ("2025-26",)]


def test_a_table_of_which_nothing_was_landed_is_empty_and_typed(landed: Desk) -> None:
    assert views(landed)["seat"] == 0
    types = query(landed, "SELECT column_name, column_type FROM (DESCRIBE landing.seat)")
    assert types[:3] == [
        ("seat_id", "VARCHAR"),
        ("academic_year", "VARCHAR"),
        ("offer_id", "BIGINT"),
    ]
    assert query(landed, "SELECT count(*) FROM landing.seat") == [(0,)]


def test_snapshots_of_feeds_that_are_no_longer_there_are_left_out(landed: Desk) -> None:
    """The register was landed, but is none of the feeds given."""
    assert views(landed)["register"] == 0


def test_the_reporting_date_is_that_of_the_newest_snapshot_or_the_one_given(landed: Desk) -> None:
    assert views(landed)["run_parameters"] == 1
    newest = datetime(2026, 11, 24, 8, 30)  # noqa: DTZ001
    assert query(landed, "FROM landing.run_parameters") == [(date(2026, 11, 24), newest)]
    views(landed, date(2026, 6, 30))
    assert query(landed, "FROM landing.run_parameters") == [(date(2026, 6, 30), newest)]


def test_the_same_snapshots_write_nothing_and_others_change_the_fingerprint(landed: Desk) -> None:
    assert landing_fingerprint(build(landed)) is None
    views(landed)
    first, before = landing_fingerprint(build(landed)), build(landed).stat().st_mtime_ns
    views(landed)
    assert build(landed).stat().st_mtime_ns == before
    landed.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    landed.pull(feed())
    views(landed)
    assert landing_fingerprint(build(landed)) not in {first, None}


def test_a_column_that_an_older_snapshot_lacks_is_empty(landed: Desk) -> None:
    """A contract may grow while a partner's next delivery is still to come."""
    seat = REGISTRY.landing["seat"].field("seat_id")
    course = REGISTRY.landing["course"]
    grown = course.model_copy(
        update={"fields": (*course.fields, seat.model_copy(update={"name": "room"}))}
    )
    registry = type(REGISTRY)(
        **{**REGISTRY.__dict__, "landing": {**REGISTRY.landing, "course": grown}}
    )
    create_landing_views(build(landed), registry, FEEDS, landed.root)
    assert query(landed, "SELECT DISTINCT room FROM landing.course") == [(None,)]
