"""Changes on disk that are whole or not there: temporary place, fsync, rename."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Replaces a file in one step: a reader sees the old text or the new one, never a part."""
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)
    sync(path.parent)


def move_folder(folder: Path, target: Path) -> None:
    """Makes a folder and all its files durable, then gives it its final name in one step."""
    for path in sorted(folder.iterdir()):
        sync(path)
    sync(folder)
    folder.rename(target)
    sync(target.parent)


def remove_folder(folder: Path) -> None:
    """Removes a folder with all it holds, if it is there."""
    if folder.exists():
        shutil.rmtree(folder)


def sync(path: Path) -> None:
    """Waits until a file's content, or a folder's list of names, is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
