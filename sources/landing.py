"""The landing zone: immutable snapshots, the one that is current, and why the last pull failed.

landing/<feed>/[<partition>/]<snapshot>/accepted.parquet, rejected.parquet, manifest.json
                             current             the snapshot that counts
                             seen.json           the source state that is known to give it
                             last_failure.json   only while the newest pull has failed
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from sources import disk
from sources.comparison import Comparison
from sources.connectors.reading import WithheldCell
from sources.feed import Limits
from sources.problem import Problem

ACCEPTED = "accepted.parquet"
REJECTED = "rejected.parquet"
MANIFEST = "manifest.json"
_INCOMING = ".incoming"


class LandingError(RuntimeError):
    """A landing folder that somebody has changed by hand; the message names it."""


class Record(BaseModel):
    """A part of a manifest; unknown keys are refused when it is read back."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Record):
    """The file that was read, as far as it may be shown."""

    address: str
    file: str
    size: int
    sha256: str
    header_row: int | None = None
    understood: dict[str, str] = {}
    """How it was read: format, encoding, delimiter, sheet."""


class Counts(Record):
    """Rows below the header: `read` is the sum of the accepted, rejected and ignored."""

    stated: int | None
    read: int
    accepted: int
    rejected: int
    ignored: dict[str, int]
    """Reason -> rows left out by name."""

    @model_validator(mode="after")
    def _every_row_is_accounted_for(self) -> Self:
        known = self.accepted + self.rejected + sum(self.ignored.values())
        if self.read != known:
            raise ValueError(f"{self.read} rows were read, and {known} are accounted for")
        return self


class UsedColumn(Record):
    """A column of the file, with the field it fills or the reason why it fills none."""

    header: str
    field: str | None
    reason: str | None


class Manifest(Record):
    """What a snapshot is, where it comes from, and how it differs from the one before."""

    feed: str
    table: str
    partition: str | None
    snapshot: str
    contract_version: str
    fingerprint: str
    landed_at: datetime
    origin: str
    publisher: str
    licence: str
    source: Source
    counts: Counts
    columns: tuple[UsedColumn, ...]
    rejected_by_rule: dict[str, int]
    withheld: tuple[WithheldCell, ...] = ()
    references: dict[str, tuple[str, ...]]
    """Landing table -> its snapshots against which foreign keys were checked."""
    corrections: tuple[str, ...]
    person_key: str | None = None
    """Id of the key with which persons were hashed; None where the table holds none."""
    limits: Limits
    accepted_loss: str | None
    """Why a coordinator let a pull pass that loses more than the limits allow."""
    comparison: Comparison | None


@dataclass(frozen=True)
class Snapshot:
    """A landed snapshot: its folder and its manifest."""

    folder: Path
    manifest: Manifest

    @property
    def accepted(self) -> Path:
        """The accepted rows, typed."""
        return self.folder / ACCEPTED

    @property
    def rejected(self) -> Path:
        """The rejected rows, one line per broken rule."""
        return self.folder / REJECTED


