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
    before = hashlib.sha256(
        (copied / "releases/kpis/1.0.0/datapackage.json").read_bytes()
    ).hexdigest()
    shutil.rmtree(copied / "releases" / "kpis")
    finished = run_again(copied)
    assert finished.code == 0, finished.output  # type: ignore[attr-defined]
    after = hashlib.sha256(
        (copied / "releases/kpis/1.0.0/datapackage.json").read_bytes()
    ).hexdigest()
    assert after == before
