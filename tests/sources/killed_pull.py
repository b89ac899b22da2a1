"""Kills a pull at its n-th change on disk, for every n, and looks at what is left.

Run by `test_killed.py` in a process of its own: it forks before any thread is started. Prints
one JSON object: the number of changes that a whole pull makes, and what went wrong.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

# What a pull imports as it goes: imported before the forks, so that these are quick.
import duckdb  # noqa: F401
import pandas as pd  # noqa: F401
import pyarrow.csv  # noqa: F401
import pyarrow.parquet as pq

import sources.connectors.readers.text
import sources.delivery  # noqa: F401
from sources import disk
from sources.landing import Slot
from tests.sources.small import GOOD_ROWS, HEADER, NOW, Desk, feed

KILLED = 77
CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree"}
OLD = [HEADER, *GOOD_ROWS]
NEW = [HEADER, *GOOD_ROWS, "EHU-003;Moda;training;;;yes;"]


def in_child(work: Callable[[], int]) -> int:
    """Runs `work` in a forked process; the exit status that it returned or died with."""
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            code = work()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def kill_at(desk: Desk, n: int) -> Callable[[], int]:
    """A pull that dies just before its n-th change on disk."""

    def work() -> int:
        left = n

        def strike() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os._exit(KILLED)

        def watch(event: str, arguments: tuple[Any, ...]) -> None:
            writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & 3
            if (event in CHANGES or writes) and str(desk.root) in str(arguments[0]):
                strike()

        sys.addaudithook(watch)
        original = disk.sync
        disk.sync = lambda path: (strike(), original(path))[1]  # type: ignore[func-returns-value]
        desk.pull(feed(), now=NOW + timedelta(days=1))
        return 0

    return work


def titles(desk: Desk) -> list[str]:
    snapshot = Slot(desk.root, "courses").current()
    return [] if snapshot is None else pq.read_table(snapshot.accepted)["title"].to_pylist()


def check(desk: Desk, found: list[str], allowed: list[list[str]]) -> int:
    """Is one of the allowed states there, and does the next pull come to the new one?"""
    if titles(desk) not in allowed:
        return 1
    desk.pull(feed(), now=NOW + timedelta(days=2))
    if titles(desk) != found:
        return 2
    names = {path.name for path in Slot(desk.root, "courses").folder.iterdir()}
    leftovers = {name for name in names if name.startswith(".") and name != ".lock"}
    return 3 if leftovers or "last_failure.json" in names else 0


def main(root: Path, first: bool) -> None:
    """`first`: nothing was landed before. Otherwise the old rows are current."""
    after = ["Arte", "Cine", "Moda"]
    allowed = [[], after] if first else [["Arte", "Cine"], after]
    wrong: list[str] = []
    before = Desk(root / "before")
    before.root.mkdir()
    if not first:
        before.deliver("courses.csv", OLD)
        assert in_child(lambda: before.pull(feed()).rejected) == 0
    n = 0
    while True:
        n += 1
        desk = Desk(root / str(n))
        shutil.copytree(before.root, desk.root)
        desk.deliver("courses.csv", NEW)
        ended = in_child(kill_at(desk, n))
        state = in_child(lambda desk=desk: check(desk, after, allowed))  # type: ignore[misc]
        if state:
            wrong.append(f"killed at {n}: state {state}")
        if ended != KILLED:
            break
    sys.stdout.write(json.dumps({"changes": n - 1, "ended": ended, "wrong": wrong}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] == "first")
