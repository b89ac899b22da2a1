"""frictionless as the referee of verdicts: the same rows, judged by the other implementation."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from schemas.model import Table

Broken = dict[int, set[tuple[str, str]]]
"""Row number from 1 -> the rules it breaks, each with its column."""


def write_csv(path: Path, table: Table, rows: Iterable[Sequence[str | None]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow([field.name for field in table.fields])
        writer.writerows(rows)
    return path


def validate(path: Path, descriptor: dict[str, Any]) -> Any:
    """The report of frictionless over the whole file: no limit of errors, no guessing."""
    from frictionless import Dialect, Resource, Schema, formats

    # A resource that stands alone, without a package of version 2, may not name the meanings.
    missing = [m["value"] if isinstance(m, dict) else m for m in descriptor["missingValues"]]
    dialect = Dialect(controls=[formats.CsvControl(delimiter=",", quote_char='"')])
    resource = Resource(
        path=path.name,
        basepath=str(path.parent),
        encoding="utf-8",
        dialect=dialect,
        schema=Schema.from_descriptor({**descriptor, "missingValues": missing}),
    )
    return resource.validate(limit_errors=10**9)


def broken(report: Any, descriptor: dict[str, Any]) -> Broken:
    """The errors of a report under the names of our rules, with rows counted from 1."""
    key = ", ".join(descriptor.get("primaryKey", []))
    found: Broken = defaultdict(set)
    for error in report.task.errors:
        assert hasattr(error, "row_number"), error
        found[error.row_number - 1].add(_rule(error, key))
    for rules in found.values():
        if ("blank-row", "") in rules:
            # A blank row has no key either: frictionless says both, the verdict says it once.
            rules.discard(("primary-key", key))
    return dict(found)


def _rule(error: Any, key: str) -> tuple[str, str]:
    if error.type == "constraint-error":
        rule = re.match(r'constraint "(\w+)"', error.note)
        assert rule, error.note
        return (rule[1], error.field_name)
    if error.type == "primary-key":
        return ("primary-key", key)
    if error.type == "blank-row":
        return ("blank-row", "")
    return ({"type-error": "type", "unique-error": "unique"}[error.type], error.field_name)
