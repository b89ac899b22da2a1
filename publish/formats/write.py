"""Writes every data file of a package: the forms of each table, then those of the whole."""

from __future__ import annotations

import hashlib
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import duckdb

from publish.dossier import DataFile
from publish.engine import CSV_OPTIONS, parquet
from publish.formats.formula import csv_columns
from publish.formats.jsonstat import write_jsonstat
from publish.formats.plan import DATA, Planned, file_path, fitting, plan
from publish.formats.sqlite import write_sqlite
from publish.formats.subject import Subject
from publish.formats.xlsx import write_workbooks
from schemas.model import Table
from schemas.registry import Registry
from schemas.sql import literal

BLOCK = 1 << 20


def write_formats(
    connection: duckdb.DuckDBPyConnection, folder: Path, subject: Subject
) -> tuple[DataFile, ...]:
    """Writes the data files into an empty folder; returns them in the order of the descriptor.

    SQLite takes one core and most of the time, so the other forms are written beside it.
    """
    (folder / DATA).mkdir(parents=True)
    with ThreadPoolExecutor() as pool:
        database = pool.submit(_write_database, connection, folder, subject)
        _write_others(connection, folder, subject)
        database.result()
        return tuple(pool.map(partial(_data_file, folder), plan(subject.contents)))


def _write_database(connection: duckdb.DuckDBPyConnection, folder: Path, subject: Subject) -> None:
    if fitting(subject.contents, "sqlite"):
        path = folder / file_path(subject.contents.package.name, "sqlite")
        with connection.cursor() as own:  # a connection serves one thread
            write_sqlite(own, path, subject)


def _write_others(connection: duckdb.DuckDBPyConnection, folder: Path, subject: Subject) -> None:
    contents = subject.contents
    for table in contents.tables:
        _write_table(connection, folder, table, contents.path(table.name), subject.registry)
        if "jsonstat.json" in contents.forms[table.name]:
            path = folder / file_path(table.name, "jsonstat.json")
            write_jsonstat(connection, path, table, subject)
    if fitting(contents, "xlsx"):
        write_workbooks(connection, folder, subject)


def _data_file(folder: Path, planned: Planned) -> DataFile:
    """Size and hashes of a written file, read once."""
    sha256, sha1 = hashlib.sha256(), hashlib.sha1(usedforsecurity=False)
    path = folder / planned.path
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            sha256.update(block)
            sha1.update(block)
    return DataFile(
        planned.path,
        planned.form,
        planned.tables,
        path.stat().st_size,
        sha256.hexdigest(),
        sha1.hexdigest(),
        planned.language,
    )


def _write_table(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    table: Table,
    source: Path,
    registry: Registry,
) -> None:
    """The Parquet file is the open table's own, byte for byte; the CSV is written from it."""
    shutil.copyfile(source, folder / file_path(table.name, "parquet"))
    target = literal(str(folder / file_path(table.name, "csv")))
    columns = csv_columns(table.published(), registry)
    connection.execute(
        f"COPY (SELECT {columns} FROM {parquet(source)}) TO {target} ({CSV_OPTIONS})"
    )
