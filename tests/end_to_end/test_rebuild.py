"""A release is made again from the snapshots that its statement names (issue 4, Proof).

One whole build of a package in an empty data root: the only test of its kind, for its cost.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.end_to_end

ROOT = Path(__file__).resolve().parents[2]


def test_a_release_is_made_again_with_the_same_bytes(first_run: Any) -> None:
    """The package of the survey: estimates, protected tables, an audit over what was released.

    Same input, same bytes: other process, other folder, other locale, zone and hash seed.
    """
    release = first_run.data / "releases" / "skills" / "1.0.0"
    files = sum(path.is_file() for path in release.rglob("*"))
    finished = subprocess.run(
        [sys.executable, "-m", "publish", "rebuild", "skills", "1.0.0"],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "KSIGUNE_DATA": str(first_run.data),
            "TZ": "Asia/Tokyo",
            "LC_ALL": "C",
            "PYTHONHASHSEED": "7",
        },
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    # Who commits while the tests run makes it by other code, which only these two files name.
    told = finished.stdout.splitlines()
    differing = {line.split()[1] for line in told if line.startswith("differs")}
    assert differing <= {"SHA256SUMS", "provenance.intoto.json"}
    assert f"skills 1.0.0: {files - len(differing)} files have the same bytes" in told[-1]
