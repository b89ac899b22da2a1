"""The official shapes find nothing in our files, and all that is wrong in spoilt ones.

The gate uses the Rust engine; pyshacl is the referee: both have to give the same verdicts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import SH, URIRef

from publish.checks.shapes import check_shapes, judge, shape_files
from publish.metadata.dcat.graph import Graph, Iri, Literal, expand
from publish.metadata.dcat.syntax import read_json_ld, turtle
from publish.metadata.dcat.vocabulary import background
from publish.metadata.dcat.write import render
from publish.site import Site
from publish.standards import DCAT_AP, DCAT_AP_ES
from tests.publish.metadata.rdf import DATASET, dossier, parsed, standard

FILE = f"{DATASET}/1.1.0/data/project.csv"
DISTRIBUTION = f"{FILE}#distribution"
PERIOD = f"{DATASET}/1.1.0#temporal"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
PROFILES = {"dcat-ap-es": DCAT_AP_ES, "dcat-ap": DCAT_AP}
CORPORATE_BODY = ("Warning", DATASET, "http://purl.org/dc/terms/publisher")
"""What DCAT-AP 3 remarks of every publisher that is no institution of the EU."""


@pytest.fixture(scope="module", params=PROFILES)
def reading(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def folder(reading, tmp_path_factory) -> Path:
    return standard(PROFILES[reading], tmp_path_factory)


def _graph(reading: str, site: Site | None = None) -> Graph:
    made = render(dossier(site) if site else dossier())
    return read_json_ld(made[f"metadata/{reading}.jsonld"])


@cache
def _official(folder: Path) -> rdflib.Graph:
    shapes = rdflib.Graph()
    for path in shape_files(folder):
        shapes.parse(path, format="turtle")
    return shapes


def _by_pyshacl(reading: str, graph: Graph, folder: Path) -> set[tuple[str, str, str]]:
    """The referee's verdict on our own nodes: severity, node, path."""
    data = parsed(turtle(graph))
    if reading == "dcat-ap":
        data += parsed(turtle(background(graph)))
    _, report, _ = pyshacl.validate(
        data, shacl_graph=_official(folder), advanced=True, allow_warnings=True
    )
    found = set()
    for result in report.objects(predicate=SH.result):  # without the details below them
        severity = str(report.value(result, SH.resultSeverity)).rpartition("#")[2]
        focus = str(report.value(result, SH.focusNode))
        path = str(report.value(result, SH.resultPath) or "")
        if severity != "Info" and focus in graph.nodes:
            found.add((severity, focus, path))
    return found - {CORPORATE_BODY} if reading == "dcat-ap" else found


def _by_us(reading: str, graph: Graph, folder: Path) -> set[tuple[str, str, str]]:
    remarks = judge(reading, turtle(graph), graph, folder)
    return {(r.severity, r.focus, _full(r.path)) for r in remarks}


def _full(path: str) -> str:
    return expand(path) if re.fullmatch(r"[a-z]+:[A-Za-z-]+", path) else path


def test_no_violation_and_no_warning(reading, folder):
    graph = _graph(reading)
    text = render(dossier())[f"metadata/{reading}.ttl"]
    assert judge(reading, text, graph, folder) == ()


@pytest.mark.integration
def test_the_referee_finds_none_either(reading, folder):
    assert _by_pyshacl(reading, _graph(reading), folder) == set()


def _without(subject: str, predicate: str) -> Callable[[Graph], None]:
    return lambda graph: graph.nodes[subject].pop(predicate) and None


def _instead(subject: str, predicate: str, *values: Iri | Literal) -> Callable[[Graph], None]:
    def change(graph: Graph) -> None:
        graph.nodes[subject][predicate] = list(values)

    return change


FAULTS = {
    "no title": _without(DATASET, "dct:title"),
    "no description": _without(DATASET, "dct:description"),
    "title without language": _instead(DATASET, "dct:title", Literal("A title")),
    "no access address": _without(DISTRIBUTION, "dcat:accessURL"),
    "address as text": _instead(DISTRIBUTION, "dcat:accessURL", Literal(FILE)),
    "date without type": _instead(DATASET, "dct:issued", Literal("2026-08-01")),
    "two dates": _instead(
        DATASET,
        "dct:modified",
        Literal("2026-08-01", "xsd:date"),
        Literal("2026-08-02", "xsd:date"),
    ),
    "no keyword": _without(DATASET, "dcat:keyword"),
    "no place": _without(DATASET, "dct:spatial"),
    "no period": _without(DATASET, "dct:temporal"),
    "no contact": _without(DATASET, "dcat:contactPoint"),
    "language of another list": _instead(
        DATASET, "dct:language", Iri("http://id.loc.gov/vocabulary/iso639-1/es")
    ),
    "frequency of another list": _instead(
        DATASET, "dct:accrualPeriodicity", Iri("http://purl.org/cld/freq/annual")
    ),
    "format of another list": _instead(DISTRIBUTION, "dct:format", Iri("http://x.org/csv")),
    "media type not of IANA": _instead(DISTRIBUTION, "dcat:mediaType", Iri("http://x.org/csv")),
    "no licence": _without(DISTRIBUTION, "dct:license"),
    "no hash value": _without(f"{FILE}#checksum", "spdx:checksumValue"),
    "hash of an unknown kind": _instead(
        f"{FILE}#checksum", "spdx:algorithm", Iri("http://x.org/md5")
    ),
    "no availability": _without(DISTRIBUTION, "dcatap:availability"),
    "no start": _without(PERIOD, "dcat:startDate"),
}
UNSEEN = {"dcat-ap-es": {"no start"}, "dcat-ap": {"title without language", "date without type"}}
"""What a profile does not ask for: one end of a period is enough in Spain; DCAT-AP 3 takes a title
without language, and its rule on dates hangs on a property that SHACL does not have (`sh:shape`):
the lints judge them."""


