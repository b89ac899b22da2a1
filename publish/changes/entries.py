"""The lines of `versions.json`: how they are made from the folders, and when both agree."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from publish.changes.document import read_head
from publish.changes.tombstone import TOMBSTONE, Tombstone, read_tombstone
from publish.changes.version import parts
from publish.files import read_json, sha256_of
from publish.package import CHANGES, CHECKSUMS, DESCRIPTOR, SIGNATURE

RELEASED = "released"
MALFORMED = (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError)


class ReleaseError(RuntimeError):
    """The releases on disk contradict each other; a person has to look."""


def stands(entry: Mapping[str, Any]) -> bool:
    """Whether the version of a line was not withdrawn."""
    return bool(entry.get("status", RELEASED) == RELEASED)


def is_version_folder(path: Path) -> bool:
    """Whether a folder of a shelf is a release or the tombstone of one."""
    if path.name.startswith(".") or not path.is_dir():
        return False
    return (path / DESCRIPTOR).exists() or (path / TOMBSTONE).exists()


def read_entries(path: Path) -> list[dict[str, Any]]:
    """The lines of a `versions.json`, oldest first; none where there is no such file.

    Raises ReleaseError when it is not what this room writes.
    """
    if not path.exists():
        return []
    try:
        entries: list[dict[str, Any]] = read_json(path)["versions"]
        numbers = [parts(entry["version"]) for entry in entries]
        missing = [e["version"] for e in entries if not {"id", "created"} <= set(e)]
    except MALFORMED as error:
        raise ReleaseError(
            f"{path} cannot be read ({error}); restore it from a backup, or delete it: it is "
            f"made anew from the version folders"
        ) from error
    if missing:
        raise ReleaseError(f"{path}: version {missing[0]} has no id or date; restore the file")
    if numbers != sorted(set(numbers)):
        raise ReleaseError(
            f"{path} lists a version twice or out of order "
            f"({', '.join(entry['version'] for entry in entries)}); restore it from a backup"
        )
    return entries


def entry_of(folder: Path) -> dict[str, Any]:
    """The line of a version, from the files in its folder alone.

    Raises ReleaseError when they cannot be read or are those of another version.
    """
    try:
        stone = read_tombstone(folder)
        entry = _withdrawn(stone) if stone else _released(folder)
    except (OSError, *MALFORMED) as error:
        raise ReleaseError(
            f"{folder} cannot be read ({error}); restore the folder from a backup"
        ) from error
    if entry["version"] != folder.name:
        raise ReleaseError(
            f"{folder} holds version {entry['version']}; give the folder its own name back"
        )
    return entry


def agreed(
    folder: Path, known: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The lines that `versions.json` has to have: those it has, those that folders add, and those
    that became tombstones. Raises ReleaseError where a line and its folder contradict."""
    there = {entry["version"]: entry for entry in found}
    if lost := [entry["version"] for entry in known if entry["version"] not in there]:
        raise ReleaseError(
            f"versions.json of package {folder.name} lists {', '.join(lost)}, and the folder is "
            f"gone; restore it from a backup"
        )
    entries = []
    listed = {entry["version"]: entry for entry in known}
    for version, entry in there.items():
        line = listed.get(version, entry)
        if line["id"] != entry["id"] or line["created"] != entry["created"]:
            raise ReleaseError(
                f"versions.json says that {folder / version} is {line['id']} of "
                f"{line['created']}, and its files say {entry['id']} of {entry['created']}; "
                f"restore the folder from a backup: a released version never changes"
            )
        digest = entry.get("checksums_sha256")
        if stands(line) and stands(entry) and line.get("checksums_sha256", digest) != digest:
            raise ReleaseError(
                f"{folder / version / CHECKSUMS} is not the one that was released; restore the "
                f"folder from a backup: a released version never changes"
            )
        if not stands(line) and stands(entry):
            raise ReleaseError(
                f"versions.json says that {folder / version} was withdrawn, and it holds data; "
                f"put its tombstone back from a backup"
            )
        entries.append(line if stands(line) and stands(entry) else entry)
    return entries


def _released(folder: Path) -> dict[str, Any]:
    descriptor = read_json(folder / DESCRIPTOR)
    head = read_head(folder / CHANGES)
    return {
        "version": descriptor["version"],
        "created": descriptor["created"],
        "id": descriptor["id"],
        "status": RELEASED,
        **{key: head[key] for key in ("previous", "level", "changes")},
        "path": f"{folder.name}/{DESCRIPTOR}",
        "checksums": f"{folder.name}/{CHECKSUMS}",
        "checksums_sha256": sha256_of(folder / CHECKSUMS),
        "signed": (folder / SIGNATURE).exists(),
    }


def _withdrawn(stone: Tombstone) -> dict[str, Any]:
    told = {"date": stone.date, "reason": stone.reason, "replaced_by": stone.replaced_by}
    return {
        "version": stone.version,
        "created": stone.created,
        "id": stone.id,
        "status": stone.status,
        "withdrawn": told,
        "previous": stone.previous,
        "level": stone.level,
        "path": f"{stone.version}/{TOMBSTONE}",
    }
