"""data.gouv.fr gets what it reads, by a reader that follows its guide and code.

guides.data.gouv.fr, "Les différents types de moissonneurs", DCAT; the rules of reading as in
opendatateam/udata, `udata/core/dataset/rdf.py` and `udata/rdf.py` (commit 00a778f), told again
here without any of its code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from publish.metadata.dcat.syntax import SYNTAXES
from publish.metadata.dcat.write import render
from tests.publish.metadata.rdf import DATASET, dossier, parsed

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
FREQUENCIES = {"http://purl.org/cld/freq/annual": "annual"}
EU_FORMAT = "http://publications.europa.eu/resource/authority/file-type/"
IANA = "https://www.iana.org/assignments/media-types/"


@dataclass
class Read:
    """A dataset as the portal would keep it."""

    remote_id: str
    title: str
    description: str
    tags: set[str]
    licences: set[str]
    start: date
    end: date
    frequency: str | None
    remote_url: str
    created: datetime
    modified: datetime
    contact: tuple[str, str] | None
    resources: list[dict] = field(default_factory=list)


def _one(graph: Graph, subject: URIRef, predicate: URIRef):
    """The portal takes any of several values; only one is safe."""
    values = list(graph.objects(subject, predicate))
    assert len(values) <= 1, f"{predicate} has {len(values)} values: which one is read is chance"
    return values[0] if values else None


def read(graph: Graph) -> Read:
    """The one dataset of a graph, by the portal's rules."""
    [node] = graph.subjects(RDF.type, DCAT.Dataset)
    period = _one(graph, node, DCT.temporal)
    assert isinstance(period, Literal), "an address here would be fetched"
    start, end = str(period).split("/")
    contact = _one(graph, node, DCAT.contactPoint)
    email = _one(graph, contact, VCARD.hasEmail)
    found = Read(
        remote_id=str(_one(graph, node, DCT.identifier)),
        title=str(_one(graph, node, DCT.title)),
        description=str(_one(graph, node, DCT.description)),
        tags={str(tag) for tag in graph.objects(node, DCAT.keyword)},
        licences=set(),
        start=date.fromisoformat(start),
        end=date.fromisoformat(end),
        frequency=FREQUENCIES.get(str(_one(graph, node, DCT.accrualPeriodicity))),
        remote_url=str(_one(graph, node, DCAT.landingPage)),
        created=_one(graph, node, DCT.issued).toPython(),
        modified=_one(graph, node, DCT.modified).toPython(),
        contact=email and (str(_one(graph, contact, VCARD.fn)), str(email).removeprefix("mailto:")),
    )
    for file in sorted(graph.objects(node, DCAT.distribution)):
        found.resources.append(_resource(graph, file))
        found.licences |= {str(x) for x in graph.objects(file, DCT.license)}
    return found


def _resource(graph: Graph, file: URIRef) -> dict:
    """A distribution: the download address comes first, formats are cut from known addresses."""
    media, kind = str(_one(graph, file, DCAT.mediaType)), str(_one(graph, file, DCT["format"]))
    checksum = _one(graph, file, SPDX.checksum)
    algorithm = str(_one(graph, checksum, SPDX.algorithm))
    return {
        "url": str(_one(graph, file, DCAT.downloadURL)),
        "title": str(_one(graph, file, DCT.title)),
        "mime": "/".join(media.split("/")[-2:]) if media.startswith(IANA) else media,
        "format": kind.removeprefix(EU_FORMAT).lower() if kind.startswith(EU_FORMAT) else kind,
        "size": _one(graph, file, DCAT.byteSize).toPython(),
        "hash": algorithm.removeprefix(f"{SPDX}checksumAlgorithm_")
        + ":"
        + str(_one(graph, checksum, SPDX.checksumValue)),
    }


@pytest.mark.parametrize("ending", SYNTAXES)
def test_the_portal_reads_every_field_of_its_guide(ending):
    text = render(dossier())[f"metadata/data-gouv-fr.{ending}"]
    found = read(parsed(text, ending))
    assert found.remote_id == DATASET
    assert found.title == "Partnership (fr)"
    assert found.description == "Who takes part. (fr)"
    assert found.tags == {"culture (fr)"}
    assert found.licences == {"https://creativecommons.org/licenses/by/4.0/"}
    assert (found.start, found.end) == (date(2024, 9, 1), date(2026, 8, 31))
    assert found.frequency == "annual"
    assert found.remote_url == f"{DATASET}/1.1.0/README.md"
    assert found.created < found.modified
    assert found.contact == ("KSIgune", "ask@example.org")
    [csv] = [r for r in found.resources if r["url"].endswith("project.csv")]
    assert csv == {
        "url": f"{DATASET}/1.1.0/data/project.csv",
        "title": "Projects (fr) (CSV)",
        "mime": "text/csv",
        "format": "csv",
        "size": 1002,
        "hash": f"sha256:{2:064x}",
    }
    assert len(found.resources) == 6


def test_every_frequency_of_a_package_is_one_that_the_portal_knows():
    """Package.frequency allows five; an unknown one would be dropped in silence."""
    known = ["annual", "quarterly", "monthly", "daily", "irregular"]
    for frequency, word in zip(
        ("ANNUAL", "QUARTERLY", "MONTHLY", "DAILY", "IRREG"), known, strict=True
    ):
        text = render(dossier(package={"frequency": frequency}))["metadata/data-gouv-fr.ttl"]
        graph = parsed(text)
        told = graph.value(URIRef(DATASET), DCT.accrualPeriodicity)
        assert str(told) == f"http://purl.org/cld/freq/{word}"
