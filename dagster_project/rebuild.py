"""Makes one release again, in a fresh data root, from what its statement names."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster_project.run import RunReport, run_package
from dagster_project.settings import Settings
from publish.files import read_json, sha256_of, write_atomically
from publish.proof.statement import LANDING, RELEASES
from publish.proof.verify.documents import path_problem
from publish.shelf import Shelf
from sources.landing import ACCEPTED


class MissingInputError(RuntimeError):
    """Something that a release was made from is gone or was changed; the message names all."""


@dataclass(frozen=True)
class Named:
    """A file that a statement names: its path below the data root, and its SHA-256."""

    path: str
    sha256: str
    withdrawn: bool
    """An earlier release that had been taken away before this one was made."""

    @property
    def folder(self) -> Path:
        """The folder of the snapshot or release, below the data root."""
        return Path(self.path).parent

    def kept(self, origin: Path) -> Path:
        """The folder in which its files lie now: a release may have been withdrawn since."""
        if not self.path.startswith(RELEASES):
            return origin / self.folder
        return Shelf(origin / self.folder.parent).kept(self.folder.name)


def rebuild(settings: Settings, statement: Path, origin: Path) -> RunReport:
    """Builds the package of a statement in the (empty) data root of `settings`, from the
    snapshots and earlier releases under the data root `origin`.

    Raises MissingInputError when one of them is not what the statement names.
    """
    definition = read_json(statement)["predicate"]["buildDefinition"]
    package: str = definition["externalParameters"]["package"]
    named = list(_named(definition["resolvedDependencies"]))
    if wrong := [told for each in named if (told := _problem(each, origin))]:
        raise MissingInputError("; ".join(wrong))
    for each in named:
        if each.path.startswith(LANDING):
            _place_snapshot(each, origin, settings.data_root)
        else:
            _place_release(each, origin, settings.data_root)
    return run_package(settings, package)


def _named(dependencies: list[Mapping[str, Any]]) -> Iterator[Named]:
    for each in dependencies:
        if each["name"].startswith((LANDING, RELEASES)):
            withdrawn = each.get("annotations", {}).get("withdrawn", False)
            yield Named(each["name"], each["digest"]["sha256"], withdrawn)


def _problem(named: Named, origin: Path) -> str:
    if path_problem(named.path):
        return f"{named.path!r} is no path below the data root"
    path = named.kept(origin) / Path(named.path).name
    if not path.is_file():
        return f"{named.path} is gone: restore it from a backup of {origin}"
    if sha256_of(path) != named.sha256:
        return f"{named.path} was changed since: restore it from a backup of {origin}"
    return ""


def _place_snapshot(named: Named, origin: Path, root: Path) -> None:
    """The snapshot's folder, and the pointer that makes it the current one of its slot."""
    if Path(named.path).name != ACCEPTED:
        raise MissingInputError(f"{named.path} is no snapshot's {ACCEPTED}")
    shutil.copytree(origin / named.folder, root / named.folder)
    write_atomically(root / named.folder.parent / "current", f"{named.folder.name}\n")


def _place_release(named: Named, origin: Path, root: Path) -> None:
    """An earlier release as it was then: on the shelf, or withdrawn with its tombstone there.
    The list of versions is made from the folders by the release itself."""
    target = Shelf(root / named.folder.parent)
    if named.withdrawn:
        shutil.copytree(origin / named.folder, root / named.folder)
        shutil.copytree(named.kept(origin), target.private(named.folder.name))
    else:
        shutil.copytree(named.kept(origin), root / named.folder)
