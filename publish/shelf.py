"""The folder that holds all releases of one package, and how it stays whole.

The order is what makes a crash harmless: a folder `<version>/` appears whole by one rename,
`versions.json` follows, `latest` moves last. What a killed run left is put right by the next
one before it begins.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from publish.dossier import Version
from publish.files import PART, read_json, remove_tree, sha256_of, sync, to_json, write_atomically
from publish.package import CHANGES, CHECKSUMS, DESCRIPTOR, SIGNATURE
from publish.version import parts

STAGING = ".staging-"
LOCK = ".lock"
VERSIONS = "versions.json"
LATEST = "latest"
FAILED = "failed.json"


class ReleaseError(RuntimeError):
    """The releases on disk contradict each other; a person has to look."""


class PublisherBusyError(RuntimeError):
    """Another process is publishing the same package."""


@dataclass(frozen=True)
class Shelf:
    """`releases/<package>/`: one folder per version, `versions.json`, `latest`."""

    folder: Path

    def versions(self) -> list[str]:
        """The versions entered in `versions.json`, oldest first."""
        return [entry["version"] for entry in self._entries()]

    def history(self) -> tuple[Version, ...]:
        """The versions with their dates, oldest first."""
        return tuple(
            Version(entry["version"], datetime.fromisoformat(entry["created"]))
            for entry in self._entries()
        )

    def latest(self) -> str | None:
        """The version that `latest` names, or None before the first release."""
        path = self.folder / LATEST
        return path.read_text(encoding="utf-8").strip() if path.exists() else None

    def path(self, version: str) -> Path:
        """The folder of a version."""
        return self.folder / version

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
        a release: it is entered, as the killed run was about to do.
        """
        for leftover in self.folder.glob(f"{STAGING}*"):
            remove_tree(leftover)
        for leftover in self.folder.glob(f".*{PART}"):
            leftover.unlink()
        self._enter_all()

    def publish(self, version: str) -> Path:
        """Moves a checked staging folder to its place and enters it. Returns the place.

        Raises ReleaseError when that version exists: it is never written again.
        """
        target = self.path(version)
        if target.exists():
            raise ReleaseError(f"{target} exists; a released version is never written again")
        staging = self.staging(version)
        for path in sorted(staging.rglob("*")):
            sync(path)
        sync(staging)
        staging.rename(target)
        sync(self.folder)
        self._enter_all()
        return target

    def refuse(self, version: str, report: dict[str, Any]) -> None:
        """Records why a version was not published, and removes what was built of it."""
        write_atomically(self.folder / FAILED, to_json(report))
        remove_tree(self.staging(version))

    def forget_failure(self) -> None:
        """Removes the record of a refusal once it no longer describes the data."""
        (self.folder / FAILED).unlink(missing_ok=True)

    def _enter_all(self) -> None:
        entries = self._entries()
        known = {entry["version"] for entry in entries}
        folders = {path.name for path in self.folder.iterdir() if _is_release(path)}
        if lost := sorted(known - folders):
            raise ReleaseError(
                f"{VERSIONS} of package {self.folder.name} lists {', '.join(lost)}, and the "
                f"folder is gone; restore it from a backup"
            )
        if missing := sorted(folders - known, key=parts):
            entries += [_entry(self.path(version)) for version in missing]
            content = {"package": self.folder.name, "versions": entries}
            write_atomically(self.folder / VERSIONS, to_json(content))
        if entries and self.latest() != entries[-1]["version"]:
            write_atomically(self.folder / LATEST, entries[-1]["version"] + "\n")

    def _entries(self) -> list[dict[str, Any]]:
        path = self.folder / VERSIONS
        entries: list[dict[str, Any]] = read_json(path)["versions"] if path.exists() else []
        return entries


def _is_release(path: Path) -> bool:
    return not path.name.startswith(".") and (path / DESCRIPTOR).exists()


def _entry(release: Path) -> dict[str, Any]:
    """The line of a release in `versions.json`, from its own files alone."""
    descriptor = read_json(release / DESCRIPTOR)
    return {
        "version": descriptor["version"],
        "created": descriptor["created"],
        "id": descriptor["id"],
        **{key: value for key, value in read_json(release / CHANGES).items() if key != "version"},
        "path": f"{release.name}/{DESCRIPTOR}",
        "checksums": f"{release.name}/{CHECKSUMS}",
        "checksums_sha256": sha256_of(release / CHECKSUMS),
        "signed": (release / SIGNATURE).exists(),
    }
