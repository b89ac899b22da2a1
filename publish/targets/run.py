"""Pushes packages to a target: what is pushed, in which order, and what is written down of it."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from publish.changes.entries import ReleaseError
from publish.dossier import RELEASES
from publish.targets.errors import PassingError, RefusedError, TargetError
from publish.targets.log import (
    FAILED,
    FOUND,
    PUSHED,
    WITHDRAWN,
    LogLine,
    append,
    log_path,
    read_log,
)
from publish.targets.parcel import open_parcel
from publish.targets.pointers import (
    Entry,
    common_pointers,
    package_pointers,
    read_entries,
    read_tombstone,
)
from publish.targets.retry import Retry
from publish.targets.secret import without
from publish.targets.target import Receipt, Target

Outcome = Literal["pushed", "found", "unchanged", "withdrawn", "failed", "listed"]


@dataclass(frozen=True)
class Told:
    """What became of one thing that was to be pushed, for people."""

    subject: str
    outcome: Outcome
    text: str


@dataclass(frozen=True)
class Push:
    """One run against one target. Clock and waiting come in here."""

    target: Target
    data_root: Path
    now: Callable[[], datetime]
    retry: Retry

    def packages(self, names: Sequence[str], wish: str | None = None) -> Iterator[Told]:
        """Pushes packages; a failure of one does not keep the others back.

        `wish`: a version, `all`, or None for the newest.
        """
        for name in names:
            try:
                yield from self._package(name, wish)
            except (TargetError, ReleaseError) as error:
                yield Told(name, "failed", without(self.target.secrets, str(error)))

    def catalogue(self) -> Told:
        """Writes what spans the packages: only after all of them went well."""
        try:
            moved = self.retry.call(lambda: self.target.point(common_pointers(self.data_root)))
        except TargetError as error:
            return Told("catalogue", "failed", without(self.target.secrets, str(error)))
        return Told("catalogue", "pushed" if moved else "unchanged", ", ".join(moved))

    def _package(self, name: str, wish: str | None) -> Iterator[Told]:
        folder = self.data_root / RELEASES / name
        entries = read_entries(folder)
        chosen = _chosen(name, entries, wish, self.target.newest_only)
        if not chosen:
            return
        with _alone(folder, self.target.name):
            self.target.check(name, entries, [entry.version for entry in chosen])
            for entry in chosen:
                yield self._version(folder, entry, entries)
            moved = self.retry.call(lambda: self.target.point(package_pointers(folder)))
        if moved:
            yield Told(name, "pushed", ", ".join(moved))

    def _version(self, folder: Path, entry: Entry, entries: Sequence[Entry]) -> Told:
        try:
            receipt = self.retry.call(lambda: self._send(folder, entry, entries))
        except TargetError as error:
            reason = without(self.target.secrets, str(error))
            self._write(folder, entry, FAILED, reason=reason)
            raise
        subject = f"{folder.name} {entry.version}"
        if receipt is None:
            return Told(subject, "unchanged", "withdrawn, and never there")
        outcome: Outcome = PUSHED if receipt.changed else FOUND
        if entry.withdrawn:
            outcome = WITHDRAWN
        if not receipt.changed and self._known(folder, entry):
            return Told(subject, "unchanged", _words(receipt))
        self._write(folder, entry, outcome, receipt)
        return Told(subject, outcome, _words(receipt))

    def _known(self, folder: Path, entry: Entry) -> bool:
        """Whether the log's last word on this target is that the version, or its tombstone, is
        there."""
        lines = read_log(log_path(folder, entry.version))
        ours = [line["outcome"] for line in lines if line["target"] == self.target.name]
        return ours[-1:] in ([[WITHDRAWN]] if entry.withdrawn else ([PUSHED], [FOUND]))

    def _send(self, folder: Path, entry: Entry, entries: Sequence[Entry]) -> Receipt | None:
        if entry.withdrawn:
            return self.target.withdraw(read_tombstone(folder, entry))
        return self.target.push(open_parcel(folder / entry.version), entries)

    def _write(
        self,
        folder: Path,
        entry: Entry,
        outcome: str,
        receipt: Receipt | None = None,
        reason: str | None = None,
    ) -> None:
        line = LogLine(
            self.now(),
            self.target.name,
            self.target.kind,
            folder.name,
            entry.version,
            outcome,
            address=receipt.address if receipt else self.target.place,
            ids=receipt.ids if receipt else {},
            files=receipt.files if receipt else (),
            reason=reason,
        )
        path = log_path(folder, entry.version)
        try:
            append(path, line)
        except OSError as error:
            raise RefusedError(
                f"{path} cannot be written ({error.strerror}), so what was pushed to "
                f"{self.target.name} is not noted; make room, and push again: it is found"
            ) from None


def _chosen(
    name: str, entries: Sequence[Entry], wish: str | None, newest_only: bool
) -> list[Entry]:
    """What to push: tombstones always and before all else, then versions, oldest first."""
    standing = [entry for entry in entries if not entry.withdrawn]
    chosen = standing[-1:] if wish is None or (wish == "all" and newest_only) else standing
    if wish not in (None, "all"):
        chosen = [entry for entry in entries if entry.version == wish]
    if chosen or wish in (None, "all"):
        stones = [entry for entry in entries if entry.withdrawn]
        return [*stones, *(entry for entry in chosen if not entry.withdrawn)]
    known = ", ".join(entry.version for entry in entries) or "none"
    raise RefusedError(f"{name} has no released version {wish}; there are: {known}")


def _words(receipt: Receipt) -> str:
    ids = ", ".join(f"{key} {value}" for key, value in receipt.ids.items())
    told = f"{receipt.address} ({ids})" if ids else receipt.address
    return f"{told}. {receipt.notice}" if receipt.notice else told


@contextmanager
def _alone(folder: Path, target: str) -> Iterator[None]:
    """Keeps a second push of the same package to the same target out, on this machine."""
    with (folder / f".push-{target}.lock").open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PassingError(
                f"{folder.name} is being pushed to {target} by another process; wait until it "
                f"ends and push again"
            ) from None
        yield
