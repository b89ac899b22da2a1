"""A release against the one before it: the number that follows, and the size of the change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import duckdb

from publish.changes.rows import compare_rows
from publish.changes.shape import shape_changes
from publish.changes.version import FIRST, Level, bump, parts
from publish.descriptor import unversioned
from publish.engine import parquet
from publish.package import CHANGES, CHECKSUMS, DESCRIPTOR, STATEMENT
from publish.proof.statement import RELEASES
from publish.proof.verify import forms
from publish.proof.verify.contract import contract_of
from publish.proof.verify.documents import must_match, read_json
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
from publish.proof.verify.release import Release, open_release
from publish.proof.verify.tables import PARQUET

BEFORE = "previous version"
GIVE = "give it with --previous"
ORDER: dict[str | None, int] = {None: 0, "patch": 1, "minor": 2, "major": 3}


def check_previous(
    connection: duckdb.DuckDBPyConnection, release: Release, given: Place | None
) -> Iterator[Check]:
    """The version follows from the one before it, as `changes.json` says, and the change is no
    greater than it says. The one before is `given`, else looked for beside the release."""
    changes = release.documents.get(CHANGES)
    if changes is None or release.descriptor is None:
        yield unchecked(BEFORE, CHANGES, "the descriptor or changes.json could not be read")
        return
    previous = changes["previous"]
    if problem := _wrong_step(release.version, changes):
        yield failed(BEFORE, CHANGES, f"{problem}. {AGAIN}")
        return
    if previous is None:
        yield from _first(release, given)
        return
    try:
        yield from _against(connection, release, given or release.place.beside(previous), changes)
    except AbsentError:
        yield unchecked(BEFORE, previous, f"its folder is not there; {GIVE}")
    except RefusedError as refusal:
        if given is None and isinstance(refusal.__cause__, AbsentError):
            yield unchecked(BEFORE, previous, f"its folder is not beside this one; {GIVE}")
        else:
            yield failed(BEFORE, previous, str(refusal))


def _against(
    connection: duckdb.DuckDBPyConnection,
    release: Release,
    place: Place,
    changes: Mapping[str, Any],
) -> Iterator[Check]:
    """A release against the one before it. Raises RefusedError where that cannot be read."""
    before = open_release(place, release.limits)
    old = _documents(before)
    wrong = list(_wrong_previous(release, before, old, changes["previous"]))
    yield from (failed(BEFORE, changes["previous"], f"{told}. {AGAIN}") for told in wrong)
    if not wrong:
        yield _level(connection, release, before, old, changes["level"])


def _wrong_step(version: str, changes: Mapping[str, Any]) -> str:
    """Numbers are counted from the version before, or from a greater one that was withdrawn."""
    previous: str | None = changes["previous"]
    level: Level | None = changes["level"]
    base: str | None = changes.get("highest", previous)
    if (base is None) != (level is None):
        return f"{CHANGES} names only one of the version before and the level of the change"
    if base is None or level is None:
        return "" if version == FIRST else f"a first release is {FIRST}, not {version}"
    if previous is not None and parts(base) < parts(previous):
        return f"{CHANGES} counts from {base}, and {previous}, which it says to follow, is newer"
    if parts(version) <= parts(base):
        return f"{version} is not newer than {base}, which it says to follow"
    if version != bump(base, level):
        return f"a {level} change makes {bump(base, level)} of {base}, not {version}"
    return ""


def _first(release: Release, given: Place | None) -> Iterator[Check]:
    if given is not None:
        told = f"{release.version} says that nothing was before it, and you gave {given.told}"
        yield failed(BEFORE, CHANGES, f"{told}. {AGAIN}")
    elif release.version == FIRST:
        yield ok(BEFORE, CHANGES, f"{release.version} is the first release")
    else:
        told = f"{release.version} was published anew: every earlier version was withdrawn"
        yield ok(BEFORE, CHANGES, told)


def _documents(before: Release) -> dict[str, Any]:
    """The descriptor of the release before, by its own list of files. Raises RefusedError."""
    _fetch(before, DESCRIPTOR)
    content: dict[str, Any] = read_json(before.paths[DESCRIPTOR], DESCRIPTOR, before.limits)
    must_match(content, forms.DESCRIPTOR, DESCRIPTOR)
    before.documents[DESCRIPTOR] = content
    return content


def _fetch(before: Release, path: str) -> None:
    """Reads one listed file of a release. Raises RefusedError when it is not as listed."""
    if path not in before.listed:
        raise RefusedError(f"{before.place.told}: {CHECKSUMS} does not list {path}")
    found = before.place.fetch(path, before.limits.file)
    with found.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != before.listed[path]:
        raise RefusedError(f"{before.place.told}: {path} is not what {CHECKSUMS} lists")
    before.paths[path] = found


def _wrong_previous(
    release: Release, before: Release, old: Mapping[str, Any], previous: str
) -> Iterator[str]:
    if (old["name"], old["version"]) != (release.package, previous):
        yield f"{before.place.told} is {old['name']} {old['version']}, not {previous}"
        return
    if _moment(old["created"]) > _moment((release.descriptor or {})["created"]):
        yield f"{previous} has newer data ({old['created']}) than {release.version}"
    named = _named_digest(release, previous)
    if named is not None and named != hashlib.sha256(before.sums).hexdigest():
        yield f"{previous} is not the one from which {release.version} was made (its {CHECKSUMS})"


def _moment(text: str) -> datetime:
    """Raises RefusedError for a day that no calendar has."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise RefusedError(f"{text} is no moment") from None


