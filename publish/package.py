"""Writes a package folder: data files, descriptor, README, dictionaries, licence, checksums."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from publish.changes.document import write_changes
from publish.contents import Contents
from publish.descriptor import complete
from publish.disclosure.family import family
from publish.dossier import Dossier, Version
from publish.files import sha256_of, to_json, write_text
from publish.formats.subject import Subject
from publish.formats.write import write_formats
from publish.metadata import ro_crate
from publish.metadata.write import metadata_files
from publish.proof.keys import Signer
from publish.proof.texts import signature_section
from publish.readme import dictionaries, readme
from publish.reuse import reuse
from publish.site import Site
from publish.texts import LICENCE_FILE
from publish.usage import USAGE, usage
from schemas.registry import Registry

DESCRIPTOR = "datapackage.json"
CHECKSUMS = "SHA256SUMS"
SIGNATURE = f"{CHECKSUMS}.minisig"
STATEMENT = "provenance.intoto.json"
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
    """The head of `changes.json`: what differs from the version before, without the rows."""
    site: Site
    earlier: tuple[Version, ...] = ()
    """The versions released before, oldest first."""
    rows: Callable[[], Iterable[str]] = tuple
    """The rows of `changes.json`, a line of JSON each; there may be millions."""
    signer: Signer | None = None
    """Who signs the release; the README names the key."""


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
    subject = Subject(contents, registry, edition.site, edition.version, edition.created)
    files = write_formats(connection, folder, subject)
    descriptor = complete(edition.described, edition.version, edition.created, files)
    dossier = Dossier(
        contents,
        registry,
        edition.site,
        edition.version,
        edition.created,
        files,
        descriptor,
        edition.changes,
        edition.earlier,
    )
    others = {
        DESCRIPTOR: to_json(descriptor),
        "README.md": readme(
            contents, edition.version, edition.created, registry.rules, reuse(dossier)
        )
        + signature_section(edition.signer, edition.site),
        USAGE: usage(dossier),
        "LICENSE.md": LICENCE_FILE,
        **dictionaries(contents, registry),
        **metadata_files(dossier),
    }
    later = written_later(contents, registry, signed=edition.signer is not None)
    others |= ro_crate.render(dossier, [*others, *later])
    for name, text in others.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_text(folder / name, text)
    write_changes(folder / CHANGES, edition.changes, edition.rows())
    sums = {file.path: file.sha256 for file in files}
    sums |= {name: sha256_of(folder / name) for name in (*others, CHANGES)}
    write_checksums(folder, sums)


def written_later(contents: Contents, registry: Registry, *, signed: bool) -> tuple[str, ...]:
    """The files of a release that are written once the others are: lists, reports, proofs."""
    linked = (peer for table in contents.tables for peer in family(table, registry))
    protected = any(table.disclosure is not None for table in linked)
    later = [CHANGES, CHECKSUMS, REPORT, STATEMENT]
    return (*later, *([DISCLOSURE_REPORT] if protected else []), *([SIGNATURE] if signed else []))


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
