"""DCAT-AP-ES 1.0.0, as datos.gob.es reads it: SHA-1, its own territories, sectors and bodies.

Addresses of others stand bare: a statement about one of them would be judged as ours.
"""

from __future__ import annotations

from publish.metadata.dcat.common import (
    LICENCE_IRI,
    describe_checksum,
    describe_contact,
    describe_dataset,
    describe_distribution,
    describe_in_four_languages,
    describe_publisher,
    organism,
)
from publish.metadata.dcat.graph import Graph, Iri, Literal
from publish.metadata.dcat.reading import Agent, Dataset
from publish.metadata.dcat.vocabulary import (
    ACCESS_RIGHT,
    AVAILABILITY,
    FILE_TYPE,
    OTHER_SECTOR,
    SECTOR,
    SECTORS_OF_THEME,
    SHA1,
    STATUS,
    THEME,
    territory,
)

NAME = "dcat-ap-es"
OPEN_DATA_DIRECTIVE = "http://data.europa.eu/eli/dir/2019/1024/oj"
"""Directive (EU) 2019/1024 on open data and the re-use of public sector information. It binds
public bodies, so it is said to apply where the publisher is one: where it has a DIR3 code."""


def write(dataset: Dataset) -> Graph:
    """A dataset with its files. Versions other than this one are not datasets of the file, so
    `dcat:hasVersion`, which has to point at one, is left out."""
    graph = Graph()
    iri = dataset.iri
    describe_dataset(graph, dataset)
    describe_in_four_languages(graph, dataset)
    sectors = [s for theme in dataset.themes for s in SECTORS_OF_THEME.get(theme, ())]
    graph.add(iri, "dcat:theme", *(Iri(SECTOR.iri(s)) for s in sectors or [OTHER_SECTOR]))
    graph.add(iri, "dct:spatial", *(Iri(territory(code)) for code in dataset.spatial))
    graph.add(iri, "dct:publisher", Iri(organism(dataset.publisher)))
    graph.add(iri, "dcat:contactPoint", Iri(describe_contact(graph, dataset.publisher)))
    for file in dataset.distributions:
        describe_distribution(graph, dataset, file)
        graph.add(file.iri, "dct:format", Iri(FILE_TYPE.iri(file.form.file_type)))
        graph.add(file.iri, "dct:license", Iri(LICENCE_IRI))
        graph.add(file.iri, "dct:rights", Iri(ACCESS_RIGHT.iri("PUBLIC")))
        graph.add(file.iri, "adms:status", Iri(STATUS.iri("COMPLETED")))
        graph.add(file.iri, "dcatap:availability", Iri(AVAILABILITY.iri("STABLE")))
        describe_checksum(graph, file, SHA1, file.sha1)
    say_what_binds(graph, dataset.publisher)
    _describe_unlisted_publisher(graph, dataset.publisher)
    return graph


def finish_catalogue(graph: Graph, catalogue: str, agent: Agent, spatial: tuple[str, ...]) -> None:
    """What this reading says of the catalogue beside what all readings say."""
    graph.add(catalogue, "dct:publisher", Iri(organism(agent)))
    graph.add(catalogue, "dcat:themeTaxonomy", Iri(SECTOR.scheme), Iri(THEME.scheme))
    graph.add(catalogue, "dct:spatial", *(Iri(territory(code)) for code in spatial))
    graph.add(catalogue, "dct:license", Iri(LICENCE_IRI))
    graph.add(catalogue, "dct:identifier", Literal(catalogue))
    _describe_unlisted_publisher(graph, agent)


def say_what_binds(graph: Graph, agent: Agent) -> None:
    """The law on open data for every file, where it binds the publisher; nothing elsewhere."""
    for file in graph.subjects("dcat:Distribution"):
        graph.nodes[file].pop("dcatap:applicableLegislation", None)
        if agent.dir3:
            graph.add(file, "dcatap:applicableLegislation", Iri(OPEN_DATA_DIRECTIVE))


def _describe_unlisted_publisher(graph: Graph, agent: Agent) -> None:
    """A body with a DIR3 code is described in that directory; another one only here."""
    if not agent.dir3:
        describe_publisher(graph, agent)
