"""The metadata quality assessment of data.europa.eu, scored from outside.

It reads RDF and asks HTTP servers, and knows nothing of this project: no module of ours is
imported. Weights and lists are those of the standards folder `mqa` (data.europa.eu/mqa/methodology:
405 points, above 350 is "Excellent").
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import httpx
import rdflib
import shacl
from rdflib import RDF, Namespace, URIRef

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
EDP = Namespace("https://europeandataportal.eu/voc#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
AUTHORITY = "http://publications.europa.eu/resource/authority/"
IANA = (
    "https://www.iana.org/assignments/media-types/",
    "http://www.iana.org/assignments/media-types/",
)
OF_DATASET = {
    "dcat_keyword": DCAT.keyword,
    "dcat_theme": DCAT.theme,
    "dct_spatial": DCT.spatial,
    "dct_temporal": DCT.temporal,
    "dct_accessRights": DCT.accessRights,
    "dcat_contactPoint": DCAT.contactPoint,
    "dct_publisher": DCT.publisher,
}
OF_DISTRIBUTION = {
    "dcat_downloadURL": DCAT.downloadURL,
    "dct_format": DCT["format"],
    "dcat_mediaType": DCAT.mediaType,
    "dct_license": DCT.license,
    "dcat_byteSize": DCAT.byteSize,
    "dct_issued": DCT.issued,
    "dct_modified": DCT.modified,
    "dct_rights": DCT.rights,
}


@dataclass(frozen=True)
class Score:
    """The points of one distribution by metric, those of its dataset included."""

    dataset: str
    distribution: str
    format: str
    points: dict[str, int]

    @property
    def total(self) -> int:
        """Of 405."""
        return sum(self.points.values())


@dataclass(frozen=True)
class Assessor:
    """The lists and weights of one profile (`dcat_ap` or `dcat_ap_es`) and its shapes."""

    lists: Path
    profile: str
    shapes: tuple[Path, ...]

    @cached_property
    def weights(self) -> dict[str, int]:
        """Metric -> points."""
        config = json.loads((self.lists / "mqa-config.json").read_text(encoding="utf-8"))
        metrics = config["metricsByProfile"][self.profile]
        return {m["id"]: m["weight"] for dimension in metrics.values() for m in dimension}

    @cached_property
    def machine_readable(self) -> set[URIRef]:
        """The formats that count as machine-readable."""
        graph = rdflib.Graph().parse(self.lists / "edp-machine-readable-format.rdf", format="xml")
        return set(graph.subjects(EDP.isMachineReadable))

    @cached_property
    def non_proprietary(self) -> set[URIRef]:
        """The formats that count as non-proprietary."""
        graph = rdflib.Graph().parse(self.lists / "edp-non-proprietary-format.rdf", format="xml")
        return set(graph.subjects(EDP.isNonProprietary))

    def assess(self, url: str) -> list[Score]:
        """Every distribution of the catalogue at an address (Turtle), all its pages."""
        scores = []
        with httpx.Client(timeout=10) as client:
            for text in _pages(client, url):
                graph = rdflib.Graph().parse(data=text, format="turtle")
                conforms = self._conforms(text)
                for dataset in sorted(graph.subjects(RDF.type, DCAT.Dataset)):
                    scores += self._dataset(client, graph, dataset, conforms)
        return scores

    def _dataset(
        self, client: httpx.Client, graph: rdflib.Graph, dataset: URIRef, conforms: bool
    ) -> Iterator[Score]:
        shared = {name: (dataset, path, None) in graph for name, path in OF_DATASET.items()}
        rights = str(graph.value(dataset, DCT.accessRights))
        shared["dct_accessRights_vocabulary"] = rights.startswith(f"{AUTHORITY}access-right/")
        shared[f"{self.profile}_compliance"] = conforms
        for file in sorted(graph.objects(dataset, DCAT.distribution)):
            met = shared | {
                name: (file, path, None) in graph for name, path in OF_DISTRIBUTION.items()
            }
            kind = graph.value(file, DCT["format"])
            media, licence = (str(graph.value(file, p)) for p in (DCAT.mediaType, DCT.license))
            met |= {
                "dcat_accessURL_status": _answers(client, graph.value(file, DCAT.accessURL)),
                "dcat_downloadURL_status": _answers(client, graph.value(file, DCAT.downloadURL)),
                "dct_format_vocabulary": str(kind).startswith(f"{AUTHORITY}file-type/"),
                "dct_mediaType_vocabulary": media.startswith(IANA),
                "dct_format_nonproprietary": kind in self.non_proprietary,
                "dct_format_machinereadable": kind in self.machine_readable,
                "dct_license_vocabulary": licence.startswith(f"{AUTHORITY}licence/"),
            }
            points = {name: weight * met[name] for name, weight in self.weights.items()}
            yield Score(str(dataset), str(file), str(kind).rpartition("/")[2], points)

    def _conforms(self, text: str) -> bool:
        """Whether the shapes find no violation in a page."""
        shapes = shacl.Shapes.from_turtle("\n".join(p.read_text("utf-8") for p in self.shapes))
        results = shapes.validate_turtle(text).results
        return all(result.severity != "Violation" for result in results)


def _pages(client: httpx.Client, url: str | None) -> Iterator[str]:
    """The pages of a catalogue, as Hydra links them."""
    while url:
        text = client.get(url).raise_for_status().text
        yield text
        graph = rdflib.Graph().parse(data=text, format="turtle")
        following = next(iter(graph.objects(None, HYDRA.next)), None)
        url = str(following) if following else None


def _answers(client: httpx.Client, url: URIRef | None) -> bool:
    """Whether an address answers with success, as the assessment asks: by HEAD."""
    if url is None:
        return False
    try:
        return client.head(str(url)).is_success
    except httpx.HTTPError:
        return False


def table(scores: list[Score]) -> str:
    """Average points per dataset and metric, the total, the best and the worst distribution."""
    datasets = sorted({score.dataset for score in scores})
    names = [dataset.rpartition("/")[2] for dataset in datasets]
    of = {dataset: [s for s in scores if s.dataset == dataset] for dataset in datasets}
    metrics = list(scores[0].points)
    rows = [["metric", *names]]
    for metric in metrics:
        values = [sum(s.points[metric] for s in of[d]) / len(of[d]) for d in datasets]
        rows.append([metric, *(f"{value:.1f}" for value in values)])
    totals = [[s.total for s in of[d]] for d in datasets]
    rows.append(["distributions", *(str(len(each)) for each in totals)])
    rows.append(["average", *(f"{sum(each) / len(each):.1f}" for each in totals)])
    rows.append(["best", *(str(max(each)) for each in totals)])
    rows.append(["worst", *(str(min(each)) for each in totals)])
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)) for r in rows)
