"""`ro-crate-metadata.json`: RO-Crate 1.2 of a version, the release folder as an attached crate.

Written to the specification rather than by the library `rocrate`: that one describes files that
lie in a folder, stamps the time of the run on the root, and would judge its own work. It reads
every crate again in the tests. The signature of `SHA256SUMS` is no part of the crate: it signs a
list that holds the crate's own hash.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from publish.descriptor import LICENCE
from publish.dossier import DataFile, Dossier
from publish.files import to_json
from publish.metadata.citation import citation_of
from publish.metadata.words import READING_ORDER, Place, day, instant, keywords, period, places
from publish.provenance import SourceRecord
from publish.texts import in_language
from schemas.model import DESCRIPTOR_LANGUAGE

PATH = "ro-crate-metadata.json"
SPECIFICATION = "https://w3id.org/ro/crate/1.2"
DATA_PACKAGE = "https://datapackage.org/profiles/2.0/datapackage.json"
MAIN = DESCRIPTOR_LANGUAGE
MEDIA_TYPES = {
    "bib": "application/x-bibtex",
    "cff": "application/yaml",
    "csv": "text/csv",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "md": "text/markdown",
    "rdf": "application/rdf+xml",
    "ttl": "text/turtle",
    "xml": "application/xml",
}
PLAIN = "text/plain"


def render(dossier: Dossier, others: Iterable[str]) -> dict[str, str]:
    """`ro-crate-metadata.json`: path in the release -> text.

    `others` are the paths of all files of the release beside the data files, those among them
    that are written later: a crate has to name every file it has, not what is in it.
    """
    files = [_data_file(file) for file in dossier.files]
    files += [_other_file(path) for path in sorted(set(others) - {PATH})]
    graph = [
        {
            "@id": PATH,
            "@type": "CreativeWork",
            "conformsTo": {"@id": SPECIFICATION},
            "about": {"@id": "./"},
        },
        _root(dossier, [file["@id"] for file in files]),
        *files,
        *_organisations(dossier),
        *(_place(place) for place in places(dossier)),
        *_sources(dossier),
        {
            "@id": LICENCE["path"],
            "@type": "CreativeWork",
            "name": LICENCE["title"],
            "identifier": LICENCE["name"],
        },
        {"@id": DATA_PACKAGE, "@type": "CreativeWork", "name": "Data Package 2.0"},
    ]
    return {PATH: to_json({"@context": f"{SPECIFICATION}/context", "@graph": graph})}


def _root(dossier: Dossier, parts: list[str]) -> dict[str, Any]:
    citation = citation_of(dossier)
    publisher, operator = _organisations(dossier)
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": in_language(dossier.title, MAIN),
        "alternateName": [in_language(dossier.title, x) for x in READING_ORDER[1:]],
        "description": in_language(dossier.description, MAIN).strip(),
        "datePublished": day(dossier.created),
        "dateCreated": instant(dossier.created),
        "version": dossier.version,
        "license": {"@id": LICENCE["path"]},
        "author": [{"@id": publisher["@id"]}, {"@id": operator["@id"]}],
        "publisher": {"@id": publisher["@id"]},
        "conformsTo": {"@id": DATA_PACKAGE},
        "identifier": citation.address,
        "url": dossier.url(),
        "cite-as": citation.address,
        "creditText": in_language(citation.text(), MAIN),
        "inLanguage": list(READING_ORDER),
        "keywords": keywords(dossier),
        "spatialCoverage": [{"@id": _place(place)["@id"]} for place in places(dossier)],
        "isBasedOn": [{"@id": source["@id"]} for source in _sources(dossier)],
        "hasPart": [{"@id": part} for part in parts],
    }
    return root | ({"temporalCoverage": years} if (years := period(dossier)) else {})


def _data_file(file: DataFile) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@id": file.path,
        "@type": "File",
        "name": file.path.rpartition("/")[2],
        "encodingFormat": file.form.media_type,
        "contentSize": str(file.bytes),
        "sha256": file.sha256,
        "license": {"@id": LICENCE["path"]},
    }
    return described | ({"inLanguage": file.language} if file.language else {})


def _other_file(path: str) -> dict[str, Any]:
    name = path.rpartition("/")[2]
    return {
        "@id": path,
        "@type": "File",
        "name": name,
        "encodingFormat": MEDIA_TYPES.get(name.rpartition(".")[2], PLAIN),
    }


def _organisations(dossier: Dossier) -> list[dict[str, Any]]:
    """The publisher, then its operator."""
    publisher = dossier.registry.publisher
    named = (
        (in_language(publisher.name, MAIN), publisher.homepage),
        (publisher.operator.name, publisher.operator.homepage),
    )
    return [{"@id": url, "@type": "Organization", "name": name, "url": url} for name, url in named]


def _place(place: Place) -> dict[str, Any]:
    return {
        "@id": place.uri or f"#place-{place.code}",
        "@type": "Place",
        "name": place.name,
        "identifier": place.code,
    }


def _sources(dossier: Dossier) -> list[dict[str, Any]]:
    """The sources, each once: by their address where they have one, otherwise by their order."""
    found: dict[str, dict[str, Any]] = {}
    for number, record in enumerate(dossier.contents.sources, start=1):
        described = _source(record, number)
        found.setdefault(described["@id"], described)
    return list(found.values())


def _source(record: SourceRecord, number: int) -> dict[str, Any]:
    return {
        "@id": record.path or f"#source-{number}",
        "@type": "CreativeWork",
        "name": record.title,
        "license": record.licence,
        "creditText": record.publisher,
        "creativeWorkStatus": record.origin,
    }
