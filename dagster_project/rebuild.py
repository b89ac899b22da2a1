"""Makes one release again, in a fresh data root, from what its statement names."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dagster_project.run import RunReport, run_package
from dagster_project.settings import Settings
from publish.files import read_json, sha256_of, to_json, write_atomically
from publish.package import CHECKSUMS
from publish.proof.statement import LANDING, RELEASES
from publish.proof.verify.documents import path_problem
from publish.shelf import LATEST, VERSIONS
from sources.landing import ACCEPTED


class MissingInputError(RuntimeError):
    """Something that a release was made from is gone or was changed; the message names all."""


@dataclass(frozen=True)
class Named:
    """A file that a statement names: its path below the data root, and its SHA-256."""

    path: str
    sha256: str


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
    _place_releases(package, named, origin, settings.data_root)
    return run_package(settings, package)


def _named(dependencies: list[Mapping[str, Any]]) -> Iterator[Named]:
    for each in dependencies:
        if each["name"].startswith((LANDING, RELEASES)):
            yield Named(each["name"], each["digest"]["sha256"])


def _problem(named: Named, origin: Path) -> str:
    if path_problem(named.path):
        return f"{named.path!r} is no path below the data root"
    path = origin / named.path
    if not path.is_file():
        return f"{named.path} is gone: restore it from a backup of {origin}"
    if sha256_of(path) != named.sha256:
        return f"{named.path} was changed since: restore it from a backup of {origin}"
    return ""


def _place_snapshot(named: Named, origin: Path, root: Path) -> None:
    """The snapshot's folder, and the pointer that makes it the current one of its slot."""
    folder = Path(named.path).parent
    if Path(named.path).name != ACCEPTED:
        raise MissingInputError(f"{named.path} is no snapshot's {ACCEPTED}")
    shutil.copytree(origin / folder, root / folder)
    write_atomically(root / folder.parent / "current", f"{folder.name}\n")


def _place_releases(package: str, named: list[Named], origin: Path, root: Path) -> None:
    """The package's shelf as it was before the release: version and diff follow from it."""
    folders = [Path(n.path).parent for n in named if n.path.endswith(f"/{CHECKSUMS}")]
    if not folders:
        return
    for folder in folders:
        shutil.copytree(origin / folder, root / folder)
    shelf = Path(RELEASES) / package
    known = {folder.name for folder in folders}
    content = json.loads((origin / shelf / VERSIONS).read_text(encoding="utf-8"))
    content["versions"] = [e for e in content["versions"] if e["version"] in known]
    write_atomically(root / shelf / VERSIONS, to_json(content))
    write_atomically(root / shelf / LATEST, f"{content['versions'][-1]['version']}\n")
