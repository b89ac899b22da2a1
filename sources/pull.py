"""One pull of one feed: fetch, make a snapshot, land it. The last good snapshot survives it.

Nothing here knows of Dagster: an asset calls `pull`, and so does the command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from schemas.registry import Registry
from sources.comparison import Comparison
from sources.connectors.address import fetch, is_remote, without_secrets
from sources.connectors.readers.lss import MOST_BYTES as LARGEST_STRUCTURE
from sources.connectors.reading import LocalFile, WithheldCell
from sources.corrections import Correction, corrections_for, load_corrections
from sources.delivery import Job, make
from sources.editions import EditionError, load_editions, require_edition
from sources.feed import Feed, FeedError
from sources.landing import Slot, Snapshot, current_snapshots, slots
from sources.mapping import address_of, check_feed, filled
from sources.persons.fields import personal_fields
from sources.persons.key import PersonKey, person_key, refuse_other_key
from sources.problem import Problem, PullError
from sources.references import referenced


@dataclass(frozen=True)
class Decisions:
    """What people have decided about deliveries, beyond what the feeds say."""

    corrections: tuple[Correction, ...] = ()
    accept_loss: str | None = None
    """Why a pull may pass although it has lost more rows than its feed allows."""


@dataclass(frozen=True)
class Profile:
    """What the run was told that pulls: by the environment, which only the wiring reads."""

    production: bool = False
    """The production profile takes no feed of synthetic origin."""
    person_secret: str = field(default="", repr=False)
    """Makes the key that hashes persons (`sources.persons.key`); blank = none was given."""


DEVELOPMENT = Profile()


@dataclass(frozen=True)
class PullResult:
    """What a pull gave. With `unchanged` the snapshot is the one that was current before."""

    feed: str
    partition: str | None
    snapshot_id: str
    unchanged: bool
    read: int
    accepted: int
    rejected: int
    comparison: Comparison | None
    """Against the snapshot before this one; None for the first."""
    path: Path
    """The folder of the snapshot."""
    withheld: tuple[WithheldCell, ...] = ()
    """The cells whose text was replaced before anything was written."""


def pull(
    feed: Feed,
    registry: Registry,
    data_root: Path,
    inbox: Path | str,
    now: datetime,
    partition: str | None = None,
    profile: Profile = DEVELOPMENT,
    decisions: Decisions | None = None,
) -> PullResult:
    """Lands what a feed delivers, or leaves everything as it was.

    `now` becomes the landing time; `partition` is the academic year of a partitioned feed;
    `profile` says whether synthetic feeds are taken, and with what secret persons are hashed;
    `decisions` are by default the corrections of `sources/corrections/` and nothing else.

    Raises PullError for a delivery that is refused (the reason then stands in
    `last_failure.json` too), FeedError for a feed that contradicts its table.
    """
    check_feed(feed, registry)
    _refuse_call(feed, partition, profile)
    decided = Decisions(load_corrections()) if decisions is None else decisions
    slot = Slot(data_root, feed.name, partition)
    with slot.locked():
        try:
            key = _person_key(feed, registry, data_root, profile)
            result = _pulled(feed, registry, slot, inbox, now, decided, key)
        except PullError as error:
            slot.fail(_shown_address(feed, inbox, partition), now, error.problems)
            raise
        slot.succeed()
        return result


def partitions_of(feed: Feed) -> tuple[str | None, ...]:
    """What to pull of a feed: every edition, oldest first; (None,) for one without partitions."""
    return (None,) if feed.partition is None else load_editions()


def feeds_needed_by(feed: Feed, feeds: Mapping[str, Feed], registry: Registry) -> list[str]:
    """The feeds whose rows this one points at, by name: they are pulled before it."""
    tables = {key.reference for key in registry.landing[feed.table].foreign_keys} - {feed.table}
    return [name for name, other in feeds.items() if other.table in tables]


def pull_order(feeds: Mapping[str, Feed], registry: Registry) -> list[Feed]:
    """The feeds, each after those it points at. Raises FeedError if they point in a circle."""
    ordered: dict[str, Feed] = {}
    waiting = dict(feeds)
    while waiting:
        ready = [
            name
            for name, feed in waiting.items()
            if all(needed in ordered for needed in feeds_needed_by(feed, feeds, registry))
        ]
        if not ready:
            raise FeedError(f"the feeds {', '.join(waiting)} point at each other in a circle")
        ordered.update({name: waiting.pop(name) for name in ready})
    return list(ordered.values())


def _refuse_call(feed: Feed, partition: str | None, profile: Profile) -> None:
    if (partition is None) != (feed.partition is None):
        kind, manner = ("not ", "out") if feed.partition is None else ("", "")
        raise FeedError(
            f"feed {feed.name} is {kind}partitioned: pull it with{manner} an academic year"
        )
    if partition is not None:
        try:
            require_edition(partition)
        except EditionError as error:
            raise FeedError(f"feed {feed.name}: {error}") from error
    if feed.origin == "synthetic" and profile.production:
        problem = Problem(
            rule="synthetic",
            what=f"feed {feed.name} is synthetic, and the production profile takes none",
            remedy="Give the feed a real source and origin, or take it out of sources/feeds/.",
        )
        raise PullError([problem])


def _shown_address(feed: Feed, inbox: Path | str, partition: str | None) -> str:
    """The address without secrets, and without the folders of this machine: a manifest is the
    same wherever it is made."""
    address = address_of(feed.address, inbox, partition)
    return without_secrets(address) if is_remote(address) else filled(feed.address, partition)


def _person_key(
    feed: Feed, registry: Registry, data_root: Path, profile: Profile
) -> PersonKey | None:
    """The key for a table that holds persons, the same with which all others were hashed."""
    if not personal_fields(registry.landing[feed.table]):
        return None
    key = person_key(feed.name, feed.origin, profile.production, profile.person_secret)
    current = [(slot, slot.previous()) for slot in slots(data_root)]
    landed = {
        " ".join(filter(None, (slot.feed, slot.partition))): shot.manifest.person_key
        for slot, shot in current
        if shot is not None and shot.manifest.person_key is not None
    }
    refuse_other_key(key, landed)
    return key


def _pulled(
    feed: Feed,
    registry: Registry,
    slot: Slot,
    inbox: Path | str,
    now: datetime,
    decisions: Decisions,
    key: PersonKey | None,
) -> PullResult:
    table = registry.landing[feed.table]
    address = address_of(feed.address, inbox, slot.partition)
    if key is not None and is_remote(address):
        raise PullError([_remote_persons(feed)])
    work, target = slot.incoming / "work", slot.incoming / "snapshot"
    work.mkdir(parents=True)
    target.mkdir()
    file = fetch(address, work, feed.max_bytes)
    structure = _structure(feed, inbox, slot.partition, work)
    current = slot.previous()
    job = Job(
        feed=feed,
        table=table,
        registry=registry,
        partition=slot.partition,
        address=_shown_address(feed, inbox, slot.partition),
        file=file,
        structure=structure,
        dependants={name: current_snapshots(slot.data_root, name) for name in feed.protects},
        references=referenced(table, slot.data_root),
        corrections=corrections_for(decisions.corrections, feed.name, slot.partition),
        previous=current,
        now=now,
        accept_loss=decisions.accept_loss,
        person_key=key,
    )
    if current is not None and slot.seen(job.fingerprint):
        return _result(current, unchanged=True)
    manifest = make(job, work, target)
    for read in filter(None, (file, structure)):
        _refuse_changed(read)
    if current is not None and manifest.snapshot == current.manifest.snapshot:
        slot.remember(manifest.snapshot, job.fingerprint)
        return _result(current, unchanged=True)
    return _result(slot.publish(target, manifest), unchanged=False)


def _structure(
    feed: Feed, inbox: Path | str, partition: str | None, work: Path
) -> LocalFile | None:
    if feed.structure is None:
        return None
    folder = work / "structure"  # apart: both files may have one name
    folder.mkdir()
    return fetch(address_of(feed.structure, inbox, partition), folder, LARGEST_STRUCTURE)


def _remote_persons(feed: Feed) -> Problem:
    """A drop folder may be remote too, which the feed itself does not say."""
    return Problem(
        rule="person-key",
        what=f"feed {feed.name} holds persons, and a file from a remote drop folder would be "
        f"written to this machine before they are hashed",
        remedy="Pull it with a drop folder on this machine.",
    )


def _refuse_changed(file: LocalFile) -> None:
    """A file that somebody saved while it was read may have been read half old, half new."""
    if file.unchanged():
        return
    problem = Problem(
        rule="changed",
        file=file.name,
        what="the file was changed while it was being read",
        remedy="Pull again once nobody is writing it.",
    )
    raise PullError([problem])


def _result(snapshot: Snapshot, unchanged: bool) -> PullResult:
    manifest = snapshot.manifest
    return PullResult(
        feed=manifest.feed,
        partition=manifest.partition,
        snapshot_id=manifest.snapshot,
        unchanged=unchanged,
        read=manifest.counts.read,
        accepted=manifest.counts.accepted,
        rejected=manifest.counts.rejected,
        comparison=manifest.comparison,
        path=snapshot.folder,
        withheld=manifest.withheld,
    )
