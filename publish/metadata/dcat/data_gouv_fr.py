"""What data.gouv.fr's harvester reads of DCAT, written as it reads it.

From its guide (guides.data.gouv.fr, "Les différents types de moissonneurs") and the code it
describes (opendatateam/udata, `core/dataset/rdf.py`): of several languages it takes any, so the
words are French; every keyword becomes a tag; a period is a literal `start/end` (an address it
would fetch); the frequency is Dublin Core's; a media type is of `https://www.iana.org`; the
licence is that of the distributions; themes and places by address are not read.
"""

from __future__ import annotations

from publish.metadata.dcat.common import (
    describe_checksum,
    describe_contact,
    describe_dataset,
    describe_distribution,
    describe_publisher,
)
from publish.metadata.dcat.graph import Graph, Iri, Literal, in_languages
from publish.metadata.dcat.reading import Agent, Dataset
from publish.metadata.dcat.vocabulary import DC_FREQUENCY, FILE_TYPE, NUTS, SHA256

NAME = "data-gouv-fr"
LANGUAGE = "fr"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
FREQUENCIES = {
    "ANNUAL": "annual",
    "QUARTERLY": "quarterly",
    "MONTHLY": "monthly",
    "DAILY": "daily",
    "IRREG": "irregular",
}
"""EU authority table -> Dublin Core Collection Description Frequency."""


def write(dataset: Dataset) -> Graph:
    """A dataset with its files."""
    graph = Graph()
    iri = dataset.iri
    describe_dataset(graph, dataset)
    graph.nodes[iri].pop("dct:accrualPeriodicity")
    frequency = DC_FREQUENCY.iri(FREQUENCIES[dataset.frequency])
    graph.add(iri, "dct:accrualPeriodicity", Iri(frequency))
    graph.add(iri, "dct:title", *in_languages(dataset.title, LANGUAGE))
    graph.add(iri, "dct:description", *in_languages(dataset.description, LANGUAGE))
    words = (in_languages(keyword, LANGUAGE) for keyword in dataset.keywords)
    graph.add(iri, "dcat:keyword", *(literal for word in words for literal in word))
    graph.add(iri, "adms:versionNotes", *in_languages(dataset.notes, LANGUAGE))
    period = f"{dataset.start.isoformat()}/{dataset.end.isoformat()}"
    graph.add(iri, "dct:temporal", Literal(period))
    graph.add(iri, "dct:spatial", *(Iri(NUTS.iri(code)) for code in dataset.spatial))
    graph.add(iri, "dct:provenance", *in_languages(dataset.provenance, LANGUAGE))
    graph.add(iri, "dct:license", Iri(LICENCE))
    graph.add(iri, "dct:publisher", Iri(dataset.publisher.iri))
    contact = describe_contact(graph, dataset.publisher, LANGUAGE)
    graph.add(iri, "dcat:contactPoint", Iri(contact))
    graph.add(iri, "dcat:distribution", *(Iri(each.iri) for each in dataset.distributions))
    for file in dataset.distributions:
        describe_distribution(graph, dataset, file, LANGUAGE)
        graph.add(file.iri, "dct:format", Iri(FILE_TYPE.iri(file.form.file_type)))
        graph.add(file.iri, "dct:license", Iri(LICENCE))
        describe_checksum(graph, file, SHA256, file.sha256)
    describe_publisher(graph, dataset.publisher, LANGUAGE)
    return graph


def finish_catalogue(graph: Graph, catalogue: str, agent: Agent, spatial: tuple[str, ...]) -> None:
    """What this reading says of the catalogue beside what all readings say."""
    graph.add(catalogue, "dct:publisher", Iri(agent.iri))
    graph.add(catalogue, "dct:spatial", *(Iri(NUTS.iri(code)) for code in spatial))
    graph.add(catalogue, "dct:license", Iri(LICENCE))
    graph.add(catalogue, "dct:identifier", Literal(catalogue))
    describe_publisher(graph, agent, LANGUAGE)
