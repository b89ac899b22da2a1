"""The responses of a LimeSurvey survey: a CSV with codes as headers, read with its structure.

One file gives two deliveries: its responses (one row each), and its answers (one row per filled
cell). The structure (.lss) says which columns are answers and what they may hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sources.connectors.readers.headers import fold_header, header_problems
from sources.connectors.readers.limesurvey_cells import CellJudge, scrub
from sources.connectors.readers.lss import Survey, read_lss
from sources.connectors.readers.lss_elements import Element, elements
from sources.connectors.readers.text import HeaderJudge, read_text
from sources.connectors.reading import (
    ROW,
    HeaderPlan,
    Layout,
    LocalFile,
    Melted,
    Reading,
)
from sources.problem import Problem, PullError, nearest, quoted

if TYPE_CHECKING:
    import pyarrow as pa

RESPONSE_ID = "id"
ANSWER_COLUMNS = ("response_id", "question_code", "subquestion_code", "answer")
AN_ANSWER = "An answer: it lands with the answers of the survey."
UPLOADED = "Uploaded files and their names may name persons, so they never land."


def read_responses(file: LocalFile, layout: Layout) -> Reading:
    """One row per response, without the answers; a national identity number is withheld.

    Raises PullError for headers that structure and feed do not account for, and like `read_text`.
    """
    survey, known = _structure(layout)
    wide = _read_wide(file, layout, known, layout.headers.required)
    answers = {
        fold_header(header) for element in known for header in (element.header, *element.columns)
    }
    kept = [place for place, name in enumerate(wide.names) if fold_header(name) not in answers]
    reading = replace(
        wide,
        names=tuple(wide.names[place] for place in kept),
        left_out=tuple((n, AN_ANSWER) for n in wide.names if fold_header(n) in answers),
        details={**wide.details, **_details(layout, survey)},
        searched=True,
    )
    reading.batches = _without_answers(
        wide, kept, reading, {fold_header(h) for h in layout.left_out}
    )
    return reading


def read_answers(file: LocalFile, layout: Layout) -> Reading:
    """One row per filled cell of a question: response, question, subquestion and answer as text.

    Cells that the structure does not allow are told in `refused`; texts with a national identity
    number are replaced by a marker and told in `withheld`. Raises PullError like `read_responses`.
    """
    survey, known = _structure(layout)
    wide = _read_wide(file, layout, known, ((RESPONSE_ID,),))
    headers = {fold_header(name): place for place, name in enumerate(wide.names)}
    reading = replace(
        wide,
        names=ANSWER_COLUMNS,
        left_out=tuple(_left_out(wide.names, known, layout)),
        details={**wide.details, **_details(layout, survey), "answer columns": str(len(known))},
        melted=Melted(wide.names, "answer", _labels(survey)),
        searched=True,
    )
    landing = [element for element in known if element.kind != "withheld"]
    places = [headers[fold_header(element.header)] for element in landing]
    reading.batches = _melted(wide, landing, places, headers[fold_header(RESPONSE_ID)], reading)
    return reading


def _structure(layout: Layout) -> tuple[Survey, tuple[Element, ...]]:
    if layout.structure is None:
        problem = Problem(
            rule="survey-structure",
            what="the feed names no structure, and without it no answer can be judged",
            remedy="Enter the address of the .lss file as `structure` of the feed.",
        )
        raise PullError([problem])
    survey = read_lss(layout.structure)
    return survey, elements(survey)


def _details(layout: Layout, survey: Survey) -> dict[str, str]:
    return {
        "format": "LimeSurvey responses",
        "structure": survey.file,
        "structure sha256": layout.structure.sha256 if layout.structure else "",
    }


def _labels(survey: Survey) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        question.code: {option.code: tuple(option.texts.values()) for option in question.options}
        for question in survey.questions
        if question.options
    }


def _read_wide(
    file: LocalFile,
    layout: Layout,
    known: Sequence[Element],
    required: tuple[tuple[str, ...], ...],
) -> Reading:
    answers = tuple((name,) for element in known for name in (element.header, *element.columns))
    plan = HeaderPlan(required=(*required, *answers), optional=layout.headers.optional)
    judge = _judge_of({fold_header(name) for (name,) in answers}, layout)
    return read_text(file, replace(layout, headers=plan), judge)


def _judge_of(answers: set[str], layout: Layout) -> HeaderJudge:
    """Judges headers like those of any file, but says what to do about questions."""
    structure = layout.structure.name if layout.structure else ""

    def judge(
        names: Sequence[str], plan: HeaderPlan, file: str, sheet: str | None, row: int | None
    ) -> list[Problem]:
        found = header_problems(names, plan, file, sheet, row)
        missing = [p.column or "" for p in found if p.rule == "missing-column"]
        unknown = [p.column or "" for p in found if p.rule == "unknown-column"]
        return [_told(problem, answers, structure, missing, unknown) for problem in found]

    return judge


def _told(
    problem: Problem,
    answers: set[str],
    structure: str,
    missing: Sequence[str],
    unknown: Sequence[str],
) -> Problem:
    column = problem.column or ""
    again = "Export responses (with codes as headers) and structure again, both at the same time"
    if problem.rule == "missing-column" and fold_header(column) in answers:
        return replace(
            problem,
            rule="missing-question",
            what=f"the structure {structure} has this question, and the responses have no column "
            f"of it",
            remedy=f"{_hint(column, unknown)}{again}; if the question was taken out, export them "
            f"as they were when the responses came in.",
        )
    if problem.rule == "unknown-column":
        return replace(
            problem,
            rule="unknown-question",
            what=f"neither the structure {structure} nor the feed knows this column; the feed "
            f"leaves out by name what LimeSurvey adds",
            remedy=f"{_hint(column, missing)}{again}; what is no question is entered under "
            f"`ignore` of the feed, with the reason.",
        )
    return problem


def _hint(column: str, others: Sequence[str]) -> str:
    close = nearest(column, others)
    if close is None and len(others) == 1:
        close = others[0]
    return f"Was it renamed, and is it {quoted([close])}? " if close else ""


def _left_out(
    names: Sequence[str], known: Sequence[Element], layout: Layout
) -> Iterator[tuple[str, str]]:
    reasons = {fold_header(header): reason for header, reason in layout.left_out.items()}
    for element in known:
        if element.kind == "withheld":
            reasons |= {fold_header(name): UPLOADED for name in (element.header, *element.columns)}
    for name in names:
        if fold_header(name) in reasons:
            yield name, reasons[fold_header(name)]


def _without_answers(
    wide: Reading, kept: Sequence[int], reading: Reading, never_landing: set[str]
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    names = [f"c{place}" for place in range(len(kept))]
    for batch in wide.batches:
        rows = batch.column(ROW)
        columns = []
        for place, name in zip(kept, reading.names, strict=True):
            values = batch.column(place)
            if fold_header(name) not in never_landing:
                values, withheld = scrub(values, rows, name)
                reading.withheld += withheld
            columns.append(values)
        yield pa.RecordBatch.from_arrays([*columns, rows], names=[*names, ROW])


def _melted(
    wide: Reading,
    known: Sequence[Element],
    places: Sequence[int],
    id_place: int,
    reading: Reading,
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    width = len(wide.names)
    judges = [CellJudge(e, place, width) for e, place in zip(known, places, strict=True)]
    questions = pa.array([element.question for element in known], pa.string())
    subquestions = pa.array([element.subquestion for element in known], pa.string())
    for batch in wide.batches:
        rows = batch.column(ROW)
        ids, withheld = scrub(batch.column(id_place), rows, wide.names[id_place])
        reading.withheld += withheld
        cells = []
        for judge in judges:
            cells.append(judge.judged(batch.column(judge.place), rows, reading))
        yield _long(cells, ids, rows, (questions, subquestions), places, width, reading)


def _long(
    cells: Sequence[pa.Array],
    ids: pa.Array,
    rows: pa.Array,
    codes: tuple[pa.Array, pa.Array],
    places: Sequence[int],
    width: int,
    reading: Reading,
) -> pa.RecordBatch:
    """The filled cells, response by response; on whole arrays, for there are millions of them."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    count = len(ids)
    flat = pa.concat_arrays(cells)  # column by column
    filled = pc.greater(pc.binary_length(flat), 0).to_numpy(zero_copy_only=False)
    order = np.arange(len(flat)).reshape(len(cells), count).T.ravel()
    kept = order[filled[order]]
    reading.empty_cells += len(flat) - len(kept)
    response, question = pa.array(kept % count), kept // count
    numbers = rows.to_numpy()[kept % count] * width + np.asarray(places)[question]
    return pa.RecordBatch.from_arrays(
        [
            ids.take(response),
            *(code.take(pa.array(question)) for code in codes),
            flat.take(pa.array(kept)),
            pa.array(numbers, pa.int64()),
        ],
        names=["c0", "c1", "c2", "c3", ROW],
    )
