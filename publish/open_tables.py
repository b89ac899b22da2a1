"""Open tables: what leaves the private warehouse, column by column, as sorted Parquet files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from publish.engine import (
    PARQUET_OPTIONS,
    Fingerprint,
    engine,
    fetch_one,
    fingerprint,
    names,
    parquet,
)
from publish.files import part_of, put_in_place, to_json
from publish.formats.arrow import ARROW_KEY, arrow_schema
from schemas.model import LANGUAGES, Table, duckdb_type
from schemas.registry import Registry
from schemas.sql import identifier, literal
from schemas.to_frictionless import to_frictionless

MART_SCHEMA = "marts"
FINGERPRINT_KEY = "ksigune:fingerprint"
SCHEMA_KEY = "ksigune:table_schema"


class OpenTableError(ValueError):
    """A mart that is not what its schema says; nothing was written."""


@dataclass(frozen=True)
class OpenTable:
    """One open table on disk."""

    name: str
    path: Path
    rows: int
    bytes: int
    changed: bool
    """False when the file already held these rows and descriptions and was left alone."""


def open_table_path(table: str, out_dir: Path) -> Path:
    """Where an open table lies."""
    return out_dir / f"{table}.parquet"


def make_open_table(
    table: Table,
    registry: Registry,
    build_db: Path,
    out_dir: Path,
    releases: Path | None = None,
) -> OpenTable:
    """Makes one open table; see `make_open_tables`."""
    (made,) = make_open_tables([table], registry, build_db, out_dir, releases)
    return made


def make_open_tables(
    tables: Sequence[Table],
    registry: Registry,
    build_db: Path,
    out_dir: Path,
    releases: Path | None = None,
) -> Iterator[OpenTable]:
    """Writes the published columns of each mart to `<out_dir>/<table>.parquet`, sorted by key;
    gives each table once it stands.

    The same rows and descriptions give the same bytes, on any number of threads, and a file
    that holds them already is not touched. Raises OpenTableError when a mart is missing, or
    its columns or types differ from the schema; the file is then left as it was.

    A table with a `disclosure:` block is protected on the way, in view of everything on the
    shelves of `releases`; DisclosureError says where its rows contradict the block.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    # One engine for all: to start one and read the warehouse's catalog takes longer than a table.
    with engine(out_dir, f"-{tables[0].name}" if len(tables) == 1 else "") as connection:
        connection.execute(f"ATTACH {literal(str(build_db))} AS build (READ_ONLY)")
        for table in tables:
            yield _made(connection, table, registry, build_db, out_dir, releases)


def _made(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    registry: Registry,
    build_db: Path,
    out_dir: Path,
    releases: Path | None,
) -> OpenTable:
    path = open_table_path(table.name, out_dir)
    mart = f"build.{MART_SCHEMA}.{identifier(table.name)}"
    _refuse_other_shape(connection, table, mart)
    if table.disclosure is not None:
        from publish.disclosure.apply import protected_relation

        marts, private = f"build.{MART_SCHEMA}", build_db.parent
        mart = protected_relation(connection, table, registry, marts, private, releases)
    columns = [field.name for field in table.published()]
    # Of a protected table only what is published enters the fingerprint, which is published
    # too: one over exact rows would let a reader test guesses of what is suppressed.
    found = fingerprint(connection, mart, columns)
    metadata = _metadata(table, registry, found)
    changed = _metadata_of(connection, path) != metadata
    if changed:
        _write(connection, table, mart, metadata, path)
    return OpenTable(table.name, path, found.rows, path.stat().st_size, changed)


def _write(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    mart: str,
    metadata: dict[str, str],
    path: Path,
) -> None:
    columns = [field.name for field in table.published()]
    pairs = ", ".join(f"{literal(key)}: {literal(text)}" for key, text in metadata.items())
    part = part_of(path)
    connection.execute(
        f"COPY (SELECT {names(columns)} FROM {mart} ORDER BY {names(table.primary_key)}) "
        f"TO {literal(str(part))} ({PARQUET_OPTIONS}, KV_METADATA {{{pairs}}})"
    )
    put_in_place(part, path)


def _refuse_other_shape(connection: duckdb.DuckDBPyConnection, table: Table, mart: str) -> None:
    try:
        described = connection.execute(f"DESCRIBE {mart}").fetchall()
    except duckdb.CatalogException as error:
        raise OpenTableError(
            f"open table {table.name}: the warehouse has no {MART_SCHEMA}.{table.name}; "
            f"build its dbt model first"
        ) from error
    found = [(row[0], row[1]) for row in described]
    expected = [(field.name, duckdb_type(field)) for field in table.fields]
    if found != expected:
        raise OpenTableError(
            f"open table {table.name}: the mart is not what schemas/open/{table.name}.yml says: "
            f"{'; '.join(_differences(found, expected))}. Change the model or the schema"
        )
    unpublished = {f.name for f in table.fields} - {f.name for f in table.published()}
    if hidden := [name for name in table.primary_key if name in unpublished]:
        raise OpenTableError(
            f"open table {table.name}: key field {hidden[0]} is not published (publish: true)"
        )


def _differences(found: list[tuple[str, str]], expected: list[tuple[str, str]]) -> list[str]:
    """What differs between two lists of (name, type), as clauses for a message."""
    has, wants = dict(found), dict(expected)
    clauses = [f"{name} is missing" for name in wants if name not in has]
    clauses += [f"{name} is not in the schema" for name in has if name not in wants]
    clauses += [
        f"{name} is {has[name]} instead of {kind}"
        for name, kind in wants.items()
        if name in has and has[name] != kind
    ]
    return clauses or [f"the order of columns is {', '.join(has)}"]


def _metadata(table: Table, registry: Registry, found: Fingerprint) -> dict[str, str]:
    """What the Parquet file says about itself: texts, Table Schema and the fingerprint."""
    texts = {f"title@{language}": getattr(table.title, language) for language in LANGUAGES}
    texts |= {f"description@{lang}": getattr(table.description, lang) for lang in LANGUAGES}
    schema = to_frictionless(table, registry, published_only=True)
    return {
        **texts,
        # A newer writer gives other bytes for the same rows: then the file is written anew.
        "ksigune:writer": f"DuckDB {duckdb.__version__}; {PARQUET_OPTIONS}",
        SCHEMA_KEY: to_json(schema),
        ARROW_KEY: arrow_schema(table),
        FINGERPRINT_KEY: f"{found.rows} {found.value}",
    }


def _metadata_of(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    """The key-value metadata of a Parquet file; nothing when it is missing or unreadable."""
    if not path.exists():
        return {}
    try:
        rows = connection.execute(
            f"SELECT decode(key), decode(value) FROM parquet_kv_metadata({literal(str(path))})"
        ).fetchall()
    except duckdb.Error:
        return {}  # a damaged file is written anew
    return dict(rows)


def row_count(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """The number of rows of a Parquet file, from its footer."""
    count: int = fetch_one(connection, f"SELECT count(*) FROM {parquet(path)}")[0]
    return count
