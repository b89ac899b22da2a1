"""The landing tables as views in the private build warehouse, over the current snapshots."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.model import Table, duckdb_type
from schemas.registry import Registry
from schemas.sql import identifier, literal
from sources.feed import Feed
from sources.landing import Snapshot, snapshots_by_table

if TYPE_CHECKING:
    pass

SCHEMA = "landing"
PARAMETERS = "run_parameters"
STORAGE_VERSION = "v1.5.0"
"""Written by any DuckDB from 1.5 on, read by all of them."""

_TECHNICAL = {
    "_feed": "VARCHAR",
    "_snapshot": "VARCHAR",
    "_row": "BIGINT",
    "_file": "VARCHAR",
    "_sheet": "VARCHAR",
    "_landed_at": "TIMESTAMP",
}
_BEFORE_EVERYTHING = datetime(1970, 1, 1, tzinfo=UTC)


def create_landing_views(
    build_db: Path,
    registry: Registry,
    feeds: Mapping[str, Feed],
    data_root: Path,
    as_of: date | None = None,
) -> dict[str, int]:
    """Makes schema `landing`: one view per landing table, and the table `run_parameters`.

    A view holds the accepted rows of the current snapshots of the given feeds, or none where
    nothing has landed, with `_feed`, `_snapshot`, `_row`, `_file`, `_sheet` and `_landed_at`
    (UTC). `run_parameters` holds one row: `as_of` (the date given, else the day of the newest
    snapshot) and `_landed_at` (the newest). Returns the rows of each; writes nothing if the
    warehouse has the same views already.
    """
    # Views hold the paths: they have to hold from any working directory.
    root = data_root.absolute()
    current = snapshots_by_table(root)
    snapshots = {
        name: [s for s in current.get(name, []) if s.manifest.feed in feeds]
        for name in registry.landing
    }
    every = [snapshot for found in snapshots.values() for snapshot in found]
    newest = max((shot.manifest.landed_at for shot in every), default=_BEFORE_EVERYTHING)
    statements = [
        f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}",
        *(_view(table, snapshots[name]) for name, table in registry.landing.items()),
        _parameters(as_of or newest.date(), newest),
    ]
    if landing_fingerprint(build_db) != _digest(statements):
        _execute(build_db, statements)
    counts = {name: sum(s.manifest.counts.accepted for s in s_) for name, s_ in snapshots.items()}
    return {**counts, PARAMETERS: 1}


def landing_fingerprint(build_db: Path) -> str | None:
    """What the landing views show, as one hash: snapshots, reporting date, columns.

    None for a warehouse that does not exist or has no such views.
    """
    import duckdb

    if not build_db.exists():
        return None
    with duckdb.connect(str(build_db), read_only=True) as con:
        found = con.execute(
            "SELECT comment FROM duckdb_tables() WHERE schema_name = ? AND table_name = ?",
            [SCHEMA, PARAMETERS],
        ).fetchone()
    return None if found is None else found[0]


def _execute(build_db: Path, statements: Sequence[str]) -> None:
    """All of the views or none: a killed run leaves those of the run before."""
    import duckdb

    build_db.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(
        str(build_db), config={"storage_compatibility_version": STORAGE_VERSION}
    ) as con:
        con.execute("BEGIN")
        for statement in statements:
            con.execute(statement)
        mark = literal(_digest(statements))
        con.execute(f"COMMENT ON TABLE {SCHEMA}.{PARAMETERS} IS {mark}")
        con.execute("COMMIT")


def _view(table: Table, snapshots: Sequence[Snapshot]) -> str:
    parts = [_rows(table, snapshot) for snapshot in snapshots] or [_no_rows(table)]
    return (
        f"CREATE OR REPLACE VIEW {SCHEMA}.{identifier(table.name)} AS {' UNION ALL '.join(parts)}"
    )


def _rows(table: Table, snapshot: Snapshot) -> str:
    """A snapshot as the view shows it. One that was landed under an older contract may lack a
    column, or have it in another type."""
    from pyarrow import parquet

    manifest = snapshot.manifest
    there = set(parquet.read_schema(snapshot.accepted).names)
    values = {
        "_feed": literal(manifest.feed),
        "_snapshot": literal(manifest.snapshot),
        "_file": literal(manifest.source.file),
        "_landed_at": f"TIMESTAMP {literal(_utc(manifest.landed_at))}",
    }
    columns = [
        f"{values.get(name, identifier(name) if name in there else 'NULL')}::{kind} "
        f"AS {identifier(name)}"
        for name, kind in _columns(table)
    ]
    return f"SELECT {', '.join(columns)} FROM read_parquet({literal(str(snapshot.accepted))})"


def _no_rows(table: Table) -> str:
    columns = [f"NULL::{kind} AS {identifier(name)}" for name, kind in _columns(table)]
    return f"SELECT {', '.join(columns)} WHERE false"


def _columns(table: Table) -> Iterator[tuple[str, str]]:
    yield from ((field.name, duckdb_type(field)) for field in table.fields)
    yield from _TECHNICAL.items()


def _parameters(as_of: date, newest: datetime) -> str:
    return (
        f"CREATE OR REPLACE TABLE {SCHEMA}.{PARAMETERS} AS "
        f"SELECT DATE {literal(as_of.isoformat())} AS as_of, "
        f"TIMESTAMP {literal(_utc(newest))} AS _landed_at"
    )


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")


def _digest(statements: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(statements).encode()).hexdigest()
