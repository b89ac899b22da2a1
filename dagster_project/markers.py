"""Remembers what a stage was completed with, so that unchanged input means no work.

A marker is written after the stage's result is in place and names the inputs by hash. A run
that is killed in between leaves the old marker or none, and the next run does the stage again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from publish.files import write_atomically


def fingerprint(*parts: object) -> str:
    """SHA-256 (hex) over the parts' JSON form; dictionaries in the order of their keys."""
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint_files(paths: Iterable[Path], root: Path) -> str:
    """SHA-256 (hex) over names (relative to root) and contents of files, in sorted order."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(root)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def recall(folder: Path, stage: str, inputs: str) -> Any | None:
    """What the stage left behind when it last completed with these inputs; None = do it."""
    path = folder / f"{stage}.json"
    if not path.exists():
        return None
    marker = json.loads(path.read_text(encoding="utf-8"))
    return marker["result"] if marker["inputs"] == inputs else None


def complete(folder: Path, stage: str, inputs: str, result: Any) -> None:
    """Record that the stage is complete with these inputs; `result` is what JSON can hold."""
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"inputs": inputs, "result": result})
    write_atomically(folder / f"{stage}.json", content)


def forget(folder: Path, stage: str) -> None:
    """Take the marker away before the stage's result is touched."""
    (folder / f"{stage}.json").unlink(missing_ok=True)
