"""The files beside the versions that lead readers to them: the only ones ever written twice."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from publish.catalogue.build import INDEX
from publish.changes import entries as lines
from publish.changes.tombstone import README, TOMBSTONE, withdrawn_packages
from publish.dossier import RELEASES
from publish.shelf import LATEST, VERSIONS
from publish.targets.errors import RefusedError

CATALOGUE = "catalogue"
FEEDS = "*.atom"
KEYS = "ksigune-*.pub"
"""The public keys beside the releases: without them a reader of the target cannot verify."""
PUBLIC = (TOMBSTONE, README, FEEDS, VERSIONS, LATEST)
"""What is pushed of a package's folder beside its versions, in this order. By opt-in, so that a
report of a refused release or a log of pushes never gets out."""


@dataclass(frozen=True)
class Entry:
    """One line of `versions.json`."""

    version: str
    id: str
    """The release's own identifier, the same at every target."""
    withdrawn: str | None = None
    """Why it was withdrawn or replaced; None while it stands."""
    checksums: str | None = None
    """The SHA-256 of its SHA256SUMS, where the list of versions says it."""


@dataclass(frozen=True)
class Tombstone:
    """A withdrawn version."""

    package: str
    version: str
    id: str
    reason: str
    files: tuple[Pointer, ...]
    """What is read in its place."""

    @property
    def place(self) -> str:
        """Where the version lay below the data root."""
        return f"{RELEASES}/{self.package}/{self.version}"


@dataclass(frozen=True)
class Pointer:
    """One file that leads to versions, read once."""

    path: str
    """Relative to the data root, with `/`."""
    content: bytes
    may_lose: tuple[str, ...] = ()
    """Of the catalogue's index: packages that were withdrawn, and may go from it."""


def read_entries(folder: Path) -> tuple[Entry, ...]:
    """The versions of a package, oldest first; empty before the first release.

    Raises ReleaseError for a list that is damaged.
    """
    return tuple(_entry(line) for line in lines.read_entries(folder / VERSIONS))


def read_tombstone(folder: Path, entry: Entry) -> Tombstone:
    """What stands in the place of a withdrawn version."""
    paths = [folder / entry.version / name for name in (README, TOMBSTONE)]
    files = tuple(_pointer(path, folder.parent.parent) for path in paths if path.is_file())
    return Tombstone(folder.name, entry.version, entry.id, entry.withdrawn or "", files)


def package_pointers(folder: Path) -> tuple[Pointer, ...]:
    """The pointers of one package, in the order in which they are written: the keys that verify
    its versions first, `latest` last."""
    found = sorted(folder.parent.glob(KEYS))
    found += [path for pattern in PUBLIC for path in sorted(folder.glob(pattern))]
    return tuple(_pointer(path, folder.parent.parent) for path in found if path.is_file())


def common_pointers(data_root: Path) -> tuple[Pointer, ...]:
    """The catalogue and the feed over all packages: deep pages first, what leads to them last."""
    feeds = sorted((data_root / RELEASES).glob(FEEDS))
    pages = [path for path in (data_root / CATALOGUE).rglob("*") if path.is_file()]
    shown = [path for path in pages if not path.name.startswith(".")]
    ordered = sorted(shown, key=lambda path: (-len(path.parts), path))
    made = (_pointer(path, data_root) for path in [*feeds, *ordered])
    gone = tuple(withdrawn_packages(data_root / RELEASES))
    return tuple(replace(x, may_lose=gone) if is_index(x) else x for x in made)


def is_index(pointer: Pointer) -> bool:
    """Whether it tells which packages the catalogue holds."""
    return pointer.path == f"{CATALOGUE}/{INDEX}"


def check_datasets(target: str, ours: Pointer, theirs: bytes) -> None:
    """Raises RefusedError when the catalogue there holds a package that ours drops in silence.

    A portal that harvests it would delete the dataset.
    """
    lost = sorted(_datasets(theirs) - _datasets(ours.content) - set(ours.may_lose))
    if lost:
        raise RefusedError(
            f"{target}: its catalogue holds {', '.join(lost)}, and the one here does not, so "
            f"portals would delete it. Make the catalogue here whole, or withdraw the package"
        )


def _datasets(index: bytes) -> set[str]:
    try:
        return {line["package"] for line in json.loads(index)["datasets"]}
    except (ValueError, KeyError, TypeError):
        raise RefusedError(f"{CATALOGUE}/{INDEX} is damaged; make the catalogue anew") from None


def check_versions(target: str, ours: bytes, theirs: bytes) -> None:
    """Raises RefusedError when the target's `versions.json` lists what ours does not.

    Then another installation publishes there, or this one was set back to an older state.
    """
    try:
        there = [line["version"] for line in json.loads(theirs)["versions"]]
    except (ValueError, KeyError, TypeError):
        raise RefusedError(
            f"{target}: {VERSIONS} there cannot be read; it was not written by this program. "
            f"Look at it, and remove it by hand if it is not needed"
        ) from None
    known = {line["version"] for line in json.loads(ours)["versions"]}
    if strange := [version for version in there if version not in known]:
        raise RefusedError(
            f"{target}: it lists {', '.join(strange)}, which this installation never released. "
            f"Another installation publishes there, or the releases here were set back; nothing "
            f"that leads to versions was changed"
        )


def missing(entries: Sequence[Entry], there: Sequence[str]) -> list[str]:
    """The standing versions that are not among those there."""
    return [each.version for each in entries if not each.withdrawn and each.version not in there]


def _entry(line: Mapping[str, Any]) -> Entry:
    reason = None if lines.stands(line) else line["withdrawn"]["reason"]
    return Entry(line["version"], line["id"], reason, line.get("checksums_sha256"))


def _pointer(path: Path, root: Path) -> Pointer:
    return Pointer(path.relative_to(root).as_posix(), path.read_bytes())