@dataclass(frozen=True)
class Slot:
    """The place of one feed (and partition) in the landing zone."""

    data_root: Path
    feed: str
    partition: str | None = None

    @property
    def folder(self) -> Path:
        """Where the snapshots of the slot lie side by side."""
        base = self.data_root / "landing" / self.feed
        return base / self.partition if self.partition else base

    @property
    def incoming(self) -> Path:
        """Where a snapshot is made; what a killed pull left there is removed by the next."""
        return self.folder / _INCOMING

    def current(self) -> Snapshot | None:
        """The snapshot that counts, or None if nothing was ever landed. Raises LandingError."""
        pointer = self.folder / "current"
        if not pointer.exists():
            return None
        return read_snapshot(self.folder / pointer.read_text("utf-8").strip())

    def previous(self) -> Snapshot | None:
        """The current snapshot, or None if there is none or it is damaged: a pull replaces it."""
        try:
            return self.current()
        except LandingError:
            return None

    def seen(self, fingerprint: str) -> bool:
        """True if a source in this very state is known to give the current snapshot."""
        path, pointer = self.folder / "seen.json", self.folder / "current"
        if not path.exists() or not pointer.exists():
            return False
        known = json.loads(path.read_text("utf-8"))
        wanted = {"snapshot": pointer.read_text("utf-8").strip(), "fingerprint": fingerprint}
        return bool(known == wanted)

    def remember(self, snapshot: str, fingerprint: str) -> None:
        """Notes that a source in this state gives this snapshot."""
        known = {"snapshot": snapshot, "fingerprint": fingerprint}
        disk.write_text(self.folder / "seen.json", json.dumps(known) + "\n")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One pull at a time; the lock goes with the process, however it ends."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            disk.remove_folder(self.incoming)
            try:
                yield
            finally:
                disk.remove_folder(self.incoming)

    def publish(self, made: Path, manifest: Manifest) -> Snapshot:
        """Turns a folder with the two Parquet files into the current snapshot.

        A snapshot of the same content that was landed before is taken as it is, if it is whole.
        """
        target = self.folder / manifest.snapshot
        if not _is_whole(target):
            disk.remove_folder(target)
            disk.write_text(made / MANIFEST, manifest.model_dump_json(indent=2) + "\n")
            disk.move_folder(made, target)
        disk.write_text(self.folder / "current", f"{manifest.snapshot}\n")
        self.remember(manifest.snapshot, manifest.fingerprint)
        return read_snapshot(target)

    def last_failure(self) -> dict[str, Any] | None:
        """Why the newest pull failed, or None if it did not."""
        path = self.folder / "last_failure.json"
        failure: dict[str, Any] | None = None
        if path.exists():
            failure = json.loads(path.read_text("utf-8"))
        return failure

    def fail(self, address: str, now: datetime, problems: Sequence[Problem]) -> None:
        """Leaves the reason of a failure beside the snapshot that still counts."""
        report = {
            "feed": self.feed,
            "partition": self.partition,
            "failed_at": now.isoformat(),
            "address": address,
            "problems": [problem.as_json() for problem in problems],
        }
        text = json.dumps(report, indent=2, ensure_ascii=False)
        disk.write_text(self.folder / "last_failure.json", text + "\n")

    def succeed(self) -> None:
        """Takes the reason of an earlier failure away."""
        (self.folder / "last_failure.json").unlink(missing_ok=True)


def _is_whole(folder: Path) -> bool:
    try:
        read_snapshot(folder)
    except LandingError:
        return False
    return True


def read_snapshot(folder: Path) -> Snapshot:
    """The snapshot in a folder. Raises LandingError if it is not whole."""
    missing = [name for name in (ACCEPTED, REJECTED, MANIFEST) if not (folder / name).is_file()]
    if missing:
        raise LandingError(f"snapshot {folder} lacks {', '.join(missing)}; pull the feed again")
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_text("utf-8"))
    except ValidationError as error:
        raise LandingError(f"{folder / MANIFEST} cannot be read: {error}") from error
    return Snapshot(folder, manifest)


def slots(data_root: Path) -> list[Slot]:
    """Every slot in which a pull was ever tried, in the order of the names."""
    landing = data_root / "landing"
    found = {path.parent for name in (".lock", "current") for path in landing.glob(f"*/{name}")}
    found |= {path.parent for name in (".lock", "current") for path in landing.glob(f"*/*/{name}")}
    parts = sorted(path.relative_to(landing).parts for path in found)
    return [Slot(data_root, part[0], part[1] if len(part) > 1 else None) for part in parts]


def current_snapshots(data_root: Path, table: str) -> list[Snapshot]:
    """The current snapshots of a landing table over all feeds and partitions, by name."""
    return snapshots_by_table(data_root).get(table, [])


def snapshots_by_table(data_root: Path) -> dict[str, list[Snapshot]]:
    """The current snapshots of every landing table that has any, each by name of its slot. Every
    manifest is read once, which for one table alone takes as long."""
    found: dict[str, list[Snapshot]] = {}
    for slot in slots(data_root):
        if (shot := slot.current()) is not None:
            found.setdefault(shot.manifest.table, []).append(shot)
    return found
