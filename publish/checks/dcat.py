"""What SHACL lets through in DCAT: membership, identifiers, dates, addresses, territories."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from publish.checks.finding import Finding, failed, passed
from publish.metadata.dcat import data_gouv_fr, dcat_ap
from publish.metadata.dcat.graph import TYPE, Graph, Iri, Literal, Term
from publish.metadata.dcat.vocabulary import (
    ACCESS_RIGHT,
    AUTHORITY,
    AVAILABILITY,
    DC_FREQUENCY,
    FILE_TYPE,
    FREQUENCY,
    LANGUAGE,
    LICENCE,
    PARENT_TERRITORY,
    PUBLISHER_TYPE,
    SECTOR,
    STATUS,
    TERRITORY,
    THEME,
    Vocabulary,
    member_of,
)

MOST_TOLD = 10
DATES = ("dct:issued", "dct:modified", "dcat:startDate", "dcat:endDate")
LISTS: Mapping[str, tuple[Vocabulary, ...]] = {
    "dct:accessRights": (ACCESS_RIGHT,),
    "dct:accrualPeriodicity": (FREQUENCY,),
    "dct:format": (FILE_TYPE,),
    "dct:language": (LANGUAGE,),
    "dct:license": (LICENCE,),
    "dcat:theme": (THEME, SECTOR),
    "dcatap:availability": (AVAILABILITY,),
    "adms:status": (STATUS,),
}
"""Property -> the lists that its values have to be members of."""
OF_DATA_GOUV_FR: Mapping[str, tuple[Vocabulary, ...]] = {
    **LISTS,
    "dct:accrualPeriodicity": (DC_FREQUENCY,),
    "dct:license": (),  # it knows licences by their own addresses
}
HTTP_ONLY = (
    AUTHORITY,
    "http://datos.gob.es/",
    "http://purl.org/",
    "http://www.w3.org/",
    "http://xmlns.com/",
    "http://data.europa.eu/",
)
"""Addresses that are names under `http`: under `https` they name nothing that a portal knows."""


def check_dcat(reading: str, name: str, graph: Graph) -> Iterator[Finding]:
    """Every lint over one reading; `name` is its file, for the report."""
    for title, faults in (
        ("members", _strangers(reading, graph)),
        ("identifiers", _identifiers(graph)),
        ("dates", _dates(graph)),
        ("addresses", _addresses(reading, graph)),
        ("territories", _territories(graph)),
    ):
        check = f"{reading} {title}"
        if found := list(faults):
            told = "; ".join(found[:MOST_TOLD])
            more = f" and {len(found) - MOST_TOLD} more" if len(found) > MOST_TOLD else ""
            yield failed(check, name, told + more)
        else:
            yield passed(check, name, "no fault")


def _strangers(reading: str, graph: Graph) -> Iterator[str]:
    """Values that are no member of the list they have to come from, or claim to come from."""
    known = OF_DATA_GOUV_FR if reading == data_gouv_fr.NAME else LISTS
    for subject, predicate, value in graph.triples():
        if predicate == TYPE or not isinstance(value, Iri):
            continue
        member = member_of(value.value)
        lists = known.get(predicate, ())
        if member and member[1] not in member[0].codes:
            yield f"{predicate} of {subject}: {value.value} is not in its list"
        elif lists and (member is None or member[0] not in lists):
            named = " or ".join(each.scheme for each in lists)
            yield f"{predicate} of {subject}: {value.value} is not of {named}"
    for agent in graph.subjects("foaf:Agent"):
        kinds = [member_of(v.value) for v in graph.values(agent, "dct:type")]
        if any(kind is None or kind[0] is not PUBLISHER_TYPE for kind in kinds):
            yield f"dct:type of {agent}: not of {PUBLISHER_TYPE.scheme}"


def _identifiers(graph: Graph) -> Iterator[str]:
    """Datasets and distributions without an identifier, with several, or with another's."""
    nodes = (*graph.subjects("dcat:Dataset"), *graph.subjects("dcat:Distribution"))
    seen: Counter[str] = Counter()
    for node in nodes:
        told = graph.values(node, "dct:identifier")
        if len(told) != 1:
            yield f"{node} has {len(told)} dct:identifier, not one"
        seen.update(value.value for value in told)
    yield from (f"dct:identifier {each} stands {n} times" for each, n in seen.items() if n > 1)


def _dates(graph: Graph) -> Iterator[str]:
    """Dates that are none, and pairs that run backwards."""
    for subject, predicate, value in graph.triples():
        if predicate in DATES and _instant(value) is None:
            yield f"{predicate} of {subject}: {value.value!r} is no ISO 8601 date with its type"
    for subject in graph.nodes:
        for early, late in (DATES[:2], DATES[2:]):
            first = [_instant(v) for v in graph.values(subject, early)]
            last = [_instant(v) for v in graph.values(subject, late)]
            if first and last and first[0] and last[0] and last[0] < first[0]:
                yield f"{late} of {subject} is before its {early}"


def _instant(value: Term) -> str | None:
    """A date as text that sorts by time, or None. A moment needs its time zone."""
    if not isinstance(value, Literal):
        return None
    try:
        if value.datatype == "xsd:date":
            return date.fromisoformat(value.value).isoformat()
        if value.datatype == "xsd:dateTime" and value.value.endswith("Z"):
            return datetime.fromisoformat(value.value).isoformat()
    except ValueError:
        return None
    return None


def _addresses(reading: str, graph: Graph) -> Iterator[str]:
    """Names under `https` that are names only under `http`; statements about what is not ours."""
    https = tuple(each.replace("http://", "https://", 1) for each in HTTP_ONLY)
    for subject, predicate, value in graph.triples():
        if isinstance(value, Iri) and value.value.startswith(https):
            yield f"{predicate} of {subject}: {value.value} has to begin with http://"
    own = {re.sub(r"/releases/[^/]*$", "/", node) for node in graph.subjects("dcat:Dataset")}
    pages = graph.subjects("foaf:Document") if reading == dcat_ap.NAME else ()
    for subject in graph.nodes:
        if not subject.startswith(tuple(own)) and subject not in pages:
            yield f"{subject} is not ours, so nothing may be said of it here"


def _territories(graph: Graph) -> Iterator[str]:
    """A province beside its region: what DCAT-AP-ES calls a territorial redundancy (its example
    `Conventions_dataset-dct-spatial_incorrect.ttl`)."""
    for subject in graph.nodes:
        places = {v.value for v in graph.values(subject, "dct:spatial")}
        for province, region in PARENT_TERRITORY.items():
            if {f"{TERRITORY}/{province}", f"{TERRITORY}/{region}"} <= places:
                yield f"dct:spatial of {subject} has {province} beside {region}; name the region"
