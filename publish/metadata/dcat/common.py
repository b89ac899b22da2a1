"""What the readings of DCAT have in common."""

from __future__ import annotations

from publish.metadata.dcat.graph import Graph, Iri, Literal, day, in_languages, moment
from publish.metadata.dcat.reading import Agent, Dataset, Distribution
from publish.metadata.dcat.vocabulary import (
    ACCESS_RIGHT,
    DATA_PACKAGE,
    FREQUENCY,
    LANGUAGE,
    LANGUAGE_CODE,
    LICENCE,
    MEDIA_TYPES,
    ORGANISM,
    PUBLISHER_TYPE,
    STANDARD_OF_FORM,
    THEME,
)
from schemas.model import LANGUAGES

PUBLISHER_KIND = "Academia-ScientificOrganisation"
"""Of the publisher types of ADMS; it calls itself a cluster of higher education and research."""
LICENCE_IRI = LICENCE.iri("CC_BY_4_0")


def describe_dataset(graph: Graph, dataset: Dataset) -> None:
    """The properties of a dataset that mean the same in every reading."""
    iri = dataset.iri
    graph.type(iri, "dcat:Dataset")
    graph.add(iri, "dct:identifier", Literal(iri))
    graph.add(iri, "dct:issued", moment(dataset.issued))
    graph.add(iri, "dct:modified", moment(dataset.modified))
    graph.add(iri, "dct:accessRights", Iri(ACCESS_RIGHT.iri("PUBLIC")))
    graph.add(iri, "dct:accrualPeriodicity", Iri(FREQUENCY.iri(dataset.frequency)))
    graph.add(iri, "dcat:version", Literal(dataset.version))
    graph.add(iri, "dcat:hasCurrentVersion", Iri(dataset.version_iri))
    graph.add(iri, "dcat:previousVersion", *map(Iri, dataset.earlier_iris[-1:]))
    graph.add(iri, "dcat:landingPage", Iri(dataset.landing_page))
    graph.add(iri, "prov:wasDerivedFrom", *map(Iri, dataset.derived_from))


def describe_in_four_languages(graph: Graph, dataset: Dataset) -> None:
    """The words of a dataset, and what a European portal reads beside them."""
    iri = dataset.iri
    graph.add(iri, "dct:title", *in_languages(dataset.title))
    graph.add(iri, "dct:description", *in_languages(dataset.description))
    for language in LANGUAGES:
        words = (in_languages(keyword, language) for keyword in dataset.keywords)
        graph.add(iri, "dcat:keyword", *(literal for word in words for literal in word))
    graph.add(iri, "adms:versionNotes", *in_languages(dataset.notes))
    graph.add(iri, "dcat:theme", *(Iri(THEME.iri(code)) for code in dataset.themes))
    graph.add(iri, "dct:language", *(Iri(LANGUAGE.iri(LANGUAGE_CODE[x])) for x in LANGUAGES))
    graph.add(iri, "dct:conformsTo", Iri(DATA_PACKAGE))
    if dataset.yearly:
        graph.add(iri, "dcat:temporalResolution", Literal("P1Y", "xsd:duration"))
    period = f"{dataset.version_iri}#temporal"
    graph.add(iri, "dct:temporal", Iri(period))
    provenance = f"{dataset.version_iri}#provenance"
    graph.add(iri, "dct:provenance", Iri(provenance))
    graph.add(iri, "dcat:distribution", *(Iri(each.iri) for each in dataset.distributions))
    graph.type(period, "dct:PeriodOfTime")
    graph.add(period, "dcat:startDate", day(dataset.start))
    graph.add(period, "dcat:endDate", day(dataset.end))
    graph.type(provenance, "dct:ProvenanceStatement")
    graph.add(provenance, "rdfs:label", *in_languages(dataset.provenance))


def describe_distribution(
    graph: Graph, dataset: Dataset, file: Distribution, *languages: str
) -> None:
    """The properties of a data file that mean the same in every reading, its words included."""
    iri = file.iri
    graph.type(iri, "dcat:Distribution")
    graph.add(iri, "dct:identifier", Literal(iri))
    graph.add(iri, "dct:title", *in_languages(file.title, *languages))
    graph.add(iri, "dct:description", *in_languages(file.description, *languages))
    graph.add(iri, "dcat:accessURL", Iri(file.url))
    graph.add(iri, "dcat:downloadURL", Iri(file.url))
    graph.add(iri, "dcat:mediaType", Iri(f"{MEDIA_TYPES}/{file.form.media_type}"))
    graph.add(iri, "dcat:byteSize", Literal(str(file.bytes), "xsd:nonNegativeInteger"))
    graph.add(iri, "dct:issued", moment(dataset.modified))
    graph.add(iri, "dct:modified", moment(dataset.modified))
    if file.language:
        graph.add(iri, "dct:language", Iri(LANGUAGE.iri(LANGUAGE_CODE[file.language])))
    if standard := STANDARD_OF_FORM.get(file.form.suffix):
        graph.add(iri, "dct:conformsTo", Iri(standard))


def describe_checksum(graph: Graph, file: Distribution, algorithm: str, value: str) -> None:
    """The hash of a file; which algorithm a portal knows, and by what address, is its affair."""
    checksum = f"{file.url}#checksum"
    graph.add(file.iri, "spdx:checksum", Iri(checksum))
    graph.type(checksum, "spdx:Checksum")
    graph.add(checksum, "spdx:algorithm", Iri(algorithm))
    graph.add(checksum, "spdx:checksumValue", Literal(value, "xsd:hexBinary"))


def describe_publisher(graph: Graph, agent: Agent, *languages: str) -> None:
    """The publisher under an address of this installation."""
    graph.type(agent.iri, "foaf:Agent")
    graph.add(agent.iri, "foaf:name", *in_languages(agent.publisher.name, *languages))
    graph.add(agent.iri, "foaf:homepage", Iri(agent.publisher.homepage))
    graph.add(agent.iri, "dct:type", Iri(PUBLISHER_TYPE.iri(PUBLISHER_KIND)))
    graph.add(agent.iri, "dct:identifier", Literal(agent.dir3 or agent.iri))


def describe_contact(graph: Graph, agent: Agent, *languages: str) -> str:
    """Where readers ask; returns its address. What no setting gives is not said."""
    contact = agent.contact_iri
    graph.type(contact, "vcard:Kind", "vcard:Organization")
    name = in_languages(agent.publisher.name, *languages)
    graph.add(contact, "vcard:fn", *name)
    graph.add(contact, "vcard:organization-name", *name)
    graph.add(contact, "vcard:hasURL", Iri(agent.page))
    graph.add(contact, "vcard:hasUID", Iri(organism(agent)))
    if agent.email:
        graph.add(contact, "vcard:hasEmail", Iri(f"mailto:{agent.email}"))
    if agent.telephone:
        graph.add(contact, "vcard:hasTelephone", Iri(f"tel:{agent.telephone}"))
    return contact


def organism(agent: Agent) -> str:
    """The publisher in the directory of Spanish public bodies, else under our own address."""
    return f"{ORGANISM}/{agent.dir3}" if agent.dir3 else agent.iri
