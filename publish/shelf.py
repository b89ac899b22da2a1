"""The folder that holds all releases of one package, and how it stays whole.

The order is what makes a crash harmless: a folder `<version>/` appears whole by one rename,
`versions.json` follows, `latest` moves last. What a killed run left is put right by the next
one before it begins. What no crash can explain is refused: a person has to look.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from publish.changes.document import read_head
from publish.changes.entries import (
    ReleaseError,
    agreed,
    entry_of,
    is_version_folder,
    read_entries,
    stands,
)
from publish.changes.tombstone import TOMBSTONE, WITHDRAWN_FOLDER, Tombstone
from publish.changes.version import parts
from publish.dossier import Version
from publish.files import PART, remove_tree, sync, to_json, write_atomically, write_text
from publish.package import CHANGES

STAGING = ".staging-"
LEAVING = ".withdrawing-"
"""A finished tombstone whose version has not made way for it yet: the decision is made."""
LOCK = ".lock"
VERSIONS = "versions.json"
LATEST = "latest"
FAILED = "failed.json"

__all__ = ["PublisherBusyError", "ReleaseError", "Shelf"]


class PublisherBusyError(RuntimeError):
    """Another process is publishing the same package."""


@dataclass(frozen=True)
class Shelf:
    """`releases/<package>/`: one folder per version, `versions.json`, `latest`."""

    folder: Path

    def versions(self) -> list[str]:
        """The versions entered in `versions.json`, oldest first, withdrawn ones among them."""
        return [entry["version"] for entry in self.entries()]

    def standing(self) -> list[str]:
        """The versions that were not withdrawn, oldest first."""
        return [entry["version"] for entry in self.entries() if stands(entry)]

    def highest(self) -> str | None:
        """The greatest version number ever given; None before the first release."""
        return max(self.versions(), key=parts, default=None)

    def entries(self) -> list[dict[str, Any]]:
        """The lines of `versions.json`. Raises ReleaseError when it cannot be read."""
        return read_entries(self.folder / VERSIONS)

    def history(self) -> tuple[Version, ...]:
        """Every version with its date and what changed in it, oldest first."""
        return tuple(self._version(entry) for entry in self.entries())

    def latest(self) -> str | None:
        """The version that `latest` names, or None before the first release."""
        path = self.folder / LATEST
        return path.read_text(encoding="utf-8").strip() if path.exists() else None

    def path(self, version: str) -> Path:
        """The folder of a version."""
        return self.folder / version

    def kept(self, version: str) -> Path:
        """Where the files of a version lie: on the shelf or, once withdrawn, privately."""
        folder = self.path(version)
        return self.private(version) if (folder / TOMBSTONE).exists() else folder

    def private(self, version: str) -> Path:
        """Where a withdrawn version is kept, outside of everything that is served."""
        return self.folder.parent.parent / WITHDRAWN_FOLDER / self.folder.name / version

    def staging(self, version: str) -> Path:
        """Where a version is built."""
        return self.folder / f"{STAGING}{version}"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Holds the package's lock; the system frees it when a process dies.

        Raises PublisherBusyError when another holder lives.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK).open("a") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise PublisherBusyError(
                    f"package {self.folder.name} is being published by another process; "
                    f"wait until it ends and run again"
                ) from error
            yield

    def put_right(self) -> None:
        """Clears and completes what a killed run left. Only the holder of the lock may call it.

        A version folder that is not entered was renamed after it had passed the gate, so it is
        a release: it is entered, as the killed run was about to do. A tombstone that waits
        replaces its version. Raises ReleaseError for what no crash explains.
        """
        for leftover in self.folder.glob(f"{STAGING}*"):
            remove_tree(leftover)
        for leftover in self.folder.glob(f".*{PART}"):
            leftover.unlink()
        for waiting in sorted(self.folder.glob(f"{LEAVING}*")):
            self._replace(waiting.name.removeprefix(LEAVING))
        self._enter_all()

    def checked(self) -> list[dict[str, Any]]:
        """The lines that `versions.json` has to have by the folders; writes nothing.

        Raises ReleaseError when folders, `versions.json` and `latest` contradict each other.
        """
        if waiting := sorted(path.name for path in self.folder.glob(f"{LEAVING}*")):
            raise ReleaseError(
                f"package {self.folder.name}: the withdrawal of "
                f"{waiting[0].removeprefix(LEAVING)} was cut short; `python -m publish release "
                f"{self.folder.name}` completes it"
            )
        found = [entry_of(p) for p in self.folder.glob("*") if is_version_folder(p)]
        found.sort(key=lambda entry: parts(entry["version"]))
        entries = agreed(self.folder, self.entries(), found)
        known = [entry["version"] for entry in entries]
        if (named := self.latest()) is not None and named not in known:
            raise ReleaseError(
                f"{self.folder / LATEST} names {named!r}, and there is no such version of package "
                f"{self.folder.name} (there are: {', '.join(known) or 'none'}); restore the "
                f"folder {named} from a backup, or write the right version into the file"
            )
        return entries

    def publish(self, version: str) -> Path:
        """Moves a checked staging folder to its place and enters it. Returns the place.

        Raises ReleaseError when that version exists: it is never written again.
        """
        target = self.path(version)
        if target.exists():
            raise ReleaseError(f"{target} exists; a released version is never written again")
        self._settle(self.staging(version), target)
        self._enter_all()
        return target

    def bury(self, stone: Tombstone) -> None:
        """Puts a tombstone in the place of a version, whose files go to the private folder.

        `latest` moves first, so that it names a standing version at every moment.
        """
        version = str(stone.version)
        staging = self.staging(f"tombstone-{version}")
        staging.mkdir()
        for name, text in stone.texts().items():
            write_text(staging / name, text)
        self._settle(staging, self.folder / f"{LEAVING}{version}")
        self._replace(version)
        self._enter_all()

    def refuse(self, version: str, report: dict[str, Any]) -> None:
        """Records why a version was not published, and removes what was built of it."""
        write_atomically(self.folder / FAILED, to_json(report))
        remove_tree(self.staging(version))

    def forget_failure(self) -> None:
        """Removes the record of a refusal once it no longer describes the data."""
        (self.folder / FAILED).unlink(missing_ok=True)

    def _version(self, entry: dict[str, Any]) -> Version:
        created = datetime.fromisoformat(entry["created"])
        if not stands(entry):
            return Version(entry["version"], created, {}, entry["withdrawn"])
        return Version(entry["version"], created, read_head(self.path(entry["version"]) / CHANGES))

    def _settle(self, staging: Path, target: Path) -> None:
        """Makes a staged folder durable, then visible under its name in one step."""
        for path in sorted(staging.rglob("*")):
            sync(path)
        sync(staging)
        staging.rename(target)
        sync(self.folder)

    def _replace(self, version: str) -> None:
        """The version goes to the private folder, its waiting tombstone to its place; every step
        that is done already is passed over."""
        self._point([v for v in self.standing() if v != version])
        target, private = self.path(version), self.private(version)
        if target.exists():
            # Of several new folders `mkdir` gives the mode to the last one only.
            private.parents[1].mkdir(mode=0o700, exist_ok=True)
            private.parent.mkdir(mode=0o700, exist_ok=True)
            target.rename(private)
            sync(private.parent)
        (self.folder / f"{LEAVING}{version}").rename(target)
        sync(self.folder)

    def _enter_all(self) -> None:
        entries = self.checked()
        if entries != self.entries():
            content = {"package": self.folder.name, "versions": entries}
            write_atomically(self.folder / VERSIONS, to_json(content))
        self._point([entry["version"] for entry in entries if stands(entry)])

    def _point(self, standing: list[str]) -> None:
        """`latest` names the last of these versions; without one there is no `latest`."""
        if not standing:
            (self.folder / LATEST).unlink(missing_ok=True)
        elif self.latest() != standing[-1]:
            write_atomically(self.folder / LATEST, f"{standing[-1]}\n")
