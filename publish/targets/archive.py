"""A whole release as one file, for archives that know no folders.

InvenioRDM shows a flat list of at most 100 files; a release has folders and may have more files.
In the archive every file keeps its place, so that `verify` works on what was unpacked.
"""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from publish.package import CHECKSUMS, DESCRIPTOR, SIGNATURE
from publish.targets.parcel import Parcel

BESIDE = ("README.md", DESCRIPTOR, "CITATION.cff", CHECKSUMS, SIGNATURE)
"""Shown beside the archive, where the release has them: to be read without unpacking."""
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16


@dataclass(frozen=True)
class Deposit:
    """One file as it goes to an archive."""

    key: str
    local: Path
    md5: str
    """Lower-case hexadecimal: the checksum that InvenioRDM tells of what it received."""


def deposits(parcel: Parcel, scratch: Path) -> tuple[Deposit, ...]:
    """The files of a release for an archive; the zip is written to `scratch`."""
    zipped = scratch / f"{parcel.package}-{parcel.version}.zip"
    write_zip(parcel, zipped)
    beside = [file.local for file in parcel.files if file.path in BESIDE]
    return tuple(Deposit(path.name, path, _md5(path)) for path in [zipped, *beside])


def write_zip(parcel: Parcel, path: Path) -> None:
    """The same release gives the same bytes: stored, not packed, since packing differs from one
    version of zlib to another; no dates; sorted."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for file in sorted(parcel.files, key=lambda each: each.path):
            name = f"{parcel.package}-{parcel.version}/{file.path}"
            entry = zipfile.ZipInfo(name, _NO_DATE)
            entry.external_attr = _PLAIN_FILE
            entry.create_system = 3  # the same on every system
            entry.file_size = file.bytes
            with file.local.open("rb") as source, archive.open(entry, "w") as sink:
                shutil.copyfileobj(source, sink, 1 << 20)


def _md5(path: Path) -> str:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False))
    return digest.hexdigest()
