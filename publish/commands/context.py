"""What every command gets, and the refusals that are told without a traceback."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from publish.catalogue.shelves import CatalogueRefusedError
from publish.contents import MissingOpenTableError
from publish.proof.keys import KeyRefusedError
from publish.proof.rebuild import RebuildError
from publish.release import ReleaseRefusedError
from publish.shelf import PublisherBusyError, ReleaseError
from publish.targets.errors import TargetError
from schemas.registry import Registry

KNOWN_ERRORS = (
    CatalogueRefusedError,
    FileNotFoundError,
    KeyRefusedError,
    MissingOpenTableError,
    PermissionError,
    PublisherBusyError,
    RebuildError,
    ReleaseError,
    ReleaseRefusedError,
    TargetError,
)


@dataclass(frozen=True)
class Context:
    """The data root, and the registry for the commands that need it."""

    data_root: Path
    load: Callable[[], Registry]

    @cached_property
    def registry(self) -> Registry:
        """Read when it is first asked for: `verify` and `push` do without."""
        return self.load()
