"""What a new delivery would leave without its target: rows of other tables that point at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.model import ForeignKey, Table
from schemas.registry import Registry
from schemas.sql import identifier, literal
from sources.landing import Snapshot
from sources.problem import Problem
from sources.references import Snapshots, accepted_rows

if TYPE_CHECKING:
    import duckdb

ORPHAN = "still-referenced"


def orphan_problems(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    registry: Registry,
    dependants: Snapshots,
    accepted: Path,
    partition: str | None,
    file: str,
) -> list[Problem]:
    """One problem per row that current snapshots of `dependants` point at and the file lacks.

    Of a partitioned feed only the rows of its partition are asked for.
    """
    return [
        problem
        for name, snapshots in dependants.items()
        for key in registry.landing[name].foreign_keys
        if key.reference == table.name and key.reference_fields and snapshots
        for problem in _problems(con, name, key, snapshots, accepted, partition, file)
    ]


def _problems(
    con: duckdb.DuckDBPyConnection,
    name: str,
    key: ForeignKey,
    snapshots: Sequence[Snapshot],
    accepted: Path,
    partition: str | None,
    file: str,
) -> Iterator[Problem]:
    pointing = ", ".join(
        f"{identifier(own)}::VARCHAR AS {identifier(target)}"
        for own, target in zip(key.fields, key.reference_fields, strict=True)
    )
    fields = ", ".join(identifier(target) for target in key.reference_fields)
    targets = ", ".join(
        f"{identifier(f)}::VARCHAR AS {identifier(f)}" for f in key.reference_fields
    )
    own_year = ""
    if partition is not None and "academic_year" in key.fields:
        own_year = f" WHERE academic_year = {literal(partition)}"
    rows = con.execute(
        f"SELECT DISTINCT {fields} "
        f"FROM (SELECT {pointing} FROM {accepted_rows(snapshots)}{own_year}) "
        f"ANTI JOIN (SELECT {targets} FROM read_parquet({literal(str(accepted))})) "
        f"USING ({fields}) ORDER BY ALL"
    ).fetchall()
    for row in rows:
        yield Problem(
            rule=ORPHAN,
            file=file,
            column=", ".join(key.reference_fields),
            value=", ".join(row),
            what=f"{name} points at this row, and the file no longer has it",
            remedy=f"If it was taken out or renamed by mistake, put it back. If it is meant, "
            f"change {name} accordingly, pull this feed once with --accept-loss and the reason, "
            f"and then {name}.",
        )
