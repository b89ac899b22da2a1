"""A feed file that contradicts itself or its table is refused before anything is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from schemas.registry import load
from sources.editions import EditionError, is_academic_year, load_editions, require_edition
from sources.feed import FeedError, load_feed, load_feeds
from sources.mapping import check_feed
from sources.pull import feeds_needed_by, partitions_of, pull_order
from tests.sources.small import COLUMNS, GOOD_ROWS, HEADER, REGISTRY, Desk, feed

ANNUAL = {
    "table": "offer",
    "partition": "academic_year",
    "address": "{inbox}/{academic_year}/offers.csv",
}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"address": "{inbox}/{academic_year}.csv"}, "needs partition"),
        ({"partition": "academic_year"}, "in its address or sheet"),
        ({"constants": {"title": "x"}}, "column or a constant"),
        ({"ignore": {"title": "x"}}, "mapped or ignored"),
        ({"dialect": {"decimal_mark": ",", "thousands_mark": ","}}, "decimal mark"),
        ({"dialect": {"date_formats": ["%d/%m/%Y", "%m/%d/%Y"]}}, "can be read as"),
        ({"limits": {"minimum_rows": 3}}, "reason"),
        ({"licence": ""}, "licence"),
        ({"format": "xls"}, "format"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_feed_that_contradicts_itself_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        feed(**changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"table": "cours"}, 'is it "course"'),
        ({"columns": {**COLUMNS, "x": "titel"}}, 'is it "title"'),
        ({"columns": {"id": "course_id"}}, "field title is required"),
        ({"optional": ["title"]}, "field title is required"),
        ({"optional": ["sectors"], "columns": {"id": "course_id"}}, "sectors is optional, but no"),
        ({"columns": {**COLUMNS, "Title": "title"}}, "same but for case"),
        ({"totals_marker": "Total", "totals_count": "rows"}, "which fills no field"),
        ({"totals_count": "title"}, "needs a totals_marker"),
        ({**ANNUAL, "table": "course"}, "no coded field of course"),
        (
            {"table": "register", "constants": {"origin": "published"}},
            "the constant says otherwise",
        ),
    ],
)
def test_a_feed_that_contradicts_its_table_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(FeedError, match=words):
        check_feed(feed(**changes), REGISTRY)


def test_the_feeds_of_the_project_agree_with_their_tables() -> None:
    feeds = load_feeds()
    for given in feeds.values():
        check_feed(given, load())
    assert [f.name for f in pull_order(feeds, load())].index("organisations") < [
        f.name for f in pull_order(feeds, load())
    ].index("capacity_ehu")


def test_feeds_are_pulled_after_those_that_they_point_at() -> None:
    feeds = {
        "a_seats": feed("a_seats", table="seat"),
        "b_offers": feed("b_offers", table="offer"),
        "c_register": feed("c_register", table="register"),
    }
    assert [f.name for f in pull_order(feeds, REGISTRY)] == ["c_register", "b_offers", "a_seats"]
    assert feeds_needed_by(feeds["a_seats"], feeds, REGISTRY) == ["b_offers"]


def test_a_partitioned_feed_is_pulled_for_every_edition() -> None:
    assert partitions_of(feed(**ANNUAL)) == ("2024-25", "2025-26")
    assert partitions_of(feed()) == (None,)


@pytest.mark.parametrize(
    ("changes", "partition", "words"),
    [
        ({}, "2024-25", "is not partitioned"),
        (ANNUAL, None, "is partitioned"),
        (ANNUAL, "2024-26", "the academic year 2024-26 does not exist"),
        (ANNUAL, "2019-20", "no edition of the observatory; there are 2024-25, 2025-26"),
    ],
)
def test_a_pull_needs_an_edition_that_exists_if_the_feed_has_editions(
    desk: Desk, changes: dict[str, Any], partition: str | None, words: str
) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    with pytest.raises(FeedError, match=words):
        desk.pull(feed(**changes), partition)


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "is empty"), ("a: [", "is no YAML"), ("title: x", "table: Field required")],
)
def test_a_file_that_is_no_feed_is_named(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "courses.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FeedError, match=rf"courses\.yml.*{words}"):
        load_feed(path)


@pytest.mark.parametrize(
    ("code", "exists"),
    [("2024-25", True), ("1999-00", True), ("2024-26", False), ("2024/25", False), ("", False)],
)
def test_an_academic_year_is_two_years_in_a_row(code: str, exists: bool) -> None:
    assert is_academic_year(code) is exists


def test_the_editions_of_the_project_are_known_codes() -> None:
    codes = load().code_lists["academic_year"].values()
    assert set(load_editions()) <= set(codes)


@pytest.mark.parametrize(
    ("years", "words"), [("[2024-26]", "does not exist"), ("[2025-26, 2024-25]", "oldest first")]
)
def test_a_list_of_editions_that_cannot_be_is_refused(
    tmp_path: Path, years: str, words: str
) -> None:
    path = tmp_path / "editions.yml"
    path.write_text(f"academic_years: {years}\n", encoding="utf-8")
    with pytest.raises(EditionError, match=words):
        require_edition("2024-25", path)
