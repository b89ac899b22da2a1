"""Croissant 1.1 by its reference implementation: valid, read, and verified by SHA-256."""

from __future__ import annotations

import json
import logging

import mlcroissant
import pandas as pd
import pytest

from publish.site import Site
from tests.publish.hazards import release, serving

pytestmark = pytest.mark.integration


def _records(dataset, name: str) -> list[dict]:
    return [
        {key.partition("/")[2]: value for key, value in record.items()}
        for record in dataset.records(name)
    ]


@pytest.fixture(scope="module")
def dataset(released):
    return mlcroissant.Dataset(str(released / "metadata" / "croissant.json"))


def test_it_is_valid_without_a_warning(released, caplog):
    with caplog.at_level(logging.WARNING):
        dataset = mlcroissant.Dataset(str(released / "metadata" / "croissant.json"))
    assert dataset.metadata.ctx.issues.report() == ""
    assert dataset.metadata.ctx.conforms_to.value == "http://mlcommons.org/croissant/1.1"
    assert [r.getMessage() for r in caplog.records] == []


def test_a_fault_is_found(copy):
    path = copy() / "metadata" / "croissant.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["recordSet"][-1]["field"][0]["source"]["fileObject"]["@id"] = "data/none.parquet"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(mlcroissant.ValidationError, match=r"none\.parquet"):
        mlcroissant.Dataset(str(path))


def test_names_and_descriptions_stand_in_four_languages(dataset):
    assert dataset.metadata.name == {
        "es": "Partnership (es)",
        "eu": "Partnership (eu)",
        "fr": "Partnership (fr)",
        "en": "Partnership",
    }
    sets = {each.id: each for each in dataset.metadata.record_sets}
    assert set(sets["place"].description) == {"es", "eu", "fr", "en"}


def test_records_have_the_values_and_types_of_the_table(dataset):
    """From CSV the reader would guess: `01` as 1, the text `NA` as missing."""
    araba, gipuzkoa, total = _records(dataset, "place")
    assert araba["place_code"] == b"01"
    assert araba["label"] == b"NA"
    assert araba["founded_on"] == pd.Timestamp("1981-06-12")
    assert araba["is_open"] is True
    assert araba["centres"] == 7
    assert araba["share_pct"] == 3.84
    missing = {name for name, value in gipuzkoa.items() if value is None}
    assert missing == set(gipuzkoa) - {"place_code"}
    assert total["label"].decode() == "Guztira: «bi\nlerro», \"bat\" eta 'beste bat'"
    assert total["centres"] == 0  # a zero is a value


def test_code_lists_are_enumerations_with_labels_and_the_total_where_a_column_takes_it(dataset):
    sets = {each.id: each for each in dataset.metadata.record_sets}
    assert [str(kind) for kind in sets["codes/province"].data_types] == [
        "https://schema.org/Enumeration"
    ]
    codes = [record["province/code"] for record in _records(dataset, "codes/province")]
    assert codes == ["01", "20", "_T"]
    assert [r["nuts/code"] for r in _records(dataset, "codes/nuts")] == ["ES21", "ES211"]
    assert _records(dataset, "codes/nuts")[0]["nuts/label_eu"] == "Euskadi"
    coded = {field.id: field.references.field for field in sets["place"].fields}
    assert coded["place/place_code"] == "codes/province/code"
    assert coded["place/label"] is None


def test_it_is_cited_in_bibtex_as_the_specification_prefers(dataset, released):
    assert dataset.metadata.cite_as == (released / "CITATION.bib").read_text(encoding="utf-8")


def test_files_are_fetched_by_their_address_and_verified(tmp_path, monkeypatch):
    from etils import epath

    constants = mlcroissant._src.core.constants
    with serving(tmp_path / "site") as base:
        folder = release(tmp_path / "site", site=Site(base)).path
        address = f"{base}/releases/partnership/1.0.0/metadata/croissant.json"
        monkeypatch.setattr(constants, "DOWNLOAD_PATH", epath.Path(tmp_path / "first"))
        records = _records(mlcroissant.Dataset(address), "place")
        assert [record["place_code"] for record in records] == [b"01", b"20", b"_T"]

        data = folder / "data" / "place.parquet"
        data.write_bytes(data.read_bytes() + b"x")  # one byte more than was released
        monkeypatch.setattr(constants, "DOWNLOAD_PATH", epath.Path(tmp_path / "second"))
        with pytest.raises(mlcroissant.GenerationError) as refused:
            _records(mlcroissant.Dataset(address), "place")
        assert "hash" in str(refused.value.__cause__).lower()
