"""Corrections as data: what a partner got wrong, mended with a reason until they mend it.

The files are described in `sources/corrections/README.md`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from pydantic import Field as Attribute
from pydantic import ValidationError

from schemas.model import NAME, Model, Table
from schemas.sql import identifier, literal
from sources.connectors.reading import Melted
from sources.feed import FeedError, reasons_of
from sources.persons.fields import personal_fields
from sources.problem import Problem, quoted, refuse_if

if TYPE_CHECKING:
    import duckdb

CORRECTIONS = Path(__file__).parent / "corrections"


class Correction(Model):
    """One change to what a feed sends. Values are texts as the partner writes them."""

    name: str
    """File and position: `capacity_ehu.yml, correction 2`."""
    feed: str = Attribute(pattern=NAME)
    partition: str | None = None
    match: dict[str, str] = Attribute(min_length=1)
    """Field -> the text by which the rows are found."""
    expect: dict[str, str | None] = Attribute(min_length=1)
    """Field -> what stands there until the partner mends it; None = nothing."""
    change: dict[str, str | None] = Attribute(min_length=1)
    """Field -> what ought to stand there; None = nothing."""
    rows: int = Attribute(default=1, ge=1)
    """How many rows it changes."""
    reason: str = Attribute(min_length=1)
    provider: str = Attribute(min_length=1)
    """Who says that it is wrong."""
    date: date


def load_corrections(folder: Path = CORRECTIONS) -> tuple[Correction, ...]:
    """Every correction of a folder, in the order of files and entries. Raises FeedError."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        for place, body in enumerate(yaml.safe_load(path.read_text("utf-8")) or [], start=1):
            name = f"{path.name}, correction {place}"
            try:
                found.append(Correction(name=name, **body))
            except ValidationError as error:
                raise FeedError(f"{name}: {reasons_of(error)}") from error
    return tuple(found)


def corrections_for(
    corrections: Sequence[Correction], feed: str, partition: str | None
) -> tuple[Correction, ...]:
    """Those that apply to a feed and partition; one without a partition applies to all."""
    return tuple(c for c in corrections if c.feed == feed and c.partition in {None, partition})


def digest(corrections: Sequence[Correction]) -> str:
    """SHA-256 (hex): it changes when any of the corrections does."""
    text = "\n".join(correction.model_dump_json() for correction in corrections)
    return hashlib.sha256(text.encode()).hexdigest()


def apply(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    corrections: Sequence[Correction],
    relation: str,
    file: str,
    melted: Melted | None = None,
) -> str:
    """Name of a view over `relation` with the corrections made, or `relation` if there are none.

    `melted` tells rows as a person counts, where the rows of the relation are cells.

    Raises PullError if a correction finds another number of rows than it says, or if what
    stands there is no longer what it expects: then the partner has mended it.
    """
    if not corrections:
        return relation
    problems: list[Problem] = []
    changes: dict[str, dict[int, str | None]] = {}
    for correction in corrections:
        rows = _found(con, table, correction, relation)
        problems += _disagreements(correction, rows, file, melted)
        for number, _ in rows:
            for field, value in correction.change.items():
                changes.setdefault(field, {})[number] = value
    refuse_if(problems)
    replaced = ", ".join(f"{_changed(field, rows)}" for field, rows in changes.items())
    con.execute(f"CREATE VIEW corrected AS SELECT * REPLACE ({replaced}) FROM {relation}")
    return "corrected"


def _found(
    con: duckdb.DuckDBPyConnection, table: Table, correction: Correction, relation: str
) -> list[tuple[int, dict[str, str | None]]]:
    """Row number and the values of the expected fields, of every row that matches."""
    known = {field.name for field in table.fields}
    named = {*correction.match, *correction.expect, *correction.change}
    if unknown := sorted(named - known):
        raise FeedError(f"{correction.name}: {table.name} has no field {quoted(unknown)}")
    if persons := sorted(named & set(personal_fields(table))):
        raise FeedError(
            f"{correction.name}: {quoted(persons)} of {table.name} are personal, and a correction "
            f"is a file that anyone may read; ask the sender to mend the row"
        )
    where = " AND ".join(
        f"trim({identifier(field)}) = {literal(value)}" for field, value in correction.match.items()
    )
    fields = ", ".join(f"nullif(trim({identifier(field)}), '')" for field in correction.expect)
    rows = con.execute(
        f"SELECT _row, {fields} FROM {relation} WHERE {where} ORDER BY _row"
    ).fetchall()
    return [(row[0], dict(zip(correction.expect, row[1:], strict=True))) for row in rows]


def _disagreements(
    correction: Correction,
    rows: Sequence[tuple[int, dict[str, str | None]]],
    file: str,
    melted: Melted | None,
) -> list[Problem]:
    if len(rows) != correction.rows:
        return [
            Problem(
                rule="correction",
                file=file,
                what=f"{correction.name} is for {correction.rows} row(s), and {len(rows)} match",
                remedy="Make its `match` fit, or take the correction out if the rows are gone.",
            )
        ]
    return [
        Problem(
            rule="correction",
            file=file,
            row=melted.place(number)[0] if melted else number,
            column=melted.place(number)[1] if melted else field,
            what=f"{correction.name} no longer finds what it expects: the sender has changed it",
            remedy="If it is right now, take the correction out; otherwise change its `expect`.",
        )
        for number, found in rows
        for field, expected in correction.expect.items()
        if found[field] != expected
    ]


def _changed(field: str, rows: dict[int, str | None]) -> str:
    cases = " ".join(
        f"WHEN {number} THEN {'NULL' if value is None else literal(value)}"
        for number, value in rows.items()
    )
    name = identifier(field)
    return f"CASE _row {cases} ELSE {name} END AS {name}"
