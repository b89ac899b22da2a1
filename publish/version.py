"""The version of a release follows from what changed against the one before.

Semantic versioning of data, as the UK's explore-education-statistics does it: what breaks a
reader's program is major, other rows are minor, other values or words are a patch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["major", "minor", "patch"]
FIRST = "1.0.0"
_ORDER: dict[Level, int] = {"patch": 0, "minor": 1, "major": 2}


@dataclass(frozen=True)
class Change:
    """One difference between two releases, and how much it asks of a reader."""

    level: Level
    subject: str
    """The table, or `package` for what concerns all of them."""
    reason: str


@dataclass(frozen=True)
class NextVersion:
    """The version that a release gets, and why."""

    version: str
    level: Level | None
    """None for the first release."""
    previous: str | None
    changes: tuple[Change, ...]

    def as_json(self) -> dict[str, object]:
        """The content of `changes.json`."""
        return {
            "version": self.version,
            "previous": self.previous,
            "level": self.level,
            "changes": [vars(change) for change in self.changes],
        }


def next_version(previous: str | None, changes: tuple[Change, ...]) -> NextVersion | None:
    """The next version, or None when nothing changed. The greatest change decides.

    Raises ValueError for a previous version that is not of the form 1.2.3.
    """
    if previous is None:
        first = Change("minor", "package", "first release")
        return NextVersion(FIRST, None, None, (first,))
    if not changes:
        return None
    level = max((change.level for change in changes), key=_ORDER.__getitem__)
    ordered = tuple(sorted(changes, key=lambda change: -_ORDER[change.level]))
    return NextVersion(bump(previous, level), level, previous, ordered)


def bump(version: str, level: Level) -> str:
    """1.2.3 raised by a level: 2.0.0, 1.3.0 or 1.2.4."""
    major, minor, patch = parts(version)
    if level == "major":
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if level == "minor" else f"{major}.{minor}.{patch + 1}"


def parts(version: str) -> tuple[int, int, int]:
    """The three numbers of a version, also to sort by. Raises ValueError for another form."""
    pieces = version.split(".")
    if len(pieces) != 3 or not all(piece.isascii() and piece.isdigit() for piece in pieces):
        raise ValueError(f"{version!r} is not a version of the form 1.2.3")
    major, minor, patch = map(int, pieces)
    return major, minor, patch
