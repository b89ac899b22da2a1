"""A version is cited as DataCite recommends: Creator (Year): Title. Version. Publisher. Type.
Identifier (DataCite Metadata Schema 4.6, chapter 1.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from publish.citation import cite
from publish.contents import Contents
from publish.site import DOI_VARIABLE, Site, site_from
from tests.publish.small import CREATED, organisation, registry

KNOWN = registry(organisation())
CONTENTS = Contents(
    package=KNOWN.packages["partnership"],
    tables=(organisation(),),
    open_dir=Path("open"),
    rows={},
    forms={},
    synthetic=False,
    academic_years=(),
    sources=(),
)
SITE = Site("https://data.example.org")


def test_the_suggested_citation_stands_in_four_languages():
    text = cite(CONTENTS, KNOWN, SITE, "2.0.1", CREATED).text()
    address = "https://data.example.org/releases/partnership/2.0.1"
    who = "KSIgune; Euskampus Fundazioa (2026)"
    assert text.eu == (f"{who}: Partnership (eu). 2.0.1 bertsioa. KSIgune. Datu-multzoa. {address}")
    assert text.es == (
        f"{who}: Partnership (es). Versión 2.0.1. KSIgune. Conjunto de datos. {address}"
    )
    assert text.fr == (
        f"{who} : Partnership (fr). Version 2.0.1. KSIgune. Jeu de données. {address}"
    )
    assert text.en == f"{who}: Partnership. Version 2.0.1. KSIgune. Dataset. {address}"


def test_the_doi_of_the_version_takes_the_place_of_its_address_where_there_is_a_prefix():
    site = replace(SITE, doi_prefix="10.5072")
    citation = cite(CONTENTS, KNOWN, site, "2.0.1", CREATED)
    assert citation.doi == "10.5072/ksigune.partnership.v2.0.1"
    assert citation.text().en.endswith(" https://doi.org/10.5072/ksigune.partnership.v2.0.1")
    assert citation.url == "https://data.example.org/releases/partnership/2.0.1"


def test_a_citation_of_synthetic_rows_says_so():
    citation = cite(replace(CONTENTS, synthetic=True), KNOWN, SITE, "1.0.0", CREATED)
    assert "Partnership (holds synthetic data). Version 1.0.0." in citation.text().en


def test_year_and_day_are_those_of_utc_wherever_the_publisher_sits():
    late = datetime(2026, 12, 31, 23, 30, tzinfo=timezone(timedelta(hours=-2)))
    citation = cite(CONTENTS, KNOWN, SITE, "1.0.0", late)
    assert (citation.year, citation.date) == (2027, "2027-01-01")
    assert cite(CONTENTS, KNOWN, SITE, "1.0.0", late.astimezone(UTC)) == citation


def test_the_doi_prefix_comes_from_the_environment():
    assert site_from({DOI_VARIABLE: "10.5281"}).doi_prefix == "10.5281"
    assert site_from({}).doi_prefix is None
    assert Site().doi("partnership", "1.0.0") is None


@pytest.mark.parametrize("wrong", ["10", "10.5072/abc", "doi:10.5072", "11.5072", "10.12"])
def test_what_is_no_doi_prefix_is_refused(wrong):
    """DOI Handbook 2.2.2: `10.` and a registrant's number of four digits or more."""
    with pytest.raises(ValueError, match=f"{DOI_VARIABLE} is not a DOI prefix"):
        site_from({DOI_VARIABLE: wrong})
