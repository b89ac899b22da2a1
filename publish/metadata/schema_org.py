"""`metadata/schema-org.jsonld`: schema.org `Dataset`, as Google Dataset Search and F-UJI read it.

Required by Google: `name`, and `description` of 50 to 5,000 characters; recommended: all others
that are true of the version. Both readers take plain strings only, so name and description are in
the descriptor's language; each other language stands with its data dictionary (`subjectOf`).
The context is written inline: `https://schema.org` as context would have to be fetched first.
"""

from __future__ import annotations

from typing import Any

from publish.descriptor import LICENCE
from publish.dossier import DataFile, Dossier
from publish.files import to_json
from publish.metadata.citation import citation_of
from publish.metadata.words import READING_ORDER, Place, day, keywords, measured, period, places
from publish.provenance import SourceRecord
from publish.texts import TABLES_HEADING, in_language
from schemas.model import DESCRIPTOR_LANGUAGE, Field, Text

PATH = "metadata/schema-org.jsonld"
MAX_DESCRIPTION = 5_000
CATALOGUE = "catalogue"
CATALOGUE_NAME = Text(
    eu="KSIgune behatokiaren datu irekien katalogoa",
    es="Catálogo de datos abiertos del observatorio KSIgune",
    fr="Catalogue de données ouvertes de l'observatoire KSIgune",
    en="Open-data catalogue of the KSIgune observatory",
)
MAIN = DESCRIPTOR_LANGUAGE


def render(dossier: Dossier) -> dict[str, str]:
    """`metadata/schema-org.jsonld`: path in the release -> text."""
    return {PATH: to_json(dataset(dossier))}


def dataset(dossier: Dossier) -> dict[str, Any]:
    """The `Dataset` of a version, with its context: also what a page of the version embeds."""
    citation = citation_of(dossier)
    return {
        "@context": {"@vocab": "http://schema.org/"},
        "@type": "Dataset",
        "@id": dossier.url(),
        "url": dossier.url(),
        "identifier": _identifiers(dossier, citation.doi),
        **({"sameAs": citation.address} if citation.doi else {}),
        "name": in_language(dossier.title, MAIN),
        "alternateName": [in_language(dossier.title, x) for x in READING_ORDER[1:]],
        "description": description(dossier),
        "inLanguage": list(READING_ORDER),
        "keywords": keywords(dossier),
        "creator": organisations(dossier),
        "publisher": organisations(dossier)[0],
        "license": LICENCE["path"],
        "isAccessibleForFree": True,
        "version": dossier.version,
        "dateCreated": day(dossier.created),
        "datePublished": day(dossier.created),
        "dateModified": day(dossier.created),
        "creditText": in_language(citation.text(), MAIN),
        **_coverage(dossier),
        "variableMeasured": [_variable(field) for field in measured(dossier)],
        **_technique(dossier),
        "isBasedOn": [_source(record) for record in dossier.contents.sources],
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "name": in_language(CATALOGUE_NAME, MAIN),
            "url": dossier.site.url(CATALOGUE),
        },
        "distribution": [_download(file, dossier) for file in dossier.files],
        "subjectOf": [_dictionary(dossier, language) for language in READING_ORDER],
    }


def description(dossier: Dossier) -> str:
    """The description with the titles of the tables, cut at what Google reads."""
    titles = ", ".join(in_language(table.title, MAIN) for table in dossier.contents.tables)
    told = in_language(dossier.description, MAIN).strip()
    whole = f"{told} {in_language(TABLES_HEADING, MAIN)}: {titles}."
    return whole if len(whole) <= MAX_DESCRIPTION else f"{whole[: MAX_DESCRIPTION - 1]}…"


def organisations(dossier: Dossier) -> list[dict[str, str]]:
    """The publisher and its operator as schema.org organisations, the publisher first."""
    publisher = dossier.registry.publisher
    named = (
        (in_language(publisher.name, MAIN), publisher.homepage),
        (publisher.operator.name, publisher.operator.homepage),
    )
    return [{"@type": "Organization", "name": name, "url": url} for name, url in named]


def _identifiers(dossier: Dossier, doi: str | None) -> list[Any]:
    found: list[Any] = [dossier.url(), dossier.descriptor["id"]]
    if doi:
        found.append({"@type": "PropertyValue", "propertyID": "DOI", "value": doi})
    return found


def _coverage(dossier: Dossier) -> dict[str, Any]:
    found: dict[str, Any] = {"spatialCoverage": [_place(place) for place in places(dossier)]}
    if years := period(dossier):
        found["temporalCoverage"] = years
    return found


def _place(place: Place) -> dict[str, Any]:
    return {"@type": "Place", "name": place.name} | ({"identifier": place.uri} if place.uri else {})


def _variable(field: Field) -> dict[str, Any]:
    variable = {
        "@type": "PropertyValue",
        "name": field.name,
        "alternateName": in_language(field.title, MAIN),
        "description": in_language(field.description, MAIN).strip(),
    }
    return variable | ({"unitText": field.unit} if field.unit else {})


def _technique(dossier: Dossier) -> dict[str, Any]:
    """How the rows came to be: the labels of the origins of the sources."""
    origins = dossier.registry.code_lists.get("origin")
    told = {code.code: in_language(code.label, MAIN) for code in origins.codes} if origins else {}
    used = dict.fromkeys(record.origin for record in dossier.contents.sources)
    labels = [told[origin] for origin in used if origin in told]
    return {"measurementTechnique": labels} if labels else {}


def _source(record: SourceRecord) -> dict[str, Any]:
    source: dict[str, Any] = {
        "@type": "CreativeWork",
        "name": record.title,
        "license": record.licence,
        "publisher": {"@type": "Organization", "name": record.publisher},
    }
    return source | ({"url": record.path} if record.path else {})


def _download(file: DataFile, dossier: Dossier) -> dict[str, Any]:
    download = {
        "@type": "DataDownload",
        "name": file.path.rpartition("/")[2],
        "contentUrl": dossier.url(*file.path.split("/")),
        "encodingFormat": file.form.media_type,
        "contentSize": f"{file.bytes} B",
        "sha256": file.sha256,
    }
    return download | ({"inLanguage": file.language} if file.language else {})


def _dictionary(dossier: Dossier, language: str) -> dict[str, Any]:
    return {
        "@type": "DigitalDocument",
        "url": dossier.url(f"DATA-DICTIONARY.{language}.md"),
        "inLanguage": language,
        "name": in_language(dossier.title, language),
        "description": in_language(dossier.description, language).strip(),
    }
