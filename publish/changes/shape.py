"""What changed in the shape of a package: tables, fields, types, constraints, keys, words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from publish.changes.version import PACKAGE, Change

SHAPE_OF_FIELD = ("type", "format", "unit")
"""What a reader's program or sums depend on. A changed unit is as breaking as a changed type."""
DEPRECATED = "deprecated"
"""The property of a descriptor's package, resource or field that says it will go."""


def shape_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """The changes between two unversioned descriptors, table by table, without the rows.

    Words (titles, descriptions, labels, sources) count once, as one patch, where nothing else
    of the shape changed in that place.
    """
    before, after = schemas_of(old), schemas_of(new)
    changes = [
        Change("major", t, "table removed", "table-removed") for t in before if t not in after
    ]
    changes += [Change("minor", t, "table added", "table-added") for t in after if t not in before]
    for table in before:
        if table in after:
            changes += _table_changes(table, before[table], after[table])
    changes += _deprecations(old, new)
    if not changes and old != new:
        told = "titles, descriptions, sources or other words"
        changes += [Change("patch", PACKAGE, told, "words-changed")]
    return tuple(changes)


def schemas_of(descriptor: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Table -> Table Schema; the CSV resource speaks for every file of a table."""
    return {r["name"]: r["schema"] for r in descriptor["resources"] if r["format"] == "csv"}


def as_list(value: Any) -> list[str]:
    """A key of Table Schema, which may be one name or a list, as a list."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def deprecations_of(descriptor: Mapping[str, Any]) -> dict[tuple[str, str | None], dict[str, Any]]:
    """What a descriptor announces to go: (table or `package`, field or None) -> announcement."""
    found: dict[tuple[str, str | None], dict[str, Any]] = {}
    if DEPRECATED in descriptor:
        found[PACKAGE, None] = descriptor[DEPRECATED]
    for resource in descriptor["resources"]:
        if resource["format"] != "csv":
            continue
        if DEPRECATED in resource:
            found[resource["name"], None] = resource[DEPRECATED]
        for field in resource["schema"]["fields"]:
            if DEPRECATED in field:
                found[resource["name"], field["name"]] = field[DEPRECATED]
    return found


def _table_changes(table: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before = {field["name"]: field for field in old["fields"]}
    after = {field["name"]: field for field in new["fields"]}
    yield from _names(table, list(before), list(after))
    for name, field in before.items():
        if name in after:
            yield from _field_changes(table, field, after[name])
    key, newer = as_list(old.get("primaryKey")), as_list(new.get("primaryKey"))
    if key != newer:
        facts = {"before": key, "after": newer}
        yield Change("major", table, "primary key changed", "primary-key-changed", facts)
    missing, now = _missing_values(old), _missing_values(new)
    if missing != now:
        facts = {"before": missing, "after": now}
        told = "codes for missing values changed"
        yield Change("major", table, told, "missing-values-changed", facts)
    yield from _foreign_keys(table, old, new)


def _names(table: str, before: list[str], after: list[str]) -> Iterator[Change]:
    removed = [name for name in before if name not in after]
    added = [name for name in after if name not in before]
    for name in removed:
        place = before.index(name)
        heir = after[place] if place < len(after) and after[place] in added else None
        if heir and len(before) == len(after):
            added.remove(heir)
            told = f"field {name} renamed, or replaced by {heir}"
            yield Change("major", table, told, "field-renamed", {"field": name, "after": heir})
        else:
            yield Change("major", table, f"field {name} removed", "field-removed", {"field": name})
    for name in added:
        yield Change("major", table, f"field {name} added", "field-added", {"field": name})
    kept = [name for name in after if name in before]
    if kept != [name for name in before if name in after]:
        told = f"fields reordered: now {', '.join(kept)}"
        facts = {"before": before, "after": after}
        yield Change("major", table, told, "fields-reordered", facts)


def _field_changes(table: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    name = old["name"]
    for key in SHAPE_OF_FIELD:
        if old.get(key) != new.get(key):
            yield retyped(table, name, key, old.get(key), new.get(key))
    before, after = old.get("constraints", {}), new.get("constraints", {})
    for rule in sorted({*before, *after}):
        direction = _compare(rule, before.get(rule), after.get(rule))
        if direction == "same":
            continue
        facts = {
            "field": name,
            "constraint": rule,
            "before": before.get(rule),
            "after": after.get(rule),
        }
        yield Change(
            "major" if direction == "tightened" else "minor",
            table,
            f"field {name}: constraint {rule} {direction}",
            f"constraint-{direction}",
            facts,
        )


def retyped(table: str, name: str, what: str, before: Any, after: Any) -> Change:
    """A field whose type, format or unit is another one."""
    facts = {"field": name, "property": what, "before": before, "after": after}
    told = f"field {name}: {what} {before} became {after}"
    return Change("major", table, told, "field-retyped", facts)


def _compare(rule: str, old: Any, new: Any) -> str:
    """`same`, `tightened` or `loosened`; what cannot be ordered counts as tightened."""
    if old == new or (rule == "enum" and old and new and set(old) == set(new)):
        return "same"
    if old is None or new is None:
        tighter = old is None
    elif rule == "enum":
        tighter = not set(old) < set(new)
    elif rule in ("minimum", "maximum"):
        tighter = (_ordered(new) > _ordered(old)) == (rule == "minimum")
    else:  # a pattern that differs; required and unique are there or not
        tighter = True
    return "tightened" if tighter else "loosened"


def _ordered(bound: Any) -> Any:
    """A bound as something that sorts: a number, or a date by its ISO form."""
    text = str(bound)
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return Decimal(text)


def _foreign_keys(table: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before = {_key_text(key) for key in old.get("foreignKeys", ())}
    after = {_key_text(key) for key in new.get("foreignKeys", ())}
    for key in sorted(after - before):
        told = f"foreign key added: {key}"
        yield Change("major", table, told, "foreign-key-added", {"after": key})
    for key in sorted(before - after):
        told = f"foreign key removed: {key}"
        yield Change("minor", table, told, "foreign-key-removed", {"before": key})


def _key_text(key: Mapping[str, Any]) -> str:
    fields, target = as_list(key["fields"]), key["reference"]
    pointed = ", ".join(as_list(target["fields"]))
    return f"{', '.join(fields)} to {target.get('resource', '')} ({pointed})"


def _missing_values(schema: Mapping[str, Any]) -> list[str]:
    listed = schema.get("missingValues", [""])
    return [entry["value"] if isinstance(entry, dict) else entry for entry in listed]


def _deprecations(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Announcements made, changed or taken back: they warn, so each is a patch."""
    before, after = deprecations_of(old), deprecations_of(new)
    fields = {t: {f["name"] for f in schema["fields"]} for t, schema in schemas_of(new).items()}
    for (table, name), announced in after.items():
        if before.get((table, name)) != announced:
            facts = {"field": name, "date": announced["date"]}
            told = f"{_subject(name)} deprecated, may go from {announced['date']}"
            yield Change("patch", table, told, "deprecated", facts)
    for table, name in before:
        stands = table == PACKAGE or (table in fields and (name is None or name in fields[table]))
        if (table, name) not in after and stands:
            told = f"{_subject(name)} stays: the announcement is taken back"
            yield Change("patch", table, told, "deprecation-taken-back", {"field": name})


def _subject(name: str | None) -> str:
    return "the whole" if name is None else f"field {name}"
