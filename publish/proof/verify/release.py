"""A release as it was read: its list of files, which of them are whole, and its documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from publish.changes.tombstone import TOMBSTONE
from publish.files import sha256_of
from publish.package import CHANGES, CHECKSUMS, DESCRIPTOR, SIGNATURE, STATEMENT
from publish.proof.verify import forms
from publish.proof.verify.documents import (
    VERSION,
    Limits,
    must_match,
    parse_checksums,
    read_document,
    read_head,
    read_json,
)
from publish.proof.verify.outcome import (
    AGAIN,
    AbsentError,
    Check,
    RefusedError,
    failed,
    ok,
    shortened,
    unchecked,
)
from publish.proof.verify.place import Address, Place
from publish.shelf import LATEST

FILES = "files"
FORMS: Mapping[str, Mapping[str, Any]] = {
    DESCRIPTOR: forms.DESCRIPTOR,
    CHANGES: forms.CHANGES,
    STATEMENT: forms.STATEMENT,
}


@dataclass
class Release:
    """What was read of a release. `paths` and `documents` hold only what could be trusted to be
    the listed file and of the form that the checks rely on."""

    place: Place
    limits: Limits
    sums: bytes
    """SHA256SUMS as it was read."""
    listed: dict[str, str]
    """Path -> SHA-256."""
    signature: bytes | None
    paths: dict[str, Path] = field(default_factory=dict)
    """The listed files whose content has the listed hash."""
    documents: dict[str, Any] = field(default_factory=dict)

    @property
    def descriptor(self) -> dict[str, Any] | None:
        """The content of `datapackage.json`."""
        return self.documents.get(DESCRIPTOR)

    @property
    def version(self) -> str:
        """The version by the descriptor; empty where it could not be read."""
        return str((self.descriptor or {}).get("version", ""))

    @property
    def package(self) -> str:
        """The package by the descriptor; empty where it could not be read."""
        return str((self.descriptor or {}).get("name", ""))


def newest(place: Place) -> Place:
    """The release at a place: the place itself, or, for the folder of a package, the one that
    `latest` names. Raises RefusedError where there is neither."""
    try:
        place.fetch(CHECKSUMS, place.limits.document)
    except AbsentError as absent:
        _refuse_withdrawn(place)
        try:
            pointer = read_document(place.fetch(LATEST, 100), LATEST, place.limits)
        except AbsentError:
            raise RefusedError(
                f"{place.told} is no release: it has no {CHECKSUMS}, and no {LATEST} that names "
                f"one. Give the folder or address that holds {DESCRIPTOR}"
            ) from absent
        version = pointer.decode("ascii", "replace").strip()
        if not VERSION.fullmatch(version):
            raise RefusedError(f"{place.told}: {LATEST} names no version: {version!r}") from absent
        return place.inside(version)
    return place


def _refuse_withdrawn(place: Place) -> None:
    """Raises RefusedError with the publisher's words where a tombstone lies."""
    try:
        path = place.fetch(TOMBSTONE, place.limits.document)
    except AbsentError:
        return
    stone = read_json(path, TOMBSTONE, place.limits)
    must_match(stone, forms.TOMBSTONE, TOMBSTONE)
    instead = f"; use {stone['replaced_by']}" if stone.get("replaced_by") else ""
    told = f"withdrawn by its publisher on {stone['date']}: {stone['reason']}{instead}"
    raise RefusedError(f"{place.told} was {told}")


def open_release(place: Place, limits: Limits) -> Release:
    """The list of a release and its signature. Raises RefusedError without a sound list."""
    try:
        sums = read_document(place.fetch(CHECKSUMS, limits.document), CHECKSUMS, limits)
    except AbsentError as absent:
        raise RefusedError(f"{place.told} has no {CHECKSUMS}: nothing can be verified") from absent
    try:
        signature = read_document(place.fetch(SIGNATURE, limits.document), SIGNATURE, limits)
    except AbsentError:
        signature = None
    return Release(place, limits, sums, parse_checksums(sums, limits), signature)


def check_files(release: Release) -> Iterator[Check]:
    """Fetches every listed file and compares its hash; looks for files that are not listed."""
    wrong = [problem for path in sorted(release.listed) if (problem := _file(release, path))]
    wrong += [f"{name} is not listed in {CHECKSUMS}" for name in (DESCRIPTOR, CHANGES, STATEMENT)
              if name not in release.listed]  # fmt: skip
    yield from (failed(FILES, problem.split(" ")[0], problem) for problem in wrong)
    if not wrong:
        yield ok(FILES, CHECKSUMS, f"{len(release.listed)} files have the listed SHA-256")
    if isinstance(release.place, Address):
        reason = "a server does not tell which other files it has; they are no part of the release"
        yield unchecked("unlisted files", CHECKSUMS, reason)
        return
    known = {*release.listed, CHECKSUMS, SIGNATURE}
    more = [name for name, _ in release.place.present() if name not in known]
    for name in more:
        told = f"{name} is in the folder and not in {CHECKSUMS}. Remove it: the publisher did not"
        yield failed("unlisted files", name, f"{told} release it")
    if not more:
        yield ok("unlisted files", CHECKSUMS, "the folder holds the listed files and no other")


def _file(release: Release, path: str) -> str:
    """What is wrong with a listed file; empty when nothing is, and then its path is noted."""
    try:
        found = release.place.fetch(path, release.limits.file)
    except RefusedError as refusal:
        return f"{path}: {refusal}"
    if sha256_of(found) != release.listed[path]:
        return f"{path} has another content than {CHECKSUMS} says. {AGAIN}"
    release.paths[path] = found
    return ""


def read_documents(release: Release) -> Iterator[Check]:
    """Reads the documents that the checks rely on; what is not of their form is told, and then
    the checks that need it cannot be made."""
    wrong = []
    for name, form in FORMS.items():
        if name not in release.paths:
            continue
        try:
            reader = read_head if name == CHANGES else read_json
            content = reader(release.paths[name], name, release.limits)
            must_match(content, form, name)
        except RefusedError as refusal:
            wrong.append(failed("documents", name, str(refusal)))
            continue
        release.documents[name] = content
    yield from wrong
    if not wrong:
        read = shortened(sorted(release.documents))
        yield ok("documents", DESCRIPTOR, f"of the form that is relied on: {read}")


def check_identity(release: Release) -> Iterator[Check]:
    """Every document names the same package and version, and so does the folder where its name
    is a version."""
    said = {
        DESCRIPTOR: release.version,
        CHANGES: release.documents.get(CHANGES, {}).get("version"),
        "the folder's name": release.place.name if VERSION.fullmatch(release.place.name) else None,
    }
    versions = {where: version for where, version in said.items() if version}
    if not release.version:
        yield unchecked("version", DESCRIPTOR, "the descriptor could not be read")
    elif len(set(versions.values())) > 1:
        told = ", ".join(f"{where} says {version}" for where, version in versions.items())
        yield failed("version", DESCRIPTOR, f"{told}. One release passes for another. {AGAIN}")
    else:
        yield ok("version", DESCRIPTOR, f"{release.package} {release.version} everywhere")
