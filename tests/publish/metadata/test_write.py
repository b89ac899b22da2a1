"""Every data file of a release is told of in every format, whatever its form."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from publish.contents import Contents
from publish.descriptor import complete, describe
from publish.dossier import DataFile, Dossier, form_of
from publish.metadata import citation, ro_crate, write
from publish.metadata.write import metadata_files
from publish.site import Site
from tests.publish.hazards import hazards
from tests.publish.small import CREATED

KNOWN = hazards()
PLACE, FIGURE = KNOWN.open["place"], KNOWN.open["figure"]
PATHS = (
    ("data/place.csv", ("place",), None),
    ("data/place.parquet", ("place",), None),
    ("data/place.jsonstat.json", ("place",), None),
    ("data/figure.csv", ("figure",), None),
    ("data/figure.parquet", ("figure",), None),
    ("data/partnership.eu.xlsx", ("place", "figure"), "eu"),
    ("data/partnership.sqlite", ("place", "figure"), None),
)


@pytest.fixture
def dossier() -> Dossier:
    files = tuple(
        DataFile(
            path,
            form_of(path),
            tables,
            number + 10,
            f"{number:064x}",
            f"{number:040x}",
            language,
        )
        for number, (path, tables, language) in enumerate(PATHS)
    )
    package = KNOWN.packages["partnership"]
    contents = Contents(
        package=package,
        tables=(PLACE, FIGURE),
        open_dir=Path("open"),
        rows={"place": 3, "figure": 3},
        forms=dict.fromkeys(("place", "figure"), ("csv", "parquet")),
        synthetic=False,
        academic_years=(),
        sources=(),
    )
    descriptor = complete(describe(contents, KNOWN), "1.0.0", CREATED, files)
    site = Site("https://data.example.org")
    return Dossier(contents, KNOWN, site, "1.0.0", CREATED, files, descriptor, {})


def test_every_data_file_is_named_with_its_hash_in_every_list_of_files(dossier):
    made = metadata_files(dossier) | ro_crate.render(dossier, ["README.md"])
    for path in ("metadata/schema-org.jsonld", "metadata/croissant.json", ro_crate.PATH):
        for file in dossier.files:
            assert file.path.rpartition("/")[2] in made[path], (path, file.path)
            assert file.sha256 in made[path], (path, file.path)


def test_a_file_in_one_language_says_which(dossier):
    made = json.loads(metadata_files(dossier)["metadata/schema-org.jsonld"])
    languages = {each["name"]: each.get("inLanguage") for each in made["distribution"]}
    assert languages["partnership.eu.xlsx"] == "eu"
    assert languages["place.csv"] is None


def test_a_record_set_and_a_described_table_per_table_and_no_more(dossier):
    """Workbook, database and JSON-stat hold the same rows: they are files, no further tables."""
    made = metadata_files(dossier)
    sets = [each["@id"] for each in json.loads(made["metadata/croissant.json"])["recordSet"]]
    assert sets == ["codes/province", "codes/nuts", "place", "figure"]
    tables = [each["url"] for each in json.loads(made["metadata/csvw.json"])["tables"]]
    assert tables == ["../data/place.csv", "../data/figure.csv"]


def test_the_same_dossier_gives_the_same_text(dossier):
    again = replace(dossier, files=tuple(dossier.files))
    assert metadata_files(dossier) == metadata_files(again)


def test_two_writers_of_one_path_are_refused(dossier, monkeypatch):
    monkeypatch.setattr(write, "WRITERS", (citation.render, citation.render))
    with pytest.raises(ValueError, match=r"two metadata writers make CITATION\.bib, CITATION\.cff"):
        metadata_files(dossier)
