"""Issue 2, "Bad input": a bad row is rejected with file, sheet, row, column, value, rule and
remedy; the good rows pass."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.model import Table
from sources.connectors.reading import Reading
from sources.judging import dialect_of
from sources.pull import Profile
from sources.wording import Failure, Wording
from tests.sources.small import (
    GOOD_ROWS,
    HEADER,
    REGISTRY,
    ROW_A,
    TITLES,
    Desk,
    feed,
    only,
    workbook,
    xlsx,
)


def many_good_rows(count: int) -> list[tuple[Any, ...]]:
    return [(f"EHU-{i:03d}", *ROW_A[1:]) for i in range(1, count + 1)]


def test_a_wrong_type_in_row_17_is_told_with_all_that_is_needed_to_mend_it(desk: Desk) -> None:
    rows = many_good_rows(20)
    rows[15] = (*rows[15][:4], "seis", *rows[15][5:])
    desk.deliver("courses.xlsx", xlsx(workbook([TITLES, *rows])))
    given = feed(format="xlsx", dialect={"decimal_mark": ","})
    result = desk.pull(given)
    assert (result.accepted, result.rejected) == (19, 1)
    (row,) = desk.rejected(given)
    assert row["message"] == (
        'courses.xlsx, sheet "Datos", row 17, column "ects", value "seis": that is no number of '
        "at most 10 digits, 2 of them decimals [type]. "
        'Write it with the decimal mark ",", such as 6,5, and without units.'
    )
    assert (row["_row"], row["_sheet"], row["rule"], row["column_name"]) == (
        17,
        "Datos",
        "type",
        "ects",
    )
    assert '"ects":"seis"' in row["row_json"]


def rejection(desk: Desk, line: str, **changes: Any) -> dict[str, Any]:
    """The one rejection that this line earns beside two good rows."""
    given = feed(**changes)
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS, line])
    assert desk.pull(given).accepted == 2
    (row,) = desk.rejected(given)
    return row


def test_a_duplicate_key_names_the_row_that_has_it_already(desk: Desk) -> None:
    row = rejection(desk, "EHU-001;Otro;training;;;yes;")
    assert (row["_row"], row["rule"]) == (4, "primary-key")
    assert "the same key stands in row 2" in row["message"]


def test_an_unknown_code_is_told_with_the_known_terms_and_the_nearest(desk: Desk) -> None:
    row = rejection(desk, "EHU-003;Otro;Investigacion;;;yes;")
    assert row["rule"] == "enum"
    assert 'Is it "Investigación"?' in row["message"]
    assert "Known are training, research" in row["message"]


def test_of_a_list_of_codes_the_unknown_one_is_named(desk: Desk) -> None:
    row = rejection(
        desk, "EHU-003;Otro;training;design/turismo;;yes;", dialect={"list_separator": "/"}
    )
    assert row["value"] == "design;turismo"
    assert '"turismo" is no term' in row["message"]


def test_every_term_of_a_code_is_known_whatever_its_case_and_language(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, "EHU-001;Arte;FORMACIÓN;diseño;;yes;"])
    assert desk.pull(feed()).accepted == 1
    assert desk.rows(feed())[0]["kind"] == "FORMACIÓN"


@pytest.mark.parametrize(
    ("line", "rule", "words"),
    [
        ("EHU-003;;training;;;yes;", "required", "the cell is empty"),
        ("EHU-003;x;training;;-1;yes;", "minimum", "less than 0 ECTS"),
        ("EHU-003;x;training;;361;yes;", "maximum", "more than 360 ECTS"),
        ("EHU3;x;training;;;yes;", "pattern", "[A-Z]{2,6}-[0-9]{3,7}"),
        ("EHU-003;x;training;;;maybe;", "type", "neither yes nor no"),
        ("EHU-003;x;training;;;yes;2024-02-30", "type", "as 2026-09-15"),
        ("EHU-003;x;training;;6.5.1;yes;", "type", "that is no number"),
    ],
)
def test_each_rule_has_its_words(desk: Desk, line: str, rule: str, words: str) -> None:
    row = rejection(desk, line)
    assert row["rule"] == rule
    assert words in row["message"]


def test_all_broken_rules_of_a_row_are_told_and_it_counts_once(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS, "EHU3;;training;;;maybe;"])
    result = desk.pull(feed())
    assert result.rejected == 1
    assert [row["rule"] for row in desk.rejected(feed())] == ["pattern", "required", "type"]
    assert desk.manifest(feed()).rejected_by_rule == {"pattern": 1, "required": 1, "type": 1}


def offers(**changes: Any) -> Any:
    return feed(
        "offers",
        table="offer",
        partition="academic_year",
        address="{inbox}/{academic_year}/offers.csv",
        **changes,
    )


def test_an_academic_year_that_does_not_exist_is_called_so(desk: Desk) -> None:
    land_register(desk)
    desk.deliver("2024-25/offers.csv", [*OFFERS, "2024-26;2;Arte"])
    desk.pull(offers(), "2024-25")
    (row,) = desk.rejected(offers(), "2024-25")
    assert (row["_row"], row["rule"], row["value"]) == (3, "enum", "2024-26")
    assert 'the academic year "2024-26" does not exist' in row["message"]


def test_rows_of_another_year_than_the_files_are_rejected(desk: Desk) -> None:
    land_register(desk)
    desk.deliver("2024-25/offers.csv", [*OFFERS, "2023/24;2;Arte", "2024/25;3;Arte"])
    result = desk.pull(offers(), "2024-25")
    assert (result.accepted, result.rejected) == (2, 1)
    (row,) = desk.rejected(offers(), "2024-25")
    assert (row["_row"], row["rule"], row["value"]) == (3, "partition", "2023/24")
    assert "the file is the one of 2024-25" in row["message"]


def test_a_file_of_another_year_is_refused_whole(desk: Desk) -> None:
    land_register(desk)
    desk.deliver("2025-26/offers.csv", OFFERS)
    given = offers(limits={"reason": "Hardly any."})
    over, first = desk.refused(given, "2025-26")
    assert (over.rule, first.rule) == ("limit", "partition")
    assert "1 of 1 rows break rules (partition 1)" in over.what


OFFERS = ["academic_year;offer_id;organisation", "2024-25;1;Arte"]


def land_register(desk: Desk) -> None:
    desk.deliver(
        "register.csv",
        ["organisation_id;name;acronym;aliases;origin", "KSI-0001;Arte;;;reported"],
    )
    desk.pull(feed("register", table="register"))


def test_a_synthetic_row_in_a_feed_that_is_not_declared_so_is_rejected(desk: Desk) -> None:
    """Otherwise it would pass the production profile, which refuses synthetic feeds."""
    rows = ["KSI-0001;Arte;;;reported", "KSI-0002;Faculty 20;;;Sintético"]
    desk.deliver("register.csv", ["organisation_id;name;acronym;aliases;origin", *rows])
    given = feed("register", table="register")
    desk.pull(given)
    (row,) = desk.rejected(given)
    assert (row["_row"], row["rule"]) == (3, "origin")
    assert desk.pull(feed("register", table="register", origin="synthetic")).rejected == 0


def test_a_synthetic_feed_is_refused_under_the_production_profile(desk: Desk) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    problem = only(desk.refused(feed(origin="synthetic"), profile=Profile(production=True)))
    assert problem.rule == "synthetic"
    assert desk.pull(feed(origin="reported"), profile=Profile(production=True)).accepted == 2


def test_the_value_of_a_personal_field_stays_out_of_the_sentence() -> None:
    course = REGISTRY.landing["course"]
    personal = [
        f.model_copy(update={"privacy": "personal"}) if f.name == "title" else f
        for f in course.fields
    ]
    problem = words(course.model_copy(update={"fields": tuple(personal)})).problem(
        Failure(row=5, rule="pattern", column_name="title", value="Ane Etxeberria")
    )
    assert problem.value is None
    assert "Ane" not in str(problem)


def words(table: Table) -> Wording:
    reading = Reading(file="f", names=(), batches=iter(()))
    return Wording(
        table=table,
        registry=REGISTRY,
        dialect=dialect_of(feed(), reading),
        file="courses.csv",
        sheet=None,
        headers={},
        partition=None,
        spellings=lambda key: {},
    )
