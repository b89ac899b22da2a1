"""Killing a run at any step leaves the last good state, and the next run completes (issue 2)."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from tests.end_to_end.conftest import ROOT, environment

pytestmark = pytest.mark.end_to_end

# Loads everything once; then, for each line of a step and a delay in seconds, forks a run that
# kills its own process, as `kill -9` does, when the step has started, and tells how it ended.
FORKING = """
import os, signal, sys, threading
import dagster as dg
import dbt.adapters.duckdb, dbt.cli.main, frictionless
import dagster_project.definitions, publish.quality.gx_duckdb
from dagster_project.__main__ import main

def killing(step, delay):
    report = dg.DagsterInstance.handle_new_event
    def handle(self, event, **kwargs):
        inner = event.dagster_event
        if inner and inner.is_step_start and event.step_key == step:
            kill = lambda: os.kill(os.getpid(), signal.SIGKILL)
            threading.Timer(delay, kill).start() if delay else kill()
        return report(self, event, **kwargs)
    return handle

assert threading.active_count() == 1
for line in sys.stdin:
    step, delay = line.split()
    child = os.fork()
    if child == 0:
        os.dup2(2, 1)
        dg.DagsterInstance.handle_new_event = killing(step, int(delay))
        code = main(["run"])
        sys.stdout.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
NEW_PROJECT = "PRJ-9999"


# Where one stage hands over to the next. What a pull, an open table or a release does when it is
# killed at each of its changes on the disk is tested beside them (tests/sources, tests/publish).
KILLS = [
    ("feed__projects", 0),
    ("dbt_build", 3),
    ("open_tables", 0),
    ("package__partnership", 0),
    ("warehouse__observatory", 0),
]


def _releases(data: Path) -> dict[str, str]:
    """Package -> latest version, having read its descriptor and every file that it names."""
    found = {}
    for latest in (data / "releases").glob("*/latest"):
        version = latest.read_text(encoding="utf-8").strip()
        folder = latest.parent / version
        descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        assert all((folder / resource["path"]).is_file() for resource in descriptor["resources"])
        found[latest.parent.name] = version
    return found


def _has_new_project(data: Path) -> bool:
    """Reads the public warehouse as a BI tool does."""
    with duckdb.connect(str(data / "warehouse" / "observatory.duckdb"), read_only=True) as con:
        found = con.execute("select 1 from project where project_id = ?", [NEW_PROJECT]).fetchall()
        return bool(found)


def _change_projects(data: Path) -> None:
    """A partner sends one more project than last time."""
    path = next((data / "inbox").rglob("projects.csv"))
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    another = lines[-1].replace(lines[-1].split(",")[0], NEW_PROJECT)
    path.write_text("".join([*lines, another]), encoding="utf-8")


@contextmanager
def _forking(data: Path, told: Path) -> Iterator[Callable[[str, int], int]]:
    """A function that runs everything on a data root in a process that is killed so many seconds
    after a step has started; it gives the exit code. What the runs print goes to the file `told`.

    Half of what a run that is killed early costs is to load Dagster, dbt and Great Expectations:
    the runs are forked from one process that has loaded them and has done nothing else.
    """
    with (
        told.open("w") as log,
        subprocess.Popen(
            [sys.executable, "-c", FORKING], cwd=ROOT, env=environment(data), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
        ) as parent,
    ):  # fmt: skip
        assert parent.stdin is not None
        assert parent.stdout is not None

        def run_killed_at(step: str, delay: int) -> int:
            print(step, delay, file=parent.stdin, flush=True)
            return int(parent.stdout.readline() or "1")

        yield run_killed_at


def test_a_run_killed_at_each_step_leaves_the_last_good_state(
    copied: Path, tmp_path: Path, run_again: Callable[..., object]
) -> None:
    before = _releases(copied)
    _change_projects(copied)
    told = tmp_path / "told"
    with _forking(copied, told) as run_killed_at:
        for step, delay in KILLS:
            assert run_killed_at(step, delay) == -signal.SIGKILL, f"{step}: {told.read_text()}"
            versions = _releases(copied)
            assert versions.keys() == before.keys(), step
            _has_new_project(copied)
    finished = run_again(copied)
    assert finished.code == 0, finished.output  # type: ignore[attr-defined]
    assert _has_new_project(copied)
    after = _releases(copied)
    assert after["partnership"] != before["partnership"]
    assert after["reference"] == before["reference"], "what did not change is not released"
