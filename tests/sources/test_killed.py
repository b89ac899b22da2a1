"""Issue 2: killing the process at any point leaves the last good state readable, and the next
pull completes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.integration
@pytest.mark.parametrize("state", ["first", "later"])
def test_a_pull_killed_at_any_change_on_disk_harms_nothing(tmp_path: Path, state: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.sources.killed_pull", str(tmp_path), state],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    assert report["wrong"] == []
    assert report["ended"] == 0
    # Fewer would mean that the changes are no longer seen.
    assert report["changes"] >= 20
