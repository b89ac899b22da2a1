"""What SHACL lets through is found by our own rules, each with one seeded fault."""

from __future__ import annotations

import shutil

import pytest

from publish.checks.dcat import check_dcat
from publish.checks.finding import Candidate
from publish.checks.metadata import check_metadata
from publish.checks.shapes import judge
from publish.metadata.dcat.graph import Graph, Iri, Literal
from publish.metadata.dcat.syntax import read_json_ld, turtle
from publish.metadata.dcat.write import render
from publish.standards import DCAT_AP_ES
from tests.publish.metadata.rdf import DATASET, READINGS, dossier, standard
from tests.publish.small import NO_PROFILE, prepare, registry, release

DISTRIBUTION = f"{DATASET}/1.1.0/data/project.csv#distribution"
PERIOD = f"{DATASET}/1.1.0#temporal"
PUBLISHER = "https://data.example.org/catalogue#publisher"
AUTHORITY = "http://publications.europa.eu/resource/authority"
TERRITORY = "http://datos.gob.es/recurso/sector-publico/territorio"


def _graph(reading: str) -> Graph:
    return read_json_ld(render(dossier())[f"metadata/{reading}.jsonld"])


def _faults(reading: str, graph: Graph) -> dict[str, str]:
    """The checks that fail, without the reading's name, and what they say."""
    found = check_dcat(reading, "x.ttl", graph)
    return {f.check.removeprefix(f"{reading} "): f.message for f in found if f.outcome == "failed"}


@pytest.mark.parametrize("reading", READINGS)
def test_what_we_write_has_no_fault(reading):
    assert _faults(reading, _graph(reading)) == {}


@pytest.mark.parametrize(
    ("subject", "predicate", "list_", "code"),
    [
        (DATASET, "dct:accrualPeriodicity", "frequency", "NONSENSE"),
        (DATASET, "dct:language", "language", "ESP"),
        (DATASET, "dcat:theme", "data-theme", "CULT"),
        (DATASET, "dct:accessRights", "access-right", "OPEN"),
        (DISTRIBUTION, "dct:format", "file-type", "SQLITE"),
        (DISTRIBUTION, "dct:license", "licence", "CC_BY_5_0"),
        (DISTRIBUTION, "dcatap:availability", "planned-availability", "FOREVER"),
        (DISTRIBUTION, "adms:status", "distribution-status", "DONE"),
    ],
)
def test_a_code_that_its_authority_table_does_not_hold(
    subject, predicate, list_, code, tmp_path_factory
):
    """The shapes of DCAT-AP-ES see only how the address begins, so they pass it."""
    graph = _graph("dcat-ap-es")
    iri = f"{AUTHORITY}/{list_}/{code}"
    graph.nodes[subject][predicate] = [
        *(
            v
            for v in graph.nodes[subject][predicate]
            if predicate in ("dcat:theme", "dct:language")
        ),
        Iri(iri),
    ]
    folder = standard(DCAT_AP_ES, tmp_path_factory)
    assert judge("dcat-ap-es", turtle(graph), graph, folder) == ()
    assert _faults("dcat-ap-es", graph) == {
        "members": f"{predicate} of {subject}: {iri} is not in its list"
    }


def test_a_value_of_another_list_than_the_one_asked_for():
    graph = _graph("dcat-ap-es")
    graph.nodes[DISTRIBUTION]["dct:format"] = [Iri("https://example.org/csv")]
    told = _faults("dcat-ap-es", graph)["members"]
    assert told.startswith(f"dct:format of {DISTRIBUTION}: https://example.org/csv is not of")


def test_a_publisher_type_that_adms_does_not_have():
    graph = _graph("dcat-ap")
    graph.nodes[PUBLISHER]["dct:type"] = [Iri("http://purl.org/adms/publishertype/Cluster")]
    assert "publishertype/Cluster is not in its list" in _faults("dcat-ap", graph)["members"]


def test_a_frequency_that_data_gouv_fr_does_not_read():
    graph = _graph("data-gouv-fr")
    graph.nodes[DATASET]["dct:accrualPeriodicity"] = [Iri("http://purl.org/cld/freq/yearly")]
    assert "freq/yearly is not in its list" in _faults("data-gouv-fr", graph)["members"]


def test_a_dataset_without_identifier_and_two_files_with_the_same_one(tmp_path_factory):
    """SHACL sees neither: the profiles do not demand `dct:identifier`, portals live by it."""
    graph = _graph("dcat-ap-es")
    del graph.nodes[DATASET]["dct:identifier"]
    other = DISTRIBUTION.replace("project.csv", "organisation.csv")
    graph.nodes[other]["dct:identifier"] = [Literal(DISTRIBUTION)]
    folder = standard(DCAT_AP_ES, tmp_path_factory)
    assert judge("dcat-ap-es", turtle(graph), graph, folder) == ()
    told = _faults("dcat-ap-es", graph)["identifiers"]
    assert f"{DATASET} has 0 dct:identifier, not one" in told
    assert f"dct:identifier {DISTRIBUTION} stands 2 times" in told


