"""Writing files so that a reader never sees half of one."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

PART = ".part"
"""Ending of a file that is being written; the next writer of the same file takes it over."""


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in lower-case hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def part_of(path: Path) -> Path:
    """Where `path` is written before it is renamed: hidden, beside it, the same in every run.

    The name is fixed so that what a killed run left is overwritten and never piles up.
    """
    return path.with_name(f".{path.name}{PART}")


def put_in_place(part: Path, path: Path) -> None:
    """Makes a written file durable, then visible under its name in one step."""
    sync(part)
    part.replace(path)
    sync(path.parent)


def write_atomically(path: Path, text: str) -> None:
    """Writes text as UTF-8; whoever reads `path` meanwhile gets the old content, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = part_of(path)
    write_text(part, text)
    put_in_place(part, path)


def write_text(path: Path, text: str) -> None:
    """Writes text as UTF-8 with `\\n` line ends on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")


def sync(path: Path) -> None:
    """Waits until the disk holds a file or a folder's entries; a rename alone promises neither."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_tree(path: Path) -> None:
    """Removes a folder and all it holds; a folder that is not there is fine."""
    if path.exists():
        shutil.rmtree(path)


def to_json(content: Any) -> str:
    """JSON as every file of a release has it: keys in the given order, readable, UTF-8."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def read_json(path: Path) -> Any:
    """The content of a JSON file. Raises FileNotFoundError or json.JSONDecodeError."""
    return json.loads(path.read_text(encoding="utf-8"))
