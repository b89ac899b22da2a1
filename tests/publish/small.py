"""A small registry and private warehouse, written by hand, for the tests of this room."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from publish.open_tables import make_open_table
from publish.profile import Profile
from publish.provenance import SourceRecord
from publish.release import OPEN_FOLDER, Release, release_package
from schemas.model import Code, CodeList, Field, ForeignKey, Package, Table, Text, duckdb_type
from schemas.registry import Registry

CREATED = datetime(2026, 9, 1, 6, 30, tzinfo=UTC)
NO_PROFILE = Profile(None, "no profile in this test")
SOURCES = (
    SourceRecord("Register of organisations", "CC-BY-4.0", "KSIgune", "reported"),
    SourceRecord(
        "Pact for Skills", "CC-BY-4.0", "European Commission", "published", "https://example.org/x"
    ),
)

ORGANISATIONS: list[dict[str, Any]] = [
    {
        "organisation_id": "KSI-0001",
        "name": 'Fakultatea, "Arte" eta Letrak',
        "kind": "faculty",
        "joined_on": date(2024, 3, 1),
        "is_member": True,
        "contact_email": "someone@example.org",
        "origin": "published",
    },
    {
        "organisation_id": "KSI-0002",
        "name": "Musikene\nDonostia",
        "kind": "entity",
        "joined_on": None,
        "is_member": False,
        "contact_email": "another@example.org",
        "origin": "published",
    },
]
PROJECTS: list[dict[str, Any]] = [
    {
        "academic_year": "2024-25",
        "project_id": "PRJ-0002",
        "organisation_id": "KSI-0001",
        "funding_eur": Decimal("1250.50"),
        "places": 12,
    },
    {
        "academic_year": "2024-25",
        "project_id": "PRJ-0001",
        "organisation_id": "KSI-0002",
        "funding_eur": None,
        "places": None,
    },
    {
        "academic_year": "2025-26",
        "project_id": "PRJ-0001",
        "organisation_id": "KSI-0002",
        "funding_eur": Decimal("0.10"),
        "places": 0,
    },
]


def said(text: str) -> Text:
    """A text that shows its language."""
    return Text(eu=f"{text} (eu)", es=f"{text} (es)", fr=f"{text} (fr)", en=text)


def field(name: str, kind: str = "string", **more: Any) -> Field:
    """A published field with texts derived from its name."""
    options = {"publish": True, "title": said(name), "description": said(f"The {name}."), **more}
    return Field(name=name, type=kind, **options)


def code_list(name: str, *codes: str) -> CodeList:
    """A code list whose labels are its codes in capitals."""
    return CodeList(
        name=name,
        version="1",
        title=said(name),
        source="test",
        codes=tuple(Code(code=code, label=said(f"label of {code}")) for code in codes),
    )


def organisation() -> Table:
    """A table with a personal column, a boolean, a date, and texts that need quoting."""
    return Table(
        name="organisation",
        layer="open",
        title=said("Organisations"),
        description=said("Members | partners."),
        grain="One organisation.",
        fields=(
            field("organisation_id", required=True, pattern="KSI-[0-9]{4}"),
            field("name", required=True),
            field("kind", required=True, code_list="kind"),
            field("joined_on", "date"),
            field("is_member", "boolean", required=True),
            field("contact_email", privacy="personal", publish=False),
            field("origin", required=True, code_list="origin"),
        ),
        primary_key=("organisation_id",),
    )


def project() -> Table:
    """A table with a key of two columns, a foreign key, decimals and integers."""
    return Table(
        name="project",
        layer="open",
        title=said("Projects"),
        description=said("Supported projects."),
        grain="One project in one academic year.",
        fields=(
            field("academic_year", required=True, code_list="academic_year"),
            field("project_id", required=True),
            field("organisation_id", required=True),
            field("funding_eur", "number", precision=14, scale=2, minimum="0"),
            field("places", "integer", minimum="0", maximum="100"),
        ),
        primary_key=("academic_year", "project_id"),
        foreign_keys=(
            ForeignKey(
                fields=("organisation_id",),
                reference="organisation",
                reference_fields=("organisation_id",),
            ),
        ),
    )


def registry(*tables: Table) -> Registry:
    """The registry of one package, `partnership`, over the tables given (default: both)."""
    chosen = tables or (organisation(), project())
    names = tuple(table.name for table in chosen)
    package = Package(
        name="partnership",
        title=said("Partnership"),
        description=said("Who takes part."),
        keywords=(said("culture"),),
        tables=names,
    )
    lists = (
        code_list("kind", "faculty", "entity"),
        code_list("origin", "published", "reported", "synthetic"),
        code_list("academic_year", "2024-25", "2025-26"),
    )
    return Registry(
        code_lists={each.name: each for each in lists},
        concepts={},
        landing={},
        open={table.name: table for table in chosen},
        packages={"partnership": package},
    )


def default_rows() -> dict[str, list[dict[str, Any]]]:
    """Fresh rows of both tables, to change in a test."""
    return {
        "organisation": [dict(row) for row in ORGANISATIONS],
        "project": [dict(row) for row in PROJECTS],
    }


def write_marts(build_db: Path, known: Registry, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Writes the private warehouse: one table in `marts` per open table, as the schema says."""
    build_db.parent.mkdir(parents=True, exist_ok=True)
    build_db.unlink(missing_ok=True)
    connection = duckdb.connect(str(build_db))
    connection.execute("CREATE SCHEMA marts")
    for table in known.open.values():
        columns = ", ".join(f'"{each.name}" {duckdb_type(each)}' for each in table.fields)
        connection.execute(f"CREATE TABLE marts.{table.name} ({columns})")
        for row in rows.get(table.name, []):
            marks = ", ".join("?" for _ in table.fields)
            values = [row.get(each.name) for each in table.fields]
            connection.execute(f"INSERT INTO marts.{table.name} VALUES ({marks})", values)
    connection.close()


def make_open(data_root: Path, known: Registry) -> None:
    """Makes every open table of the registry from `warehouse/build.duckdb`."""
    for table in known.open.values():
        make_open_table(
            table, known, data_root / "warehouse" / "build.duckdb", data_root / OPEN_FOLDER
        )


def prepare(
    data_root: Path,
    known: Registry | None = None,
    rows: dict[str, list[dict[str, Any]]] | None = None,
) -> Registry:
    """A data root with warehouse and open tables; returns the registry used."""
    chosen = known or registry()
    write_marts(data_root / "warehouse" / "build.duckdb", chosen, rows or default_rows())
    make_open(data_root, chosen)
    return chosen


def release(data_root: Path, known: Registry, profile: Profile = NO_PROFILE) -> Release:
    """Releases the package `partnership` of a prepared data root."""
    return release_package(
        known.packages["partnership"], known, data_root, CREATED, SOURCES, profile
    )
