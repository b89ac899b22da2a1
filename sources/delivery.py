"""Making a snapshot of a fetched file: read, mend, judge, write, compare. Not yet current."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.model import ForeignKey, Table
from schemas.registry import Registry
from schemas.sql import literal
from sources import corrections, identity
from sources.comparison import Comparison, compare
from sources.connectors import files
from sources.connectors.reading import LocalFile, Reading
from sources.corrections import Correction
from sources.feed import Feed
from sources.judging import Judged, dialect_of, judge
from sources.landing import (
    ACCEPTED,
    REJECTED,
    Counts,
    Manifest,
    Snapshot,
    Source,
    UsedColumn,
)
from sources.limits import SHOWN_ROWS, loss_problem, rejection_problem
from sources.mapping import layout_of
from sources.orphans import orphan_problems
from sources.persons.hashing import PersonHasher
from sources.persons.key import PersonKey
from sources.problem import Problem, PullError, refuse_if
from sources.references import Snapshots, spellings
from sources.rejections import counts_by_rule, told, write_rejected
from sources.staging import Staged, stage
from sources.wording import Wording

if TYPE_CHECKING:
    import duckdb

MEMORY_LIMIT = "1GB"
"""Of the engine that judges; beyond it DuckDB spills into the work folder."""

SMALL_BYTES = 4_000_000
"""Below this, sharing work among threads costs more than the work."""


@dataclass(frozen=True)
class Job:
    """One delivery to be made into a snapshot, with all that its outcome depends on."""

    feed: Feed
    table: Table
    registry: Registry
    partition: str | None
    address: str
    """Without secrets."""
    file: LocalFile
    structure: LocalFile | None
    """The file that describes the other one, for a feed that has it."""
    references: Snapshots
    dependants: Snapshots
    """The tables that the feed protects: their rows must go on finding what they point at."""
    corrections: tuple[Correction, ...]
    previous: Snapshot | None
    now: datetime
    accept_loss: str | None
    person_key: PersonKey | None = None
    """Given where the table holds persons."""

    @property
    def reference_ids(self) -> dict[str, tuple[str, ...]]:
        """Landing table -> the snapshots of it that foreign keys are checked against."""
        return {
            name: tuple(snapshot.manifest.snapshot for snapshot in snapshots)
            for name, snapshots in self.references.items()
        }

    @cached_property
    def contract(self) -> str:
        """The version of the landing table's rules."""
        return identity.contract_version(self.table, self.registry)

    @cached_property
    def fingerprint(self) -> str:
        """Everything that the outcome depends on, as one hash."""
        return identity.fingerprint(
            self.feed,
            self.contract,
            f"{self.file.sha256} {self.structure.sha256 if self.structure else ''}".strip(),
            self.reference_ids,
            corrections.digest(self.corrections),
            self.partition,
            self.key_id,
        )

    @property
    def key_id(self) -> str | None:
        """Which key hashes the persons; None where the table holds none."""
        return self.person_key.key_id if self.person_key else None

    @property
    def persons(self) -> PersonHasher | None:
        """What hashes the persons of the delivery; None where the table holds none."""
        if self.person_key is None:
            return None
        words = [missing.value for missing in self.table.missing_values]
        words += self.feed.dialect.missing_values
        return PersonHasher(self.person_key, frozenset(words), self.feed.totals_marker)


@dataclass(frozen=True)
class _Outcome:
    """What reading and judging came to."""

    reading: Reading
    staged: Staged
    judged: Judged
    rejected_by_rule: dict[str, int]


def make(job: Job, work: Path, target: Path) -> Manifest:
    """Writes accepted.parquet and rejected.parquet into `target`; returns their manifest.

    `work` takes what is needed only meanwhile. Raises PullError for a delivery that is refused.
    """
    import duckdb

    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY_LIMIT,
        "temp_directory": str(work / "spill"),
        "autoinstall_known_extensions": False,
    }
    if job.file.size < SMALL_BYTES:
        settings["threads"] = 1
    with duckdb.connect(config=settings) as con:
        outcome = _judged(con, job, work)
        _write(con, job, outcome, target)
        _refuse_orphans(con, job, target / ACCEPTED)
        comparison = _compared(con, job, target / ACCEPTED)
        accepted = outcome.judged.accepted
        loss = loss_problem(job.feed, job.file.name, accepted, comparison, job.accept_loss)
        refuse_if([loss] if loss else [])
        snapshot = identity.snapshot_id(
            con, job.feed, job.table, job.contract, target / ACCEPTED, target / REJECTED
        )
    return _manifest(job, outcome, comparison, snapshot)


