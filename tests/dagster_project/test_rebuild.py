"""What a rebuild starts from: exactly the snapshots and releases that a statement names."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from dagster_project import rebuild as room
from dagster_project.rebuild import MissingInputError, rebuild
from dagster_project.settings import Settings


def _write(path: Path, content: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return hashlib.sha256(content.encode()).hexdigest()


@pytest.fixture
def origin(tmp_path) -> Path:
    """Two snapshots of one slot, one of another, and three releases."""
    root = tmp_path / "origin"
    for place in ("projects/2024-25/old", "projects/2024-25/new", "events/one"):
        for name in ("accepted.parquet", "rejected.parquet", "manifest.json"):
            _write(root / "landing" / place / name, f"{place} {name}")
    _write(root / "landing/projects/2024-25/current", "new\n")
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        _write(root / "releases/kpis" / version / "SHA256SUMS", version)
    return root


def _withdraw(origin: Path, version: str) -> None:
    """As `python -m publish withdraw` leaves it: the files private, a tombstone in their place."""
    shelf, private = origin / "releases/kpis", origin / "withdrawn/kpis"
    private.mkdir(parents=True)
    (shelf / version).rename(private / version)
    _write(shelf / version / "tombstone.json", "{}")


def _statement(origin: Path, *names: str, withdrawn: bool = False, **wrong: str) -> Path:
    dependencies = [{"name": "code", "digest": {"gitCommit": "0" * 40}}]
    for name in names:
        path = origin / name
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "0" * 64
        digests = {"sha256": wrong.get("digest", digest)}
        annotations = {"withdrawn": withdrawn}
        dependencies.append({"name": name, "digest": digests, "annotations": annotations})
    path = origin.parent / "statement.json"
    definition = {"externalParameters": {"package": "kpis"}, "resolvedDependencies": dependencies}
    path.write_text(json.dumps({"predicate": {"buildDefinition": definition}}))
    return path


@pytest.fixture
def built(monkeypatch, tmp_path) -> Settings:
    monkeypatch.setattr(room, "run_package", lambda settings, package: package)
    return Settings(tmp_path / "fresh", tmp_path / "inbox")


def test_an_older_snapshot_becomes_the_current_one_and_nothing_else_is_there(origin, built):
    statement = _statement(
        origin,
        "landing/projects/2024-25/old/accepted.parquet",
        "releases/kpis/1.0.0/SHA256SUMS",
        "releases/kpis/1.1.0/SHA256SUMS",
    )
    assert rebuild(built, statement, origin) == "kpis"
    found = {p.relative_to(built.data_root).as_posix() for p in built.data_root.rglob("*.*")}
    assert {name for name in found if name.startswith("landing")} == {
        f"landing/projects/2024-25/old/{name}"
        for name in ("accepted.parquet", "rejected.parquet", "manifest.json")
    }
    assert (built.data_root / "landing/projects/2024-25/current").read_text() == "old\n"
    assert sorted(p.name for p in (built.data_root / "releases/kpis").iterdir()) == [
        "1.0.0",
        "1.1.0",
    ]


@pytest.mark.parametrize("before", [True, False], ids=["before it", "since"])
def test_a_version_withdrawn_is_placed_as_it_was_when_the_release_was_made(origin, built, before):
    name = "releases/kpis/1.0.0/SHA256SUMS"
    statement = _statement(origin, name, withdrawn=before)
    _withdraw(origin, "1.0.0")
    rebuild(built, statement, origin)
    shelf, private = (built.data_root / x / "kpis/1.0.0" for x in ("releases", "withdrawn"))
    assert (shelf / "tombstone.json").exists() is before
    assert (private / "SHA256SUMS").exists() is before
    assert (shelf / "SHA256SUMS").exists() is not before


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("landing/gone/x/accepted.parquet", "landing/gone/x/accepted.parquet is gone"),
        ("landing/../../etc/accepted.parquet", "is no path below the data root"),
        ("landing/events/one/rejected.parquet", "is no snapshot's accepted.parquet"),
        ("releases/kpis/0.9.0/SHA256SUMS", "releases/kpis/0.9.0/SHA256SUMS is gone"),
    ],
)
def test_what_is_not_there_is_named(origin, built, name, told):
    with pytest.raises(MissingInputError, match=told):
        rebuild(built, _statement(origin, name), origin)


def test_a_snapshot_that_was_changed_is_named(origin, built):
    name = "landing/events/one/accepted.parquet"
    with pytest.raises(MissingInputError, match="was changed since: restore it from a backup"):
        rebuild(built, _statement(origin, name, digest="1" * 64), origin)
