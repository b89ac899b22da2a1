"""What a release was made from, as the wiring says it: snapshots, code, libraries, dates.

`publish` knows neither the feeds nor git: whoever starts a build writes this down beside the open
tables (`publish.provenance`), and the statement of every release repeats it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, order=True)
class SnapshotRecord:
    """A landed snapshot that a build had before it, in words that are published."""

    name: str
    """The path of its accepted rows below the data root, such as
    `landing/events/ed6282ebcf7d9efb/accepted.parquet`."""
    sha256: str
    """Of the accepted rows, the file of that name."""
    feed: str
    landed_at: str
    """ISO 8601, UTC."""
    licence: str
    publisher: str
    origin: str
    rows: bool
    """Whether rows of the package come from it; the others are what its keys and totals were
    checked against, and without them the build does not run."""
    uri: str | None = None
    """The public http(s) address that was read, without secrets; None where there is none."""


@dataclass(frozen=True)
class CodeRecord:
    """The code and libraries of a build."""

    commit: str | None
    """Git commit, 40 hexadecimal digits; None outside a git checkout."""
    clean: bool | None
    """Whether the files were those of the commit; None where git cannot say."""
    tree: str | None
    """in-toto `dirHash` over the files of the code where they are not those of a commit."""
    lock_sha256: str | None
    """Of `requirements.lock`, which pins every library by hash."""


@dataclass(frozen=True)
class Inputs:
    """What one package is made from."""

    as_of: date | None = None
    """The reporting date of the KPIs."""
    snapshots: tuple[SnapshotRecord, ...] = ()
    code: CodeRecord | None = None


def as_json(inputs: Inputs) -> dict[str, Any]:
    """The inputs of a package as `provenance.json` has them."""
    found = asdict(inputs)
    return found | {"as_of": inputs.as_of.isoformat() if inputs.as_of else None}


def from_json(raw: Mapping[str, Any]) -> Inputs:
    """What `as_json` gave."""
    return Inputs(
        as_of=date.fromisoformat(raw["as_of"]) if raw["as_of"] else None,
        snapshots=tuple(SnapshotRecord(**each) for each in raw["snapshots"]),
        code=CodeRecord(**raw["code"]) if raw["code"] else None,
    )
