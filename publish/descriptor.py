"""What stands in `datapackage.json`: Data Package 2.0, as the standard's own tools read it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from publish.contents import Contents
from publish.disclosure.texts import protection
from publish.dossier import DataFile, description_of, title_of
from publish.formats.formula import formula_escape
from publish.formats.plan import PER_TABLE, RESOURCE_SUFFIX, Planned, plan
from publish.formats.plan import file_path as file_path  # noqa: PLC0414 (others import it here)
from publish.profile import PROFILE_URL
from publish.provenance import SourceRecord
from publish.texts import in_language
from schemas.model import DESCRIPTOR_LANGUAGE, LANGUAGES, Table, Text
from schemas.registry import Registry
from schemas.to_frictionless import deprecated, notes_for_use, texts, to_frictionless

LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}
CONTRIBUTOR = {
    "title": "KSIgune",
    "organization": "Euskampus Fundazioa",
    "roles": ["publisher"],
}
SYNTHETIC_KEYWORD = "synthetic"
VERSIONED = ("id", "version", "created", "temporal")
MEASURED = ("bytes", "hash")


def describe(contents: Contents, registry: Registry) -> dict[str, Any]:
    """The descriptor without what only a built release has: id, version, created, sizes, hashes.

    Two releases whose descriptions are equal say the same about their data.
    """
    package = contents.package
    described: dict[str, Any] = {
        "$schema": PROFILE_URL,
        "name": package.name,
        **texts("title", title_of(contents)),
        **texts("description", description_of(contents)),
        "languages": [DESCRIPTOR_LANGUAGE, *(x for x in LANGUAGES if x != DESCRIPTOR_LANGUAGE)],
        "licenses": [LICENCE],
        "contributors": [CONTRIBUTOR],
        **_keywords(contents),
        **deprecated(package.deprecated),
    }
    if contents.academic_years:
        described["temporal"] = {"academicYears": list(contents.academic_years)}
    if contents.sources:
        described["sources"] = [_source(record) for record in contents.sources]
    tables = {table.name: table for table in contents.tables}
    described["resources"] = [
        _resource(tables[planned.tables[0]], planned, registry)
        if planned.form.suffix in PER_TABLE
        else _of_package(contents, planned)
        for planned in plan(contents)
    ]
    return described


def complete(
    described: Mapping[str, Any],
    version: str,
    created: datetime,
    files: Sequence[DataFile],
) -> dict[str, Any]:
    """The descriptor of a built release; its id follows from name, version and content."""
    written = {file.path: file for file in files}
    resources = [
        {
            **{key: value for key, value in resource.items() if key != "schema"},
            "bytes": written[resource["path"]].bytes,
            "hash": f"sha256:{written[resource['path']].sha256}",
            **({"schema": resource["schema"]} if "schema" in resource else {}),
        }
        for resource in described["resources"]
    ]
    content = ",".join(resource["hash"] for resource in resources)
    identity = uuid.uuid5(uuid.NAMESPACE_OID, f"{described['name']} {version} {content}")
    head = {"$schema": described["$schema"], "name": described["name"], "id": identity.urn}
    rest = {key: value for key, value in described.items() if key not in head}
    return {
        **head,
        "version": version,
        "created": created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        **rest,
        "resources": resources,
    }


def unversioned(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """A descriptor without what follows from the data alone, to compare two releases.

    Works on a released descriptor as on what `describe` gives.
    """
    bare = {key: value for key, value in descriptor.items() if key not in VERSIONED}
    bare["resources"] = [
        {key: value for key, value in resource.items() if key not in MEASURED}
        for resource in descriptor["resources"]
    ]
    return bare


def _resource(table: Table, planned: Planned, registry: Registry) -> dict[str, Any]:
    """The resource of a file that holds one table; `formulaEscape`, `protection`, `notes` and
    `deprecated` are properties of our own."""
    resource = _file(planned, table.title, table.description)
    if notes := notes_for_use(table):
        resource["notes"] = notes
    resource |= deprecated(table.deprecated)
    if (rule := protection(table, registry.rules)) is not None:
        resource |= texts("protection", rule)
    schema = to_frictionless(table, registry, published_only=True)
    if planned.form.suffix == "csv":
        table_like = {"type": "table", "encoding": "utf-8", "formulaEscape": formula_escape()}
        return {**resource, **table_like, "schema": schema}
    if planned.form.suffix != "parquet":
        return resource
    if keys := schema.get("foreignKeys"):
        schema["foreignKeys"] = [_in_parquet(key) for key in keys]
    return {**resource, "schema": schema}


def _of_package(contents: Contents, planned: Planned) -> dict[str, Any]:
    """The resource of a file that holds many tables: which, and in which language its words are."""
    resource = _file(planned, title_of(contents), description_of(contents))
    if planned.language is not None:
        resource["language"] = planned.language
    return {**resource, "tables": list(planned.tables)}


def _file(planned: Planned, title: Text, description: Text) -> dict[str, Any]:
    return {
        "name": planned.resource,
        "path": planned.path,
        **texts("title", title),
        **texts("description", description),
        "format": planned.form.name,
        "mediatype": planned.form.media_type,
    }


def _in_parquet(key: Mapping[str, Any]) -> dict[str, Any]:
    """A foreign key of a Parquet resource: it points at the other table's Parquet resource."""
    target = dict(key["reference"])
    if target["resource"]:
        target["resource"] += RESOURCE_SUFFIX["parquet"]
    return {**key, "reference": target}


def _source(record: SourceRecord) -> dict[str, str]:
    """A source in the standard's words; publisher, licence and origin are custom properties."""
    described = {"title": record.title}
    if record.path:
        described["path"] = record.path
    return {
        **described,
        "publisher": record.publisher,
        "license": record.licence,
        "origin": record.origin,
    }


def _keywords(contents: Contents) -> dict[str, list[str]]:
    """`keywords` in the descriptor's language, `keywords@eu` and so on beside it."""
    told = {}
    for language in (DESCRIPTOR_LANGUAGE, *(x for x in LANGUAGES if x != DESCRIPTOR_LANGUAGE)):
        words = [in_language(keyword, language) for keyword in contents.package.keywords]
        words += [SYNTHETIC_KEYWORD] if contents.synthetic else []
        name = "keywords" if language == DESCRIPTOR_LANGUAGE else f"keywords@{language}"
        told[name] = list(dict.fromkeys(words))
    return told
