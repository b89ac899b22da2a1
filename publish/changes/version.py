"""The version of a release follows from what changed against the one before.

Semantic versioning of data by the Data Package recipe
(https://datapackage.org/recipes/data-package-version/): what breaks a reader's program is major,
more data are minor, corrections and words are a patch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["major", "minor", "patch"]
FIRST = "1.0.0"
PACKAGE = "package"
_ORDER: dict[Level, int] = {"patch": 0, "minor": 1, "major": 2}


@dataclass(frozen=True)
class Change:
    """One difference between two releases, and how much it asks of a reader."""

    level: Level
    subject: str
    """The table, or `package` for what concerns all of them."""
    reason: str
    kind: str
    """What sort of change it is, for programs: a value of `kind` in `changes.schema.json`."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What the kind needs to be told: field, before, after, rows."""

    def as_json(self) -> dict[str, Any]:
        """The change as it stands in `changes.json` and `versions.json`."""
        head = {"level": self.level, "subject": self.subject, "kind": self.kind}
        return {**head, "reason": self.reason, **self.facts}


@dataclass(frozen=True)
class NextVersion:
    """The version that a release gets, and why."""

    version: str
    level: Level | None
    """None for the first release."""
    previous: str | None
    """The version that it was compared with: the last one that was not withdrawn."""
    changes: tuple[Change, ...]
    highest: str | None = None
    """The greatest number given before, where that is the number of a withdrawn version."""


def next_version(
    previous: str | None, changes: tuple[Change, ...], highest: str | None = None
) -> NextVersion | None:
    """The next version, or None when nothing changed. The greatest change decides.

    `highest` is the greatest number ever given, also to a withdrawn version: no number is given
    twice. Raises ValueError for a version that is not of the form 1.2.3.
    """
    if previous is None and highest is None:
        first = Change("minor", PACKAGE, "first release", "first-release")
        return NextVersion(FIRST, None, None, (first,))
    if previous is None:
        told = "published anew: every earlier version was withdrawn"
        anew = Change("major", PACKAGE, told, "published-anew")
        return NextVersion(bump(str(highest), "major"), "major", None, (anew,), highest)
    if not changes:
        return None
    level = max((change.level for change in changes), key=_ORDER.__getitem__)
    ordered = tuple(sorted(changes, key=lambda change: -_ORDER[change.level]))
    gone = highest if highest != previous else None
    return NextVersion(bump(gone or previous, level), level, previous, ordered, gone)


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
