"""Makes the catalogue from all shelves, judges it, and puts it in place whole."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from publish.catalogue.pages import Page, pages
from publish.catalogue.shelves import CatalogueRefusedError, Shelved, read_shelves, withdrawn
from publish.checks.finding import Finding
from publish.checks.metadata import check_base, check_reading
from publish.files import read_json, remove_tree, sync, to_json, write_text
from publish.metadata.dcat.reading import CATALOGUE
from publish.release import STANDARDS_CACHE
from publish.shelf import PublisherBusyError
from publish.site import Site
from schemas.registry import Registry

INDEX = "datasets.json"
PAGE_SIZE = 100
STAGING = ".catalogue.new"
FORMER = ".catalogue.old"
LOCK = ".catalogue.lock"


@dataclass(frozen=True)
class Catalogue:
    """The catalogue after a run."""

    path: Path
    datasets: tuple[str, ...]
    """`package version`, sorted."""
    changed: bool
    """False when every file was as it would have been written, and nothing was."""
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    """Packages that a tombstone took out."""
    warnings: tuple[Finding, ...]


def build_catalogue(
    data_root: Path,
    registry: Registry,
    site: Site,
    page_size: int = PAGE_SIZE,
    standards: Path | None = None,
) -> Catalogue:
    """Writes `catalogue/` from the latest release of each package; `page_size` datasets a page.

    `standards` is the cache of official shapes (default: below the data root). Raises
    CatalogueRefusedError when a release cannot be read, when a dataset of the catalogue before
    would be lost without a tombstone, or when a check finds a blocker; PublisherBusyError when
    another process writes it; ValueError for a page size below 1. The catalogue before stays
    whole in every case.
    """
    if page_size < 1:
        raise ValueError(f"a page holds at least one dataset, not {page_size}")
    with _alone(data_root):
        _put_right(data_root)
        shelves = read_shelves(data_root)
        before = _before(data_root)
        now = {each.package for each in shelves}
        _refuse_loss(data_root, before - now)
        written = list(pages(shelves, registry, site, page_size))
        cache = standards or data_root / STANDARDS_CACHE
        findings = tuple(_findings(written, cache)) if shelves else ()
        _refuse_faults(findings)
        texts = {page.name: page.text for page in written} | {INDEX: to_json(_index(shelves))}
        changed = _as_it_is(data_root / CATALOGUE) != texts
        if changed:
            _swap(data_root, texts)
    return Catalogue(
        path=data_root / CATALOGUE,
        datasets=tuple(f"{each.package} {each.version}" for each in shelves),
        changed=changed,
        added=tuple(sorted(now - before)),
        dropped=tuple(sorted(before - now)),
        warnings=tuple(f for f in findings if f.outcome != "passed"),
    )


def _index(shelves: Sequence[Shelved]) -> dict[str, object]:
    """What the catalogue holds, for the next run and for people."""
    return {"datasets": [{"package": s.package, "version": s.version} for s in shelves]}


def _before(data_root: Path) -> set[str]:
    """The packages of the catalogue as it lies there. Raises CatalogueRefusedError."""
    folder = data_root / CATALOGUE
    if not folder.exists():
        return set()
    try:
        return {entry["package"] for entry in read_json(folder / INDEX)["datasets"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CatalogueRefusedError(
            f"{folder / INDEX} cannot be read, so nobody knows what portals would lose; restore "
            f"the folder from a backup: {error}"
        ) from error


def _refuse_loss(data_root: Path, lost: set[str]) -> None:
    if silent := sorted(lost - withdrawn(data_root)):
        raise CatalogueRefusedError(
            f"the catalogue would drop {', '.join(silent)}, and portals would delete it; restore "
            f"its releases, or withdraw it with a tombstone (releases/{silent[0]}/tombstone.json)"
        )


def _findings(written: Sequence[Page], cache: Path) -> Iterator[Finding]:
    """Every page by our rules and by the official shapes, from its Turtle."""
    for page in written:
        if page.ending == "ttl":
            name = f"{CATALOGUE}/{page.name}"
            yield from check_reading(page.reading, name, page.text, page.graph, cache)
    yield check_base(CATALOGUE, [page.graph for page in written])


def _refuse_faults(findings: Sequence[Finding]) -> None:
    bad = [f for f in findings if f.outcome == "failed" and f.level == "blocker"]
    if bad:
        told = "; ".join(f"{f.check}, {f.subject}: {f.message}" for f in bad)
        raise CatalogueRefusedError(f"the catalogue is not published: {told}")


def _as_it_is(folder: Path) -> dict[str, str]:
    """Every file of the catalogue as it lies there."""
    if not folder.exists():
        return {}
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


def _swap(data_root: Path, texts: dict[str, str]) -> None:
    """Puts a new folder in the place of the old one.

    Between the two renames there is no catalogue: a portal that asks then gets no answer and
    keeps what it has. It never gets pages of two catalogues, and so never loses a dataset.
    """
    staging, former = data_root / STAGING, data_root / FORMER
    staging.mkdir(parents=True)
    for name, text in texts.items():
        write_text(staging / name, text)
        sync(staging / name)
    sync(staging)
    if (data_root / CATALOGUE).exists():
        (data_root / CATALOGUE).rename(former)
    staging.rename(data_root / CATALOGUE)
    sync(data_root)
    remove_tree(former)


def _put_right(data_root: Path) -> None:
    """Clears what a killed run left; between the renames, the old catalogue comes back."""
    former = data_root / FORMER
    if former.exists() and not (data_root / CATALOGUE).exists():
        former.rename(data_root / CATALOGUE)
    remove_tree(former)
    remove_tree(data_root / STAGING)


@contextmanager
def _alone(data_root: Path) -> Iterator[None]:
    """Holds the catalogue's lock; the system frees it when a process dies."""
    data_root.mkdir(parents=True, exist_ok=True)
    with (data_root / LOCK).open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PublisherBusyError(
                "the catalogue is being written by another process; wait until it ends and run "
                "again"
            ) from error
        yield
