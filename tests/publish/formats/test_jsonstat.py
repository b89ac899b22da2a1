"""A statistical table as JSON-stat: valid, and read by others as the cube that it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonstat_validator import validate_jsonstat
from pydantic import ValidationError
from pyjstat import pyjstat

from schemas.model import Table
from schemas.registry import load
from tests.publish.formats.cases import EMPTY, make, rows, summary

PATH = Path("data") / "summary.jsonstat.json"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    made = make(tmp_path_factory.mktemp("jsonstat"))
    return json.loads((made.folder / PATH).read_text(encoding="utf-8"))


def test_the_validator_of_the_standard_accepts_it(dataset):
    assert validate_jsonstat(dataset)


def test_an_empty_and_a_sparse_cube_are_valid_too(tmp_path):
    sparse = rows()
    sparse["summary"] = [
        sparse["summary"][0] | {"academic_year": "2024-25", "kind": "faculty", "share": None},
        sparse["summary"][0] | {"academic_year": "2025-26", "kind": "entity", "share": None},
    ]
    for name, given, form in (("sparse", sparse, dict), ("empty", EMPTY, list)):
        made = make(tmp_path / name, given)
        dataset = json.loads((made.folder / PATH).read_text(encoding="utf-8"))
        assert validate_jsonstat(dataset)
        assert isinstance(dataset["value"], form)


def test_dimensions_are_the_key_and_the_measures_with_their_roles(dataset):
    assert dataset["id"] == ["academic_year", "kind", "measure"]
    assert dataset["size"] == [2, 3, 2]
    assert dataset["role"] == {"time": ["academic_year"], "metric": ["measure"]}
    kinds = dataset["dimension"]["kind"]
    assert kinds["category"]["index"] == ["faculty", "entity", "_T"]  # the code list's order
    assert kinds["category"]["label"]["faculty"] == "label of faculty (es)"
    assert kinds["extension"]["category"]["eu"]["faculty"] == "label of faculty (eu)"
    units = dataset["dimension"]["measure"]["category"]["unit"]
    assert units["visits"] == {"decimals": 0, "label": "visits"}
    assert units["share"] == {"decimals": 6}


@pytest.mark.filterwarnings("ignore:Shouldn't use this function")  # pyjstat calls its own
def test_pyjstat_reads_the_values_at_their_codes(dataset):
    """Another program's reading of the places, with the labels that it shows."""
    frame = pyjstat.Dataset.read(json.dumps(dataset)).write("dataframe")
    found = {tuple(row[:3]): row[3] for row in frame.itertuples(index=False)}
    assert found["label of 2024-25 (es)", "label of entity (es)", "share (es)"] == 0.333333
    assert found["label of 2025-26 (es)", "Total", "visits (es)"] == 12


def test_a_suppressed_cell_has_no_value_and_says_why(dataset):
    """obs_status Q (missing, suppressed), conf_status A (primary confidentiality), in SDMX."""
    place = str((1 * 3 + 0) * 2)  # 2025-26, faculty, visits
    assert dataset["value"][int(place)] is None
    assert dataset["status"][place] == "Q"
    assert dataset["extension"]["conf_status"][place] == "A"
    free = str((0 * 3 + 2) * 2)
    assert free not in dataset["extension"]["conf_status"]


def test_it_says_when_whose_and_what(dataset):
    assert dataset["updated"] == "2026-09-01T06:30:00Z"
    assert dataset["label"] == "Summary (es)"
    assert dataset["extension"]["label"]["fr"] == "Summary (fr)"
    assert dataset["extension"]["version"] == "1.2.3"
    assert dataset["extension"]["synthetic"] is False
    assert dataset["source"]


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ({"measures": ["obs_status"]}, "obs_status is no measure"),
        ({"measures": ["kind"]}, "kind is no measure"),
        ({"measures": ["visits"], "time": "visits"}, "visits is no key column"),
        ({"measures": ["unknown"]}, "unknown is no measure"),
    ],
)
def test_a_cube_that_contradicts_its_table_is_refused(block, told):
    body = summary().model_dump() | {"statistical": block}
    with pytest.raises(ValidationError, match=told):
        Table(**body)


def test_the_products_own_cubes_name_every_key_column_as_a_dimension_with_codes_or_texts():
    cubes = [table for table in load().open.values() if table.statistical]
    assert len(cubes) == 14
    for table in cubes:
        assert {"string"} == {table.field(name).type for name in table.primary_key}
        assert table.statistical.time == "academic_year"
