"""`metadata/croissant.json`: Croissant 1.1 of a version, with every table as a record set.

Records come from the Parquet files: the reference implementation reads CSV by guessing, and a code
`01` would become the number 1 there. Code lists are record sets of type `sc:Enumeration` with
their codes and labels in line; a coded column references the codes. Keys between tables are not
stated: mlcroissant 1.1.1 cannot read a record set that references another one read from a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from publish.descriptor import LICENCE
from publish.dossier import DataFile, Dossier
from publish.files import to_json
from publish.metadata.citation import bibtex, citation_of
from publish.metadata.schema_org import organisations
from publish.metadata.words import READING_ORDER, instant, keywords
from publish.texts import in_language
from schemas.model import DESCRIPTOR_LANGUAGE, LANGUAGES, TOTAL_CODE, Field, Table, Text
from schemas.registry import Registry
from schemas.words import TOTAL

PATH = "metadata/croissant.json"
CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
RECORDS_FROM = "parquet"
CONTEXT: dict[str, Any] = {
    "@language": DESCRIPTOR_LANGUAGE,
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context of Croissant 1.1, as its specification prints it; only the language is ours."""

DATA_TYPES = {
    "string": "sc:Text",
    "integer": "cr:Int64",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
}


def render(dossier: Dossier) -> dict[str, str]:
    """`metadata/croissant.json`: path in the release -> text."""
    citation = citation_of(dossier)
    content = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "@id": dossier.url(),
        "conformsTo": CONFORMS_TO,
        "name": _map(dossier.title),
        "description": _map(dossier.description),
        "url": dossier.url(),
        "version": dossier.version,
        "datePublished": instant(dossier.created),
        "license": LICENCE["path"],
        "creator": organisations(dossier),
        "publisher": organisations(dossier)[:1],
        "inLanguage": list(READING_ORDER),
        "keywords": keywords(dossier),
        "citeAs": bibtex(dossier.name, citation),
        **({"sameAs": citation.address} if citation.doi else {}),
        "isLiveDataset": False,
        "distribution": [_file(file, dossier) for file in dossier.files],
        "recordSet": [*_code_lists(dossier), *_tables(dossier)],
    }
    return {PATH: to_json(content)}


def _map(text: Text) -> dict[str, str]:
    """A text as a JSON-LD language map, the descriptor's language first."""
    return {language: in_language(text, language).strip() for language in READING_ORDER}


def _file(file: DataFile, dossier: Dossier) -> dict[str, Any]:
    """A file by its address; without a site its place beside this one, which readers of a local
    copy follow."""
    at = dossier.url(*file.path.split("/")) if dossier.site.is_set else f"../{file.path}"
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path.rpartition("/")[2],
        "contentUrl": at,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": _media_type(file),
        "sha256": file.sha256,
    }


def _media_type(file: DataFile) -> str:
    """The media type; of Parquet the one that Croissant names, older than IANA's registration."""
    return "application/x-parquet" if file.form.suffix == "parquet" else file.form.media_type


def _code_lists(dossier: Dossier) -> Iterator[dict[str, Any]]:
    """One enumeration per code list that the package uses, with its labels in four languages."""
    fields = [field for table in dossier.contents.tables for field in table.published()]
    for name in dict.fromkeys(field.code_list for field in fields):
        if name is not None:
            totals = any(field.total for field in fields if field.code_list == name)
            yield _code_list(name, dossier.registry, totals)


def _code_list(name: str, registry: Registry, with_total: bool) -> dict[str, Any]:
    codes = registry.code_lists[name]
    at = f"codes/{name}"
    labelled = [(code.code, code.label) for code in codes.codes]
    labelled += [(TOTAL_CODE, TOTAL)] if with_total else []
    columns = ["code", *(f"label_{language}" for language in LANGUAGES)]
    return {
        "@type": "cr:RecordSet",
        "@id": at,
        "name": name,
        "description": _map(codes.title),
        "dataType": "sc:Enumeration",
        "key": {"@id": f"{at}/code"},
        "field": [
            {"@type": "cr:Field", "@id": f"{at}/{column}", "name": column, "dataType": "sc:Text"}
            for column in columns
        ],
        "data": [
            {f"{at}/code": code}
            | {f"{at}/label_{language}": in_language(label, language) for language in LANGUAGES}
            for code, label in labelled
        ],
    }


def _tables(dossier: Dossier) -> Iterator[dict[str, Any]]:
    """One record set per table that has a file to read records from."""
    files = {
        file.tables[0]: file
        for file in dossier.files
        if file.form.suffix == RECORDS_FROM and len(file.tables) == 1
    }
    for table in dossier.contents.tables:
        if table.name in files:
            yield _record_set(table, files[table.name])


def _record_set(table: Table, file: DataFile) -> dict[str, Any]:
    published = {field.name for field in table.published()}
    described: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": _map(table.description),
    }
    if published.issuperset(table.primary_key):
        described["key"] = [{"@id": f"{table.name}/{name}"} for name in table.primary_key]
    described["field"] = [_field(field, table, file) for field in table.published()]
    return described


def _field(field: Field, table: Table, file: DataFile) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{field.name}",
        "name": field.name,
        "description": _map(field.description),
        "dataType": "sc:URL" if field.format == "uri" else DATA_TYPES[field.type],
        "source": {"fileObject": {"@id": file.path}, "extract": {"column": field.name}},
    }
    if field.code_list is not None:
        # The text of the specification has the `@id` bare; its implementation breaks on that
        # (mlcommons/croissant issue 751).
        described["references"] = {"field": {"@id": f"codes/{field.code_list}/code"}}
    return described
