"""The structure of a survey (.lss): both shapes of LimeSurvey, conditions, texts, and refusals.

The shapes follow an export of LimeSurvey 6 (DBVersion 641) and the older one, in which every row
stands once for each language.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.connectors.address import fetch
from sources.connectors.readers.lss import both, main_language, plain, read_lss
from sources.connectors.readers.lss_elements import Element, elements
from sources.problem import Problem, PullError
from tests.sources.small import only
from tests.sources.small_survey import ASKED, document, lss, survey_of


def _elements(folder: Path, text: str) -> dict[str, Element]:
    return {element.header: element for element in elements(survey_of(folder, text))}


def _refused(folder: Path, text: str) -> Problem:
    with pytest.raises(PullError) as caught:
        elements(survey_of(folder, text))
    return only(caught.value.problems)


def test_elements_have_the_headers_of_the_export_in_the_order_of_the_survey(tmp_path: Path) -> None:
    assert list(_elements(tmp_path, lss())) == [
        *("SIZE", "STAFF", "NEED[SK01]", "NEED[SK02]", "RATE[SK01]", "RATE[SK02]", "VAC", "POSTS"),
        *("PROF[P1]", "PROF[other]", "TEXT"),
    ]


# LimeSurvey manual, question types: code of the type -> headers of a question Q with line A
@pytest.mark.parametrize(
    ("letter", "headers"),
    [
        ("L", ["Q", "Q[other]"]),
        ("!", ["Q", "Q[other]"]),
        ("O", ["Q", "Q[comment]"]),
        ("M", ["Q[A]", "Q[other]"]),
        ("P", ["Q[A]", "Q[Acomment]", "Q[other]", "Q[othercomment]"]),
        ("F", ["Q[A]"]),
        ("B", ["Q[A]"]),
        ("K", ["Q[A]"]),
        ("T", ["Q"]),
        ("|", ["Q"]),
        ("X", []),
    ],
)
def test_every_type_of_question_has_its_columns(
    tmp_path: Path, letter: str, headers: list[str]
) -> None:
    asked = {"Q": {"type": letter, "lines": {"A": "Line"}, "options": {"1": "One"}, "other": "Y"}}
    assert list(_elements(tmp_path, lss(asked))) == headers


@pytest.mark.parametrize(
    ("letter", "codes"),
    [
        ("B", tuple(str(point) for point in range(1, 11))),
        ("A", ("1", "2", "3", "4", "5")),
        ("C", ("Y", "N", "U")),
        ("E", ("I", "S", "D")),
        ("F", ("a", "b")),
    ],
)
def test_a_matrix_has_the_codes_of_its_type_or_its_own(
    tmp_path: Path, letter: str, codes: tuple[str, ...]
) -> None:
    asked = {"Q": {"type": letter, "lines": {"A": "x"}, "options": {"a": "A", "b": "B"}}}
    assert _elements(tmp_path, lss(asked))["Q[A]"].codes == codes


def test_a_list_with_other_also_takes_its_code(tmp_path: Path) -> None:
    asked = {"Q": {"type": "L", "options": {"a": "A"}, "other": "Y"}}
    assert _elements(tmp_path, lss(asked))["Q"].codes == ("a", "-oth-")


def test_bounds_are_those_attributes_that_are_numbers(tmp_path: Path) -> None:
    attributes = [
        {"qid": "1", "attribute": "min_num_value_n", "value": "0"},
        {"qid": "1", "attribute": "max_num_value_n", "value": "{STAFF.NAOK}"},
    ]
    found = _elements(tmp_path, lss({"Q": {"type": "N"}}, question_attributes=attributes))["Q"]
    assert (found.minimum, found.maximum) == (0, None)


@pytest.mark.parametrize(
    ("relevance", "shown_if"),
    [
        ('((VAC.NAOK == "Y"))', ("VAC", "Y")),
        ("VAC == 'Y'", ("VAC", "Y")),
        ("G02Q01.value == 3", ("G02Q01", "3")),
        ('VAC.NAOK eq "Y"', ("VAC", "Y")),
        ("1", None),
        ('VAC.NAOK == "Y" and STAFF > 3', None),
        ('VAC.NAOK != "Y"', None),
        ('((VAC.NAOK == "Y")', None),
    ],
)
def test_simple_conditions_are_parsed_and_others_left_alone(
    tmp_path: Path, relevance: str, shown_if: tuple[str, str] | None
) -> None:
    found = _elements(tmp_path, lss({"Q": {"type": "T", "relevance": relevance}}))["Q"]
    assert found.shown_if() == shown_if
    assert found.relevance == relevance


def test_the_condition_of_a_group_holds_for_its_questions(tmp_path: Path) -> None:
    groups = [{"gid": "1", "group_order": "1", "grelevance": 'VAC.NAOK == "Y"'}]
    found = _elements(tmp_path, lss({"Q": {"type": "T", "relevance": "STAFF > 1"}}, groups=groups))
    assert found["Q"].relevance == '(VAC.NAOK == "Y") and (STAFF > 1)'
    assert found["Q"].shown_if() is None


def test_groups_come_before_questions_in_the_order(tmp_path: Path) -> None:
    groups = [{"gid": "1", "group_order": "2"}, {"gid": "2", "group_order": "1"}]
    asked = {"LAST": {"type": "T"}, "FIRST": {"type": "T", "gid": "2"}}
    assert list(_elements(tmp_path, lss(asked, groups=groups))) == ["FIRST", "LAST"]


def test_conditions_that_always_hold_say_nothing() -> None:
    assert (both("", "1"), both("1", "A"), both("A", "", "B")) == ("1", "A", "(A) and (B)")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Text for <strong>first question</strong>", "Text for first question"),
        ("3 &lt; 5 &amp; <br/> más", "3 < 5 & más"),
        ("a < b", "a < b"),
        ("<script>alert('x')</script>Hola <!-- no -->", "Hola"),
    ],
)
def test_texts_are_read_without_markup(html: str, text: str) -> None:
    assert plain(html) == text


def test_languages_of_a_country_or_a_tone_are_their_main_language() -> None:
    assert [main_language(code) for code in ("es", "es-MX", "de-informal")] == ["es", "es", "de"]


def test_the_older_shape_repeats_rows_for_each_language(tmp_path: Path) -> None:
    """Before LimeSurvey 4 texts stood in the rows of questions and answers, options had no id."""
    question = {"qid": "1", "parent_qid": "0", "type": "L", "title": "Q", "question_order": "1"}
    line = {"qid": "1", "code": "A1", "sortorder": "1", "scale_id": "0"}
    text = document(
        {
            "questions": [
                {**question, "language": "es", "question": "¿Sector?"},
                {**question, "language": "eu", "question": "Sektorea?"},
            ],
            "answers": [
                {**line, "language": "es", "answer": "Música"},
                {**line, "language": "eu", "answer": "Musika"},
            ],
        }
    )
    survey = survey_of(tmp_path, text)
    (found,) = survey.questions
    assert found.texts == {"es": "¿Sector?", "eu": "Sektorea?"}
    assert [(option.code, option.texts) for option in found.options] == [
        ("A1", {"es": "Música", "eu": "Musika"})
    ]
    assert survey.languages == ("es", "eu")


def test_subquestions_may_stand_among_the_questions(tmp_path: Path) -> None:
    """Older files keep both in one section, told apart by `parent_qid`."""
    questions = [
        {"qid": "2", "parent_qid": "1", "title": "SQ1", "question_order": "1"},
        {"qid": "1", "parent_qid": "0", "title": "Q", "type": "M"},
    ]
    assert list(_elements(tmp_path, document({"questions": questions}))) == ["Q[SQ1]"]


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    """Entities can be made to explode (billion laughs); no survey declares any."""
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    problem = _refused(tmp_path, document({"questions": [{"qid": "1"}]}, head=bomb))
    assert problem.rule == "survey-structure"
    assert "document type" in problem.what


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (document({"questions": [{"qid": "1"}]}, kind="Group"), '"Group"'),
        ("<html><body>Log in</body></html>", "does not say so"),
        (lss()[:-40], "no element found|unclosed token|mismatched"),
        ("", "no element found"),
        (document({"groups": [{"gid": "1"}]}), "no question"),
    ],
)
def test_what_is_no_structure_is_refused(tmp_path: Path, text: str, said: str) -> None:
    problem = _refused(tmp_path, text)
    assert (problem.rule, problem.file) == ("survey-structure", "survey.lss")
    assert any(part in problem.what for part in said.split("|"))
    assert "Survey structure (.lss)" in problem.remedy


def test_a_type_that_is_not_read_is_refused_by_name(tmp_path: Path) -> None:
    problem = _refused(tmp_path, lss({**ASKED, "RANK": {"type": "R", "options": {"1": "x"}}}))
    assert (problem.rule, problem.column, problem.value) == ("question-type", "RANK", "R")


def test_a_subquestion_without_its_question_is_refused(tmp_path: Path) -> None:
    lost = [{"qid": "99", "parent_qid": "77", "title": "SQ9"}]
    text = document({"questions": [{"qid": "1", "title": "Q", "type": "T"}], "subquestions": lost})
    problem = _refused(tmp_path, text)
    assert (problem.rule, problem.column) == ("survey-structure", "SQ9")
    assert "77" in problem.what


@pytest.mark.parametrize(
    ("sections", "column"),
    [
        ({"questions": [{"qid": "1", "type": "T"}]}, "questions/title"),
        ({"questions": [{"title": "Q", "type": "T"}]}, "questions/qid"),
        (
            {"questions": [{"qid": "1", "title": "Q"}], "answers": [{"qid": "1"}]},
            "answers/code",
        ),
    ],
)
def test_a_row_without_its_id_or_code_is_refused(
    tmp_path: Path, sections: dict[str, list[dict[str, str]]], column: str
) -> None:
    problem = _refused(tmp_path, document(sections))
    assert (problem.rule, problem.row, problem.column) == ("survey-structure", 1, column)


@settings(deadline=None)
@given(cut=st.integers(0, 4000), put=st.binary(max_size=8))
def test_damage_is_refused_or_read_and_never_crashes(cut: int, put: bytes) -> None:
    """A structure is somebody else's file: whatever is in it, the answer is a problem in words."""
    text = lss().encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "survey.lss"
        path.write_bytes(text[:cut] + put + text[cut + len(put) :])
        assert _files_blamed(path) <= {"survey.lss"}


def _files_blamed(path: Path) -> set[str | None]:
    try:
        elements(read_lss(fetch(str(path), path.parent, 10_000_000)))
    except PullError as error:
        return {problem.file for problem in error.problems}
    return set()