def _named_digest(release: Release, previous: str) -> str | None:
    """The hash of the SHA256SUMS of the version before, by the statement."""
    content = release.documents.get(STATEMENT)
    if content is None:
        return None
    name = f"{RELEASES}{release.package}/{previous}/{CHECKSUMS}"
    for each in content["predicate"]["buildDefinition"]["resolvedDependencies"]:
        if each["name"] == name:
            digest: str | None = each["digest"].get("sha256")
            return digest
    return None


def _level(
    connection: duckdb.DuckDBPyConnection,
    release: Release,
    before: Release,
    old: Mapping[str, Any],
    level: str,
) -> Check:
    """The change is looked for anew: the shape by the descriptors, the rows by the files."""
    try:
        found = _greatest(connection, release, before, old)
    except (RefusedError, duckdb.Error, ValueError, ArithmeticError) as error:
        told = f"the change since {before.place.told} cannot be looked at: {error}"
        return failed(BEFORE, old["version"], told)
    if ORDER[found] > ORDER[level]:
        told = f"the change since {old['version']} is {found}, and {CHANGES} calls it {level}"
        return failed(BEFORE, old["version"], f"{told}: programs of readers may break. {AGAIN}")
    told = f"{release.version} follows {old['version']}; the change is {level}, as it says"
    return ok(BEFORE, old["version"], told)


def _greatest(
    connection: duckdb.DuckDBPyConnection,
    release: Release,
    before: Release,
    old: Mapping[str, Any],
) -> str | None:
    new = release.descriptor or {}
    changes = shape_changes(unversioned(old), unversioned(new))
    levels: list[str | None] = [change.level for change in changes]
    broken = {change.subject for change in changes if change.level == "major"}
    former = {r["path"]: r for r in old["resources"] if r["format"] == PARQUET}
    for resource in new["resources"]:
        path = resource["path"]
        if path in former and path in release.paths and path not in broken:
            levels.append(_row_level(connection, release, before, resource))
    return max(levels, key=ORDER.__getitem__, default=None)


def _row_level(
    connection: duckdb.DuckDBPyConnection,
    release: Release,
    before: Release,
    resource: Mapping[str, Any],
) -> str | None:
    path = resource["path"]
    if before.listed.get(path) == release.listed[path]:
        return None
    _fetch(before, path)
    contract = contract_of(resource)
    described = connection.execute(f"DESCRIBE FROM {parquet(before.paths[path])}").fetchall()
    there = {row[0] for row in described}
    if not contract.key or not set(contract.key) <= there:
        return None  # another table to its readers: the shape says so
    table = PurePosixPath(path).stem
    found = compare_rows(connection, table, contract.key, before.paths[path], release.paths[path])
    if found.added or found.removed:
        return "minor"
    return "patch" if found.changed else None
