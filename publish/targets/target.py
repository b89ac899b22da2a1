"""What every target can do. The rest of the room knows no more of a target than this."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field

from publish.targets.parcel import Parcel
from publish.targets.pointers import Entry, Pointer, Tombstone
from publish.targets.secret import Secret


@dataclass(frozen=True)
class Receipt:
    """What a push came to."""

    changed: bool
    """False when the target had it all already."""
    address: str
    """Where people find it."""
    ids: dict[str, str] = field(default_factory=dict)
    """What the target calls it."""
    files: tuple[str, ...] = ()
    """What was written now."""
    notice: str | None = None
    """What a person has to do there."""


class Target(ABC):
    """A place that releases are pushed to.

    `push` is idempotent: the same version pushed twice changes nothing. It is resumable: what a
    broken push left is found and completed. It raises RefusedError, or PassingError where another
    try may help; the runner tries again from the start.
    """

    kind: str
    newest_only = False
    """It shows one version of a package, not its history."""

    def __init__(self, name: str, secrets: Sequence[Secret] = ()) -> None:
        self.name = name
        self.secrets = tuple(secrets)

    @property
    @abstractmethod
    def place(self) -> str:
        """Where it is, in a few words and without secrets."""

    @abstractmethod
    def push(self, parcel: Parcel, entries: Sequence[Entry]) -> Receipt:
        """Brings one version there; `entries` are all the package's versions, oldest first."""

    def check(self, package: str, entries: Sequence[Entry], pushed: Sequence[str]) -> None:  # noqa: B027 - most targets take any version
        """Raises RefusedError when these versions cannot be pushed, before anything is."""

    def point(self, pointers: Sequence[Pointer]) -> tuple[str, ...]:
        """Writes what leads readers to the versions, in the order given; what changed.

        Only for targets that hold files: the others point by themselves.
        """
        return ()

    @abstractmethod
    def withdraw(self, stone: Tombstone) -> Receipt | None:
        """Says at the target that a version was withdrawn; None when it never held it."""
