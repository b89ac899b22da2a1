"""The DuckDB connection of this room, and the few pieces of SQL that several modules need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from publish.files import remove_tree
from schemas.model import Field, duckdb_type
from schemas.sql import identifier, literal

SPILL = ".spill"
"""How the name of every scratch folder begins."""

MEMORY_LIMIT = "1GB"
"""A sort of a million rows needs a third of it; what is larger spills to the scratch folder."""

PARQUET_OPTIONS = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"
CSV_OPTIONS = r"""FORMAT csv, HEADER true, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR '',
    NEW_LINE e'\r\n', DATEFORMAT '%Y-%m-%d', TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%SZ'"""
"""RFC 4180, which also settles the line end: CR LF. The same options read the file again."""


@contextmanager
def engine(folder: Path, owner: str = "") -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory DuckDB that downloads nothing and spills to `<folder>/.spill<owner>`.

    It keeps the order of rows, so what is written does not depend on the number of threads. Only
    one engine at a time may have the same folder and owner: what a killed one left is removed.
    """
    scratch = folder / f"{SPILL}{owner}"
    remove_tree(scratch)
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY_LIMIT,
        "temp_directory": str(scratch),
        "preserve_insertion_order": True,
        "autoinstall_known_extensions": False,
    }
    connection = duckdb.connect(":memory:", config=config)
    try:
        yield connection
    finally:
        connection.close()
        remove_tree(scratch)


def names(columns: Sequence[str]) -> str:
    """Names as a comma-separated SQL list."""
    return ", ".join(identifier(name) for name in columns)


def parquet(path: Path) -> str:
    """A Parquet file as an SQL relation."""
    return f"read_parquet({literal(str(path))})"


def csv(path: Path, fields: Sequence[Field], *, as_text: bool) -> str:
    """A CSV file of a package as an SQL relation: typed by the schema, or all text.

    Nothing is guessed: a file with other columns, or a cell of another type, is an error. The
    line end is not named: DuckDB 1.5.5 reads no row at all, and says nothing, when it is named
    together with the strict mode.
    """
    kinds = (("VARCHAR" if as_text else duckdb_type(f)) for f in fields)
    columns = ", ".join(
        f"{literal(f.name)}: {literal(kind)}" for f, kind in zip(fields, kinds, strict=True)
    )
    return (
        f"read_csv({literal(str(path))}, auto_detect = false, header = true, delim = ',', "
        f"quote = '\"', escape = '\"', nullstr = '', strict_mode = true, "
        f"dateformat = '%Y-%m-%d', timestampformat = '%Y-%m-%dT%H:%M:%SZ', "
        f"columns = {{{columns}}})"
    )


@dataclass(frozen=True)
class Fingerprint:
    """Number of rows and two independent sums over them; the order of rows does not matter.

    Two relations with equal fingerprints hold the same rows, save for one chance in 2^128.
    Hashes of one DuckDB version are not those of another, so it never leaves a run as a fact
    about the data: it only spares a comparison.
    """

    rows: int
    value: str


def fingerprint(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[str]
) -> Fingerprint:
    """The fingerprint of a relation's columns, in one scan."""
    rows, value = fetch_one(connection, f"SELECT {fingerprint_terms(columns)} FROM {relation}")
    return Fingerprint(rows, value)


def fingerprint_terms(columns: Sequence[str]) -> str:
    """The two select terms (rows, value) of a fingerprint, for a query that does more as well."""
    listed = names(columns)
    return (
        f"count(*), coalesce(sum(hash({listed})), 0)::VARCHAR || '-' || "
        f"coalesce(sum(hash('ksigune', {listed})), 0)::VARCHAR"
    )


def fetch_one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """The only row of a query. Raises LookupError when it gives none."""
    # All of it: DuckDB 2.0 counts a result of which a row was fetched as unfinished, and refuses
    # to register a table before it is.
    rows = connection.execute(query).fetchall()
    if not rows:
        raise LookupError(f"no row: {query}")
    row: tuple[Any, ...] = rows[0]
    return row
