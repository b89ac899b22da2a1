"""A folder: on a web server's disk it is the static site of the releases.

`releases/<package>/latest` is a file that holds the newest version's number, so a reader of the
site finds the newest release in two steps, without a program on the server.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publish.files import part_of, put_in_place, sha256_of
from publish.targets.errors import PassingError, RefusedError
from publish.targets.files import Held, State, Store
from publish.targets.parcel import PackedFile

LOCK = ".push.lock"


class FolderStore(Store):
    """Files in a folder. A reader never sees half of one: each is renamed into its place."""

    def __init__(self, name: str, root: Path) -> None:
        self._name = name
        self._root = root

    def address(self, path: str) -> str:
        """The path on this machine."""
        return str(self._root / path)

    def state(self, path: str, file: PackedFile) -> State:
        """Compares by SHA-256."""
        place = self._root / path
        if not place.exists():
            return "absent"
        return "same" if place.is_file() and sha256_of(place) == file.sha256 else "other"

    def create(self, path: str, file: PackedFile) -> bool:
        """Copies beside the place, checks the copy, and renames it."""
        place = self._root / path
        if place.exists():
            return False
        with self._told(path):
            place.parent.mkdir(parents=True, exist_ok=True)
            part = part_of(place)
            shutil.copyfile(file.local, part)
            if sha256_of(part) != file.sha256:
                part.unlink()
                raise PassingError(f"{self._name}: {place} was not copied whole")
            put_in_place(part, place)
        return True

    def read(self, path: str) -> Held | None:
        """The content, or None."""
        place = self._root / path
        if not place.is_file():
            return None
        content = place.read_bytes()
        return Held(content, hashlib.sha256(content).hexdigest())

    def replace(self, path: str, content: bytes, before: Held | None) -> None:
        """Writes beside the place and renames; the lock keeps others out meanwhile."""
        place = self._root / path
        with self._told(path):
            place.parent.mkdir(parents=True, exist_ok=True)
            part = part_of(place)
            part.write_bytes(content)
            put_in_place(part, place)

    def listed(self, folder: str) -> list[str]:
        """Files, but not the parts that a killed copy left: the next one takes them over."""
        place = self._root / folder
        found = [path for path in place.rglob("*") if not path.is_dir()]
        shown = [path for path in found if not path.name.startswith(".")]
        return sorted(path.relative_to(self._root).as_posix() for path in shown)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Holds a lock in the folder; the system frees it when a process dies."""
        with self._told(LOCK):
            self._root.mkdir(parents=True, exist_ok=True)
            stream = (self._root / LOCK).open("a")
        with stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise PassingError(
                    f"{self._name}: another process is writing to {self._root}; wait until it "
                    f"ends and push again"
                ) from None
            yield

    @contextmanager
    def _told(self, path: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise RefusedError(
                f"{self._name}: {self._root / path} cannot be written ({error.strerror}); see "
                f"that the folder exists, has room and may be written by this user, then push "
                f"again: it goes on where it stopped"
            ) from None
