"""What the shelves hold for the catalogue: the latest release of each package, and tombstones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from publish.changes.tombstone import withdrawn_packages
from publish.dossier import RELEASES
from publish.files import read_json, sha256_of
from publish.metadata.dcat.graph import Graph
from publish.metadata.dcat.syntax import read_json_ld
from publish.metadata.dcat.write import READINGS, path_of
from publish.package import DESCRIPTOR, read_checksums
from publish.shelf import VERSIONS, Shelf


class CatalogueRefusedError(RuntimeError):
    """The catalogue was not written; the one before stays as it was."""


@dataclass(frozen=True)
class Shelved:
    """The latest release of one package, in every reading."""

    package: str
    version: str
    created: datetime
    graphs: dict[str, Graph]

    @property
    def iri(self) -> str:
        """The address of its dataset, as its own files have it."""
        (node,) = next(iter(self.graphs.values())).subjects("dcat:Dataset")
        return node


def read_shelves(data_root: Path) -> tuple[Shelved, ...]:
    """The latest release of every package that is not withdrawn, sorted by name.

    Raises CatalogueRefusedError with every release that is truncated or cannot be read.
    """
    gone = withdrawn(data_root)
    shelves, wrong = [], []
    for folder in sorted((data_root / RELEASES).glob("*/")):
        if folder.name in gone or not (folder / VERSIONS).exists():
            continue
        try:
            shelves.append(_shelved(Shelf(folder)))
        except (OSError, ValueError, KeyError, TypeError) as error:
            wrong.append(f"{folder.name}: {error}")
    if wrong:
        raise CatalogueRefusedError(
            f"no catalogue without these releases, since portals delete what it leaves out; "
            f"restore them from a backup: {'; '.join(wrong)}"
        )
    return tuple(shelves)


def withdrawn(data_root: Path) -> frozenset[str]:
    """The packages that a catalogue leaves out on purpose: those with a tombstone, and those of
    which every version has one. Raises CatalogueRefusedError for one that cannot be read."""
    releases = data_root / RELEASES
    if not releases.exists():
        return frozenset()
    try:
        return frozenset(withdrawn_packages(releases))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CatalogueRefusedError(
            f"a tombstone below {releases} cannot be read, so nobody knows what was withdrawn; "
            f"restore it from a backup: {error}"
        ) from error


def _shelved(shelf: Shelf) -> Shelved:
    version = shelf.latest()
    if version is None:
        raise ValueError("no `latest` beside its versions")
    folder = shelf.path(version)
    sums = read_checksums(folder)
    _refuse_truncated(folder, sums)
    graphs = {}
    for reading in READINGS:
        path = path_of(reading, "jsonld")
        if sums.get(path) != sha256_of(folder / path):
            raise ValueError(f"version {version}: {path} is not the file that was released")
        graphs[reading] = read_json_ld((folder / path).read_text(encoding="utf-8"))
        if len(graphs[reading].subjects("dcat:Dataset")) != 1:
            raise ValueError(f"version {version}: {path} does not describe one dataset")
    created = datetime.fromisoformat(read_json(folder / DESCRIPTOR)["created"])
    return Shelved(shelf.folder.name, version, created, graphs)


def _refuse_truncated(folder: Path, sums: dict[str, str]) -> None:
    """Every listed file is there; the data files have the size that was released.

    Their hashes are left to `verify`: a catalogue of large data must not read them all.
    """
    if lost := [path for path in sums if not (folder / path).is_file()]:
        raise ValueError(f"version {folder.name}: without {', '.join(lost)}")
    for resource in read_json(folder / DESCRIPTOR)["resources"]:
        size = (folder / resource["path"]).stat().st_size
        if size != resource["bytes"]:
            path = resource["path"]
            raise ValueError(
                f"version {folder.name}: {path} has {size} bytes, not {resource['bytes']}"
            )
