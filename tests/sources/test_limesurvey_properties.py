"""Whatever firms type, melting loses no cell, invents none, and lets no identity number through."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sources.connectors.address import fetch
from sources.connectors.readers.limesurvey import read_answers
from sources.connectors.readers.lss_elements import elements
from sources.connectors.reading import HeaderPlan, Layout, Reading
from sources.persons.search import holds_national_number
from sources.persons.withholding import MISPLACED
from tests.sources.small_survey import HEADERS, METADATA, lss, responses, survey_of

TEXT = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=12
)
CODES = ["SIZE", "NEED[SK01]", "RATE[SK02]", "VAC"]
TEXTS = ["PROF[other]", "TEXT"]
CELL = st.one_of(st.just(""), st.sampled_from(["S1", "Y", "3", "9", "12345678Z", " "]), TEXT)
RESPONSE = st.fixed_dictionaries(dict.fromkeys((*CODES, *TEXTS), CELL))


def _read(folder: Path, rows: list[dict[str, str]]) -> tuple[Reading, list[tuple[str, ...]]]:
    sent = [{"id": str(n), **METADATA, **row} for n, row in enumerate(rows, start=1)]
    (folder / "responses.csv").write_text(responses(*sent), encoding="utf-8", newline="")
    survey_of(folder, lss())
    layout = Layout(
        format="limesurvey_answers",
        headers=HeaderPlan(required=(), optional=tuple((name,) for name in METADATA)),
        encoding="utf-8",
        structure=fetch(str(folder / "survey.lss"), folder, 10_000_000),
    )
    reading = read_answers(fetch(str(folder / "responses.csv"), folder, 10_000_000), layout)
    cells = [
        tuple(str(value) for value in row.values())
        for batch in reading.batches
        for row in batch.to_pylist()
    ]
    return reading, cells


@settings(max_examples=60, deadline=None)
@given(st.lists(RESPONSE, min_size=1, max_size=6))
def test_melted_cells_are_those_of_the_file(rows: list[dict[str, str]]) -> None:
    """Against a plain loop over rows and columns, in the order of the file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reading, cells = _read(folder, rows)
        known = elements(survey_of(folder, lss()))
    expected = []
    for number, row in enumerate(rows, start=1):
        for element in known:
            cell = row.get(element.header, "")
            if not cell.strip():
                continue
            kept = cell if element.header in TEXTS else cell.strip()
            shown = MISPLACED if holds_national_number(kept) else kept
            place = (number + 1) * len(HEADERS) + HEADERS.index(element.header)
            head = (str(number), element.question, element.subquestion)
            expected.append((*head, shown, str(place)))
    assert cells == expected
    assert reading.empty_cells == len(rows) * len(known) - len(expected)


@settings(max_examples=60, deadline=None)
@given(st.lists(RESPONSE, min_size=1, max_size=6))
def test_refused_cells_are_those_outside_their_codes(rows: list[dict[str, str]]) -> None:
    allowed = {
        "SIZE": {"S1", "S2", "S4"},
        "NEED[SK01]": {"Y"},
        "RATE[SK02]": set("12345"),
        "VAC": {"Y", "N"},
    }
    wrong = {
        ((number + 1) * len(HEADERS) + HEADERS.index(header))
        for number, row in enumerate(rows, start=1)
        for header, codes in allowed.items()
        if row[header].strip() and row[header].strip() not in codes
    }
    with tempfile.TemporaryDirectory() as name:
        reading, _ = _read(Path(name), rows)
    assert {cell.row for cell in reading.refused} == wrong
    assert not any(holds_national_number(cell.value) for cell in reading.refused)
