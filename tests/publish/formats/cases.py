"""A package with everything that a form may stumble over, written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from publish.contents import Contents, inspect
from publish.engine import engine
from publish.formats.subject import Subject
from publish.formats.write import write_formats
from publish.release import OPEN_FOLDER
from publish.site import Site
from schemas.model import ForeignKey, Table
from schemas.registry import Registry
from schemas.statistical import Statistical
from tests.publish.small import (
    CREATED,
    SOURCES,
    default_rows,
    field,
    organisation,
    prepare,
    registry,
    said,
)

FORMULAS = ("=1+1", "+34 600", "-", "@name", "\ttab", "\rreturn", "\nline", "＝1", "'=1", "''x")
ODD = ' _x000D_ <b>&amp;</b>, "1900-01-01" \r\n\x00\x01 \u2028 😀 '
"""What XML, CSV and spreadsheets have their own ideas about."""


def visit() -> Table:
    """A table of every type, with texts that spreadsheets run, and a key that begins like one."""
    return Table(
        name="visit",
        layer="open",
        title=said("Visits"),
        description=said("Every type of cell."),
        grain="One visit.",
        fields=(
            field("visit_id", required=True),
            field("earlier_id"),
            field("organisation_id"),
            field("words"),
            field("day", "date"),
            field("moment", "datetime"),
            field("paid", "boolean"),
            field("amount", "number", precision=18, scale=6, unit="eur"),
            field("people", "integer"),
        ),
        primary_key=("visit_id",),
        foreign_keys=(
            ForeignKey(fields=("earlier_id",), reference="visit", reference_fields=("visit_id",)),
            ForeignKey(
                fields=("organisation_id",),
                reference="organisation",
                reference_fields=("organisation_id",),
            ),
        ),
    )


def summary() -> Table:
    """A statistical table: two dimensions with code lists, two measures, both statuses."""
    return Table(
        name="summary",
        layer="open",
        title=said("Summary"),
        description=said("Visits by year and kind."),
        grain="One kind in one academic year.",
        fields=(
            field("academic_year", required=True, code_list="academic_year"),
            field("kind", required=True, code_list="kind", total=True),
            field("visits", "integer", unit="visits"),
            field("share", "number", precision=9, scale=6),
            field("obs_status", required=True),
            field("conf_status", required=True),
        ),
        primary_key=("academic_year", "kind"),
        statistical=Statistical(measures=("visits", "share"), time="academic_year"),
    )


VISITS: list[dict[str, Any]] = [
    {
        "visit_id": f"{text}{number}",
        "earlier_id": f"{FORMULAS[0]}0",
        "organisation_id": "KSI-0001",
        "words": text,
        "day": date(2024, 2, 29),
        "moment": datetime(2024, 2, 29, 13, 5, 7),  # noqa: DTZ001 (as DuckDB holds it)
        "paid": number % 2 == 0,
        "amount": Decimal("-0.000001"),
        "people": -number,
    }
    for number, text in enumerate(FORMULAS)
] + [
    {"visit_id": "empty"},
    {
        "visit_id": "edges",
        "words": ODD,
        "day": date(1899, 12, 31),
        "moment": datetime(2024, 1, 1),  # noqa: DTZ001 (as DuckDB holds it)
        "amount": Decimal("999999999.999999"),
        "people": 999_999_999_999_999,
    },
]
SUMMARIES: list[dict[str, Any]] = [
    {"academic_year": year, "kind": kind, "visits": n, "share": share, "obs_status": o}
    | {"conf_status": c}
    for year, kind, n, share, o, c in (
        ("2024-25", "_T", 30, Decimal("1.000000"), "A", "F"),
        ("2024-25", "entity", 10, Decimal("0.333333"), "E", "F"),
        ("2025-26", "_T", 12, Decimal("1.000000"), "A", "F"),
        ("2025-26", "faculty", None, None, "Q", "A"),
    )
]


@dataclass(frozen=True)
class Made:
    """The data files of the package, and what they were made from."""

    root: Path
    folder: Path
    contents: Contents
    registry: Registry


def known() -> Registry:
    """The registry of the three tables in the package `partnership`."""
    return registry(organisation(), visit(), summary())


EMPTY: dict[str, list[dict[str, Any]]] = {"organisation": [], "visit": [], "summary": []}


def rows() -> dict[str, list[dict[str, Any]]]:
    """Fresh rows of the three tables, to change in a test."""
    return {
        "organisation": default_rows()["organisation"],
        "visit": [dict(row) for row in VISITS],
        "summary": [dict(row) for row in SUMMARIES],
    }


def make(
    root: Path, given: dict[str, list[dict[str, Any]]] | None = None, site: Site | None = None
) -> Made:
    """Writes the data files of the package to `<root>/made`."""
    chosen = prepare(root, known(), rows() if given is None else given)
    folder = root / "made"
    with engine(root) as connection:
        contents = read(connection, root / OPEN_FOLDER, chosen)
        subject = Subject(contents, chosen, site or Site(), "1.2.3", CREATED)
        write_formats(connection, folder, subject)
    return Made(root, folder, contents, chosen)


def read(connection: duckdb.DuckDBPyConnection, open_dir: Path, chosen: Registry) -> Contents:
    """What lies in an open folder, of the package `partnership`."""
    return inspect(connection, chosen.packages["partnership"], chosen, open_dir, SOURCES)
