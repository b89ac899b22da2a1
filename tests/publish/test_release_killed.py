"""Killing a run at any filesystem operation leaves the last release whole; the next completes.

A child process counts what it asks of the file system under the data root and leaves without
any clean-up (`os._exit`) at the n-th time, for every n until it gets through.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from publish import contents, files, gate
from publish.changes.changelog import changelog
from publish.checks import forms
from publish.metadata import write
from publish.open_tables import make_open_table
from publish.package import read_checksums
from publish.release import OPEN_FOLDER
from publish.warehouse import build_observatory
from tests.publish.small import (
    default_rows,
    prepare,
    project,
    registry,
    release,
    write_marts,
)

pytestmark = pytest.mark.integration

KILLED = 9
BROKEN = 13
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.copyfile", "os.truncate"}


class Counter:
    """Counts filesystem operations of this process under a folder; exits at the n-th."""

    def __init__(self, folder: Path, last: int) -> None:
        self.folder = str(folder)
        self.left = last

    def audit(self, event: str, arguments: tuple[object, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING
        if event not in EVENTS and not writes:
            return
        # rmtree works with names relative to a folder descriptor: they count as ours as well.
        name = str(arguments[0])
        if not name.startswith("/") or name.startswith(self.folder):
            self.count()

    def count(self) -> None:
        self.left -= 1
        if self.left == 0:
            os._exit(KILLED)


def _killed_at(count: int, folder: Path, work: Callable[[], object]) -> bool:
    """Runs `work` in a child that dies at the n-th operation; False once it gets through."""
    child = os.fork()
    if child == 0:
        try:
            counter = Counter(folder, count)
            waits = files.sync
            files.sync = lambda path: (counter.count(), waits(path))[1]
            sys.addaudithook(counter.audit)
            work()
        except BaseException:  # noqa: BLE001  (a child must never come back into the test run)
            traceback.print_exc()
            os._exit(BROKEN)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, KILLED)
    return code == KILLED


def lean(monkeypatch: pytest.MonkeyPatch) -> None:
    """A release with few files: each is written aside in the same way, before any is seen, and
    every one of them costs two more runs. What is not written is not checked; frictionless only
    reads."""
    monkeypatch.setattr(gate, "check_with_frictionless", lambda *_: iter(()))
    for module in (contents, forms):
        monkeypatch.setattr(module, "forms_of", lambda *_: ("csv", "parquet"))
    monkeypatch.setattr(gate, "check_metadata", lambda *_: iter(()))
    monkeypatch.setattr(write, "WRITERS", (changelog,))


def _content(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def _assert_whole(home: Path, last: str | None) -> None:
    """Every visible version folder verifies; `latest` names one of them, the old or the new."""
    folders = [path for path in home.glob("[0-9]*") if path.is_dir()]
    for folder in folders:
        found = _content(folder)
        assert found.pop("SHA256SUMS")
        assert found == read_checksums(folder)
    latest = home / "latest"
    if last is None and not latest.exists():
        return
    named = latest.read_text().strip()
    assert named in {folder.name for folder in folders}
    if last is not None:
        assert named in {last, "1.1.0"}
        assert (home / last).is_dir()


def _changed_rows():
    rows = default_rows()
    rows["project"].pop()
    return rows


@pytest.mark.parametrize("last", [None, "1.0.0"])
def test_a_release_killed_at_any_operation(tmp_path, monkeypatch, last):
    lean(monkeypatch)
    template = tmp_path / "template"
    known = prepare(template, registry(project()))
    if last is not None:
        release(template, known)
        prepare(template, known, _changed_rows())
    expected_root = tmp_path / "undisturbed"
    shutil.copytree(template, expected_root)
    expected_version = release(expected_root, known).version
    expected = _content(expected_root / "releases")
    count = 0
    killed = True
    while killed:
        count += 1
        root = tmp_path / f"killed-{count}"
        shutil.copytree(template, root)
        killed = _killed_at(count, root, lambda root=root: release(root, known))
        home = root / "releases" / "partnership"
        if home.exists():
            _assert_whole(home, last)
        assert release(root, known).version == expected_version
        # The feeds too, of which a run may have been killed before it wrote them.
        assert _content(root / "releases") == expected
        shutil.rmtree(root)
    assert count > 20  # it did count something


def test_an_open_table_killed_at_any_operation(tmp_path):
    known = registry()
    build_db, open_dir = tmp_path / "build.duckdb", tmp_path / "open"
    write_marts(build_db, known, default_rows())
    table = known.open["project"]
    before = make_open_table(table, known, build_db, open_dir).path.read_bytes()
    write_marts(build_db, known, _changed_rows())
    count = 0
    killed = True
    while killed:
        count += 1
        (open_dir / "project.parquet").write_bytes(before)
        killed = _killed_at(
            count, tmp_path, lambda: make_open_table(table, known, build_db, open_dir)
        )
        rows = duckdb.connect().execute(f"SELECT count(*) FROM '{open_dir}/project.parquet'")
        assert rows.fetchone() in {(3,), (2,)}
        made = make_open_table(table, known, build_db, open_dir)
        assert made.rows == 2
        assert [path.name for path in open_dir.iterdir()] == ["project.parquet"]
    assert count > 2


def test_the_public_warehouse_killed_at_any_operation(tmp_path):
    known = prepare(tmp_path)
    path = tmp_path / "warehouse" / "observatory.duckdb"
    build_observatory(known, tmp_path / OPEN_FOLDER, path)
    before = path.read_bytes()
    prepare(tmp_path, known, _changed_rows())
    count = 0
    killed = True
    while killed:
        count += 1
        path.write_bytes(before)
        killed = _killed_at(
            count, tmp_path, lambda: build_observatory(known, tmp_path / OPEN_FOLDER, path)
        )
        with duckdb.connect(str(path), read_only=True) as reader:
            assert reader.execute("SELECT count(*) FROM project").fetchone() in {(3,), (2,)}
        build_observatory(known, tmp_path / OPEN_FOLDER, path)
        with duckdb.connect(str(path), read_only=True) as reader:
            assert reader.execute("SELECT count(*) FROM project").fetchone() == (2,)
    assert count > 2
