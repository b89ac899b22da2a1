"""The structure of a survey as two tables: its elements, and the options of its questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from schemas.model import LANGUAGES
from sources.connectors.readers.headers import header_problems
from sources.connectors.readers.lss import Survey, Texts, read_lss
from sources.connectors.readers.lss_elements import Element, elements
from sources.connectors.reading import ROW, Layout, LocalFile, Reading
from sources.problem import refuse_if

if TYPE_CHECKING:
    import pyarrow as pa

QUESTION_COLUMNS = (
    *("question_code", "subquestion_code", "question_type", "mandatory", "relevance"),
    *("shown_if_question", "shown_if_answer"),
    *(f"text_{language}" for language in LANGUAGES),
)
OPTION_COLUMNS = ("question_code", "answer_code", *(f"label_{lang}" for lang in LANGUAGES))


def read_questions(file: LocalFile, layout: Layout) -> Reading:
    """One row per element of the structure; `_row` is its place in the survey, from 1.

    Raises PullError for a file that is no structure, and for a question type that is not read.
    """
    survey = read_lss(file)
    rows = [_question_row(element) for element in elements(survey)]
    return _reading(survey, layout, QUESTION_COLUMNS, rows)


def read_options(file: LocalFile, layout: Layout) -> Reading:
    """One row per answer option of the structure; `_row` is its place in the survey, from 1."""
    survey = read_lss(file)
    rows = [
        (question.code, option.code, *_in_languages(option.texts))
        for question in survey.questions
        for option in question.options
    ]
    return _reading(survey, layout, OPTION_COLUMNS, rows)


def _question_row(element: Element) -> tuple[str | None, ...]:
    shown_if = element.shown_if() or (None, None)
    return (
        element.question,
        element.subquestion,
        element.type,
        "true" if element.mandatory else "false",
        element.relevance,
        *shown_if,
        *_in_languages(element.texts),
    )


def _in_languages(texts: Texts) -> tuple[str | None, ...]:
    return tuple(texts.get(language) for language in LANGUAGES)


def _reading(
    survey: Survey,
    layout: Layout,
    names: tuple[str, ...],
    rows: list[tuple[str | None, ...]],
) -> Reading:
    refuse_if(header_problems(names, layout.headers, survey.file))
    languages = ", ".join(survey.languages)
    return Reading(
        file=survey.file,
        names=names,
        batches=_batches(names, rows),
        details={"format": "LimeSurvey structure", "languages": languages},
        typed=True,
    )


def _batches(
    names: tuple[str, ...], rows: list[tuple[str | None, ...]]
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    arrays = [pa.array([row[place] for row in rows], pa.string()) for place in range(len(names))]
    numbers = pa.array(range(1, len(rows) + 1), pa.int64())
    columns = [*(f"c{place}" for place in range(len(names))), ROW]
    yield pa.RecordBatch.from_arrays([*arrays, numbers], names=columns)
