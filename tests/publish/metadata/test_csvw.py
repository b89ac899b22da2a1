"""CSV on the Web by an independent reader: metadata, every cell, keys."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from csvw import CSVW, TableGroup

from tests.publish.hazards import release
from tests.publish.small import default_rows, registry

pytestmark = pytest.mark.integration


@pytest.fixture
def faults(caplog) -> Callable[[Path], list[str]]:
    """Everything that the library finds wrong: it warns, it logs, or it raises."""

    def found(folder: Path) -> list[str]:
        caplog.clear()
        with caplog.at_level(logging.WARNING, logger="csvw"):
            try:
                judged = CSVW(str(folder / "metadata" / "csvw.json"), validate=True)
                valid = judged.is_valid
            except ValueError as error:
                return [str(error)]
        told = [str(warning.message) for warning in judged.warnings]
        told += [record.getMessage() for record in caplog.records]
        assert valid or told
        return told

    return found


def test_metadata_data_and_keys_are_valid(released, faults):
    assert faults(released) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        pytest.param("01,ES211", "03,ES211", id="code not in the list"),
        pytest.param("1981-06-12", "12/06/1981", id="no ISO date"),
        pytest.param("3.84", '"3,84"', id="decimal comma"),
        pytest.param(",true,7", ",yes,7", id="no boolean"),
        pytest.param(",true,7", ",true,-7", id="below the minimum"),
        pytest.param("\r\n20,", "\r\n01,", id="key twice"),
        pytest.param("place_code,nuts_code", "nuts_code,place_code", id="other header"),
    ],
)
def test_a_wrong_cell_is_found(copy, faults, right, wrong):
    folder = copy()
    path = folder / "data" / "place.csv"
    text = path.read_bytes().decode("utf-8")
    assert right in text
    path.write_bytes(text.replace(right, wrong, 1).encode("utf-8"))
    assert faults(folder)


def test_cells_are_read_with_their_types(released):
    group = TableGroup.from_file(released / "metadata" / "csvw.json")
    araba, gipuzkoa, total = group.tabledict["../data/place.csv"].iterdicts()
    assert araba["place_code"] == "01"
    assert araba["label"] == "NA"
    assert araba["founded_on"] == datetime(1981, 6, 12)  # noqa: DTZ001 (as the library reads)
    assert (araba["is_open"], araba["centres"]) == (True, 7)
    assert araba["share_pct"] == Decimal("3.84")
    assert {name for name, value in gipuzkoa.items() if value is None} == set(gipuzkoa) - {
        "place_code"
    }
    assert total["centres"] == 0


def test_titles_stand_in_four_languages_beside_the_name_in_the_header(released):
    """Without the name among the titles the header contradicts the metadata (W3C tabular
    metadata, 5.6: schema compatibility)."""
    content = json.loads((released / "metadata" / "csvw.json").read_text(encoding="utf-8"))
    column = content["tables"][0]["tableSchema"]["columns"][0]
    assert column["titles"] == {
        "und": "place_code",
        "es": "place_code (es)",
        "eu": "place_code (eu)",
        "fr": "place_code (fr)",
        "en": "place_code",
    }


def test_keys_are_stated_and_one_that_may_be_empty_is_not(released, tmp_path, faults):
    """A validator looks for the row that an empty cell refers to; there is none."""
    content = json.loads((released / "metadata" / "csvw.json").read_text(encoding="utf-8"))
    place, figure = content["tables"]
    assert place["tableSchema"]["primaryKey"] == ["place_code"]
    assert "foreignKeys" not in figure["tableSchema"]

    other = release(tmp_path, registry(), default_rows()).path
    content = json.loads((other / "metadata" / "csvw.json").read_text(encoding="utf-8"))
    assert content["tables"][1]["tableSchema"]["foreignKeys"] == [
        {
            "columnReference": ["organisation_id"],
            "reference": {
                "resource": "../data/organisation.csv",
                "columnReference": ["organisation_id"],
            },
        }
    ]
    assert faults(other) == []
    path = other / "data" / "project.csv"
    path.write_bytes(path.read_bytes().replace(b"KSI-0001", b"KSI-0009"))
    assert "KSI-0009" in faults(other)[0]
