"""A small RDF graph without blank nodes, in the order in which it was told.

What has no blank node has one canonical form, so equal descriptions give equal bytes. rdflib
would need 0.5 s per package and reading to serialise (measured), half of the time that a release
of all packages may take; it reads every file back in the tests instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from schemas.model import LANGUAGES, Text

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
TYPE = "rdf:type"
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


@dataclass(frozen=True)
class Iri:
    """An absolute address. Raises ValueError for one that no RDF syntax can hold."""

    value: str

    def __post_init__(self) -> None:
        if ":" not in self.value or _NOT_IN_IRI.search(self.value):
            raise ValueError(f"not an absolute IRI: {self.value!r}")


@dataclass(frozen=True)
class Literal:
    """A text: plain, of a data type (with prefix), or in a language."""

    value: str
    datatype: str | None = None
    language: str | None = None


Term = Iri | Literal


@dataclass
class Graph:
    """Subject -> predicate (with prefix) -> values, none of them twice."""

    nodes: dict[str, dict[str, list[Term]]] = field(default_factory=dict)

    def add(self, subject: str, predicate: str, *values: Term) -> None:
        """Says something of a subject; what was said already is not said again."""
        if not values:
            return
        Iri(subject)
        known = self.nodes.setdefault(subject, {}).setdefault(predicate, [])
        known.extend(value for value in dict.fromkeys(values) if value not in known)

    def type(self, subject: str, *classes: str) -> None:
        """Says what a subject is, by names with prefix."""
        self.add(subject, TYPE, *(Iri(expand(name)) for name in classes))

    def merge(self, other: Graph) -> None:
        """Takes over all that another graph says."""
        for subject, predicate, value in other.triples():
            self.add(subject, predicate, value)

    def triples(self) -> Iterator[tuple[str, str, Term]]:
        """Every statement: subject, predicate with prefix, value."""
        for subject, said in self.nodes.items():
            for predicate, values in said.items():
                for value in values:
                    yield subject, predicate, value

    def values(self, subject: str, predicate: str) -> tuple[Term, ...]:
        """What is said of a subject by one predicate."""
        return tuple(self.nodes.get(subject, {}).get(predicate, ()))

    def subjects(self, name: str) -> tuple[str, ...]:
        """The subjects of a class, given with prefix."""
        wanted = Iri(expand(name))
        return tuple(s for s, said in self.nodes.items() if wanted in said.get(TYPE, ()))


def expand(name: str) -> str:
    """`dcat:Dataset` as a full address. Raises KeyError for an unknown prefix."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def in_languages(text: Text, *languages: str) -> tuple[Literal, ...]:
    """A text in the languages given (default: all four), one tagged literal each."""
    return tuple(
        Literal(getattr(text, x), language=x) for x in (languages or LANGUAGES) if getattr(text, x)
    )


def moment(value: datetime) -> Literal:
    """A moment with its time zone, as `xsd:dateTime` in UTC."""
    return Literal(value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "xsd:dateTime")


def day(value: date) -> Literal:
    """A day as `xsd:date`."""
    return Literal(value.isoformat(), "xsd:date")
