"""The public warehouse for BI tools: `observatory.duckdb`, open tables only.

All tables stand in the schema `main`: names of open tables are unique over all packages, so a
reader writes `select * from capacity`, and every tool shows them without a setting. Which
package a table belongs to stands in the table `open_table`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from publish.checks.finding import published_form
from publish.engine import engine, names, parquet
from publish.files import part_of, put_in_place, sha256_of
from publish.open_tables import open_table_path
from publish.texts import in_language
from schemas.model import LANGUAGES, Table
from schemas.registry import Registry
from schemas.sql import identifier, literal
from schemas.to_duckdb import comment_sql, create_table_sql

FILE_NAME = "observatory.duckdb"
LIST_TABLE = "open_table"
STORAGE = "v1.0.0"
"""Oldest storage version of DuckDB 1: every 1.x driver of a BI tool opens the file."""


@dataclass(frozen=True)
class Observatory:
    """The public warehouse on disk."""

    path: Path
    tables: tuple[str, ...]
    changed: bool
    """False when the file already held these tables and was left alone."""


def build_observatory(registry: Registry, open_dir: Path, path: Path) -> Observatory:
    """Builds the public warehouse from the open tables and swaps it in by one rename.

    A reader that has the old file open keeps it. Unchanged tables and descriptions leave the
    file alone. Raises FileNotFoundError when an open table was not made: a warehouse without
    it would look complete.
    """
    tables = _listed(registry)
    paths = {table.name: open_table_path(table.name, open_dir) for table in tables}
    if absent := [name for name, source in paths.items() if not source.exists()]:
        raise FileNotFoundError(f"public warehouse: no open table {', '.join(absent)}")
    hashes = {name: sha256_of(source) for name, source in paths.items()}
    statements = [*_list_table(registry, tables, hashes)]
    for table in tables:
        statements += _table(table, registry, paths[table.name])
    content = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    kept = tuple(table.name for table in tables)
    if _content_of(path) == content:
        return Observatory(path, kept, changed=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = part_of(path)
    for leftover in (part, part.with_name(f"{part.name}.wal")):
        leftover.unlink(missing_ok=True)  # of a killed run: DuckDB would go on with it
    _write(part, [*statements, f"COMMENT ON TABLE {LIST_TABLE} IS {literal(_told(content))}"])
    put_in_place(part, path)
    return Observatory(path, kept, changed=True)


def _write(part: Path, statements: Sequence[str]) -> None:
    with engine(part.parent, "-observatory") as connection:
        connection.execute(f"ATTACH {literal(str(part))} AS public (STORAGE_VERSION '{STORAGE}')")
        connection.execute("USE public")
        for statement in statements:
            connection.execute(statement)
        connection.execute("USE memory")
        connection.execute("DETACH public")


def _listed(registry: Registry) -> list[Table]:
    packaged = [name for package in registry.packages.values() for name in package.tables]
    return [published_form(registry.open[name]) for name in packaged]


def _table(table: Table, registry: Registry, source: Path) -> Iterator[str]:
    name = identifier(table.name)
    yield create_table_sql(table.model_copy(update={"primary_key": ()}), "main")
    yield f"INSERT INTO {name} FROM {parquet(source)}"
    # Filled first, then indexed: the other way round takes longer.
    yield f"ALTER TABLE {name} ADD PRIMARY KEY ({names(table.primary_key)})"
    yield from comment_sql(table, "main")


def _list_table(
    registry: Registry, tables: Sequence[Table], hashes: dict[str, str]
) -> Iterator[str]:
    """The table of contents: one row per open table."""
    titles = ", ".join(f"title_{language} VARCHAR NOT NULL" for language in LANGUAGES)
    yield (
        f"CREATE TABLE {LIST_TABLE} (table_name VARCHAR PRIMARY KEY, package VARCHAR NOT NULL, "
        f"{titles}, sha256 VARCHAR NOT NULL)"
    )
    for table in tables:
        told = [in_language(table.title, language) for language in LANGUAGES]
        row = [table.name, registry.package_of(table.name).name, *told, hashes[table.name]]
        yield f"INSERT INTO {LIST_TABLE} VALUES ({', '.join(literal(cell) for cell in row)})"


def _told(content: str) -> str:
    return f"The open tables of this file and their packages. Content: {content}"


def _content_of(path: Path) -> str | None:
    """The hash of what a warehouse holds; None when there is none or it cannot be opened."""
    if not path.exists():
        return None
    try:
        with engine(path.parent, "-observatory") as connection:
            connection.execute(f"ATTACH {literal(str(path))} AS public (READ_ONLY)")
            row = connection.execute(
                f"SELECT comment FROM duckdb_tables() WHERE database_name = 'public' "
                f"AND table_name = {literal(LIST_TABLE)}"
            ).fetchone()
    except duckdb.Error:
        return None  # damaged or of another version: built anew
    return str(row[0]).rpartition(" ")[2] if row and row[0] else None
