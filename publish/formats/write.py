"""Writes every data file of a package: the forms of each table, then those of the whole."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import duckdb

from publish.contents import Contents
from publish.descriptor import file_path
from publish.dossier import DataFile, form_of
from publish.engine import CSV_OPTIONS, parquet
from schemas.sql import literal

BLOCK = 1 << 20


def write_formats(
    connection: duckdb.DuckDBPyConnection, folder: Path, contents: Contents
) -> tuple[DataFile, ...]:
    """Writes the data files into an empty folder; returns them in the order of the descriptor."""
    (folder / "data").mkdir(parents=True)
    files = []
    for table in contents.tables:
        _write_table(connection, folder, table.name, contents.path(table.name))
        files += [data_file(folder, file_path(table.name, x), table.name) for x in TABLE_FORMS]
    return tuple(files)


TABLE_FORMS = ("csv", "parquet")


def data_file(folder: Path, path: str, *tables: str, language: str | None = None) -> DataFile:
    """Size and hashes of a written file, read once."""
    sha256, sha1 = hashlib.sha256(), hashlib.sha1(usedforsecurity=False)
    with (folder / path).open("rb") as stream:
        while block := stream.read(BLOCK):
            sha256.update(block)
            sha1.update(block)
    size = (folder / path).stat().st_size
    form = form_of(path)
    return DataFile(path, form, tables, size, sha256.hexdigest(), sha1.hexdigest(), language)


def _write_table(
    connection: duckdb.DuckDBPyConnection, folder: Path, table: str, source: Path
) -> None:
    """The Parquet file is the open table's own, byte for byte; the CSV is written from it."""
    shutil.copyfile(source, folder / file_path(table, "parquet"))
    target = literal(str(folder / file_path(table, "csv")))
    connection.execute(f"COPY (FROM {parquet(source)}) TO {target} ({CSV_OPTIONS})")
