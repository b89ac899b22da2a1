"""The DataCite metadata kernel 4.6, judged by its own XML schema."""

from __future__ import annotations

import pytest
from lxml import etree

from publish.site import Site
from publish.standards import DATACITE
from tests.publish.hazards import release, rows
from tests.publish.metadata.rdf import standard

KERNEL = {"d": "http://datacite.org/schema/kernel-4"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module")
def xsd(tmp_path_factory: pytest.TempPathFactory) -> etree.XMLSchema:
    folder = standard(DATACITE, tmp_path_factory)
    return etree.XMLSchema(etree.parse(folder / "metadata.xsd"))


@pytest.fixture(scope="module")
def resource(released):
    return etree.parse(released / "metadata" / "datacite.xml")


def _texts(document, path: str) -> list[str]:
    return [element.text for element in document.findall(path, KERNEL)]


def test_the_schema_finds_it_valid(resource, xsd):
    xsd.assertValid(resource)


@pytest.mark.parametrize("needed", ["identifier", "creators", "titles", "publisher"])
def test_the_schema_finds_what_is_missing(released, xsd, needed):
    document = etree.parse(released / "metadata" / "datacite.xml")
    root = document.getroot()
    root.remove(root.find(f"d:{needed}", KERNEL))
    assert not xsd.validate(document)


def test_without_a_doi_none_is_invented(resource):
    """4.6, appendix 3: `(:tba)`, to be assigned or announced later."""
    identifier = resource.find("d:identifier", KERNEL)
    assert (identifier.text, identifier.get("identifierType")) == ("(:tba)", "DOI")
    assert _texts(resource, "d:alternateIdentifiers/d:alternateIdentifier")[0] == (
        "https://observatory.example/releases/partnership/1.0.0"
    )


def test_titles_descriptions_and_subjects_stand_in_four_languages(resource):
    for path in ("d:titles/d:title", "d:descriptions/d:description", "d:subjects/d:subject"):
        languages = [element.get(LANG) for element in resource.findall(path, KERNEL)]
        assert languages == ["es", "eu", "fr", "en"], path
    kinds = [title.get("titleType") for title in resource.findall("d:titles/d:title", KERNEL)]
    assert kinds == [None, "TranslatedTitle", "TranslatedTitle", "TranslatedTitle"]


def test_rights_name_the_licence_by_its_spdx_identifier(resource):
    rights = resource.find("d:rightsList/d:rights", KERNEL)
    assert rights.get("rightsIdentifier") == "CC-BY-4.0"
    assert rights.get("rightsIdentifierScheme") == "SPDX"
    assert rights.get("rightsURI") == "https://creativecommons.org/licenses/by/4.0/"


def test_form_size_and_place_are_told(resource, released):
    assert _texts(resource, "d:version") == ["1.0.0"]
    assert _texts(resource, "d:publicationYear") == ["2026"]
    assert "text/csv" in _texts(resource, "d:formats/d:format")
    size = sum(path.stat().st_size for path in (released / "data").iterdir())
    assert _texts(resource, "d:sizes/d:size") == [f"{size} bytes", "2 tables", "6 rows"]
    places = _texts(resource, "d:geoLocations/d:geoLocation/d:geoLocationPlace")
    assert places == ["País Vasco", "Euskadi", "Pays basque", "Basque Country"]


def test_a_second_version_is_the_new_version_of_the_first(tmp_path, xsd):
    site = Site("https://data.example.org", doi_prefix="10.5072")
    release(tmp_path, site=site)
    corrected = rows()
    corrected["place"][0]["centres"] = 8
    second = release(tmp_path, content=corrected, site=site).path
    document = etree.parse(second / "metadata" / "datacite.xml")
    xsd.assertValid(document)
    assert _texts(document, "d:identifier") == ["10.5072/ksigune.partnership.v1.0.1"]
    related = {
        element.get("relationType"): (element.get("relatedIdentifierType"), element.text)
        for element in document.findall("d:relatedIdentifiers/d:relatedIdentifier", KERNEL)
    }
    assert related["IsNewVersionOf"] == (
        "URL",
        "https://data.example.org/releases/partnership/1.0.0",
    )
    assert related["HasMetadata"][0] == "URL"
