"""Where the rows of the packages come from, as the wiring tells this room.

`publish` does not know the feeds. Whoever pulls them writes down once per run, beside the open
tables, whose data they are and how new; every release reads it from there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from publish.files import read_json, to_json, write_atomically
from publish.proof.inputs import Inputs, as_json, from_json

FILE_NAME = "provenance.json"


@dataclass(frozen=True)
class SourceRecord:
    """One source of a package, in words that are published."""

    title: str
    licence: str
    publisher: str
    origin: str
    path: str | None = None
    """Public address of the source, or None where it has none (sent by e-mail)."""


@dataclass(frozen=True)
class Provenance:
    """How new the data are, the sources of each package, and what each was made from."""

    created: datetime
    sources: Mapping[str, tuple[SourceRecord, ...]]
    inputs: Mapping[str, Inputs] = field(default_factory=dict)


def write_provenance(
    open_dir: Path,
    created: datetime,
    sources: Mapping[str, Sequence[SourceRecord]],
    inputs: Mapping[str, Inputs] | None = None,
) -> bool:
    """Writes `provenance.json` beside the open tables; False when it says so already.

    Raises ValueError for a `created` without time zone: it would mean another instant elsewhere.
    """
    if created.tzinfo is None:
        raise ValueError("created has no time zone; give it in UTC")
    content = to_json(
        {
            "created": created.astimezone(UTC).isoformat(),
            "sources": {
                package: [asdict(record) for record in sorted(set(records), key=_order)]
                for package, records in sorted(sources.items())
            },
            "inputs": {name: as_json(made) for name, made in sorted((inputs or {}).items())},
        }
    )
    path = open_dir / FILE_NAME
    if path.exists() and path.read_text(encoding="utf-8") == content:
        return False
    write_atomically(path, content)
    return True


def read_provenance(open_dir: Path) -> Provenance:
    """What `write_provenance` wrote. Raises FileNotFoundError before the first run."""
    content = read_json(open_dir / FILE_NAME)
    return Provenance(
        created=datetime.fromisoformat(content["created"]),
        sources={name: _records(raw) for name, raw in content["sources"].items()},
        inputs={name: from_json(raw) for name, raw in content.get("inputs", {}).items()},
    )


def _records(raw: Sequence[dict[str, Any]]) -> tuple[SourceRecord, ...]:
    return tuple(SourceRecord(**record) for record in raw)


def _order(record: SourceRecord) -> tuple[str, str]:
    return record.title, record.path or ""
