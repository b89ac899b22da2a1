"""Taking back what was released: a tombstone in its place, the number never given again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from publish.changes.document import read_head
from publish.changes.entries import ReleaseError, stands
from publish.changes.feed import refresh_feeds
from publish.changes.tombstone import Tombstone, read_tombstone, titles_of
from publish.dossier import RELEASES
from publish.files import read_json, write_atomically
from publish.package import CHANGES, DESCRIPTOR
from publish.shelf import Shelf
from publish.site import Site
from schemas.registry import Registry


@dataclass(frozen=True)
class Withdrawal:
    """What is to be taken back, and what readers are told."""

    package: str
    version: str | None
    """None for the whole package."""
    day: date
    reason: str
    replaced_by: str | None = None


def withdraw(asked: Withdrawal, registry: Registry, data_root: Path, site: Site) -> tuple[str, ...]:
    """Withdraws a version or a package and writes the feeds anew; returns what
    `withdraw_version` does.

    Raises ReleaseError for what is not there, PublisherBusyError while another process publishes.
    """
    shelf = Shelf(data_root / RELEASES / asked.package)
    if not shelf.folder.is_dir():
        raise ReleaseError(f"{shelf.folder} is not there: nothing of it was ever released")
    with shelf.alone():
        shelf.put_right()
        told = (asked.day, asked.reason, asked.replaced_by)
        still: tuple[str, ...] = ()
        if asked.version is None:
            withdraw_package(shelf, *told)
        else:
            still = withdraw_version(shelf, asked.version, *told)
        refresh_feeds(data_root, asked.package, registry, site)
    return still


def withdraw_version(
    shelf: Shelf, version: str, day: date, reason: str, replaced_by: str | None = None
) -> tuple[str, ...]:
    """Puts a tombstone in the place of a version; its files are kept privately, for the audit.

    Returns the later versions whose `changes.json` still tells old values of the one withdrawn:
    they have to go as well where those values must not be read. Raises ReleaseError for a version
    that does not stand, or a replacement that does not. Only with the shelf's lock held and the
    shelf put right.
    """
    _refuse_unknown(shelf, version)
    if replaced_by is not None:
        _refuse_unknown(shelf, replaced_by)
    if replaced_by == version:
        raise ReleaseError(f"{shelf.folder.name} {version} cannot be replaced by itself")
    shelf.bury(_stone(shelf, version, day, reason, replaced_by))
    return tuple(
        other
        for other in shelf.standing()
        if read_head(shelf.path(other) / CHANGES)["previous"] == version
    )


def withdraw_package(shelf: Shelf, day: date, reason: str, replaced_by: str | None = None) -> None:
    """Withdraws every version of a package, for good; `replaced_by` is another package.

    The tombstone of the package is written first: a run that was cut short is seen to be one, and
    the same command again completes it. Raises ReleaseError when nothing was ever released.
    """
    versions = shelf.versions()
    if not versions:
        raise ReleaseError(f"package {shelf.folder.name} has no release that could be withdrawn")
    newest = shelf.kept(versions[-1])
    stone = Tombstone(
        shelf.folder.name,
        None,
        "replaced" if replaced_by else "withdrawn",
        day.isoformat(),
        reason,
        replaced_by,
        titles_of(read_json(newest / DESCRIPTOR)),
    )
    stone = read_tombstone(shelf.folder) or stone
    for name, text in reversed(stone.texts().items()):
        write_atomically(shelf.folder / name, text)
    for version in shelf.standing():
        shelf.bury(_stone(shelf, version, date.fromisoformat(stone.date), stone.reason, None))


def refuse_withdrawn(shelf: Shelf) -> None:
    """Raises ReleaseError for a package that was withdrawn as a whole."""
    stone = read_tombstone(shelf.folder)
    if stone is not None:
        raise ReleaseError(
            f"package {stone.package} was withdrawn on {stone.date} ({stone.reason}); take it out "
            f"of schemas/packages/, or publish its tables in a package of another name"
        )


def _refuse_unknown(shelf: Shelf, version: str) -> None:
    standing = shelf.standing()
    if version not in standing:
        lines: dict[str, Any] = {entry["version"]: entry for entry in shelf.entries()}
        gone = version in lines and not stands(lines[version])
        told = "is withdrawn already" if gone else "is no version"
        raise ReleaseError(
            f"{version} {told} of package {shelf.folder.name}; these stand: "
            f"{', '.join(standing) or 'none'}"
        )


def _stone(
    shelf: Shelf, version: str, day: date, reason: str, replaced_by: str | None
) -> Tombstone:
    folder = shelf.path(version)
    descriptor, head = read_json(folder / DESCRIPTOR), read_head(folder / CHANGES)
    return Tombstone(
        shelf.folder.name,
        version,
        "replaced" if replaced_by else "withdrawn",
        day.isoformat(),
        reason,
        replaced_by,
        titles_of(descriptor),
        id=descriptor["id"],
        created=descriptor["created"],
        previous=head["previous"],
        level=head["level"],
    )
