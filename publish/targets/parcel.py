"""One released version, checked byte by byte before it goes anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from publish.dossier import RELEASES
from publish.files import read_json, sha256_of
from publish.package import CHECKSUMS, DESCRIPTOR, SIGNATURE, read_checksums
from publish.targets.errors import RefusedError


class TamperedReleaseError(RefusedError):
    """A release on disk is not what its own list of hashes says."""


@dataclass(frozen=True)
class PackedFile:
    """One file of a release."""

    path: str
    """Relative to the release folder, with `/`."""
    local: Path
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Parcel:
    """One version of one package, as it lies in its folder."""

    package: str
    version: str
    files: tuple[PackedFile, ...]
    """All of them; the list of hashes and its signature last, so that they mark the end."""
    descriptor: Mapping[str, Any]

    @property
    def place(self) -> str:
        """Where the version lies below the data root, and below the site's address."""
        return f"{RELEASES}/{self.package}/{self.version}"

    def file(self, path: str) -> PackedFile:
        """One file by its path. Raises KeyError."""
        return {each.path: each for each in self.files}[path]


def open_parcel(folder: Path) -> Parcel:
    """Reads `releases/<package>/<version>/` and compares every file with SHA256SUMS.

    Raises TamperedReleaseError with every file that differs, is missing or is too many.
    """
    try:
        sums = read_checksums(folder)
    except (OSError, ValueError) as error:
        raise _tampered(folder, [f"{CHECKSUMS} cannot be read ({error})"]) from None
    there = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or not path.is_dir()
    }
    expected = sums.keys() | ({CHECKSUMS, SIGNATURE} & there.keys())
    wrong = [f"{path} is missing" for path in sorted(expected - there.keys())]
    wrong += [f"{path} is not in {CHECKSUMS}" for path in sorted(there.keys() - expected)]
    wrong += [f"{path} is a link" for path in sorted(there) if there[path].is_symlink()]
    if wrong:
        raise _tampered(folder, wrong)
    packed = [_pack(path, there[path]) for path in sorted(sums)]
    wrong = [f"{f.path} has another content" for f in packed if f.sha256 != sums[f.path]]
    if wrong or any(PurePosixPath(path).is_absolute() or ".." in path for path in sums):
        raise _tampered(folder, wrong or ["a path leads out of the folder"])
    packed += [_pack(path, there[path]) for path in (SIGNATURE, CHECKSUMS) if path in there]
    return _named(folder, tuple(packed))


def _named(folder: Path, files: tuple[PackedFile, ...]) -> Parcel:
    descriptor = read_json(folder / DESCRIPTOR) if (folder / DESCRIPTOR).exists() else {}
    said = (descriptor.get("name"), descriptor.get("version"))
    place = (folder.parent.name, folder.name)
    if said != place:
        raise _tampered(folder, [f"{DESCRIPTOR} says {said[0]} {said[1]}"])
    return Parcel(*place, files, descriptor)


def _pack(path: str, local: Path) -> PackedFile:
    return PackedFile(path, local, local.stat().st_size, sha256_of(local))


def _tampered(folder: Path, wrong: list[str]) -> TamperedReleaseError:
    return TamperedReleaseError(
        f"{folder.parent.name} {folder.name} is not pushed, its files are not those that were "
        f"released: {'; '.join(wrong)}. Restore {folder} from a backup"
    )
