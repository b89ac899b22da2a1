"""Killing a run at any step leaves the last good state, and the next run completes (issue 2)."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.end_to_end

# Kills its own process, as `kill -9` does, when the named step starts (plus a delay in seconds).
KILLED = """
import os, signal, sys, threading
import dagster as dg
report = dg.DagsterInstance.handle_new_event
def handle(self, event, **kwargs):
    inner = event.dagster_event
    if inner and inner.is_step_start and event.step_key == {step!r}:
        kill = lambda: os.kill(os.getpid(), signal.SIGKILL)
        threading.Timer({delay}, kill).start() if {delay} else kill()
    return report(self, event, **kwargs)
dg.DagsterInstance.handle_new_event = handle
sys.argv = ["run", "run"]
from dagster_project.__main__ import main
sys.exit(main(["run"]))
"""
NEW_PROJECT = "PRJ-9999"


# Where one stage hands over to the next. What a pull, an open table or a release does when it is
# killed at each of its changes on the disk is tested beside them (tests/sources, tests/publish).
KILLS = [
    ("feed__projects", 0),
    ("dbt_build", 3),
    ("open_tables", 0),
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


def test_a_run_killed_at_each_step_leaves_the_last_good_state(
    copied: Path, run_again: Callable[..., object]
) -> None:
    before = _releases(copied)
    _change_projects(copied)
    for step, delay in KILLS:
        finished = run_again(copied, script=KILLED.format(step=step, delay=delay))
        killed = finished.code == -signal.SIGKILL  # type: ignore[attr-defined]
        assert killed or delay, f"{step}: {finished.output}"  # type: ignore[attr-defined]
        versions = _releases(copied)
        assert versions.keys() == before.keys(), step
        _has_new_project(copied)
    finished = run_again(copied)
    assert finished.code == 0, finished.output  # type: ignore[attr-defined]
    assert _has_new_project(copied)
    after = _releases(copied)
    assert after["partnership"] != before["partnership"]
    assert after["reference"] == before["reference"], "what did not change is not released"
