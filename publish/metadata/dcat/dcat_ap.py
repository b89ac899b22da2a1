"""DCAT-AP 3.0.1, as data.europa.eu reads it: SHA-256, GeoNames, EU data themes."""

from __future__ import annotations

from publish.metadata.dcat.common import (
    LICENCE_IRI,
    describe_checksum,
    describe_contact,
    describe_dataset,
    describe_distribution,
    describe_in_four_languages,
    describe_publisher,
)
from publish.metadata.dcat.graph import Graph, Iri, Literal, in_languages
from publish.metadata.dcat.reading import Agent, Dataset
from publish.metadata.dcat.texts import RIGHTS
from publish.metadata.dcat.vocabulary import (
    AVAILABILITY,
    FILE_TYPE,
    SHA256_OF_DCAT_AP,
    THEME,
    geonames,
)

NAME = "dcat-ap"


def write(dataset: Dataset) -> Graph:
    """A dataset with its files. `adms:status` is left out: two of the profile's own files of
    shapes demand different lists for it."""
    graph = Graph()
    iri = dataset.iri
    describe_dataset(graph, dataset)
    describe_in_four_languages(graph, dataset)
    graph.add(iri, "dct:spatial", *(Iri(geonames(code)) for code in dataset.spatial))
    versions = (*dataset.earlier_iris, dataset.version_iri)
    graph.add(iri, "dcat:hasVersion", *map(Iri, versions))
    graph.add(iri, "dct:publisher", Iri(dataset.publisher.iri))
    graph.add(iri, "dcat:contactPoint", Iri(describe_contact(graph, dataset.publisher)))
    graph.type(dataset.landing_page, "foaf:Document")
    for file in dataset.distributions:
        describe_distribution(graph, dataset, file)
        graph.add(file.iri, "dct:format", Iri(FILE_TYPE.iri(file.form.file_type)))
        graph.add(file.iri, "dct:license", Iri(LICENCE_IRI))
        graph.add(file.iri, "dct:rights", Iri(dataset.rights))
        graph.add(file.iri, "dcatap:availability", Iri(AVAILABILITY.iri("STABLE")))
        describe_checksum(graph, file, SHA256_OF_DCAT_AP, file.sha256)
    graph.type(dataset.rights, "dct:RightsStatement")
    graph.add(dataset.rights, "rdfs:label", *in_languages(RIGHTS))
    describe_publisher(graph, dataset.publisher)
    return graph


def finish_catalogue(graph: Graph, catalogue: str, agent: Agent, spatial: tuple[str, ...]) -> None:
    """What this reading says of the catalogue beside what all readings say."""
    graph.add(catalogue, "dct:publisher", Iri(agent.iri))
    graph.add(catalogue, "dcat:themeTaxonomy", Iri(THEME.scheme))
    graph.add(catalogue, "dct:spatial", *(Iri(geonames(code)) for code in spatial))
    graph.add(catalogue, "dct:license", Iri(LICENCE_IRI))
    graph.type(agent.publisher.homepage, "foaf:Document")
    graph.add(catalogue, "dct:identifier", Literal(catalogue))
    describe_publisher(graph, agent)
