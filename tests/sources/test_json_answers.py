"""CKAN and Opendatasoft answers: what a portal says of itself is believed when it is bad news.

domain.md section 6: `success: false` inside HTTP 200, a stated total, fields that are declared.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sources.small import Desk, feed, only

RECORD = {"id": "EHU-001", "title": "Arte", "kind": "training", "accredited": True}
OPTIONAL = ("sectors", "ects", "started_on")
CKAN = feed(
    format="json",
    records="result.records",
    stated_count="result.total",
    success="success",
    declared_fields="result.fields",
    optional=OPTIONAL,
    ignore={"_id": "Number that CKAN gives to the row."},
)
PAGED = feed(format="json", records="results", stated_count="total_count", optional=OPTIONAL)
EXPORT = feed(format="json", optional=OPTIONAL)


def ckan(*records: dict[str, Any], total: int | None = None, **more: Any) -> str:
    names = ["_id", *(more.pop("fields", None) or RECORD)]
    result = {
        "fields": [{"id": name, "type": "text"} for name in names],
        "records": [{"_id": place, **record} for place, record in enumerate(records, start=1)],
        "total": len(records) if total is None else total,
    }
    return json.dumps({"success": True, "result": result, **more})


def test_a_ckan_answer_is_landed_without_its_own_row_numbers(desk: Desk) -> None:
    desk.deliver("courses.json", ckan(RECORD, RECORD | {"id": "EHU-002"}))
    desk.pull(CKAN)
    assert [row["course_id"] for row in desk.rows(CKAN)] == ["EHU-001", "EHU-002"]
    assert desk.manifest(CKAN).counts.stated == 2


def test_success_false_is_refused_in_the_words_of_the_portal(desk: Desk) -> None:
    """HTTP 200 with `success: false`: rows may even be there, of a query that broke off."""
    error = {"__type": "Validation Error", "message": "Resource  was not\nfound"}
    desk.deliver("courses.json", ckan(RECORD, success=False, error=error))
    problem = only(desk.refused(CKAN))
    assert (problem.rule, problem.column) == ("answer", "success")
    assert problem.what == "the portal answers that the query failed: Resource was not found"
    assert "Export it again" in problem.remedy


@pytest.mark.parametrize("answer", ['{"result": {}}', '{"success": "true"}', '{"success": 1}'])
def test_an_answer_that_does_not_say_true_is_refused(desk: Desk, answer: str) -> None:
    desk.deliver("courses.json", answer)
    problem = only(desk.refused(CKAN))
    assert problem.what.endswith("it gives no message")


def test_a_truncated_page_is_refused_with_both_numbers(desk: Desk) -> None:
    """CKAN gives 100 rows unless asked for more, whatever the total is."""
    desk.deliver("courses.json", ckan(RECORD, total=101))
    problem = only(desk.refused(CKAN))
    assert problem.rule == "stated-count"
    assert "holds 101 rows, and 1 arrived" in problem.what


def test_a_field_that_is_not_declared_is_refused_with_its_first_row(desk: Desk) -> None:
    """Types are declared in `fields`: a record that has more is of another query."""
    records = (RECORD, RECORD | {"id": "EHU-002", "acredited": True})
    desk.deliver("courses.json", ckan(*records))
    problem = only(desk.refused(CKAN))
    assert (problem.rule, problem.row, problem.column) == ("unknown-column", 2, "acredited")
    assert 'is it "accredited"?' in problem.what


def test_a_declared_field_without_any_value_is_a_column(desk: Desk) -> None:
    """A column that is empty in every row is there, and is not the missing column of a bug."""
    without = {key: value for key, value in RECORD.items() if key != "accredited"}
    desk.deliver("courses.json", ckan(without, fields=RECORD))
    desk.pull(CKAN, accept_loss="The test rejects its row.")
    (row,) = desk.rejected(CKAN)
    assert (row["rule"], row["column_name"]) == ("required", "accredited")


def test_fields_that_are_not_where_the_feed_says_are_refused(desk: Desk) -> None:
    document = json.loads(ckan(RECORD))
    del document["result"]["fields"]
    desk.deliver("courses.json", json.dumps(document))
    assert "does not declare its fields at result.fields" in only(desk.refused(CKAN)).what


def test_a_records_page_of_opendatasoft_is_counted_against_its_total(desk: Desk) -> None:
    """`/records` gives at most 100 rows and says in `total_count` how many there are."""
    page = {"total_count": 2, "results": [RECORD, RECORD | {"id": "EHU-002"}]}
    desk.deliver("courses.json", json.dumps(page))
    desk.pull(PAGED)
    assert len(desk.rows(PAGED)) == 2
    desk.deliver("courses.json", json.dumps(page | {"total_count": 3}))
    assert only(desk.refused(PAGED)).rule == "stated-count"
    assert len(desk.rows(PAGED)) == 2


def test_an_export_of_opendatasoft_that_was_cut_short_is_no_json(desk: Desk) -> None:
    """An export states no number of rows; what is cut off does not close its bracket."""
    text = json.dumps([RECORD, RECORD | {"id": "EHU-002"}])
    desk.deliver("courses.json", text[: len(text) // 2])
    assert only(desk.refused(EXPORT)).rule == "format"


def test_an_error_of_opendatasoft_is_no_list_of_rows(desk: Desk) -> None:
    """It answers errors as `{"error_code": …, "message": …}` where a list was asked for."""
    desk.deliver("courses.json", json.dumps({"error_code": "ODSQLError", "message": "bad query"}))
    problem = only(desk.refused(EXPORT))
    assert problem.rule == "format"
    assert '"error_code"' in problem.what