def test_modified_before_issued(tmp_path_factory):
    graph = _graph("dcat-ap-es")
    graph.nodes[DATASET]["dct:modified"] = [Literal("2026-07-31T23:59:59Z", "xsd:dateTime")]
    folder = standard(DCAT_AP_ES, tmp_path_factory)
    assert judge("dcat-ap-es", turtle(graph), graph, folder) == ()
    assert _faults("dcat-ap-es", graph) == {
        "dates": f"dct:modified of {DATASET} is before its dct:issued"
    }


def test_a_period_that_ends_before_it_starts():
    graph = _graph("dcat-ap")
    graph.nodes[PERIOD]["dcat:endDate"] = [Literal("2024-08-31", "xsd:date")]
    assert _faults("dcat-ap", graph) == {
        "dates": f"dcat:endDate of {PERIOD} is before its dcat:startDate"
    }


@pytest.mark.parametrize(
    "value",
    [
        Literal("01/09/2026", "xsd:date"),
        Literal("2026-02-30", "xsd:date"),
        Literal("2026-09-01T06:30:00", "xsd:dateTime"),
        Literal("2026-09-01"),
    ],
)
def test_a_date_that_is_none(value):
    graph = _graph("dcat-ap")
    graph.nodes[DATASET]["dct:issued"] = [value]
    assert f"{value.value!r} is no ISO 8601 date" in _faults("dcat-ap", graph)["dates"]


@pytest.mark.parametrize(
    "iri",
    [
        "https://publications.europa.eu/resource/authority/language/SPA",
        "https://datos.gob.es/recurso/sector-publico/territorio/Autonomia/Pais-Vasco",
        "https://purl.org/adms/publishertype/Company",
    ],
)
def test_a_name_under_https_that_is_one_only_under_http(iri):
    """DCAT-AP-ES, convention on http addresses: the vocabularies' names are `http://`."""
    graph = _graph("dcat-ap")
    graph.add(DATASET, "dct:relation", Iri(iri))
    assert f"{iri} has to begin with http://" in _faults("dcat-ap", graph)["addresses"]


def test_a_statement_about_what_is_not_ours():
    """In DCAT-AP-ES such a statement causes violations that have nothing to do with the data."""
    graph = _graph("dcat-ap-es")
    graph.type(f"{AUTHORITY}/language/SPA", "dct:LinguisticSystem")
    assert _faults("dcat-ap-es", graph) == {
        "addresses": f"{AUTHORITY}/language/SPA is not ours, so nothing may be said of it here"
    }


def test_a_province_beside_its_region(tmp_path_factory):
    graph = _graph("dcat-ap-es")
    graph.add(DATASET, "dct:spatial", Iri(f"{TERRITORY}/Provincia/Vizcaya"))
    folder = standard(DCAT_AP_ES, tmp_path_factory)
    assert judge("dcat-ap-es", turtle(graph), graph, folder) == ()
    told = _faults("dcat-ap-es", graph)["territories"]
    assert "Provincia/Vizcaya beside Autonomia/Pais-Vasco" in told


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    root = tmp_path_factory.mktemp("released")
    release(root, prepare(root))
    return root / "releases" / "partnership" / "1.0.0"


@pytest.fixture
def folder(released, tmp_path):
    return shutil.copytree(released, tmp_path / "package")


def _found(folder) -> list[tuple[str, str, str]]:
    known = registry()
    candidate = Candidate(folder, known.packages["partnership"], known, NO_PROFILE)
    found = check_metadata(candidate)
    return [(f.check, f.level, f.message) for f in found if f.outcome == "failed"]


UNSET = (
    "addresses of metadata",
    "warning",
    "KSIGUNE_BASE_URL is not set, so the addresses in the metadata lead nowhere",
)


def test_a_release_without_settings_only_warns(folder):
    assert _found(folder) == [UNSET]


def test_a_file_that_is_no_distribution_and_a_distribution_without_file(folder):
    (folder / "data" / "notes.csv").write_text("a\r\n")
    (folder / "data" / "project.csv").unlink()
    told = "data/notes.csv is no distribution; data/project.csv is no data file"
    assert [x for x in _found(folder) if x != UNSET] == [
        (f"{reading} files", "blocker", told) for reading in READINGS
    ]


def test_a_missing_and_a_truncated_metadata_file_are_findings(folder):
    (folder / "metadata" / "dcat-ap.jsonld").unlink()
    path = folder / "metadata" / "data-gouv-fr.jsonld"
    path.write_text(path.read_text(encoding="utf-8")[:500], encoding="utf-8")
    found = [(check, level) for check, level, _ in _found(folder)]
    assert ("dcat-ap readable", "blocker") in found
    assert ("data-gouv-fr readable", "blocker") in found
