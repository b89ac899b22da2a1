"""Responses of LimeSurvey: melted into answers, judged by their structure, nothing lost or leaked.

Issue 3, bad input: answers outside the code list, a rating of 11 of 10, a renamed question, a
national identity number in free text, a unit mix-up.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sources.persons.withholding import MISPLACED
from sources.problem import Problem
from sources.status import result_line, status_lines
from tests.sources.small import Desk, only
from tests.sources.small_survey import (
    ANSWERS,
    ASKED,
    HEADERS,
    OPTIONS,
    QUESTIONS,
    RESPONSES,
    YEAR,
    deliver,
    desk,
    limited,
    lss,
    renamed,
    response,
    responses,
    without,
)

SECRET = "12345678Z"


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    return desk(tmp_path)


def _answers(office: Desk) -> list[tuple[Any, ...]]:
    return [
        (row["response_id"], row["question_code"], row["subquestion_code"], row["answer"])
        for row in office.rows(ANSWERS, YEAR)
    ]


def _rejected(office: Desk, **cells: str) -> dict[str, Any]:
    """The one rejection that an answer leads to."""
    deliver(office, response(1, SIZE="S1"), response(2, **cells))
    office.pull(ANSWERS, YEAR)
    (row,) = office.rejected(ANSWERS, YEAR)
    return row


def test_filled_cells_become_rows_in_the_order_of_the_file(office: Desk) -> None:
    deliver(
        office,
        response(7, SIZE="S2", NEED_SK02="Y", RATE_SK01="4", PROF_other="Ingeniería, y más"),
        response(9, SIZE="S1", TEXT='dos\nlíneas "así"'),
    )
    office.pull(ANSWERS, YEAR)
    assert _answers(office) == [
        (7, "SIZE", "-", "S2"),
        (7, "NEED", "SK02", "Y"),
        (7, "RATE", "SK01", "4"),
        (7, "PROF", "other", "Ingeniería, y más"),
        (9, "SIZE", "-", "S1"),
        (9, "TEXT", "-", 'dos\nlíneas "así"'),
    ]
    row = office.rows(ANSWERS, YEAR)[0]
    assert (row["academic_year"], row["origin"]) == (YEAR, "synthetic")


def test_every_cell_is_counted_as_an_answer_or_as_empty(office: Desk) -> None:
    """Counts are kept: 2 responses of 11 columns are 22 cells, of which 3 are filled."""
    deliver(office, response(1, SIZE="S1", VAC="N"), response(2, SIZE="S1", TEXT="  "))
    office.pull(ANSWERS, YEAR)
    counts = office.manifest(ANSWERS, YEAR).counts
    assert (counts.read, counts.accepted, counts.rejected) == (22, 3, 0)
    assert counts.ignored == {"empty cell": 19}


def test_a_response_keeps_its_times_language_and_token_and_nothing_of_the_person(
    office: Desk,
) -> None:
    partial = {**response(2, SIZE="S1"), "submitdate": "", "lastpage": "1", "token": ""}
    deliver(office, response(1, SIZE="S1", TEXT="hola"), partial)
    office.pull(RESPONSES, YEAR)
    first, second = office.rows(RESPONSES, YEAR)
    assert first["submitted_at"] == datetime(2025, 10, 7, 9, 30)  # noqa: DTZ001 (server time)
    assert (first["start_language"], first["token"]) == ("eu", "abc123")
    assert (second["submitted_at"], second["last_page"], second["token"]) == (None, 1, None)
    assert "192.0.2.7" not in _written(office)


@pytest.mark.parametrize("feed", [ANSWERS, RESPONSES], ids=lambda feed: feed.name)
def test_the_manifest_says_why_a_column_is_left_out(office: Desk, feed: Any) -> None:
    office.pull(feed, YEAR)
    manifest = office.manifest(feed, YEAR)
    reasons = {column.header: column.reason for column in manifest.columns}
    assert "never lands" in (reasons["ipaddr"] or "")
    assert manifest.source.understood["structure"] == "survey.lss"


def test_a_survey_without_tokens_is_read(office: Desk) -> None:
    """LimeSurvey writes no column of tokens for a survey without a list of participants."""
    headers = [header for header in HEADERS if header != "token"]
    deliver(
        office, {h: v for h, v in response(1, SIZE="S1").items() if h != "token"}, headers=headers
    )
    office.pull(RESPONSES, YEAR)
    assert [row["token"] for row in office.rows(RESPONSES, YEAR)] == [None]


def test_an_answer_outside_the_options_is_rejected(office: Desk) -> None:
    row = _rejected(office, SIZE="S9")
    assert (row["_row"], row["rule"], row["value"]) == (3, "answer-option", "S9")
    assert row["message"].startswith('responses.csv, row 3, column "SIZE", value "S9": ')
    assert 'it has "S1", "S2", "S4"' in row["message"]
    assert "Mend the answer in LimeSurvey" in row["message"]


@pytest.mark.parametrize("full", ["Yes", "N", "1", "y"])
def test_multiple_choice_takes_a_y_or_nothing(office: Desk, full: str) -> None:
    """An export of full answers instead of codes would say `Yes` and `No`."""
    assert _rejected(office, NEED_SK01=full)["rule"] == "answer-option"


def test_a_rating_of_11_of_10_is_rejected(tmp_path: Path) -> None:
    asked = {**ASKED, "TEN": {"type": "B", "measure": "importance", "lines": {"SK01": "Safety"}}}
    office = _desk_of(tmp_path, asked)
    headers = (*HEADERS, "TEN[SK01]")
    rows = (response(1, SIZE="S1", TEN_SK01="10"), response(2, TEN_SK01="11"))
    deliver(office, *rows, headers=headers, structure=lss(asked))
    office.pull(ANSWERS, YEAR)
    (row,) = office.rejected(ANSWERS, YEAR)
    assert (row["rule"], row["value"]) == ("scale", "11")
    assert 'row 3, column "TEN[SK01]", value "11"' in row["message"]
    assert "outside the scale of the question, 1 to 10" in row["message"]
    assert (1, "TEN", "SK01", "10") in _answers(office)


def _desk_of(root: Path, asked: dict[str, dict[str, Any]]) -> Desk:
    from tests.sources.small_survey import ITEMS, items

    office = desk(root)
    office.deliver(f"survey/{YEAR}/survey.lss", lss(asked))
    office.pull(QUESTIONS, YEAR)
    office.deliver("items.csv", items(asked))
    office.pull(ITEMS)
    return office


@pytest.mark.parametrize("value", ["doce", "1,5", "1e3", "12x"])
def test_what_is_no_number_is_rejected(office: Desk, value: str) -> None:
    row = _rejected(office, STAFF=value)
    assert (row["rule"], row["value"]) == ("type", value)
    assert "that is no number" in row["message"]


@pytest.mark.parametrize(("value", "rule"), [("-1", "minimum"), ("501", "maximum")])
def test_a_number_outside_the_bounds_of_its_question_is_rejected(
    tmp_path: Path, value: str, rule: str
) -> None:
    bounds = [
        {"qid": "2", "attribute": "min_num_value_n", "value": "0"},
        {"qid": "2", "attribute": "max_num_value_n", "value": "500"},
    ]
    office = desk(tmp_path)
    structure = lss(question_attributes=bounds)
    deliver(office, response(1, STAFF="500"), response(2, STAFF=value), structure=structure)
    office.pull(ANSWERS, YEAR)
    (row,) = office.rejected(ANSWERS, YEAR)
    assert (row["_row"], row["rule"], row["value"]) == (3, rule, value)


# Stated band and staff: only what a thousandfold or a thousandth puts inside is a unit mix-up.
@pytest.mark.parametrize(
    ("band", "staff", "mixed"),
    [
        ("S1", "4000", True),
        ("S2", "12000", True),
        ("S4", "0.3", True),
        ("S1", "4", False),
        ("S1", "0", False),
        ("S2", "9", False),
        ("S1", "40", False),
        ("S4", "900", False),
        ("S1", "9001", False),
    ],
)
def test_staff_in_thousands_is_told_by_the_size_band(
    office: Desk, band: str, staff: str, mixed: bool
) -> None:
    deliver(office, response(1, SIZE="S1", STAFF="3"), response(2, SIZE=band, STAFF=staff))
    office.pull(ANSWERS, YEAR)
    rules = [(row["_row"], row["rule"], row["value"]) for row in office.rejected(ANSWERS, YEAR)]
    assert rules == ([(3, "staff-unit", staff)] if mixed else [])
    if mixed:
        assert "not of thousands" in office.rejected(ANSWERS, YEAR)[0]["message"]


def test_more_wrong_cells_than_allowed_refuse_the_file(office: Desk) -> None:
    deliver(office, response(1, SIZE="S1"), response(2, SIZE="S9"), response(3, SIZE="S8"))
    problems = office.refused(limited(ANSWERS, max_rejected_share=0.01), YEAR)
    assert [problem.rule for problem in problems] == ["limit", "answer-option", "answer-option"]
    assert [problem.row for problem in problems[1:]] == [3, 4]


def test_full_answers_instead_of_codes_stop_the_reading(
    office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every further refused cell would cost memory, and say nothing new."""
    monkeypatch.setattr("sources.connectors.readers.limesurvey_cells.MOST_REFUSED", 2)
    deliver(office, *(response(n, SIZE="De 0 a 9") for n in range(1, 5)))
    problem = only(office.refused(ANSWERS, YEAR))
    assert (problem.rule, problem.row, problem.column) == ("survey-structure", 2, "SIZE")
    assert "answer codes, not full answers" in problem.remedy