def _judged(con: duckdb.DuckDBPyConnection, job: Job, work: Path) -> _Outcome:
    layout = layout_of(job.feed, job.table, job.partition, job.structure)
    reading = files.read(job.file, layout)
    staged = stage(con, reading, job.feed, job.table, job.partition, work, job.persons)
    _refuse_wrong_count(job, staged)
    staged.relation = corrections.apply(
        con, job.table, job.corrections, staged.relation, job.file.name, reading.melted
    )
    judged = judge(
        con,
        job.feed,
        job.table,
        job.registry,
        reading,
        staged,
        job.references,
        job.partition,
    )
    return _Outcome(reading, staged, judged, counts_by_rule(con))


def _refuse_wrong_count(job: Job, staged: Staged) -> None:
    """A source that says how many rows it holds has to hold them."""
    data = staged.read - sum(staged.ignored.values())
    if staged.stated is None or staged.stated == data:
        return
    problem = Problem(
        rule="stated-count",
        file=job.file.name,
        what=f"the source says that it holds {staged.stated} rows, and {data} arrived",
        remedy="Fetch it again; if the numbers still differ, ask the publisher.",
    )
    refuse_if([problem])


def _write(con: duckdb.DuckDBPyConnection, job: Job, outcome: _Outcome, target: Path) -> None:
    """Both Parquet files, unless more rows are rejected than the feed allows."""
    judged, relation = outcome.judged, outcome.staged.relation
    wording = _wording(con, job, outcome)
    over = rejection_problem(
        job.feed, job.file.name, judged.accepted, judged.rejected, outcome.rejected_by_rule
    )
    if over is not None:
        first = told(con, judged, wording, relation, SHOWN_ROWS)
        raise PullError([over, *(rejection.problem for rejection in first)])
    write_rejected(told(con, judged, wording, relation, None), target / REJECTED)
    con.execute(
        f"COPY ({judged.accepted_sql}) TO {literal(str(target / ACCEPTED))} "
        f"(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
    )


def _wording(con: duckdb.DuckDBPyConnection, job: Job, outcome: _Outcome) -> Wording:
    @cache
    def known(key: ForeignKey) -> dict[str, list[str]]:
        return spellings(con, key, job.registry, job.references)

    return Wording(
        table=job.table,
        registry=job.registry,
        dialect=dialect_of(job.feed, outcome.reading),
        file=job.file.name,
        sheet=outcome.reading.sheet,
        headers={c.field: c.header for c in outcome.staged.columns if c.field},
        partition=job.partition,
        spellings=known,
        melted=outcome.reading.melted,
        refused={(cell.row, cell.rule): cell for cell in outcome.reading.refused},
    )


def _refuse_orphans(con: duckdb.DuckDBPyConnection, job: Job, accepted: Path) -> None:
    """Unless somebody has decided that the loss is right."""
    if job.accept_loss is None:
        found = orphan_problems(
            con, job.table, job.registry, job.dependants, accepted, job.partition, job.file.name
        )
        refuse_if(found)


def _compared(con: duckdb.DuckDBPyConnection, job: Job, accepted: Path) -> Comparison | None:
    if job.previous is None:
        return None
    before = job.previous
    return compare(con, job.table, before.manifest.snapshot, before.accepted, accepted)


def _manifest(
    job: Job, outcome: _Outcome, comparison: Comparison | None, snapshot: str
) -> Manifest:
    reading, staged, judged = outcome.reading, outcome.staged, outcome.judged
    return Manifest(
        feed=job.feed.name,
        table=job.table.name,
        partition=job.partition,
        snapshot=snapshot,
        contract_version=job.contract,
        fingerprint=job.fingerprint,
        landed_at=job.now,
        origin=job.feed.origin,
        publisher=job.feed.publisher,
        licence=job.feed.licence,
        source=Source(
            address=job.address,
            file=job.file.name,
            size=job.file.size,
            sha256=job.file.sha256,
            header_row=reading.header_row,
            understood=reading.details,
        ),
        counts=Counts(
            stated=staged.stated,
            read=staged.read + reading.empty_cells,
            accepted=judged.accepted,
            rejected=judged.rejected,
            ignored={**staged.ignored, **_empty_cells(reading)},
        ),
        columns=_columns(outcome),
        rejected_by_rule=outcome.rejected_by_rule,
        withheld=tuple(reading.withheld),
        references=job.reference_ids,
        corrections=tuple(correction.name for correction in job.corrections),
        person_key=job.key_id,
        limits=job.feed.limits,
        accepted_loss=job.accept_loss,
        comparison=comparison,
    )


def _columns(outcome: _Outcome) -> tuple[UsedColumn, ...]:
    used = [(c.header, c.field, c.reason) for c in outcome.staged.columns]
    used += [(header, None, reason) for header, reason in outcome.reading.left_out]
    return tuple(UsedColumn(header=h, field=f, reason=r) for h, f, r in used)


def _empty_cells(reading: Reading) -> dict[str, int]:
    return {"empty cell": reading.empty_cells} if reading.empty_cells else {}
