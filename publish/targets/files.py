"""Targets that hold the files themselves: one order of writing, whatever the store is.

A version's files come first and are written once; its list of hashes comes last and says that it
is whole. Only then the pointers move. Nothing is ever deleted.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Literal

from publish.dossier import RELEASES
from publish.package import CHECKSUMS
from publish.shelf import VERSIONS
from publish.targets.errors import OtherContentError, RefusedError
from publish.targets.parcel import PackedFile, Parcel
from publish.targets.pointers import (
    Entry,
    Pointer,
    Tombstone,
    check_datasets,
    check_versions,
    is_index,
    missing,
)
from publish.targets.secret import Secret
from publish.targets.target import Receipt, Target

State = Literal["absent", "same", "other"]


@dataclass(frozen=True)
class Held:
    """A file as the store holds it now."""

    content: bytes
    tag: str
    """Changes when the content does; the store's own."""


class Store(ABC):
    """Files under paths below one root. Its methods raise TargetError."""

    @abstractmethod
    def address(self, path: str) -> str:
        """Where a file is, for people."""

    @abstractmethod
    def state(self, path: str, file: PackedFile) -> State:
        """Whether the file is there, by its content and not by what a name or label says."""

    @abstractmethod
    def create(self, path: str, file: PackedFile) -> bool:
        """Writes a file that must not be there, and checks what arrived.

        False, and nothing written, when something is there by now.
        """

    @abstractmethod
    def read(self, path: str) -> Held | None:
        """A small file, or None when it is not there."""

    @abstractmethod
    def replace(self, path: str, content: bytes, before: Held | None) -> None:
        """Writes a file in one step. Raises RefusedError when it is no longer as `before`."""

    @abstractmethod
    def listed(self, folder: str) -> list[str]:
        """Every file below a folder, as paths below the root, sorted."""

    def alone(self) -> AbstractContextManager[None]:
        """Keeps other pushers of this machine out, where the store itself does not."""
        return nullcontext()


class FileTarget(Target):
    """Pushes to a store."""

    def __init__(self, kind: str, name: str, store: Store, secrets: Sequence[Secret] = ()) -> None:
        super().__init__(name, secrets)
        self.kind = kind
        self.store = store

    @property
    def place(self) -> str:
        """The store's root."""
        return self.store.address("")

    def check(self, package: str, entries: Sequence[Entry], pushed: Sequence[str]) -> None:
        """Refuses a push after which `versions.json` would list a version that is not there."""
        folder = f"{RELEASES}/{package}"
        others = [each for each in entries if each.version not in pushed]
        there = [each.version for each in others if self._whole(folder, each)]
        if lacking := missing(entries, [*pushed, *there]):
            raise RefusedError(
                f"{self.name}: {package} {', '.join(lacking)} is not there yet, and the list of "
                f"versions would lead to it; push with --all"
            )

    def push(self, parcel: Parcel, entries: Sequence[Entry]) -> Receipt:
        """Writes the files that are not there. Raises OtherContentError for another content."""
        with self.store.alone():
            self._refuse_strays(parcel)
            written = [file.path for file in parcel.files if self._put(parcel, file)]
        address = self.store.address(parcel.place)
        return Receipt(bool(written), address, files=tuple(written))

    def point(self, pointers: Sequence[Pointer]) -> tuple[str, ...]:
        """Writes the pointers that differ. A PassingError says that another pusher interfered."""
        with self.store.alone():
            held = {pointer.path: self.store.read(pointer.path) for pointer in pointers}
            for pointer in pointers:
                if before := held[pointer.path]:
                    self._refuse_loss(pointer, before)
            moved = [pointer for pointer in pointers if _differs(pointer, held[pointer.path])]
            for pointer in moved:
                self.store.replace(pointer.path, pointer.content, held[pointer.path])
        return tuple(pointer.path for pointer in moved)

    def withdraw(self, stone: Tombstone) -> Receipt | None:
        """Writes the tombstone; what lies there of the version is for a person to remove."""
        written = self.point(stone.files)
        ours = {pointer.path for pointer in stone.files}
        left = [path for path in self.store.listed(stone.place) if path not in ours]
        address = self.store.address(stone.place)
        notice = f"Remove by hand what was withdrawn: {', '.join(left)}" if left else None
        return Receipt(bool(written), address, files=written, notice=notice)

    def _put(self, parcel: Parcel, file: PackedFile) -> bool:
        path = f"{parcel.place}/{file.path}"
        state = self.store.state(path, file)
        if state == "absent":
            if self.store.create(path, file):
                return True
            state = self.store.state(path, file)  # another pusher was faster
        if state != "same":
            raise OtherContentError(self.name, self.store.address(path))
        return False

    def _refuse_strays(self, parcel: Parcel) -> None:
        expected = {f"{parcel.place}/{file.path}" for file in parcel.files}
        if strays := [x for x in self.store.listed(parcel.place) if x not in expected]:
            raise RefusedError(
                f"{self.name}: at the place of {parcel.package} {parcel.version} lie files that "
                f"are not part of it: {', '.join(strays)}. Remove them there, and find out who "
                f"wrote them"
            )

    def _whole(self, folder: str, entry: Entry) -> bool:
        held = self.store.read(f"{folder}/{entry.version}/{CHECKSUMS}")
        if held is None:
            return False
        return entry.checksums in (None, hashlib.sha256(held.content).hexdigest())

    def _refuse_loss(self, pointer: Pointer, before: Held) -> None:
        if pointer.path.endswith(f"/{VERSIONS}"):
            check_versions(self.name, pointer.content, before.content)
        if is_index(pointer):
            check_datasets(self.name, pointer, before.content)


def _differs(pointer: Pointer, held: Held | None) -> bool:
    return held is None or held.content != pointer.content
