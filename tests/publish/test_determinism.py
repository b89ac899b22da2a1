"""The same inputs give the same bytes, whatever the process, its place, language or threads."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.integration

PROJECT = Path(__file__).parents[2]


def _build(root: Path, seed: int, cores: int, **environment: str) -> dict[str, str]:
    subprocess.run(
        [sys.executable, "-m", "tests.publish.build_once", str(root), str(seed), str(cores)],
        cwd=PROJECT,
        env={**os.environ, **environment},
        check=True,
    )
    files = [*(root / "releases").rglob("*"), *(root / "warehouse" / "open").rglob("*")]
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(files)
        if path.is_file()
    }


def test_a_package_built_twice_in_two_processes_has_equal_bytes_in_every_file(tmp_path):
    """Other order of rows in the mart, hash seed, time zone, locale, threads and folder."""
    first = _build(tmp_path / "a", 1, 1, PYTHONHASHSEED="1", TZ="Asia/Tokyo", LC_ALL="C")
    second = _build(
        tmp_path / "elsewhere" / "b", 2, 2, PYTHONHASHSEED="2", TZ="America/Lima", LC_ALL="C.UTF-8"
    )
    forms = {Path(path).suffix for path in first if "/data/" in path}
    assert forms == {".csv", ".parquet", ".json", ".xlsx", ".sqlite"}
    assert len(first) >= 50  # a release, and what lies beside it
    assert first == second