def _problems_of_headers(office: Desk, asked: dict[str, dict[str, Any]]) -> Iterator[Problem]:
    deliver(office, structure=lss(asked))
    yield from office.refused(ANSWERS, YEAR)
    yield from office.refused(RESPONSES, YEAR)


def test_a_question_that_the_structure_does_not_know_is_refused(office: Desk) -> None:
    for problem in _problems_of_headers(office, without("VAC")):
        assert (problem.rule, problem.column) == ("unknown-question", "VAC")
        assert "neither the structure survey.lss nor the feed" in problem.what


def test_a_question_that_the_responses_lack_is_refused(office: Desk) -> None:
    new = {**ASKED, "NEW": {"type": "T"}}
    for problem in _problems_of_headers(office, new):
        assert (problem.rule, problem.column) == ("missing-question", "NEW")
        assert "both at the same time" in problem.remedy


def test_a_renamed_question_is_told_with_its_likely_other_name(office: Desk) -> None:
    found = list(_problems_of_headers(office, renamed("POSTS", "POSTS2")))
    assert {p.rule for p in found} == {"missing-question", "unknown-question"}
    remedies = {p.rule: p.remedy for p in found}
    assert 'Was it renamed, and is it "POSTS"?' in remedies["missing-question"]
    assert 'Was it renamed, and is it "POSTS2"?' in remedies["unknown-question"]


