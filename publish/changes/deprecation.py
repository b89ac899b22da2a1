"""What is going to go: told in the README, and not removed before the day that was announced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from publish.changes.shape import DEPRECATED, deprecations_of, schemas_of
from publish.changes.words import COMING
from publish.checks.finding import PACKAGE, Candidate, Finding, failed, passed
from publish.contents import Contents
from publish.files import read_json
from publish.texts import in_language
from schemas.model import Package

CHECK = "removals"


def going(contents: Contents, language: str) -> list[str]:
    """The README's section on columns and tables that are announced to go; nothing without any."""
    told = []
    if contents.package.deprecated is not None:
        told.append(f"- {contents.package.deprecated.sentence(language)}")
    for table in contents.tables:
        if table.deprecated is not None:
            told.append(f"- `{table.name}`: {table.deprecated.sentence(language)}")
        told += [
            f"- `{table.name}`, `{field.name}`: {field.deprecated.sentence(language)}"
            for field in table.published()
            if field.deprecated is not None
        ]
    return [f"## {in_language(COMING, language)}", "", *told, ""] if told else []


def check_removals(candidate: Candidate) -> Iterator[Finding]:
    """A column or table of the last release that is gone was announced to go in that release, and
    its day has come by the data; or `removals` of the package's YAML says why not."""
    if candidate.previous is not None:
        old = read_json(candidate.previous / "datapackage.json")
        created = datetime.fromisoformat(candidate.descriptor["created"])
        yield from judge_removals(candidate.package, old, candidate.descriptor, created)


def judge_removals(
    package: Package, old: Mapping[str, Any], new: Mapping[str, Any], created: datetime
) -> Iterator[Finding]:
    """The same over two descriptors, the older and the newer, and how new the data are."""
    today = created.astimezone(UTC).date()
    excused = {(r.table, r.field): r.reason for r in package.removals}
    missing = list(_removed(old, new))
    for table, field in missing:
        name = f"{table}, column {field}" if field else table
        announced = _announced(old, table, field)
        if announced is not None and announced <= today:
            yield passed(CHECK, table, f"{name} went as announced, from {announced} on")
        elif reason := excused.get((table, field)):
            yield failed(CHECK, table, f"{name} went without notice: {reason}", level="warning")
        else:
            yield failed(CHECK, table, _message(package, name, table, field, announced))
    if not missing:
        yield passed(CHECK, PACKAGE, "no published column or table is gone")


def _removed(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    """What the older descriptor has and the newer has not: (table, field), field None for all."""
    after = schemas_of(new)
    for table, schema in schemas_of(old).items():
        if table not in after:
            yield table, None
            continue
        there = {field["name"] for field in after[table]["fields"]}
        yield from ((table, f["name"]) for f in schema["fields"] if f["name"] not in there)


def _announced(old: Mapping[str, Any], table: str, field: str | None) -> date | None:
    """The day from which the older release let it go; that of its table holds for a column."""
    told = deprecations_of(old)
    days = [told[place]["date"] for place in ((table, field), (table, None)) if place in told]
    return min((date.fromisoformat(day) for day in days), default=None)


def _message(
    package: Package, name: str, table: str, field: str | None, announced: date | None
) -> str:
    entry = f"{{table: {table}" + (f", field: {field}" if field else "") + ", reason: ...}"
    told = (
        f"was announced to stay until {announced}, and the data are older than that"
        if announced
        else f"is gone and was never announced to go (`{DEPRECATED}:` in schemas/open/{table}.yml)"
    )
    return (
        f"{name} {told}. Put it back and announce it first, or say why it cannot wait in "
        f"schemas/packages/{package.name}.yml: removals: [{entry}]"
    )