@pytest.mark.parametrize("fault", FAULTS)
def test_each_seeded_fault_is_found(reading, folder, fault):
    graph = _graph(reading)
    FAULTS[fault](graph)
    assert bool(_by_us(reading, graph, folder)) == (fault not in UNSEEN[reading])


@pytest.mark.integration
@pytest.mark.parametrize("removed", [True, False])
def test_the_referee_gives_the_same_verdicts_on_all_faults_at_once(reading, folder, removed):
    """Once with everything taken away that can be, once with everything replaced: pyshacl needs
    seconds for each graph."""
    graph = _graph(reading)
    for fault, spoil in FAULTS.items():
        if fault.startswith("no ") is removed:
            spoil(graph)
    found = _by_us(reading, graph, folder)
    assert len(found) >= 6
    assert found == _by_pyshacl(reading, graph, folder)


def test_dcat_ap_finds_a_member_that_its_list_does_not_hold(tmp_path_factory):
    """The lists are loaded as background, so `…/frequency/NONSENSE` fails there, and only there."""
    graph = _graph("dcat-ap")
    _instead(DATASET, "dct:accrualPeriodicity", Iri(f"{AUTHORITY}frequency/NONSENSE"))(graph)
    remarks = judge("dcat-ap", turtle(graph), graph, standard(DCAT_AP, tmp_path_factory))
    assert {r.path for r in remarks} == {"dct:accrualPeriodicity"}


def test_the_files_pass_the_mandatory_and_recommended_shapes_of_dcat_ap_as_they_are(
    tmp_path_factory,
):
    """Without any background: what a validator says that loads no vocabularies."""
    folder = standard(DCAT_AP, tmp_path_factory)
    shapes = rdflib.Graph()
    for name in ("shapes.ttl", "shapes_recommended.ttl"):
        shapes.parse(folder / name, format="turtle")
    data = parsed(render(dossier())["metadata/dcat-ap.ttl"])
    conforms, report, text = pyshacl.validate(data, shacl_graph=shapes, advanced=True)
    assert conforms, text
    assert not list(report.subjects(rdflib.RDF.type, SH.ValidationResult))
    assert (URIRef(DATASET), rdflib.RDF.type, URIRef(expand("dcat:Dataset"))) in data


def test_what_only_settings_could_give_is_a_warning_that_names_the_settings(
    tmp_path, tmp_path_factory, monkeypatch
):
    """The bundled default has no DIR3 code, e-mail or telephone: told, and nothing else found."""
    folder = standard(DCAT_AP_ES, tmp_path_factory)
    monkeypatch.setenv("KSIGUNE_STANDARDS_DIR", str(folder.parent))
    graph = _graph("dcat-ap-es", Site())
    [finding] = check_shapes("dcat-ap-es", "x.ttl", turtle(graph), graph, tmp_path)
    assert (finding.outcome, finding.level) == ("failed", "warning")
    assert "KSIGUNE_CONTACT_EMAIL, KSIGUNE_CONTACT_PHONE, KSIGUNE_DIR3" in finding.message


def test_a_violation_is_a_blocker_that_names_path_node_and_rule(
    tmp_path, tmp_path_factory, monkeypatch
):
    folder = standard(DCAT_AP_ES, tmp_path_factory)
    monkeypatch.setenv("KSIGUNE_STANDARDS_DIR", str(folder.parent))
    graph = _graph("dcat-ap-es")
    FAULTS["no access address"](graph)
    [finding] = check_shapes("dcat-ap-es", "x.ttl", turtle(graph), graph, tmp_path)
    assert (finding.outcome, finding.level) == ("failed", "blocker")
    assert finding.message.startswith(f"dcat:accessURL MinCount (1x, {DISTRIBUTION})")


@pytest.mark.parametrize("predicate", ["dct:publisher", "dcat:contactPoint"])
def test_what_is_missing_altogether_is_not_laid_to_a_setting(
    predicate, tmp_path, tmp_path_factory, monkeypatch
):
    folder = standard(DCAT_AP_ES, tmp_path_factory)
    monkeypatch.setenv("KSIGUNE_STANDARDS_DIR", str(folder.parent))
    graph = _graph("dcat-ap-es")
    del graph.nodes[DATASET][predicate]
    [finding] = check_shapes("dcat-ap-es", "x.ttl", turtle(graph), graph, tmp_path)
    assert finding.message.startswith(f"{predicate} MinCount (1x, {DATASET})")
    assert finding.level == ("blocker" if predicate == "dct:publisher" else "warning")


def test_broken_turtle_is_a_finding_and_no_exception(tmp_path, tmp_path_factory, monkeypatch):
    folder = standard(DCAT_AP_ES, tmp_path_factory)
    monkeypatch.setenv("KSIGUNE_STANDARDS_DIR", str(folder.parent))
    graph = _graph("dcat-ap-es")
    [finding] = check_shapes("dcat-ap-es", "x.ttl", turtle(graph)[:-40], graph, tmp_path)
    assert (finding.outcome, finding.level) == ("failed", "blocker")


def test_shapes_that_cannot_be_had_are_told_as_not_checked(tmp_path, monkeypatch):
    monkeypatch.setenv("KSIGUNE_STANDARDS_DIR", str(tmp_path / "none"))
    graph = _graph("dcat-ap-es")
    [finding] = check_shapes("dcat-ap-es", "x.ttl", turtle(graph), graph, tmp_path)
    assert (finding.outcome, finding.level) == ("not checked", "warning")
    assert "dcat-ap-es-1.0.0/shacl_catalog_shape.ttl" in finding.message
