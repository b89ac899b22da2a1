"""Frictionless Table Schema 2.0 of a table: what a release says about each CSV.

The default language of a descriptor is Spanish; the standard has no translations, so the other
three languages stand in properties of their own, `title@eu` and so on, which every validator
leaves alone. The official 2.0 profile is wrong about `fieldsMatch` and has no type `list`:
neither is written. frictionless looks at `enum` and `constraints.unique` but not at `categories`
and `uniqueKeys`: both forms are written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from schemas.lifecycle import Deprecation
from schemas.model import (
    DESCRIPTOR_LANGUAGE,
    LANGUAGES,
    TOTAL_CODE,
    CodeList,
    Field,
    ForeignKey,
    Table,
    Text,
)
from schemas.registry import Registry
from schemas.words import EMPTY, TOTAL

PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
"""Without it frictionless 5.21 applies the rules of version 1."""


def to_frictionless(
    table: Table, registry: Registry, published_only: bool = False
) -> dict[str, Any]:
    """The Table Schema of a table as it stands in CSV: `.` in numbers, ISO dates, true/false.

    With `published_only` the fields with `publish: true`, and the keys that are whole in them.
    A landing table takes every term of a code list; its cells with several codes are plain text.
    """
    fields = table.published() if published_only else table.fields
    names = {field.name for field in fields}
    schema: dict[str, Any] = {
        "$schema": PROFILE,
        "fields": [_field(field, table, registry) for field in fields],
        "missingValues": _missing_values(table),
    }
    if table.primary_key and names.issuperset(table.primary_key):
        schema["primaryKey"] = list(table.primary_key)
    if unique := [[field.name] for field in fields if field.unique]:
        schema["uniqueKeys"] = unique
    if keys := [_foreign_key(key, table) for key in local_keys(table, registry, names)]:
        schema["foreignKeys"] = keys
    return schema


def texts(name: str, text: Text) -> dict[str, str]:
    """A text as properties: `name` in Spanish, `name@eu`, `name@fr`, `name@en`."""
    translated = [language for language in LANGUAGES if language != DESCRIPTOR_LANGUAGE]
    return {
        name: getattr(text, DESCRIPTOR_LANGUAGE),
        **{f"{name}@{language}": getattr(text, language) for language in translated},
    }


def notes_for_use(table: Table) -> list[dict[str, str]]:
    """The notes of a table as a property of our own, in the table's order: id, kind and text."""
    return [{"id": note.id, "kind": note.kind, **texts("text", note.text)} for note in table.notes]


def deprecated(announced: Deprecation | None) -> dict[str, Any]:
    """An announcement as the property `deprecated` of our own; nothing where there is none."""
    if announced is None:
        return {}
    told = {"date": announced.date.isoformat(), **texts("text", announced.text)}
    if announced.replaced_by is not None:
        told["replaced_by"] = announced.replaced_by
    return {"deprecated": told}


def local_keys(table: Table, registry: Registry, names: set[str]) -> Iterable[ForeignKey]:
    """The foreign keys that a descriptor can state: all fields there, and the table referred to
    in the same package, since a resource can point at no other package."""
    if table.layer == "landing":
        return ()
    peers = registry.package_of(table.name).tables
    return (
        key
        for key in table.foreign_keys
        if key.reference_fields and names.issuperset(key.fields) and key.reference in peers
    )


def _field(field: Field, table: Table, registry: Registry) -> dict[str, Any]:
    described: dict[str, Any] = {"name": field.name, "type": field.type}
    if field.format is not None:
        described["format"] = field.format
    if field.type == "number":
        described["decimalChar"] = "."
    if field.type == "boolean":
        described |= {"trueValues": ["true"], "falseValues": ["false"]}
    described |= texts("title", field.title) | texts("description", field.description)
    if field.unit is not None:
        described["unit"] = field.unit
    described |= deprecated(field.deprecated)
    constraints = _constraints(field)
    if field.code_list is not None and field.separator is None:
        codes = registry.code_lists[field.code_list]
        constraints["enum"] = _allowed(field, codes, any_term=table.layer == "landing")
        if table.layer == "open":
            described["categories"] = _categories(field, codes)
    if constraints:
        described["constraints"] = constraints
    return described


def _constraints(field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if field.required:
        found["required"] = True
    if field.unique:
        found["unique"] = True
    if field.pattern is not None:
        # frictionless puts ^ and $ around the pattern: they would bind to the outer branches.
        found["pattern"] = f"({field.pattern})" if "|" in field.pattern else field.pattern
    if field.minimum is not None:
        found["minimum"] = field.minimum
    if field.maximum is not None:
        found["maximum"] = field.maximum
    return found


def _allowed(field: Field, codes: CodeList, any_term: bool) -> list[str]:
    terms = (term for code in codes.codes for term in code.terms())
    total = (TOTAL_CODE,) if field.total else ()
    return list(dict.fromkeys((*(terms if any_term else codes.values()), *total)))


def _categories(field: Field, codes: CodeList) -> list[dict[str, str]]:
    labelled = [(code.code, code.label) for code in codes.codes]
    if field.total:
        labelled.append((TOTAL_CODE, TOTAL))
    return [{"value": value, **texts("label", label)} for value, label in labelled]


def _missing_values(table: Table) -> list[Any]:
    """The empty cell and the table's own values; with their meaning once one has a meaning.

    frictionless takes meanings only below a package or resource that says it is of version 2.
    """
    if not table.missing_values:
        return [""]
    listed = [{"value": "", **texts("label", EMPTY)}]
    for missing in table.missing_values:
        if missing.value:
            listed.append({"value": missing.value, **texts("label", missing.meaning)})
    return listed


def _foreign_key(key: ForeignKey, table: Table) -> dict[str, Any]:
    # A resource refers to itself by the empty name.
    resource = "" if key.reference == table.name else key.reference
    return {
        "fields": list(key.fields),
        "reference": {"resource": resource, "fields": list(key.reference_fields)},
    }
