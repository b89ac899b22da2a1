"""Issue 2, "Bad input": a delivery that loses too much is refused, and the last one stays."""

from __future__ import annotations

from datetime import timedelta

from sources.problem import PullError
from tests.sources.small import GOOD_ROWS, HEADER, NOW, Desk, feed, only

LINES = [f"EHU-{i:03d};Arte;training;;;yes;" for i in range(1, 11)]
FEED = feed()


def test_a_file_that_halves_against_last_time_is_refused(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *LINES])
    first = desk.pull(FEED)
    desk.deliver("courses.csv", [HEADER, *LINES[:5]])
    problem = only(desk.refused(FEED))
    assert problem.rule == "row-loss"
    assert not PullError([problem]).transient
    assert "5 rows after 10 last time, a loss of 50%; the feed allows 30%" in problem.what
    assert "Tests reject." in problem.what
    assert desk.manifest(FEED).snapshot == first.snapshot_id


def test_a_coordinator_may_accept_a_loss_with_a_reason(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *LINES])
    desk.pull(FEED)
    desk.deliver("courses.csv", [HEADER, *LINES[:5]])
    assert desk.pull(FEED, accept_loss="Five courses have ended.").accepted == 5
    assert desk.manifest(FEED).accepted_loss == "Five courses have ended."


def test_a_loss_within_the_limit_passes(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *LINES])
    desk.pull(FEED)
    desk.deliver("courses.csv", [HEADER, *LINES[:7]])
    assert desk.pull(FEED).accepted == 7


def test_more_rejected_rows_than_allowed_refuse_the_file_and_name_the_first(desk: Desk) -> None:
    given = feed(limits={"max_rejected_share": 0.1, "reason": "Typing errors."})
    desk.deliver("courses.csv", [HEADER, *LINES[:8], "x;a;training;;;yes;", "y;b;training;;;yes;"])
    over, first, second = desk.refused(given)
    assert over.rule == "limit"
    assert "2 of 10 rows break rules (pattern 2); the feed allows 10%" in over.what
    assert (first.row, second.row) == (10, 11)


def test_the_number_of_rejected_rows_may_be_limited_too(desk: Desk) -> None:
    limits = {"max_rejected_rows": 0, "max_rejected_share": 1, "reason": "A register."}
    desk.deliver("courses.csv", [HEADER, *LINES, "x;a;training;;;yes;"])
    assert desk.refused(feed(limits=limits))[0].rule == "limit"


def test_fewer_rows_than_the_feed_ever_has_are_refused(desk: Desk) -> None:
    limits = {"minimum_rows": 11, "reason": "Eleven faculties."}
    desk.deliver("courses.csv", [HEADER, *LINES])
    problem = only(desk.refused(feed(limits=limits)))
    assert problem.rule == "minimum-rows"
    assert "10 rows are accepted; the feed has at least 11" in problem.what


def test_a_snapshot_is_compared_with_the_one_before_by_key(desk: Desk) -> None:
    rows = ["EHU-001;Arte;training;;6;yes;", "EHU-002;Cine;research;;;no;"]
    desk.deliver("courses.csv", [HEADER, *rows, "EHU-003;Danza;training;;;yes;"])
    first = desk.pull(FEED)
    assert first.comparison is None
    rows = ["EHU-001;Arte;training;;7;no;", "EHU-002;Cine;research;;;no;"]
    desk.deliver("courses.csv", [HEADER, *rows, "EHU-004;Moda;training;;;yes;"])
    comparison = desk.pull(FEED, now=NOW + timedelta(days=1)).comparison
    assert comparison is not None
    assert comparison.model_dump() == {
        "previous": first.snapshot_id,
        "rows_before": 3,
        "rows_now": 3,
        "rows_added": 1,
        "rows_removed": 1,
        "rows_changed": 1,
        "changed_share": 1.0,
        "changed_values": {"ects": 1, "accredited": 1},
        "columns_added": (),
        "columns_removed": (),
    }
    assert str(comparison) == "3 rows after 3: 1 added, 1 removed, 1 changed"


def test_a_source_that_states_another_number_of_rows_is_refused(desk: Desk) -> None:
    """What arrived must be counted against what the source said it holds (domain, section 6)."""
    record = '{"id":"EHU-001","title":"Arte","kind":"training","accredited":true}'
    given = feed(
        format="json",
        records="result.records",
        stated_count="result.total",
        optional=["sectors", "ects", "started_on"],
    )
    desk.deliver("courses.json", f'{{"result": {{"total": 2, "records": [{record}]}}}}')
    problem = only(desk.refused(given))
    assert problem.rule == "stated-count"
    assert "2 rows, and 1 arrived" in problem.what
    desk.deliver("courses.json", f'{{"result": {{"total": 1, "records": [{record}]}}}}')
    assert desk.pull(given).accepted == 1


def test_good_rows_are_accepted_beside_rejected_ones_within_the_limit(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS, "x;a;training;;;yes;"])
    result = desk.pull(FEED)
    assert (result.read, result.accepted, result.rejected) == (3, 2, 1)