def test_answers_to_a_question_that_is_not_mapped_are_rejected(tmp_path: Path) -> None:
    """Missing from the mapping: reported and counted, never guessed."""
    asked = {**ASKED, "EXTRA": {"type": "Y"}}
    office = desk(tmp_path)
    headers = (*HEADERS, "EXTRA")
    deliver(office, response(1, SIZE="S1", EXTRA="Y"), headers=headers, structure=lss(asked))
    office.pull(ANSWERS, YEAR)
    (row,) = office.rejected(ANSWERS, YEAR)
    assert (row["rule"], row["_row"]) == ("foreign-key", 2)
    assert 'column "EXTRA"' in row["message"]
    assert "survey_item has no such row" in row["message"]


def test_a_response_that_stands_twice_is_told_by_rows_of_the_file(office: Desk) -> None:
    deliver(office, response(1, SIZE="S1"), response(2, SIZE="S1"), response(1, SIZE="S2"))
    office.pull(ANSWERS, YEAR)
    (row,) = office.rejected(ANSWERS, YEAR)
    assert (row["_row"], row["rule"]) == (4, "primary-key")
    assert "the same key stands in row 2" in row["message"]


def test_a_row_with_a_cell_too_many_is_rejected_without_its_text(office: Desk) -> None:
    text = responses(response(1, SIZE="S1", TEXT=SECRET), response(2, SIZE="S1"))
    broken = text.replace(f'"{SECRET}"', f'"{SECRET}","more"')
    office.deliver(f"survey/{YEAR}/responses.csv", broken)
    office.pull(ANSWERS, YEAR)
    (row,) = office.rejected(ANSWERS, YEAR)
    assert (row["_row"], row["rule"]) == (2, "row-length")
    assert SECRET not in _written(office)
    counts = office.manifest(ANSWERS, YEAR).counts
    assert counts.read == counts.accepted + counts.rejected + counts.ignored["empty cell"]


def _written(office: Desk) -> str:
    """Every byte below the landing zone, and every cell of its Parquet files, as text."""
    import pyarrow.parquet as pq

    landing = office.root / "landing"
    files = [path for path in landing.rglob("*") if path.is_file()]
    cells = [str(pq.read_table(p).to_pylist()) for p in files if p.suffix == ".parquet"]
    return "".join([*cells, *(path.read_bytes().decode("latin-1") for path in files)])


def test_an_identity_number_in_a_text_is_withheld_and_reported_without_repeating_it(
    office: Desk,
) -> None:
    deliver(office, response(1, SIZE="S1"), response(2, SIZE="S1", TEXT=f"Soy yo: {SECRET}"))
    result = office.pull(ANSWERS, YEAR)
    assert (2, "TEXT", "-", MISPLACED) in _answers(office)
    (cell,) = result.withheld
    assert (cell.row, cell.column) == (3, "TEXT")
    assert cell.rule == "misplaced-identifier"
    assert office.manifest(ANSWERS, YEAR).withheld == (cell,)
    assert SECRET not in _written(office)
    assert "Soy yo" not in _written(office)


