"""What each portal is told, with the values that its own guide asks for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rdflib import DCTERMS, RDF, RDFS, XSD, Literal, Namespace, URIRef

from publish.dossier import Version
from publish.forms import FORMS
from publish.metadata.dcat.vocabulary import FILE_TYPE, SECTOR, VOCABULARIES, geonames, territory
from publish.metadata.dcat.write import render
from publish.quoted import QuotedSource
from publish.site import Site
from tests.publish.metadata.rdf import DATASET, EARLIER, READINGS, dossier, parsed

AUTHORITY = "http://publications.europa.eu/resource/authority/"
DCAT = Namespace("http://www.w3.org/ns/dcat#")
ADMS = Namespace("http://www.w3.org/ns/adms#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
DS = URIRef(DATASET)


def _read(reading: str, **more):
    return parsed(render(dossier(**more))[f"metadata/{reading}.ttl"])


def _file(name: str) -> URIRef:
    return URIRef(f"{DATASET}/1.1.0/data/{name}#distribution")


@pytest.mark.parametrize("reading", READINGS)
def test_one_dataset_per_package_with_its_version_and_every_file(reading):
    graph = _read(reading)
    assert list(graph.subjects(RDF.type, DCAT.Dataset)) == [DS]
    assert str(graph.value(DS, DCAT.version)) == "1.1.0"
    assert graph.value(DS, DCAT.previousVersion) == URIRef(f"{DATASET}/1.0.0")
    assert set(graph.objects(DS, DCAT.distribution)) == {
        _file(name)
        for name in (
            "organisation.csv",
            "organisation.parquet",
            "project.csv",
            "project.jsonstat.json",
            "partnership.eu.xlsx",
            "partnership.sqlite",
        )
    }


@pytest.mark.parametrize("reading", READINGS)
def test_issued_is_the_first_version_and_modified_this_one(reading):
    graph = _read(reading)
    issued, modified = (graph.value(DS, p) for p in (DCTERMS.issued, DCTERMS.modified))
    assert issued == Literal("2026-08-01T00:00:00Z", datatype=XSD.dateTime)
    assert modified == Literal("2026-09-01T06:30:00Z", datatype=XSD.dateTime)


def test_academic_years_run_from_the_first_of_september():
    """`dbt/macros/academic_year_start.sql`: by convention, since no source dates them."""
    graph = _read("dcat-ap")
    period = graph.value(DS, DCTERMS.temporal)
    assert str(graph.value(period, DCAT.startDate)) == "2024-09-01"
    assert str(graph.value(period, DCAT.endDate)) == "2026-08-31"
    assert graph.value(DS, DCAT.temporalResolution) == Literal("P1Y", datatype=XSD.duration)


def test_data_without_academic_years_speak_of_the_day_they_were_received():
    """23:30 in Donostia on 31 August is a day that only UTC tells for everybody."""
    created = datetime(2026, 8, 31, 21, 30, tzinfo=UTC)
    graph = _read("dcat-ap", years=(), created=created)
    period = graph.value(DS, DCTERMS.temporal)
    days = {str(graph.value(period, p)) for p in (DCAT.startDate, DCAT.endDate)}
    assert days == {"2026-08-31"}
    assert graph.value(DS, DCAT.temporalResolution) is None


def test_dcat_ap_and_dcat_ap_es_have_four_languages_and_data_gouv_fr_french_alone():
    for reading in READINGS:
        graph = _read(reading)
        titles = {x.language: str(x) for x in graph.objects(DS, DCTERMS.title)}
        french = {"fr": "Partnership (fr)"}
        assert titles.items() >= french.items()
        assert set(titles) == ({"fr"} if reading == "data-gouv-fr" else {"eu", "es", "fr", "en"})


def test_each_portal_gets_the_hash_that_it_knows():
    """SHA-1 in Spain (shape Checksum_Shape), SHA-256 elsewhere; DCAT-AP 3 names it by https."""
    told = {}
    for reading in READINGS:
        graph = _read(reading)
        checksum = graph.value(_file("project.csv"), SPDX.checksum)
        told[reading] = (
            str(graph.value(checksum, SPDX.algorithm)),
            str(graph.value(checksum, SPDX.checksumValue)),
        )
    algorithm = "spdx.org/rdf/terms#checksumAlgorithm_"
    assert told == {
        "dcat-ap-es": (f"http://{algorithm}sha1", f"{2:040x}"),
        "dcat-ap": (f"https://{algorithm}sha256", f"{2:064x}"),
        "data-gouv-fr": (f"http://{algorithm}sha256", f"{2:064x}"),
    }


def test_spain_gets_its_sectors_beside_the_eu_themes():
    package = {"themes": ("EDUC", "ECON")}
    themes = {str(x) for x in _read("dcat-ap-es", package=package).objects(DS, DCAT.theme)}
    sector = "http://datos.gob.es/kos/sector-publico/sector/"
    assert themes == {
        f"{AUTHORITY}data-theme/EDUC",
        f"{AUTHORITY}data-theme/ECON",
        f"{sector}educacion",
        f"{sector}cultura-ocio",
        f"{sector}economia",
    }


def test_a_theme_that_spain_has_no_sector_for_still_gives_one():
    """DCAT-AP-ES demands a sector of every dataset (convention 30)."""
    package = {"themes": ("REGI",)}
    themes = {str(x) for x in _read("dcat-ap-es", package=package).objects(DS, DCAT.theme)}
    assert SECTOR.iri("sector-publico") in themes


def test_each_portal_gets_the_territories_that_it_knows():
    package = {"spatial": ("ES212", "ES22", "FRI")}
    places = {
        reading: {str(x) for x in _read(reading, package=package).objects(DS, DCTERMS.spatial)}
        for reading in READINGS
    }
    spain = "http://datos.gob.es/recurso/sector-publico/territorio/"
    assert places["dcat-ap-es"] == {
        f"{spain}Provincia/Guipuzcoa",
        f"{spain}Autonomia/Comunidad-Foral-Navarra",
        "https://sws.geonames.org/11071620/",
    }
    assert places["dcat-ap"] == {
        f"{AUTHORITY}country/ESP",
        "https://sws.geonames.org/3115609/",
        "https://sws.geonames.org/11071620/",
    }
    assert places["data-gouv-fr"] == {
        f"http://data.europa.eu/nuts/code/{code}" for code in ("ES212", "ES22", "FRI")
    }


def test_a_province_is_left_out_beside_its_region():
    """DCAT-AP-ES calls both together a territorial redundancy; NUTS codes nest by prefix."""
    graph = _read("dcat-ap-es", package={"spatial": ("ES211", "ES21", "ES22")})
    told = {str(x) for x in graph.objects(DS, DCTERMS.spatial)}
    assert told == {territory("ES21"), territory("ES22")}


def test_dcat_ap_names_every_version_and_dcat_ap_es_none():
    """In Spain `dcat:hasVersion` has to point at a dataset of the same file."""
    versions = {URIRef(f"{DATASET}/1.0.0"), URIRef(f"{DATASET}/1.1.0")}
    assert set(_read("dcat-ap").objects(DS, DCAT.hasVersion)) == versions
    assert not set(_read("dcat-ap-es").objects(DS, DCAT.hasVersion))


def test_a_withdrawn_version_is_named_nowhere():
    gone = Version("1.0.1", EARLIER.created, withdrawn={"reason": "wrong rows"})
    graph = _read("dcat-ap", earlier=(EARLIER, gone))
    assert graph.value(DS, DCAT.previousVersion) == URIRef(f"{DATASET}/1.0.0")
    assert "1.0.1" not in graph.serialize(format="nt")


def test_provenance_names_the_sources_and_those_that_rows_quote():
    quoted = (QuotedSource("figure", "Orkestra 2022", 3, 2022, 2022),)
    graph = _read("dcat-ap", quoted=quoted)
    label = graph.value(graph.value(DS, DCTERMS.provenance), RDFS.label, any=True)
    assert "Register of organisations (KSIgune, CC-BY-4.0)" in label
    assert label.endswith("; Orkestra 2022.")


def test_the_publisher_is_a_listed_body_with_a_dir3_code_and_described_here_without():
    listed = URIRef("http://datos.gob.es/recurso/sector-publico/org/Organismo/A16003011")
    graph = _read("dcat-ap-es")
    assert graph.value(DS, DCTERMS.publisher) == listed
    assert (listed, None, None) not in graph
    alone = parsed(render(dossier(Site("https://data.example.org")))["metadata/dcat-ap-es.ttl"])
    publisher = alone.value(DS, DCTERMS.publisher)
    assert publisher == URIRef("https://data.example.org/catalogue#publisher")
    assert (publisher, None, None) in alone


def test_without_settings_readers_are_sent_to_the_publishers_own_page():
    graph = parsed(render(dossier(Site("https://data.example.org")))["metadata/dcat-ap.ttl"])
    vcard = Namespace("http://www.w3.org/2006/vcard/ns#")
    contact = graph.value(DS, DCAT.contactPoint)
    assert graph.value(contact, vcard.hasURL) == URIRef("https://www.ksigune.eus/en")
    assert graph.value(contact, vcard.hasEmail) is None
    assert graph.value(contact, vcard.hasTelephone) is None


@pytest.mark.parametrize(
    ("level", "earlier", "spanish"),
    [
        (None, (), "Primera versión."),
        ("major", None, "Cambio incompatible: han cambiado columnas o reglas. Véase CHANGELOG.md."),
        ("patch", None, "Se han corregido valores o textos. Véase CHANGELOG.md."),
    ],
)
def test_version_notes_say_what_the_level_means(level, earlier, spanish):
    more = {"changes": {"level": level}} | ({"earlier": earlier} if earlier is not None else {})
    graph = _read("dcat-ap-es", **more)
    assert Literal(spanish, lang="es") in set(graph.objects(DS, ADMS.versionNotes))


def test_synthetic_data_say_so_in_every_language():
    words = {"eu": "sintetikoak", "es": "sintéticos", "fr": "synthétiques", "en": "synthetic"}
    for reading in READINGS:
        titles = list(_read(reading, synthetic=True).objects(DS, DCTERMS.title))
        assert titles
        assert all(words[title.language] in title for title in titles)


def test_a_source_with_a_public_address_is_named_by_it():
    graph = _read("dcat-ap")
    prov = Namespace("http://www.w3.org/ns/prov#")
    assert list(graph.objects(DS, prov.wasDerivedFrom)) == [URIRef("https://example.org/x")]


def test_every_form_is_in_the_authority_table_of_file_types():
    """Publications Office, authority table file-type; it has no SQLite."""
    for form in FORMS.values():
        assert FILE_TYPE.iri(form.file_type).startswith(f"{AUTHORITY}file-type/")


def test_an_unknown_code_is_no_address():
    for vocabulary in VOCABULARIES:
        with pytest.raises(KeyError):
            vocabulary.iri("NONSENSE")
    with pytest.raises(KeyError):
        geonames("XX1")
