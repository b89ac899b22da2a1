"""What changed in the shape of a package: tables, fields, types, constraints, keys, words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from publish.version import Change

PACKAGE = "package"
SHAPE_OF_FIELD = ("type", "format", "unit")
"""What a reader's program or sums depend on. A changed unit is as breaking as a changed type."""


def shape_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """The changes between two unversioned descriptors, table by table, without the rows.

    Words (titles, descriptions, labels, sources) count once, as one patch, where nothing else
    of the shape changed in that place.
    """
    before, after = _schemas(old), _schemas(new)
    changes = [Change("major", t, "table removed") for t in before if t not in after]
    changes += [Change("minor", t, "table added") for t in after if t not in before]
    for table in before:
        if table in after:
            changes += _table_changes(table, before[table], after[table])
    if not changes and old != new:
        changes += [Change("patch", PACKAGE, "titles, descriptions, sources or other words")]
    return tuple(changes)


def _schemas(descriptor: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Table -> Table Schema; the CSV resource speaks for both files of a table."""
    return {r["name"]: r["schema"] for r in descriptor["resources"] if r["format"] == "csv"}


def _table_changes(table: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before = {field["name"]: field for field in old["fields"]}
    after = {field["name"]: field for field in new["fields"]}
    yield from _names(table, list(before), list(after))
    for name, field in before.items():
        if name in after:
            yield from _field_changes(table, field, after[name])
    if _as_list(old.get("primaryKey")) != _as_list(new.get("primaryKey")):
        yield Change("major", table, "primary key changed")
    if _missing_values(old) != _missing_values(new):
        yield Change("major", table, "codes for missing values changed")
    yield from _foreign_keys(table, old, new)


def _names(table: str, before: list[str], after: list[str]) -> Iterator[Change]:
    removed = [name for name in before if name not in after]
    added = [name for name in after if name not in before]
    for name in removed:
        place = before.index(name)
        heir = after[place] if place < len(after) and after[place] in added else None
        if heir and len(before) == len(after):
            added.remove(heir)
            yield Change("major", table, f"field {name} renamed, or replaced by {heir}")
        else:
            yield Change("major", table, f"field {name} removed")
    for name in added:
        yield Change("major", table, f"field {name} added")
    kept = [name for name in after if name in before]
    if kept != [name for name in before if name in after]:
        yield Change("major", table, f"fields reordered: now {', '.join(kept)}")


def _field_changes(table: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    name = old["name"]
    for key in SHAPE_OF_FIELD:
        if old.get(key) != new.get(key):
            yield Change(
                "major", table, f"field {name}: {key} {old.get(key)} became {new.get(key)}"
            )
    before, after = old.get("constraints", {}), new.get("constraints", {})
    for rule in sorted({*before, *after}):
        direction = _compare(rule, before.get(rule), after.get(rule))
        if direction == "tightened":
            yield Change("major", table, f"field {name}: constraint {rule} tightened")
        elif direction == "loosened":
            yield Change("minor", table, f"field {name}: constraint {rule} loosened")


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
        yield Change("major", table, f"foreign key added: {key}")
    for key in sorted(before - after):
        yield Change("minor", table, f"foreign key removed: {key}")


def _key_text(key: Mapping[str, Any]) -> str:
    fields, target = _as_list(key["fields"]), key["reference"]
    pointed = ", ".join(_as_list(target["fields"]))
    return f"{', '.join(fields)} to {target.get('resource', '')} ({pointed})"


def _as_list(value: Any) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def _missing_values(schema: Mapping[str, Any]) -> list[str]:
    listed = schema.get("missingValues", [""])
    return [entry["value"] if isinstance(entry, dict) else entry for entry in listed]
