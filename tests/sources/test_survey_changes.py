"""A survey's structure that changes after it was landed: seen, compared, and refused if it hurts.

Issue 3, bad input: a changed `.lss`, a question renamed between waves.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from sources.corrections import Correction
from sources.feed import Feed, FeedError
from tests.sources.small import Desk, feed, only
from tests.sources.small_survey import (
    ANSWERS,
    ASKED,
    ITEMS,
    QUESTIONS,
    YEAR,
    deliver,
    desk,
    items,
    limited,
    lss,
    renamed,
    response,
    without,
)


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    return desk(tmp_path)


def _structure(office: Desk, text: str) -> None:
    office.deliver(f"survey/{YEAR}/survey.lss", text)


def test_a_changed_text_and_a_new_question_are_told_in_the_comparison(office: Desk) -> None:
    changed = {**ASKED, "VAC": {**ASKED["VAC"], "text": "¿Vacantes?"}, "NEW": {"type": "T"}}
    _structure(office, lss(changed))
    comparison = office.pull(QUESTIONS, YEAR).comparison
    assert comparison is not None
    assert (comparison.rows_added, comparison.rows_removed, comparison.rows_changed) == (1, 0, 1)
    assert comparison.changed_values == {"text_es": 1}


def test_a_mapped_question_must_not_vanish(office: Desk) -> None:
    before = office.manifest(QUESTIONS, YEAR).snapshot
    _structure(office, lss(without("VAC")))
    problem = only(office.refused(QUESTIONS, YEAR))
    assert (problem.rule, problem.file) == ("still-referenced", "survey.lss")
    assert problem.value == f"{YEAR}, VAC, -"
    assert "survey_item points at this row" in problem.what
    assert "--accept-loss" in problem.remedy
    assert office.manifest(QUESTIONS, YEAR).snapshot == before


def test_each_line_that_vanishes_is_named(office: Desk) -> None:
    fewer = {**ASKED, "NEED": {**ASKED["NEED"], "lines": {"SK02": "Ideas"}}}
    _structure(office, lss(fewer))
    assert [p.value for p in office.refused(QUESTIONS, YEAR)] == [f"{YEAR}, NEED, SK01"]


def test_a_renamed_question_passes_by_decision_and_then_needs_its_mapping(office: Desk) -> None:
    """The way that the message names: decide, land the structure, then the mapping."""
    new = renamed("VAC", "HASVAC")
    _structure(office, lss(new))
    office.refused(QUESTIONS, YEAR)
    office.pull(QUESTIONS, YEAR, accept_loss="Renamed by the survey team on 2025-10-01")
    office.deliver("items.csv", items())  # still the old mapping, with a new source
    problems = office.refused(limited(ITEMS, max_rejected_rows=0))
    assert [problem.rule for problem in problems] == ["limit", "foreign-key"]
    assert problems[1].value == f"{YEAR}, VAC, -"
    office.deliver("items.csv", items(new))
    office.pull(ITEMS)
    assert {row["question_code"] for row in office.rows(ITEMS)} == set(new)
    office.pull(QUESTIONS, YEAR)


def test_another_wave_does_not_protect_this_one(office: Desk) -> None:
    """The mapping of 2025-26 says nothing of the structure of 2024-25."""
    office.deliver("survey/2024-25/survey.lss", lss(without("VAC")))
    assert office.pull(QUESTIONS, "2024-25").accepted == 10


def test_a_code_that_stands_twice_is_told_with_its_place(office: Desk) -> None:
    twice = lss({**ASKED, "VAC2": {"type": "Y"}}).replace("<title>VAC2<", "<title>VAC<")
    _structure(office, twice)
    problems = office.refused(limited(QUESTIONS, max_rejected_rows=0), YEAR)
    assert [(p.rule, p.row, p.value) for p in problems[1:]] == [
        ("primary-key", 12, f"{YEAR}, VAC, -")
    ]


def test_the_answers_are_read_again_when_their_structure_changes(office: Desk) -> None:
    """The fingerprint of a pull holds the hash of the structure: here an option is taken out."""
    deliver(office, response(1, SIZE="S1"), response(2, SIZE="S4"))
    assert office.pull(ANSWERS, YEAR).rejected == 0
    fewer = {**ASKED, "SIZE": {**ASKED["SIZE"], "options": {"S1": "0-9"}}}
    _structure(office, lss(fewer))
    result = office.pull(ANSWERS, YEAR)
    assert (result.unchanged, result.rejected) == (False, 1)


def test_nothing_is_read_again_when_neither_file_changes(office: Desk) -> None:
    office.pull(ANSWERS, YEAR)
    assert office.pull(ANSWERS, YEAR).unchanged


@pytest.mark.parametrize(
    "changes", [{"structure": "{inbox}/a.lss"}, {"format": "limesurvey_answers"}]
)
def test_a_structure_belongs_to_responses_and_to_nothing_else(changes: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="a structure belongs to the formats"):
        feed(**changes)


def test_a_structure_may_name_the_year_of_a_partition() -> None:
    with pytest.raises(ValidationError, match="needs partition"):
        Feed.model_validate({**ANSWERS.model_dump(), "partition": None})


@pytest.mark.parametrize("name", ["survey_itm", "survey_response"])
def test_a_feed_protects_only_what_points_at_its_table(office: Desk, name: str) -> None:
    with pytest.raises(FeedError, match=f"protects {name}, which is no landing table that points"):
        office.pull(QUESTIONS.model_copy(update={"protects": (name,)}), YEAR)


def test_a_correction_mends_one_cell_and_tells_its_row_when_it_no_longer_fits(
    office: Desk,
) -> None:
    """Corrections are data (sources/corrections/README.md); in a melted file a row is a cell."""
    mend = Correction(
        name="survey_answers.yml, correction 1",
        feed=ANSWERS.name,
        match={"response_id": "2", "question_code": "STAFF"},
        expect={"answer": "12x"},
        change={"answer": "12"},
        reason="The firm said so on the telephone.",
        provider="survey team",
        date=date(2025, 11, 3),
    )
    deliver(office, response(1, SIZE="S1"), response(2, SIZE="S2", STAFF="13"))
    problem = only(office.refused(ANSWERS, YEAR, corrections=[mend]))
    assert (problem.rule, problem.row, problem.column) == ("correction", 3, "STAFF")
    fitting = mend.model_copy(update={"expect": {"answer": "13"}})
    office.pull(ANSWERS, YEAR, corrections=[fitting])
    answers = {row["question_code"]: row["answer"] for row in office.rows(ANSWERS, YEAR)}
    assert answers["STAFF"] == "12"
