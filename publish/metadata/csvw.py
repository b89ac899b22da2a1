"""`metadata/csvw.json`: CSV on the Web of a version (W3C Recommendation of 17 December 2015).

A CSV header names the columns, so each column's titles hold that name too, as of no language:
without it the header would contradict the metadata. A code list is a pattern, since the standard
has no enumeration. A foreign key that may be empty is left out: the standard knows none, and its
validators look for a row that the empty cell refers to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from publish.descriptor import LICENCE
from publish.dossier import DataFile, Dossier
from publish.files import to_json
from publish.metadata.citation import citation_of
from publish.metadata.words import READING_ORDER, allowed, instant
from publish.texts import in_language
from schemas.model import DESCRIPTOR_LANGUAGE, Field, Table, Text
from schemas.to_frictionless import local_keys

PATH = "metadata/csvw.json"
CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": DESCRIPTOR_LANGUAGE}]
UNDETERMINED = "und"
DIALECT = {
    "encoding": "utf-8",
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "lineTerminators": ["\r\n"],
    "header": True,
    "headerRowCount": 1,
}
SPECIAL = re.compile(r"([.\\?*+{}()\[\]|^$])")
"""What `re.escape` escapes besides these, XML Schema's regular expressions refuse."""
BASES = {
    "string": "string",
    "integer": "integer",
    "number": "decimal",
    "boolean": "boolean",
    "date": "date",
    "datetime": "dateTimeStamp",
}


def render(dossier: Dossier) -> dict[str, str]:
    """`metadata/csvw.json`: path in the release -> text."""
    files = {f.tables[0]: f for f in dossier.files if f.form.suffix == "csv"}
    citation = citation_of(dossier)
    content = {
        "@context": CONTEXT,
        "@type": "TableGroup",
        "@id": f"{dossier.url()}#tables",
        "dc:title": _values(dossier.title),
        "dc:description": _values(dossier.description),
        "dc:identifier": citation.address,
        "dc:creator": list(citation.creators),
        "dc:publisher": citation.publisher,
        "dc:license": {"@id": LICENCE["path"]},
        "dc:issued": {"@value": instant(dossier.created), "@type": "xsd:dateTime"},
        "dialect": DIALECT,
        "tables": [
            _table(table, files, dossier)
            for table in dossier.contents.tables
            if table.name in files
        ],
    }
    return {PATH: to_json(content)}


def _values(text: Text) -> list[dict[str, str]]:
    """A text as a common property has it: one value per language."""
    return [
        {"@value": in_language(text, language).strip(), "@language": language}
        for language in READING_ORDER
    ]


def _table(table: Table, files: Mapping[str, DataFile], dossier: Dossier) -> dict[str, Any]:
    published = {field.name for field in table.published()}
    schema: dict[str, Any] = {
        "columns": [_column(field, table, dossier) for field in table.published()]
    }
    if published.issuperset(table.primary_key):
        schema["primaryKey"] = list(table.primary_key)
    keys = [
        {
            "columnReference": list(key.fields),
            "reference": {
                "resource": _address(files[key.reference]),
                "columnReference": list(key.reference_fields),
            },
        }
        for key in local_keys(table, dossier.registry, published)
        if key.reference in files and all(table.field(name).required for name in key.fields)
    ]
    return {
        "@type": "Table",
        "url": _address(files[table.name]),
        "dc:title": _values(table.title),
        "dc:description": _values(table.description),
        "tableSchema": schema | ({"foreignKeys": keys} if keys else {}),
    }


def _address(file: DataFile) -> str:
    """A file as seen from this one: a copy of the release describes its own files."""
    return f"../{file.path}"


def _column(field: Field, table: Table, dossier: Dossier) -> dict[str, Any]:
    titles = {language: in_language(field.title, language) for language in READING_ORDER}
    return {
        "name": field.name,
        "titles": {UNDETERMINED: field.name, **titles},
        "dc:description": _values(field.description),
        "datatype": _datatype(field, allowed(field, dossier)),
        "required": field.required,
        "null": ["", *(m.value for m in table.missing_values if m.value)],
    }


def _datatype(field: Field, codes: tuple[str, ...]) -> dict[str, Any]:
    """The datatype with its bounds; codes and patterns are regular expressions over the value."""
    described: dict[str, Any] = {"base": BASES[field.type]}
    if field.format == "uri":
        described["base"] = "anyURI"
    if codes:
        described["format"] = "|".join(SPECIAL.sub(r"\\\1", code) for code in codes)
    elif field.pattern is not None:
        described["format"] = field.pattern
    if field.type == "boolean":
        described["format"] = "true|false"
    if field.minimum is not None:
        described["minimum"] = field.minimum
    if field.maximum is not None:
        described["maximum"] = field.maximum
    return described
