"""The mapping table of the hub as data: what domain.md states of codes, and nothing guessed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from schemas.registry import load

FACTS = Path(__file__).parents[2] / "sources" / "reference" / "facts"

Row = dict[str, str]


def _rows(name: str) -> list[Row]:
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


MAPPINGS = _rows("code_mapping.csv")


def _mapped(scheme: str, revision: str, code: str) -> Row:
    (row,) = [
        row
        for row in MAPPINGS
        if (row["source_scheme"], row["source_revision"], row["source_code"])
        == (scheme, revision, code)
    ]
    return row


def test_58_13_is_newspapers_in_one_revision_and_journals_in_the_next() -> None:
    """domain.md section 5: a NACE code is nothing without its revision."""
    assert _mapped("nace", "2", "58.13")["source_label"] == "Publishing of newspapers"
    assert (
        _mapped("nace", "2.1", "58.13")["source_label"] == "Publishing of journals and periodicals"
    )
    assert _mapped("nace", "2.1", "58.12")["source_label"] == "Publishing of newspapers"


def test_63_91_changes_its_sector_with_the_revision() -> None:
    """domain.md section 5: 63.91 changes too."""
    assert _mapped("nace", "2", "63.91")["target_code"] == "publishing_print"
    assert _mapped("nace", "2.1", "63.91")["target_code"] == "digital_content"


def test_what_the_new_revision_splits_is_in_one_of_them_only() -> None:
    """domain.md section 5: 74.10 and 90.0x are split in Rev. 2.1."""
    of_revision = {
        revision: {row["source_code"] for row in MAPPINGS
                   if (row["source_scheme"], row["source_revision"]) == ("nace", revision)}
        for revision in ("2", "2.1")
    }  # fmt: skip
    assert {"74.10", "90.01", "90.03"} <= of_revision["2"] - of_revision["2.1"]
    assert {"74.11", "74.12", "90.11", "90.12", "90.20"} <= of_revision["2.1"] - of_revision["2"]


@pytest.mark.parametrize("row", MAPPINGS, ids=lambda row: f"{row['source_scheme']} "
                         f"{row['source_revision']} {row['source_code'][-12:]}")  # fmt: skip
def test_every_mapping_has_a_source_an_author_a_status_and_a_target_or_a_reason(row: Row) -> None:
    """Issue 3, point 2: mapping tables are data, each with source, author and status."""
    assert all(row[name] for name in ("mapping_source", "mapping_author", "source_label"))
    assert row["mapping_status"] in load().code_lists["mapping_status"].values()
    assert row["source_scheme"] in load().code_lists["mapping_scheme"].values()
    targets = load().code_lists[row["target_code_list"]].values()
    assert row["target_code"] in targets if row["target_code"] else row["note"]


def test_no_mapping_is_called_official_that_is_ours() -> None:
    """domain.md section 5: the mapping of the focuses into ESCO is ours and says so."""
    assert {row["mapping_status"] for row in MAPPINGS} == {"proposed", "reviewed"}
    (source,) = {row["mapping_source"] for row in MAPPINGS if row["source_scheme"] == "esco"}
    assert "ours, not of ESCO" in source


def test_the_esco_concepts_of_the_focuses_are_those_of_the_domain() -> None:
    """domain.md section 5, letter by letter."""
    assert {
        row["source_code"]: row["target_code"] for row in MAPPINGS if row["source_scheme"] == "esco"
    } == {
        f"http://data.europa.eu/esco/skill/{uuid}": focus
        for uuid, focus in (
            ("3399045f-8078-4066-8b46-475b49b260ab", "digital"),
            ("243eb885-07c7-4b77-ab9c-827551d83dc4", "digital"),
            ("80cf002a-6586-4db7-9c9a-88325a9a5e1b", "green"),
            ("e84d080a-ff6d-41a7-b7b9-133e97c7bf00", "innovation"),
            ("6c6957bf-cf1f-4483-9c7e-1655f251b01a", "entrepreneurial"),
        )
    }


def test_provinces_and_departements_are_those_of_the_domain() -> None:
    """domain.md section 5: INE codes 01, 20, 48, 31 and the twelve départements of FRI."""
    found = {(row["source_scheme"], row["source_code"]): row["target_code"] for row in MAPPINGS
             if row["target_code_list"] == "nuts"}  # fmt: skip
    assert {code: found[("ine_province", code)] for code in ("01", "20", "48", "31")} == {
        **{"01": "ES211", "20": "ES212", "48": "ES213", "31": "ES220"}
    }
    departements = {code: nuts for (scheme, code), nuts in found.items() if scheme == "departement"}
    assert departements == {
        **{"24": "FRI11", "33": "FRI12", "40": "FRI13", "47": "FRI14", "64": "FRI15"},
        **{"19": "FRI21", "23": "FRI22", "87": "FRI23"},
        **{"16": "FRI31", "17": "FRI32", "79": "FRI33", "86": "FRI34"},
    }


def test_the_territories_sit_at_different_levels_and_every_language_says_so() -> None:
    """domain.md section 5: ES21 and ES22 are NUTS 2, FRI is NUTS 1."""
    rows = _rows("hub_territories.csv")
    assert {row["territory_code"]: row["nuts_level"] for row in rows} == {
        **{"ES21": "2", "ES22": "2", "FRI": "1"}
    }
    notes = [row[f"comparability_note_{lang}"] for row in rows for lang in ("eu", "es", "fr", "en")]
    assert all("NUTS 1" in note or "NUTS level 1" in note or "NUTS level 2" in note
               or "NUTS 2" in note for note in notes)  # fmt: skip
    assert len(set(notes)) == 12
