"""The files beside the versions that lead readers to them: the only ones ever written twice."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publish.dossier import RELEASES
from publish.files import read_json
from publish.shelf import LATEST, VERSIONS
from publish.targets.errors import RefusedError

RELEASED = "released"
CATALOGUE = "catalogue"
FEEDS = "*.atom"
STONE = "tombstone.json"
README = "README.md"
PUBLIC = (STONE, README, FEEDS, VERSIONS, LATEST)
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


def read_entries(folder: Path) -> tuple[Entry, ...]:
    """The versions of a package, oldest first; empty before the first release."""
    path = folder / VERSIONS
    if not path.exists():
        return ()
    return tuple(_entry(line, folder) for line in read_json(path)["versions"])


def read_tombstone(folder: Path, entry: Entry) -> Tombstone:
    """What stands in the place of a withdrawn version."""
    paths = [folder / entry.version / name for name in (README, STONE)]
    files = tuple(_pointer(path, folder.parent.parent) for path in paths if path.is_file())
    return Tombstone(folder.name, entry.version, entry.id, entry.withdrawn or "", files)


def package_pointers(folder: Path) -> tuple[Pointer, ...]:
    """The pointers of one package, in the order in which they are written: `latest` is last."""
    found = [path for pattern in PUBLIC for path in sorted(folder.glob(pattern))]
    return tuple(_pointer(path, folder.parent.parent) for path in found if path.is_file())


def common_pointers(data_root: Path) -> tuple[Pointer, ...]:
    """The catalogue and the feed over all packages: deep pages first, what leads to them last."""
    feeds = sorted((data_root / RELEASES).glob(FEEDS))
    pages = [path for path in (data_root / CATALOGUE).rglob("*") if path.is_file()]
    shown = [path for path in pages if not path.name.startswith(".")]
    ordered = sorted(shown, key=lambda path: (-len(path.parts), path))
    return tuple(_pointer(path, data_root) for path in [*feeds, *ordered])


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


def _entry(line: Mapping[str, Any], folder: Path) -> Entry:
    version = line["version"]
    if line.get("status", RELEASED) == RELEASED:
        return Entry(version, line["id"])
    stone = read_json(folder / version / STONE)
    return Entry(version, line.get("id") or stone["id"] or "", stone["reason"])


def _pointer(path: Path, root: Path) -> Pointer:
    return Pointer(path.relative_to(root).as_posix(), path.read_bytes())
