"""Writes a package folder: data files, descriptor, README, dictionaries, licence, checksums."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from publish.contents import Contents
from publish.descriptor import FORMATS, FileFacts, complete, file_path
from publish.engine import CSV_OPTIONS, parquet
from publish.files import sha256_of, to_json, write_text
from publish.readme import dictionaries, readme
from publish.texts import LICENCE_FILE
from schemas.registry import Registry
from schemas.sql import literal

DESCRIPTOR = "datapackage.json"
CHECKSUMS = "SHA256SUMS"
REPORT = "quality-report.json"
DISCLOSURE_REPORT = "disclosure-report.json"
CHANGES = "changes.json"


@dataclass(frozen=True)
class Edition:
    """What one version of a package says of itself beside its data."""

    version: str
    created: datetime
    described: dict[str, Any]
    """The descriptor as `publish.descriptor.describe` gives it."""
    changes: dict[str, Any]
    """The content of `changes.json`: what differs from the version before."""


def build_package(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    contents: Contents,
    registry: Registry,
    edition: Edition,
) -> None:
    """Writes a package into an empty folder; only the quality report is still missing.

    The same contents and edition give the same bytes in every file.
    """
    (folder / "data").mkdir(parents=True)
    for table in contents.tables:
        _write_data(connection, folder, table.name, contents.path(table.name))
    paths = [file_path(table.name, kind) for table in contents.tables for kind in FORMATS]
    files = {path: _facts(folder / path) for path in paths}
    descriptor = complete(edition.described, edition.version, edition.created, files)
    others = {
        DESCRIPTOR: to_json(descriptor),
        CHANGES: to_json(edition.changes),
        "README.md": readme(contents, edition.version, edition.created, registry.rules),
        "LICENSE.md": LICENCE_FILE,
        **dictionaries(contents, registry),
    }
    for name, text in others.items():
        write_text(folder / name, text)
    sums = {path: facts.sha256 for path, facts in files.items()}
    sums |= {name: sha256_of(folder / name) for name in others}
    write_checksums(folder, sums)


def add_report(
    folder: Path, report: dict[str, Any], disclosure: dict[str, Any] | None = None
) -> None:
    """Writes the gate's report, and that on disclosure control where there is one, into a package
    folder and enters them in SHA256SUMS."""
    reports = {REPORT: report} | ({DISCLOSURE_REPORT: disclosure} if disclosure else {})
    for name, content in reports.items():
        write_text(folder / name, to_json(content))
    sums = read_checksums(folder)
    write_checksums(folder, sums | {name: sha256_of(folder / name) for name in reports})


def write_checksums(folder: Path, sums: dict[str, str]) -> None:
    """Writes SHA256SUMS as `sha256sum` prints and reads it, sorted by path."""
    lines = [f"{digest}  {path}\n" for path, digest in sorted(sums.items())]
    write_text(folder / CHECKSUMS, "".join(lines))


def read_checksums(folder: Path) -> dict[str, str]:
    """SHA256SUMS as path -> digest. Raises ValueError for a line of another form."""
    sums: dict[str, str] = {}
    for line in (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines():
        digest, separator, path = line.partition("  ")
        if not separator or len(digest) != 64:
            raise ValueError(f"{CHECKSUMS}: not a line of sha256sum: {line!r}")
        sums[path] = digest
    return sums


def _write_data(
    connection: duckdb.DuckDBPyConnection, folder: Path, table: str, source: Path
) -> None:
    """The Parquet file is the open table's own, byte for byte; the CSV is written from it."""
    shutil.copyfile(source, folder / file_path(table, "parquet"))
    target = literal(str(folder / file_path(table, "csv")))
    connection.execute(f"COPY (FROM {parquet(source)}) TO {target} ({CSV_OPTIONS})")


def _facts(path: Path) -> FileFacts:
    return FileFacts(bytes=path.stat().st_size, sha256=sha256_of(path))
