"""The Atom feeds (RFC 4287): one per package and one for all, made anew from the shelves.

They hold nothing that the shelves do not, so a run that was killed before them loses nothing:
the next one writes them. No time comes from the clock: an entry is as new as its data, or as the
day on which it was withdrawn.
"""

from __future__ import annotations

import fcntl
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time
from html import escape
from pathlib import Path
from typing import Any

from publish.changes import words
from publish.changes.changelog import sentences
from publish.changes.entries import stands
from publish.changes.tombstone import read_tombstone
from publish.changes.version import parts
from publish.dossier import RELEASES
from publish.files import write_atomically
from publish.shelf import Shelf
from publish.site import Site
from publish.texts import in_language
from schemas.lifecycle import INSTEAD
from schemas.model import DESCRIPTOR_LANGUAGE, LANGUAGES
from schemas.registry import Registry

FEED = "feed.atom"
LOCK = ".feed.lock"
NEWEST = 50
"""Entries of a feed; the CHANGELOG of a package has all."""


@dataclass(frozen=True)
class _Entry:
    """One version in a feed."""

    package: str
    title: str
    line: Mapping[str, Any]
    """Its line in `versions.json`."""

    @property
    def updated(self) -> datetime:
        created = datetime.fromisoformat(self.line["created"])
        if stands(self.line):
            return created
        day = datetime.fromisoformat(self.line["withdrawn"]["date"]).date()
        return max(created, datetime.combine(day, time.min, UTC))


def refresh_feeds(data_root: Path, package: str, registry: Registry, site: Site) -> None:
    """Writes the feed of a package and that of all packages, where they say something else.

    The caller holds the lock of the package; the common feed has its own.
    """
    releases = data_root / RELEASES
    shelf = Shelf(releases / package)
    own = _entries(shelf, registry)
    title = registry.packages[package].title if package in registry.packages else None
    name = in_language(title, DESCRIPTOR_LANGUAGE) if title else (own[0].title if own else package)
    _write(shelf.folder / FEED, _atom(name, (RELEASES, package, FEED), own, registry, site))
    with _alone(releases):
        folders = sorted(p for p in releases.iterdir() if p.is_dir())
        every = [entry for path in folders for entry in _entries(Shelf(path), registry)]
        heading = in_language(words.RELEASES_FEED, DESCRIPTOR_LANGUAGE)
        atom = _atom(heading, (RELEASES, FEED), every, registry, site)
        _write(releases / FEED, atom)


def _entries(shelf: Shelf, registry: Registry) -> list[_Entry]:
    name = shelf.folder.name
    known = registry.packages.get(name)
    stone = read_tombstone(shelf.folder)
    title = stone.title[DESCRIPTOR_LANGUAGE] if stone else name
    title = in_language(known.title, DESCRIPTOR_LANGUAGE) if known else title
    return [_Entry(name, title, line) for line in shelf.entries()]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two packages released at once write the common feed one after the other."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        write_atomically(path, text)


def _atom(
    title: str, path: Sequence[str], entries: Sequence[_Entry], registry: Registry, site: Site
) -> str:
    from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]

    newest = sorted(
        entries, key=lambda e: (e.updated, e.package, parts(e.line["version"])), reverse=True
    )
    publisher = registry.publisher
    feed = FeedGenerator()
    feed.id(uuid.uuid5(uuid.NAMESPACE_OID, f"feed {'/'.join(path)}").urn)
    feed.title(title)
    feed.author(
        {"name": in_language(publisher.name, DESCRIPTOR_LANGUAGE), "uri": publisher.homepage}
    )
    feed.link(href=site.url(*path), rel="self", type="application/atom+xml")
    feed.language(DESCRIPTOR_LANGUAGE)
    feed.generator("KSIgune")
    feed.updated(newest[0].updated if newest else datetime(1970, 1, 1, tzinfo=UTC))
    for entry in newest[:NEWEST]:
        _add(feed.add_entry(order="append"), entry, site)
    text: str = feed.atom_str(pretty=True).decode("utf-8")
    return text


def _add(item: Any, entry: _Entry, site: Site) -> None:
    version = entry.line["version"]
    item.id(entry.line["id"])
    item.title(f"{entry.title} {version}")
    item.published(datetime.fromisoformat(entry.line["created"]))
    item.updated(entry.updated)
    item.link(href=site.url(RELEASES, entry.package, *entry.line["path"].split("/")))
    item.category(term=entry.line["status"] if not stands(entry.line) else "released")
    item.content("".join(_content(entry.line)), type="xhtml")


def _content(line: Mapping[str, Any]) -> Iterator[str]:
    """What changed, in each language; XHTML."""
    for language in LANGUAGES:
        if stands(line):
            told = sentences(line["changes"], language)
        else:
            gone = line["withdrawn"]
            told = [in_language(words.WITHDRAWN, language).format(**gone)]
            if heir := gone["replaced_by"]:
                told.append(in_language(INSTEAD, language).format(name=heir))
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in told)
        yield f'<ul xml:lang="{language}">{items}</ul>'
