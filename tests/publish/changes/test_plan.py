"""`python -m publish plan` says what a release would be, and writes nothing."""

from __future__ import annotations

import pytest

from publish import __main__ as command
from publish.provenance import write_provenance
from publish.release import OPEN_FOLDER
from tests.publish.small import CREATED, SOURCES, default_rows, prepare, registry, release


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("KSIGUNE_DATA", str(tmp_path))
    monkeypatch.setattr(command, "load", registry)
    prepare(tmp_path)
    write_provenance(tmp_path / OPEN_FOLDER, CREATED, {"partnership": SOURCES})
    return tmp_path


def _bytes(root):
    return {
        path: (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else None)
        for path in root.rglob("*")
    }


def _plan(root, capsys, code=0):
    before = _bytes(root)
    assert command.main(["plan", "partnership"]) == code
    assert _bytes(root) == before
    return capsys.readouterr().out


def test_before_the_first_release(root, capsys):
    told = _plan(root, capsys)
    assert told.startswith("partnership: 1.0.0 would be its first release\n")
    assert "  organisation (new): 2 added, 0 removed, 0 changed\n" in told


def test_nothing_changed(root, capsys):
    command.main(["release"])
    capsys.readouterr()
    assert _plan(root, capsys) == "partnership 1.0.0: nothing changed, no release\n"


def test_version_reasons_counts_and_samples_and_the_release_that_follows_is_the_one(root, capsys):
    command.main(["release"])
    capsys.readouterr()
    rows = default_rows()
    rows["project"][0]["places"] = 13
    rows["project"].pop(2)
    prepare(root, rows=rows)
    assert _plan(root, capsys).splitlines() == [
        "partnership: 1.0.0 would become 1.1.0 (minor)",
        "  minor  project: rows removed: 1",
        "  patch  project: rows with other values: 1",
        "  project (compared): 0 added, 1 removed, 1 changed",
        "    changed values by column: places 1",
        "    changed academic_year 2024-25, project_id PRJ-0002  places: 12 -> 13",
        "    removed academic_year 2025-26, project_id PRJ-0001",
    ]
    assert command.main(["release"]) == 0
    assert capsys.readouterr().out.startswith("partnership 1.1.0 released")


def test_a_table_that_would_be_emptied_is_told_before_anything_is_built(root, capsys):
    command.main(["release"])
    capsys.readouterr()
    prepare(root, rows={**default_rows(), "project": []})
    assert "  BLOCKER  project: no row; the release before had 3\n" in _plan(root, capsys, code=1)


def test_broken_keys_are_told(root, capsys):
    rows = default_rows()
    rows["project"].append(rows["project"][0])
    prepare(root, rows=rows)
    told = _plan(root, capsys, code=1)
    assert told.startswith("partnership: would be refused\n  BLOCKER  project: 1 rows repeat a key")


def test_a_release_by_another_process_is_no_hindrance(root, capsys):
    known = registry()
    release(root, known)
    from publish.release import shelf_of

    with shelf_of("partnership", root).alone():
        _plan(root, capsys)


def test_withdraw_by_command_says_what_it_did_and_what_is_left(root, capsys):
    command.main(["release"])
    for places in (77, 14):
        rows = default_rows()
        rows["project"][0]["places"] = places
        prepare(root, rows=rows)
        command.main(["release"])
    capsys.readouterr()
    asked = ["withdraw", "partnership", "1.0.1", "--reason", "Wrong.", "--date", "2026-10-01"]
    assert command.main(asked) == 0
    assert capsys.readouterr().out == (
        "partnership 1.0.1: withdrawn on 2026-10-01\n"
        "  warning: 1.0.2/changes.json tells old values of 1.0.1; if nobody may read them, "
        "withdraw 1.0.2 too\n"
    )
    assert command.main(asked) == 1
    assert "1.0.1 is withdrawn already" in capsys.readouterr().err


@pytest.mark.parametrize("more", [[], ["1.0.0", "--all"]])
def test_withdraw_asks_for_either_a_version_or_all(root, capsys, more):
    assert command.main(["withdraw", "partnership", *more, "--reason", "x"]) == 1
    assert "name the version to withdraw, or --all" in capsys.readouterr().err
