"""The log of a version: beside it, never in it, lines only added (issue 4, point 6)."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from publish.shelf import Shelf
from publish.targets.log import LogLine, append, log_path, read_log
from tests.publish.targets.pushing import FIRST, NOW, PACKAGE, SECOND

LINE = LogLine(NOW, "site", "folder", PACKAGE, FIRST, "pushed", "/srv", files=("a.csv",))


def test_lines_are_added_and_read_in_order(tmp_path: Path) -> None:
    path = log_path(tmp_path, FIRST)
    append(path, LINE)
    append(path, replace(LINE, outcome="failed", files=(), reason="no room"))
    assert read_log(path) == [
        {
            "time": "2026-11-25T20:00:00Z",
            "target": "site",
            "kind": "folder",
            "package": PACKAGE,
            "version": FIRST,
            "outcome": "pushed",
            "address": "/srv",
            "files": ["a.csv"],
        },
        {
            "time": "2026-11-25T20:00:00Z",
            "target": "site",
            "kind": "folder",
            "package": PACKAGE,
            "version": FIRST,
            "outcome": "failed",
            "address": "/srv",
            "reason": "no room",
        },
    ]


def test_a_full_disk_leaves_no_half_of_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = log_path(tmp_path, FIRST)
    append(path, LINE)
    before = path.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        append(path, LINE)
    assert path.read_bytes() == before


def test_the_shelf_takes_no_log_for_a_version(data_root: Path) -> None:
    folder = data_root / "releases" / PACKAGE
    append(log_path(folder, FIRST), LINE)
    shelf = Shelf(folder)
    with shelf.alone():
        shelf.put_right()
    assert shelf.versions() == [FIRST, SECOND]
    assert shelf.latest() == SECOND
