"""The suite of a table: columns, numbers of rows and expectations, and nothing that dbt tests."""

from __future__ import annotations

import pytest

from schemas import load
from schemas.model import Expectation
from schemas.to_gx import suite
from tests.schemas.small import registry

COURSE = registry().open["course"]


def test_a_suite_holds_what_rows_alone_cannot_break() -> None:
    assert suite(COURSE, registry()) == [
        {
            "name": "columns_in_order",
            "type": "expect_table_columns_to_match_ordered_list",
            "kwargs": {
                "column_list": [
                    "year",
                    "course_id",
                    "centre_id",
                    "colour",
                    "ects",
                    "seats",
                    "open_to_all",
                    "starts_on",
                ]
            },
            "severity": "blocking",
            "reason": "Everything downstream relies on these columns, in this order.",
        },
        {
            "name": "row_count",
            "type": "expect_table_row_count_to_be_between",
            "kwargs": {"min_value": 1, "max_value": 9},
            "severity": "warning",
            "reason": "made by hand",
        },
        {
            "name": "row_count_by_year",
            "type": "unexpected_rows_expectation",
            "kwargs": {
                "unexpected_rows_query": 'select "year", count(*) as row_count from {batch} '
                'group by "year" having count(*) < 2'
            },
            "severity": "blocking",
            "reason": "two a year at least",
        },
        {
            "name": "seats_follow_ects",
            "type": "unexpected_rows_expectation",
            "kwargs": {"unexpected_rows_query": "select * from {batch} where seats < ects"},
            "severity": "warning",
            "reason": "a course has more seats than credits",
        },
    ]


def test_two_rules_of_one_name_are_refused() -> None:
    """The results are asset checks, and a check is found by its name."""
    double = Expectation(name="row_count", severity="warning", reason="x", sql="select 1")
    with pytest.raises(ValueError, match="row_count"):
        suite(COURSE.model_copy(update={"expectations": (double,)}), registry())


def test_every_open_table_has_a_suite() -> None:
    tables = load().open.values()
    assert all(len(suite(each, load())) > len(each.expectations) for each in tables)
