"""Row numbers and cells of delimited files, against Python's csv module as the referee."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sources.connectors.readers.text import read_text
from sources.connectors.reading import HeaderPlan, Layout, LocalFile

NAMES = ["alpha", "beta", "gamma"]
CELLS = st.text(alphabet='ab;"\n\r é,', max_size=4)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=12)
TITLES = st.lists(st.lists(CELLS, min_size=1, max_size=2), max_size=3)


def read(content: bytes, encoding: str) -> tuple[list[tuple[int, list[str]]], list[int]]:
    """Row number and cells of every good row; the numbers of the ragged ones."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        path.write_bytes(content)
        layout = Layout(
            format="csv",
            headers=HeaderPlan(required=tuple((name,) for name in NAMES)),
            encoding=encoding,
            delimiter=";",
        )
        reading = read_text(LocalFile(path, path.name, len(content), ""), layout)
        rows: list[dict[str, Any]] = [row for batch in reading.batches for row in batch.to_pylist()]
    good = [(row["_row"], [row[f"c{i}"] for i in range(3)]) for row in rows]
    return good, [ragged.row for ragged in reading.ragged]


@settings(max_examples=150, deadline=None)
@given(TITLES, ROWS, st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]))
@example([["two\nlines"]], [["a"], ["b", "c", "d"], ["e", "f", "g", "h"]], "utf-8")
def test_rows_are_numbered_and_parted_as_a_spreadsheet_does_it(
    titles: list[list[str]], rows: list[list[str]], encoding: str
) -> None:
    target = io.StringIO()
    csv.writer(target, delimiter=";", quoting=csv.QUOTE_ALL).writerows([*titles, NAMES, *rows])
    good, ragged = read(target.getvalue().encode(encoding), encoding)
    first = len(titles) + 2
    numbered = list(enumerate(rows, start=first))
    assert good == [(number, row) for number, row in numbered if len(row) == len(NAMES)]
    assert ragged == [number for number, row in numbered if len(row) != len(NAMES)]
