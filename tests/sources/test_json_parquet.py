"""The `files` connector reads JSON and Parquet, whose values know their types."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.sources.small import Desk, feed, only

RECORD = {
    "id": "EHU-001",
    "title": "Arte",
    "kind": "training",
    "sectors": ["design", "heritage"],
    "ects": 4.5,
    "accredited": True,
    "started_on": "2024-09-02",
}
LANDED = {
    "course_id": "EHU-001",
    "title": "Arte",
    "kind": "training",
    "sectors": "design;heritage",
    "ects": Decimal("4.50"),
    "accredited": True,
    "started_on": date(2024, 9, 2),
}
COMMA = {"decimal_mark": ",", "thousands_mark": "."}


def parquet(**changes: Any) -> bytes:
    target = io.BytesIO()
    record = RECORD | {"ects": Decimal("4.50"), "started_on": date(2024, 9, 2)} | changes
    pq.write_table(pa.Table.from_pylist([record]), target)
    return target.getvalue()


@pytest.mark.parametrize("dialect", [{}, COMMA])
def test_json_numbers_and_lists_are_landed_whatever_marks_the_feed_uses(
    desk: Desk, dialect: dict[str, str]
) -> None:
    desk.deliver("courses.json", json.dumps([RECORD]))
    given = feed(format="json", dialect=dialect)
    desk.pull(given)
    assert desk.rows(given) == [LANDED]


@pytest.mark.parametrize("dialect", [{}, COMMA])
def test_parquet_columns_are_landed_whatever_marks_the_feed_uses(
    desk: Desk, dialect: dict[str, str]
) -> None:
    desk.deliver("courses.parquet", parquet())
    given = feed(format="parquet", dialect=dialect)
    desk.pull(given)
    assert desk.rows(given) == [LANDED]
    assert desk.manifest(given).counts.stated == 1


def test_json_keeps_the_digits_that_were_sent(desk: Desk) -> None:
    """As a float 1.005 would pass as 1.0 or 1.01; it has more decimals than the column."""
    text = json.dumps([RECORD, RECORD | {"id": "EHU-002"}]).replace("4.5", "1.005", 1)
    desk.deliver("courses.json", text)
    given = feed(format="json")
    desk.pull(given)
    (row,) = desk.rejected(given)
    assert (row["_row"], row["rule"], row["value"]) == (1, "type", "1.005")


def test_a_bare_number_in_json_is_no_date(desk: Desk) -> None:
    desk.deliver(
        "courses.json", json.dumps([RECORD, RECORD | {"id": "EHU-002", "started_on": 45537}])
    )
    given = feed(format="json")
    desk.pull(given)
    assert [(r["_row"], r["rule"]) for r in desk.rejected(given)] == [(2, "type")]


@pytest.mark.parametrize(
    ("content", "rule", "words"),
    [
        ('[{"id": "EHU-001", "title": "Ar', "format", "no whole JSON"),
        ('{"rows": []}', "format", '"rows"'),
        ('[{"id": NaN}]', "format", "NaN"),
        ('[{"id": "a", "id": "b"}]', "duplicate-column", "twice"),
        ("[]", "missing-column", "none"),
    ],
)
def test_json_that_is_not_a_list_of_flat_records_is_refused(
    desk: Desk, content: str, rule: str, words: str
) -> None:
    desk.deliver("courses.json", content)
    problem = desk.refused(feed(format="json"))[0]
    assert problem.rule == rule
    assert words in problem.what


def test_nested_records_are_refused_with_their_place(desk: Desk) -> None:
    desk.deliver("courses.json", json.dumps([RECORD, RECORD | {"title": {"eu": "Artea"}}]))
    problem = only(desk.refused(feed(format="json")))
    assert (problem.row, problem.column) == (2, "title")


def test_nested_parquet_columns_are_refused(desk: Desk) -> None:
    desk.deliver("courses.parquet", parquet(title={"eu": "Artea"}))
    assert only(desk.refused(feed(format="parquet"))).column == "title"


def test_a_truncated_parquet_file_is_refused(desk: Desk) -> None:
    desk.deliver("courses.parquet", parquet()[:-20])
    assert only(desk.refused(feed(format="parquet"))).rule == "truncated"


def test_unknown_keys_are_refused_like_unknown_columns(desk: Desk) -> None:
    desk.deliver("courses.json", json.dumps([RECORD | {"notes": "x"}]))
    problem = only(desk.refused(feed(format="json")))
    assert (problem.rule, problem.column) == ("unknown-column", "notes")
