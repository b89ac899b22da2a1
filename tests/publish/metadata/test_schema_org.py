"""schema.org `Dataset` as Google Dataset Search reads it
(developers.google.com/search/docs/appearance/structured-data/dataset)."""

from __future__ import annotations

import json

import pytest

from publish.site import Site
from tests.publish.hazards import release
from tests.publish.small import default_rows, registry, said

REQUIRED = ("name", "description")
RECOMMENDED = (
    "alternateName",
    "creator",
    "distribution",
    "identifier",
    "includedInDataCatalog",
    "isAccessibleForFree",
    "keywords",
    "license",
    "measurementTechnique",
    "spatialCoverage",
    "url",
    "variableMeasured",
    "version",
)
"""Google's list, less `citation`, `funder`, `hasPart` and `isPartOf`, `sameAs` and
`temporalCoverage`, of which this package has none."""


@pytest.fixture(scope="module")
def dataset(released):
    return json.loads((released / "metadata" / "schema-org.jsonld").read_text(encoding="utf-8"))


def test_every_required_and_recommended_property_is_there(dataset):
    assert dataset["@type"] == "Dataset"
    assert [name for name in REQUIRED + RECOMMENDED if not dataset.get(name)] == []


def test_the_description_has_50_to_5000_characters(dataset, tmp_path):
    assert 50 <= len(dataset["description"]) <= 5_000
    known = registry()
    package = known.packages["partnership"]
    known.packages["partnership"] = package.model_copy(update={"description": said("a " * 3_000)})
    path = release(tmp_path, known, {}).path / "metadata" / "schema-org.jsonld"
    long = json.loads(path.read_text(encoding="utf-8"))["description"]
    assert len(long) == 5_000
    assert long.endswith("…")


def test_name_description_and_version_are_plain_text(dataset):
    """Google and F-UJI read no language maps."""
    assert dataset["name"] == "Partnership (es)"
    assert dataset["alternateName"] == ["Partnership (eu)", "Partnership (fr)", "Partnership"]
    assert isinstance(dataset["description"], str)
    assert dataset["version"] == "1.0.0"


def test_every_language_of_the_product_is_served(dataset):
    served = {each["inLanguage"]: each for each in dataset["subjectOf"]}
    assert list(served) == ["es", "eu", "fr", "en"]
    assert served["eu"]["name"] == "Partnership (eu)"
    assert served["eu"]["url"].endswith("/1.0.0/DATA-DICTIONARY.eu.md")
    assert dataset["keywords"] == ["culture (es)", "culture (eu)", "culture (fr)", "culture"]


def test_every_data_file_can_be_downloaded_and_verified(dataset, released):
    descriptor = json.loads((released / "datapackage.json").read_text(encoding="utf-8"))
    told = {each["contentUrl"]: each for each in dataset["distribution"]}
    base = "https://observatory.example/releases/partnership/1.0.0"
    for resource in descriptor["resources"]:
        download = told[f"{base}/{resource['path']}"]
        assert download["encodingFormat"] == resource["mediatype"]
        assert download["sha256"] == resource["hash"].removeprefix("sha256:")
        assert download["contentSize"] == f"{resource['bytes']} B"


def test_each_published_column_is_a_variable_once_and_no_private_one(dataset):
    names = [variable["name"] for variable in dataset["variableMeasured"]]
    assert names == [
        "place_code",
        "nuts_code",
        "label",
        "homepage",
        "founded_on",
        "is_open",
        "centres",
        "share_pct",
        "figure_id",
        "figure_value",
        "publication_year",
        "source",
    ]
    units = {v["name"]: v["unitText"] for v in dataset["variableMeasured"] if "unitText" in v}
    assert units == {"centres": "centres", "share_pct": "percent"}


def test_the_place_is_named_and_identified_by_nuts(dataset):
    assert dataset["spatialCoverage"] == [
        {
            "@type": "Place",
            "name": "País Vasco",
            "identifier": "http://data.europa.eu/nuts/code/ES21",
        }
    ]


def test_academic_years_become_an_interval_of_years(tmp_path):
    """`2024-25` and `2025-26`: the last one ends in 2026; no month is known."""
    path = release(tmp_path, registry(), default_rows()).path / "metadata" / "schema-org.jsonld"
    assert json.loads(path.read_text(encoding="utf-8"))["temporalCoverage"] == "2024/2026"


def test_no_interval_is_invented(dataset):
    assert "temporalCoverage" not in dataset


def test_it_is_linked_data_without_asking_the_network(released):
    """F-UJI: a context by address would have to be fetched first."""
    from rdflib import Graph, URIRef

    graph = Graph().parse(released / "metadata" / "schema-org.jsonld", format="json-ld")
    subject = URIRef("https://observatory.example/releases/partnership/1.0.0")
    schema = "http://schema.org/"
    assert graph.value(subject, URIRef(f"{schema}version")).toPython() == "1.0.0"
    assert len(list(graph.objects(subject, URIRef(f"{schema}distribution")))) >= 4


def test_a_doi_is_an_identifier_and_the_same_thing(tmp_path):
    site = Site("https://data.example.org", doi_prefix="10.5072")
    path = release(tmp_path, site=site).path / "metadata" / "schema-org.jsonld"
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["sameAs"] == "https://doi.org/10.5072/ksigune.partnership.v1.0.0"
    assert content["identifier"][-1] == {
        "@type": "PropertyValue",
        "propertyID": "DOI",
        "value": "10.5072/ksigune.partnership.v1.0.0",
    }