@pytest.mark.parametrize("column", ["SIZE", "STAFF", "NEED_SK01", "PROF_other"])
def test_an_identity_number_in_any_field_of_the_survey_is_withheld(
    office: Desk, column: str
) -> None:
    """Typed into the wrong field it would be rejected, and rejected rows are written too."""
    deliver(office, response(1, SIZE="S1"), response(2, **{column: SECRET}))
    result = office.pull(ANSWERS, YEAR)
    assert [cell.row for cell in result.withheld] == [3]
    assert SECRET not in _written(office)


def test_a_french_number_in_a_field_of_numbers_is_rejected_and_not_repeated(office: Desk) -> None:
    """A NIR is fifteen digits, so that the field takes it for a number of staff."""
    number = "255081416802538"
    deliver(office, response(1, SIZE="S1"), response(2, STAFF=number))
    office.pull(ANSWERS, YEAR)
    (row,) = office.rejected(ANSWERS, YEAR)
    assert (row["_row"], row["rule"], row["value"]) == (3, "misplaced-identifier", None)
    assert number not in _written(office)


@pytest.mark.parametrize("column", ["id", "token", "startlanguage"])
def test_an_identity_number_among_the_metadata_is_withheld(office: Desk, column: str) -> None:
    deliver(office, response(1, SIZE="S1"), {**response(2, SIZE="S1"), column: SECRET})
    for feed in (RESPONSES, ANSWERS):
        office.pull(feed, YEAR)
    assert SECRET not in _written(office)


def test_a_withheld_key_of_an_invitation_has_the_mark_that_staging_looks_for(office: Desk) -> None:
    """The models know the mark by how it begins (stg_survey_response), and read no Python."""
    deliver(office, {**response(1, SIZE="S1"), "token": SECRET})
    office.pull(RESPONSES, YEAR)
    (row,) = office.rows(RESPONSES, YEAR)
    assert row["token"].startswith("(withheld)")


def test_a_refusal_does_not_repeat_an_identity_number(office: Desk) -> None:
    deliver(office, response(1, SIZE="S1"), response(2, SIZE=SECRET))
    problems = office.refused(limited(ANSWERS, max_rejected_rows=0), YEAR)
    assert [problem.rule for problem in problems] == ["limit", "answer-option"]
    assert SECRET not in "".join(map(str, problems))
    assert SECRET not in _written(office)


def test_uploaded_files_never_land(tmp_path: Path) -> None:
    """The names of uploaded files may name persons; the structure has the question all the same."""
    asked = {**ASKED, "FILE": {"type": "|"}}
    office = desk(tmp_path)
    headers = (*HEADERS, "FILE", "FILE[filecount]")
    row = {**response(1, SIZE="S1"), "FILE": "cv_garcia.pdf", "FILE[filecount]": "1"}
    deliver(office, row, headers=headers, structure=lss(asked))
    office.pull(ANSWERS, YEAR)
    office.pull(RESPONSES, YEAR)
    assert _answers(office) == [(1, "SIZE", "-", "S1")]
    assert "garcia" not in _written(office)
    reasons = {c.header: c.reason for c in office.manifest(ANSWERS, YEAR).columns}
    assert "Uploaded files" in (reasons["FILE[filecount]"] or "")


def test_options_land_with_their_labels(office: Desk) -> None:
    office.pull(OPTIONS, YEAR)
    rows = office.rows(OPTIONS, YEAR)
    assert [row["answer_code"] for row in rows] == ["S1", "S2", "S4", "1", "2", "3", "4", "5"]
    assert rows[1]["label_en"] == "From 10 to 49 persons employed"
    assert rows[1]["label_eu"] is None


def test_an_html_page_instead_of_responses_is_refused(office: Desk) -> None:
    office.deliver(f"survey/{YEAR}/responses.csv", "<!doctype html><html>Log in</html>")
    assert only(office.refused(ANSWERS, YEAR)).rule == "not-a-table"


def test_a_missing_structure_is_told_by_its_name(office: Desk) -> None:
    (office.inbox / f"survey/{YEAR}/survey.lss").unlink()
    problem = only(office.refused(ANSWERS, YEAR))
    assert (problem.rule, problem.file) == ("file-missing", "survey.lss")


def test_status_and_result_name_the_place_of_a_withheld_text_and_not_the_text(
    office: Desk,
) -> None:
    deliver(office, response(1, SIZE="S1", TEXT=SECRET))
    told = [result_line(office.pull(ANSWERS, YEAR))]
    told += status_lines({ANSWERS.name: ANSWERS}, office.root)
    withheld = '1 text(s) withheld (row 2, column "TEXT" [misplaced-identifier])'
    assert sum(withheld in line for line in told) == 2
    assert SECRET not in "".join(told)
