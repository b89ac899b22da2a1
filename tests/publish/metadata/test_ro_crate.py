"""The release folder is an RO-Crate 1.2: the reference library reads it, no file is missing."""

from __future__ import annotations

import warnings

import pytest
from rocrate.rocrate import ROCrate

from tests.publish.disclosure.tables import counts, registry_of, rows_of, totals
from tests.publish.small import prepare
from tests.publish.small import release as release_small

SIGNATURE = "SHA256SUMS.minisig"
"""It signs the list that holds the crate's hash, so the crate cannot know it."""


@pytest.fixture(scope="module")
def crate(released):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return ROCrate(str(released))


def test_every_file_of_the_release_is_listed_reports_among_them(crate, released):
    present = {p.relative_to(released).as_posix() for p in released.rglob("*") if p.is_file()}
    listed = {entity.id for entity in crate.data_entities}
    assert listed == present - {"ro-crate-metadata.json", SIGNATURE}
    assert {"quality-report.json", "SHA256SUMS", "data/place.csv"} <= listed


def test_a_file_that_is_gone_is_noticed(copy):
    folder = copy()
    (folder / "data" / "place.csv").unlink()
    crate = ROCrate(str(folder))
    with pytest.raises(FileNotFoundError, match=r"place\.csv"):
        crate.write(folder.parent / "written")


def test_the_root_says_what_the_specification_demands(crate):
    """RO-Crate 1.2, root data entity: name, description, datePublished, license."""
    root = crate.root_dataset
    assert root["name"] == "Partnership (es)"
    assert root["description"].startswith("Who takes part.")
    assert root["datePublished"] == "2026-09-01"
    assert root["license"].id == "https://creativecommons.org/licenses/by/4.0/"
    assert [author["name"] for author in root["author"]] == ["KSIgune", "Euskampus Fundazioa"]
    assert root["conformsTo"].id == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert crate.metadata["conformsTo"] == "https://w3id.org/ro/crate/1.2"
    assert root["version"] == "1.0.0"


def test_sources_and_places_are_entities_of_their_own(crate):
    assert [source["name"] for source in crate.root_dataset["isBasedOn"]] == [
        "Register of organisations",
        "Pact for Skills",
    ]
    assert crate.root_dataset["spatialCoverage"][0]["name"] == "País Vasco"


def test_data_files_carry_media_type_size_and_hash(crate, released):
    file = crate.dereference("data/place.csv")
    assert file["encodingFormat"] == "text/csv"
    assert int(file["contentSize"]) == (released / "data" / "place.csv").stat().st_size
    assert file["license"].id == "https://creativecommons.org/licenses/by/4.0/"


def test_a_package_with_protected_tables_lists_its_disclosure_report(tmp_path):
    """Only such a package has one."""
    known = registry_of(counts())
    cells = {
        (sector, area): 30 + len(area) for sector in ("audio", "design") for area in ("a", "bb")
    }
    path = release_small(
        tmp_path, prepare(tmp_path, known, {"reach": rows_of(counts(), totals(cells))})
    ).path
    assert (path / "disclosure-report.json").exists()
    listed = {entity.id for entity in ROCrate(str(path)).data_entities}
    assert "disclosure-report.json" in listed
