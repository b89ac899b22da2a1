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
    shelf = root / "releases/kpis"
    for version in ("1.0.0", "1.1.0", "1.2.0"):
        _write(shelf / version / "SHA256SUMS", version)
    entries = [{"version": version} for version in ("1.0.0", "1.1.0", "1.2.0")]
    _write(shelf / "versions.json", json.dumps({"package": "kpis", "versions": entries}))
    _write(shelf / "latest", "1.2.0\n")
    return root


def _statement(origin: Path, *names: str, **wrong: str) -> Path:
    dependencies = [{"name": "code", "digest": {"gitCommit": "0" * 40}}]
    for name in names:
        path = origin / name
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "0" * 64
        dependencies.append({"name": name, "digest": {"sha256": wrong.get("digest", digest)}})
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
    shelf = built.data_root / "releases/kpis"
    entries = json.loads((shelf / "versions.json").read_text())["versions"]
    assert [entry["version"] for entry in entries] == ["1.0.0", "1.1.0"]
    assert (shelf / "latest").read_text() == "1.1.0\n"
    assert not (shelf / "1.2.0").exists()


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
