"""The pages of a catalogue: `dcat:Catalog` with its datasets, linked by Hydra."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from publish.catalogue.shelves import Shelved
from publish.metadata.dcat import data_gouv_fr, dcat_ap, dcat_ap_es
from publish.metadata.dcat.common import describe_contact
from publish.metadata.dcat.graph import Graph, Iri, Literal, Term, in_languages, moment
from publish.metadata.dcat.reading import CATALOGUE, Agent, agent, outermost
from publish.metadata.dcat.syntax import SYNTAXES
from publish.metadata.dcat.texts import CATALOGUE_DESCRIPTION, CATALOGUE_TITLE
from publish.metadata.dcat.vocabulary import LANGUAGE, LANGUAGE_CODE
from publish.metadata.dcat.write import READINGS
from publish.site import Site
from schemas.model import LANGUAGES
from schemas.registry import Registry

_FINISH: dict[str, Callable[[Graph, str, Agent, tuple[str, ...]], None]] = {
    module.NAME: module.finish_catalogue for module in (dcat_ap_es, dcat_ap, data_gouv_fr)
}
_LANGUAGES = {data_gouv_fr.NAME: (data_gouv_fr.LANGUAGE,)}
"""Readings that take one language only; the others get all four."""


def page_name(reading: str, number: int, ending: str) -> str:
    """The file of a page: the first one bears the name of the reading alone."""
    return f"{reading}.{ending}" if number == 1 else f"{reading}-{number}.{ending}"


@dataclass(frozen=True)
class Page:
    """One file of a catalogue."""

    name: str
    reading: str
    ending: str
    graph: Graph
    text: str


def pages(
    shelves: Sequence[Shelved], registry: Registry, site: Site, page_size: int
) -> Iterator[Page]:
    """Every page in every reading and syntax."""
    chunks = [shelves[i : i + page_size] for i in range(0, len(shelves), page_size)] or [()]
    for reading in READINGS:
        head = _head(reading, shelves, registry, site)
        for number, chunk in enumerate(chunks, 1):
            body = _page(reading, head, chunk, registry, site)
            for ending, serialise in SYNTAXES.items():
                graph = Graph()
                graph.merge(body)
                names = [page_name(reading, n, ending) for n in range(1, len(chunks) + 1)]
                _link(graph, site, names, number, len(shelves))
                yield Page(names[number - 1], reading, ending, graph, serialise(graph))


def _head(reading: str, shelves: Sequence[Shelved], registry: Registry, site: Site) -> Graph:
    """What every page of a reading says: the catalogue itself and who publishes it."""
    graph = Graph()
    iri = site.url(CATALOGUE)
    publisher = agent(site, registry.publisher)
    languages = _LANGUAGES.get(reading, LANGUAGES)
    graph.type(iri, "dcat:Catalog", "hydra:Collection")
    graph.add(iri, "dct:title", *in_languages(CATALOGUE_TITLE, *languages))
    graph.add(iri, "dct:description", *in_languages(CATALOGUE_DESCRIPTION, *languages))
    graph.add(iri, "dct:language", *(Iri(LANGUAGE.iri(LANGUAGE_CODE[x])) for x in languages))
    graph.add(iri, "foaf:homepage", Iri(publisher.publisher.homepage))
    if shelves:
        issued = [
            value.value
            for each in shelves
            for value in each.graphs[reading].values(each.iri, "dct:issued")
        ]
        graph.add(iri, "dct:issued", Literal(min(issued), "xsd:dateTime"))
        graph.add(iri, "dct:modified", moment(max(each.created for each in shelves)))
    _FINISH[reading](graph, iri, publisher, _territories(shelves, registry))
    describe_contact(graph, publisher, *_LANGUAGES.get(reading, ()))
    return graph


def _page(
    reading: str, head: Graph, chunk: Sequence[Shelved], registry: Registry, site: Site
) -> Graph:
    """The head with the datasets of one page, under the addresses of this site.

    Who publishes and who is asked is said as it is now, not as it was when a version was made.
    """
    graph = Graph()
    graph.merge(head)
    iri = site.url(CATALOGUE)
    contact = f"{iri}#contact"
    for each in chunk:
        old = each.iri.rpartition("/releases/")[0]
        moved = _moved(each.graphs[reading], old, site.base_url)
        for node in (f"{iri}#publisher", contact, registry.publisher.homepage):
            moved.nodes.pop(node, None)
        (dataset,) = moved.subjects("dcat:Dataset")
        moved.nodes[dataset]["dct:publisher"] = list(head.values(iri, "dct:publisher"))
        moved.nodes[dataset]["dcat:contactPoint"] = [Iri(contact)]
        if reading == dcat_ap_es.NAME:
            dcat_ap_es.say_what_binds(moved, agent(site, registry.publisher))
        graph.add(iri, "dcat:dataset", Iri(dataset))
        graph.merge(moved)
    return graph


def _moved(graph: Graph, old: str, new: str) -> Graph:
    """A graph whose own addresses begin with another base: releases never change, sites do."""
    moved = Graph()

    def at(text: str) -> str:
        return new + text.removeprefix(old) if text.startswith(old + "/") else text

    def term(value: Term) -> Term:
        if isinstance(value, Iri):
            return Iri(at(value.value))
        return value if value.language else Literal(at(value.value), value.datatype)

    for subject, predicate, value in graph.triples():
        moved.add(at(subject), predicate, term(value))
    return moved


def _link(graph: Graph, site: Site, names: Sequence[str], number: int, total: int) -> None:
    """Hydra, as today's harvesters read it (`hydra:next`) and as older ones do (`nextPage`)."""
    urls = [site.url(CATALOGUE, name) for name in names]
    iri, page = site.url(CATALOGUE), urls[number - 1]
    graph.add(iri, "hydra:totalItems", Literal(str(total), "xsd:integer"))
    graph.add(iri, "hydra:view", Iri(page))
    graph.type(page, "hydra:PartialCollectionView", "hydra:PagedCollection")
    graph.add(page, "hydra:first", Iri(urls[0]))
    graph.add(page, "hydra:last", Iri(urls[-1]))
    if number > 1:
        graph.add(page, "hydra:previous", Iri(urls[number - 2]))
    if number < len(urls):
        graph.add(page, "hydra:next", Iri(urls[number]))
        graph.add(page, "hydra:nextPage", Iri(urls[number]))


def _territories(shelves: Sequence[Shelved], registry: Registry) -> tuple[str, ...]:
    """The NUTS codes of all packages in the catalogue, sorted, none that lies in another."""
    known = registry.packages
    packages = (known[each.package] for each in shelves if each.package in known)
    return outermost(sorted(code for package in packages for code in package.spatial))
