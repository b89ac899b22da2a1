"""A unit mix-up in a survey: a number of staff given in thousands, or a thousand times too large.

Told from the size band that the same firm states. Which questions these are is data: the mapping
of questions to measures (`survey_item`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.model import fold
from schemas.registry import Registry
from schemas.sql import literal
from sources.connectors.reading import Reading
from sources.references import Snapshots, accepted_rows

RULE = "staff-unit"
_LARGEST = 10_000_000
"""Above the staff of any firm: the end of the open band."""


def staff_unit_failures(
    registry: Registry,
    reading: Reading,
    relation: str,
    snapshots: Snapshots,
    partition: str | None,
) -> list[str]:
    """SQL of the answers on staff that are off by a factor of 1,000: _row, rule, column, value.

    An answer outside the stated band is one only if the thousandfold, or the thousandth, is inside.
    Answers outside the band for another reason are left to the estimation.
    """
    bands = _bands(registry, reading)
    items = snapshots.get("survey_item", ())
    if not bands or not items or reading.melted is None:
        return []
    measured = f"SELECT question_code, survey_measure FROM {accepted_rows(items)}"
    if partition is not None:
        measured += f" WHERE academic_year = {literal(partition)}"
    rows = ", ".join(
        f"({literal(question)}, {literal(answer)}, {low}, {high})"
        for question, answer, low, high in bands
    )
    return [
        f"""
        WITH items AS ({measured}),
        bands (question_code, answer, low, high) AS (VALUES {rows}),
        sizes AS (
          SELECT s.response_id, b.low, b.high FROM {relation} AS s JOIN bands AS b
          ON b.question_code = s.question_code AND b.answer = s.answer
          WHERE s.question_code IN
            (SELECT question_code FROM items WHERE survey_measure = 'size_band')
        ),
        staff AS (
          SELECT _row, response_id, answer, TRY_CAST(answer AS DECIMAL(18, 3)) AS number
          FROM {relation} WHERE question_code IN
            (SELECT question_code FROM items WHERE survey_measure = 'staff')
        )
        SELECT DISTINCT staff._row, {literal(RULE)}, {literal(reading.melted.field)}, staff.answer
        FROM staff JOIN sizes USING (response_id)
        WHERE number > 0 AND number NOT BETWEEN low AND high
          AND (number * 1000 BETWEEN greatest(low, 1) AND high
            OR number / 1000 BETWEEN greatest(low, 1) AND high)
        """
    ]


def _bands(registry: Registry, reading: Reading) -> Sequence[tuple[str, str, int, int]]:
    """Question, answer code and bounds of every option that means a size band."""
    codes = registry.code_lists["size_band"].codes if "size_band" in registry.code_lists else ()
    meaning = {fold(term): code.code for code in codes for term in code.terms()}
    labels = reading.melted.labels if reading.melted else {}
    return [
        (question, answer, *_bounds(meaning[fold(label)]))
        for question, options in labels.items()
        for answer, texts in options.items()
        for label in texts[:1]
        if fold(label) in meaning
    ]


def _bounds(band: str) -> tuple[int, int]:
    """The bounds of a code of the list: `10-49`, or `GE250` for 250 and more."""
    numbers = [int(number) for number in re.findall("[0-9]+", band)]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else (numbers[0], _LARGEST)
