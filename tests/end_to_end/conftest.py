"""One complete run of the bundled edition, shared by the tests that look at what it made."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-06-30"


@dataclass(frozen=True)
class Finished:
    """A run that ended: its exit code, what it printed, and the data root it wrote to."""

    code: int
    output: str
    data: Path


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of a run on a data root."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "KSIGUNE_DATA": str(data),
        "KSIGUNE_AS_OF": AS_OF,
        **more,
    }


def run(data: Path, **more: str) -> Finished:
    """`make run` without its set-up, in a process of its own."""
    finished = subprocess.run(
        [sys.executable, "-m", "dagster_project", "run"],
        cwd=ROOT,
        env=environment(data, **more),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    return Finished(finished.returncode, finished.stdout + finished.stderr, data)


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The first run in an empty folder. A test that writes to its data root takes `copied`."""
    finished = run(tmp_path_factory.mktemp("first") / "data")
    assert finished.code == 0, finished.output
    return finished


@pytest.fixture
def copied(first_run: Finished, tmp_path: Path) -> Iterator[Path]:
    """The first run's data root for one test; afterwards it is put back as it was.

    It stays where it is: the landing views name their files, so a moved root is built anew.
    """
    kept = shutil.copytree(first_run.data, tmp_path / "kept")
    yield first_run.data
    shutil.rmtree(first_run.data)
    shutil.move(kept, first_run.data)


@pytest.fixture
def run_again() -> Callable[..., Finished]:
    """The function that runs everything on a data root."""
    return run
