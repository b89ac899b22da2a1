"""The DCAT files of a release: three readings, three syntaxes each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from publish.dossier import Dossier
from publish.metadata.dcat import data_gouv_fr, dcat_ap, dcat_ap_es
from publish.metadata.dcat.graph import Graph
from publish.metadata.dcat.reading import Dataset, read
from publish.metadata.dcat.syntax import SYNTAXES

READINGS: Mapping[str, Callable[[Dataset], Graph]] = {
    module.NAME: module.write for module in (dcat_ap_es, dcat_ap, data_gouv_fr)
}
"""Name of a reading, as its files are called -> its writer."""


def path_of(reading: str, ending: str) -> str:
    """Where a reading lies in a release folder."""
    return f"metadata/{reading}.{ending}"


def render(dossier: Dossier) -> dict[str, str]:
    """Every DCAT file of a release: path -> text."""
    dataset = read(dossier)
    graphs = {name: writer(dataset) for name, writer in READINGS.items()}
    return {
        path_of(name, ending): serialise(graph)
        for name, graph in graphs.items()
        for ending, serialise in SYNTAXES.items()
    }
