"""What was pushed where: `releases/<package>/<version>.log.jsonl`, beside the version.

It is never inside the version's folder, which does not change, and never pushed itself. Lines are
only added; each is one JSON object.
"""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

SUFFIX = ".log.jsonl"
PUSHED: Final = "pushed"
FOUND: Final = "found"
"""It was there already though the log did not know: a push that was killed after its end."""
WITHDRAWN: Final = "withdrawn"
"""The target says that it was withdrawn."""
FAILED: Final = "failed"


@dataclass(frozen=True)
class LogLine:
    """One push of one version to one target."""

    time: datetime
    target: str
    kind: str
    package: str
    version: str
    outcome: str
    address: str | None = None
    ids: dict[str, str] = field(default_factory=dict)
    """What the target calls it: DOI, record number, CKAN id."""
    files: tuple[str, ...] = ()
    """The files that were written by this push."""
    reason: str | None = None
    """Why it failed."""


def log_path(package_folder: Path, version: str) -> Path:
    """Where the log of a version lies."""
    return package_folder / f"{version}{SUFFIX}"


def append(path: Path, line: LogLine) -> None:
    """Adds a line, whole or not at all, and waits until the disk holds it."""
    content = asdict(line)
    content["time"] = line.time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    kept = {key: value for key, value in content.items() if value not in (None, {}, ())}
    raw = (json.dumps(kept, ensure_ascii=False) + "\n").encode()
    with path.open("ab") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        before = os.fstat(stream.fileno()).st_size
        try:
            stream.write(raw)
            stream.flush()
            os.fsync(stream.fileno())
        except OSError:
            os.ftruncate(stream.fileno(), before)  # a full disk leaves no half of a line
            raise


def read_log(path: Path) -> list[dict[str, Any]]:
    """The lines of a log, oldest first; none when nothing was pushed yet."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
