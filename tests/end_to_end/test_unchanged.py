"""An unchanged second run writes nothing behind landing and makes no release (issue 2)."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.end_to_end

MADE = ("landing", "warehouse", "quality", "releases", "markers")


def _state(data: Path) -> dict[str, tuple[int, str]]:
    """Time of writing and SHA-256 of every file that a run makes; logs apart."""
    files = [path for room in MADE for path in (data / room).rglob("*") if path.is_file()]
    files = [path for path in files if path.name != ".lock"]  # empty, held while a pull lasts
    return {
        str(path.relative_to(data)): (
            path.stat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in files
    }


def test_a_second_run_of_the_same_files_touches_no_file(
    copied: Path, run_again: Callable[..., object]
) -> None:
    before = _state(copied)
    finished = run_again(copied)
    assert finished.code == 0, finished.output  # type: ignore[attr-defined]
    assert _state(copied) == before


def test_a_release_that_somebody_deleted_is_made_again_from_the_same_snapshots(
    copied: Path, run_again: Callable[..., object]
) -> None:
    """`unchanged` means that what was made is still there, not only that inputs are the same."""
    before = hashlib.sha256((copied / "releases/kpis/1.0.0/SHA256SUMS").read_bytes()).hexdigest()
    shutil.rmtree(copied / "releases" / "kpis")
    finished = run_again(copied)
    assert finished.code == 0, finished.output  # type: ignore[attr-defined]
    after = hashlib.sha256((copied / "releases/kpis/1.0.0/SHA256SUMS").read_bytes()).hexdigest()
    assert after == before


def test_the_same_snapshots_give_the_same_bytes_in_every_released_file(
    first_run: object, tmp_path: Path, run_again: Callable[..., object]
) -> None:
    """Same input, same bytes: other process, other folder, other locale, zone and hash seed."""
    data = first_run.data  # type: ignore[attr-defined]
    again = tmp_path / "elsewhere"
    for room in ("inbox", "landing"):
        shutil.copytree(data / room, again / room)
    finished = run_again(again, TZ="Asia/Tokyo", LC_ALL="C", PYTHONHASHSEED="7")
    assert finished.code == 0, finished.output  # type: ignore[attr-defined]

    def digests(root: Path) -> dict[str, str]:
        folders = (root / "releases", root / "warehouse" / "open")
        files = [p for folder in folders for p in folder.rglob("*") if p.is_file()]
        return {str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}

    assert digests(again) == digests(data)
