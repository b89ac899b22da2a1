"""A release in the list of its versions, and what `latest` names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from publish.changes.version import parts
from publish.package import CHANGES, CHECKSUMS, DESCRIPTOR
from publish.proof.verify import forms
from publish.proof.verify.documents import VERSION, must_match, read_document, read_json
from publish.proof.verify.outcome import (
    AGAIN,
    AbsentError,
    Check,
    RefusedError,
    failed,
    ok,
    unchecked,
)
from publish.proof.verify.place import Place
from publish.proof.verify.release import Release
from publish.shelf import LATEST, VERSIONS

LISTED = "list of versions"


def check_versions(release: Release) -> Iterator[Check]:
    """`versions.json` beside the release lists it with its id and the hash of its SHA256SUMS, and
    `latest` names the newest. So a version that was put in another's place is found."""
    beside = release.place.beside("")
    try:
        path = beside.fetch(VERSIONS, release.limits.document)
        content = read_json(path, VERSIONS, release.limits)
        must_match(content, forms.VERSIONS, VERSIONS)
    except AbsentError:
        told = f"no {VERSIONS} lies beside the release (a copy by itself has none)"
        yield unchecked(LISTED, VERSIONS, told)
        return
    except RefusedError as refusal:
        yield failed(LISTED, VERSIONS, str(refusal))
        return
    if release.descriptor is None:
        yield unchecked(LISTED, VERSIONS, "the descriptor could not be read")
        return
    entries = content["versions"]
    wrong = list(_wrong_list(content, release))
    wrong += list(_wrong_latest(beside, entries, release))
    yield from (failed(LISTED, VERSIONS, f"{problem}. {AGAIN}") for problem in wrong)
    entry = _entry(entries, release.version)
    if wrong or entry is None:
        return
    if "checksums_sha256" not in entry:
        told = "the version is listed, without the hash of its SHA256SUMS (an older publisher)"
        yield unchecked(LISTED, VERSIONS, told)
        return
    yield ok(
        LISTED, VERSIONS, f"{release.version} is listed with this content{_age(entries, entry)}"
    )


def _wrong_list(content: Mapping[str, Any], release: Release) -> Iterator[str]:
    entries = content["versions"]
    names = [entry["version"] for entry in entries]
    if content["package"] != release.package:
        yield f"{VERSIONS} is of package {content['package']}, and this is {release.package}"
    if sorted(set(names), key=parts) != names:
        yield f"{VERSIONS} does not list each version once, oldest first"
    entry = _entry(entries, release.version)
    if entry is None:
        yield f"{VERSIONS} does not list {release.version}: the publisher did not release it"
        return
    if entry["id"] != (release.descriptor or {})["id"]:
        yield f"{VERSIONS} lists {release.version} with another id than {DESCRIPTOR} has"
    digest = hashlib.sha256(release.sums).hexdigest()
    if entry.get("checksums_sha256", digest) != digest:
        yield (
            f"{VERSIONS} lists {release.version} with another {CHECKSUMS}: the files were replaced "
            f"after the release"
        )
    changes = release.documents.get(CHANGES)
    if changes is not None and entry.get("previous", changes["previous"]) != changes["previous"]:
        yield f"{VERSIONS} and {CHANGES} name different versions before {release.version}"
    counted = (changes or {}).get("highest")
    if counted is not None and counted not in names:
        yield f"{CHANGES} counts from {counted}, which {VERSIONS} does not list"


def _wrong_latest(beside: Place, entries: list[dict[str, Any]], release: Release) -> Iterator[str]:
    try:
        text = read_document(beside.fetch(LATEST, 100), LATEST, release.limits)
    except AbsentError:
        return
    except RefusedError as refusal:
        yield str(refusal)
        return
    version = text.decode("ascii", "replace").strip()
    standing = [e["version"] for e in entries if not e.get("withdrawn")]
    if not VERSION.fullmatch(version) or _entry(entries, version) is None:
        yield f"{LATEST} names {version[:40]!r}, which {VERSIONS} does not list"
    elif standing and version != standing[-1]:
        yield f"{LATEST} names {version}, and the newest listed is {standing[-1]}"


def _entry(entries: list[dict[str, Any]], version: str) -> dict[str, Any] | None:
    return next((entry for entry in entries if entry["version"] == version), None)


def _age(entries: list[dict[str, Any]], entry: dict[str, Any]) -> str:
    told = "; the publisher has withdrawn it" if entry.get("withdrawn") else ""
    newest = entries[-1]["version"]
    return f"{told}; the newest is {newest}" if newest != entry["version"] else told
