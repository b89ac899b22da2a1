"""What is left in the place of a version, or of a whole package, that was withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from publish.changes import words
from publish.files import read_json, to_json
from publish.readme import READING_ORDER
from publish.texts import LANGUAGE_NAME, in_language
from schemas.lifecycle import INSTEAD
from schemas.model import DESCRIPTOR_LANGUAGE, LANGUAGES

TOMBSTONE = "tombstone.json"
README = "README.md"
WITHDRAWN_FOLDER = "withdrawn"
"""Beside `releases/`, private and never served: what was taken away, for the disclosure audit,
whose attacker may have kept it."""


@dataclass(frozen=True)
class Tombstone:
    """The content of `tombstone.json`: of a version, or of a package where `version` is None."""

    package: str
    version: str | None
    status: Literal["withdrawn", "replaced"]
    date: str
    """The day it was taken away, `2026-11-25`."""
    reason: str
    replaced_by: str | None
    """The version, or for a package the package, to use instead."""
    title: Mapping[str, str]
    """The package's title, by language."""
    id: str | None = None
    """The identifier that the version had in `datapackage.json`; it is never given again."""
    created: str | None = None
    previous: str | None = None
    level: str | None = None

    def texts(self) -> dict[str, str]:
        """The files of the tombstone: name -> text."""
        return {TOMBSTONE: to_json(asdict(self)), README: _readme(self)}


@dataclass(frozen=True)
class Withdrawn:
    """A package of which nothing is published any more, on purpose."""

    package: str
    date: date
    reason: str
    replaced_by: str | None
    title: Mapping[str, str]
    whole: bool
    """Withdrawn as a whole, for good; else each version by itself, and a new one may follow."""


def titles_of(descriptor: Mapping[str, Any]) -> dict[str, str]:
    """The title of a descriptor by language."""
    return {x: descriptor["title" if x == DESCRIPTOR_LANGUAGE else f"title@{x}"] for x in LANGUAGES}


def read_tombstone(folder: Path) -> Tombstone | None:
    """The tombstone in a folder, or None where there is none.

    Raises json.JSONDecodeError or TypeError for one that is damaged.
    """
    path = folder / TOMBSTONE
    return Tombstone(**read_json(path)) if path.exists() else None


def withdrawn_packages(releases: Path) -> dict[str, Withdrawn]:
    """The packages on the shelves whose every version is withdrawn, by name: a catalogue leaves
    these out on purpose. `releases` is the folder `releases/` of a data root."""
    found: dict[str, Withdrawn] = {}
    for folder in sorted(path for path in releases.iterdir() if path.is_dir()):
        stone = read_tombstone(folder) or last_of_all(folder)
        if stone is not None:
            found[folder.name] = Withdrawn(
                folder.name,
                date.fromisoformat(stone.date),
                stone.reason,
                stone.replaced_by if stone.version is None else None,
                stone.title,
                stone.version is None,
            )
    return found


def last_of_all(folder: Path) -> Tombstone | None:
    """The youngest tombstone of a package whose every version was withdrawn by itself; None where
    one stands. `folder` is `releases/<package>/`."""
    path = folder / "versions.json"
    entries = read_json(path)["versions"] if path.exists() else []
    if not entries or any(entry.get("status", "released") == "released" for entry in entries):
        return None
    stones = [read_tombstone(folder / entry["version"]) for entry in entries]
    return max((s for s in stones if s), key=lambda stone: stone.date, default=None)


def _readme(stone: Tombstone) -> str:
    sections = []
    for language in READING_ORDER:
        name = stone.title[language]
        head = f"# {name}{f' {stone.version}' if stone.version else ''} ({LANGUAGE_NAME[language]})"
        frame = words.WITHDRAWN if stone.version else words.PACKAGE_WITHDRAWN
        body = in_language(frame, language).format(date=stone.date, reason=stone.reason)
        if stone.replaced_by:
            told = in_language(INSTEAD, language).format(name=f"`{stone.replaced_by}`")
            body = f"{body}\n\n{told}"
        sections.append(f"{head}\n\n{body}\n")
    return "\n".join(sections)
