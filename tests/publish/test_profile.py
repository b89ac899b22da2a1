"""The official 2.0 profile: from a folder, the cache or the network, and only the pinned bytes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from publish import profile as module
from publish.profile import find_profile

CONTENT = json.dumps({"type": "object"}).encode()
RELATIVE = Path("datapackage-2.0") / "datapackage.json"


@pytest.fixture(autouse=True)
def pinned(monkeypatch):
    """A small stand-in for the profile, pinned as the real one is."""
    monkeypatch.setattr(module, "PROFILE_SHA256", hashlib.sha256(CONTENT).hexdigest())


def _put(folder: Path, content: bytes = CONTENT) -> Path:
    (folder / RELATIVE).parent.mkdir(parents=True)
    (folder / RELATIVE).write_bytes(content)
    return folder


def _address(path: Path) -> str:
    return path.as_uri()


def test_a_given_folder_comes_first(tmp_path):
    folder = _put(tmp_path / "standards")
    found = find_profile(tmp_path / "cache", {"KSIGUNE_STANDARDS_DIR": str(folder)}, "none:")
    assert found.schema == {"type": "object"}


def test_a_given_folder_without_it_is_told_and_no_network_is_asked(tmp_path):
    found = find_profile(tmp_path, {"KSIGUNE_STANDARDS_DIR": str(tmp_path / "x")}, "none:")
    assert found.schema is None
    assert "KSIGUNE_STANDARDS_DIR names a folder without" in found.reason


def test_other_bytes_under_the_same_name_are_not_taken(tmp_path):
    folder = _put(tmp_path / "standards", b"{}")
    found = find_profile(tmp_path / "cache", {"KSIGUNE_STANDARDS_DIR": str(folder)})
    assert found.schema is None
    assert "SHA-256 differs" in found.reason


def test_it_is_fetched_once_and_then_taken_from_the_cache(tmp_path):
    source = tmp_path / "there.json"
    source.write_bytes(CONTENT)
    assert find_profile(tmp_path / "cache", {}, _address(source)).schema == {"type": "object"}
    source.unlink()
    assert find_profile(tmp_path / "cache", {}, _address(source)).schema == {"type": "object"}


def test_fetched_bytes_that_are_not_the_pinned_ones_are_not_kept(tmp_path):
    source = tmp_path / "there.json"
    source.write_bytes(b"<html>a login page</html>")
    found = find_profile(tmp_path / "cache", {}, _address(source))
    assert found.schema is None
    assert not (tmp_path / "cache").exists()


def test_without_network_there_is_a_reason_and_no_exception(tmp_path):
    found = find_profile(tmp_path / "cache", {}, "http://127.0.0.1:9/datapackage.json")
    assert found.schema is None
    assert found.reason == "http://127.0.0.1:9/datapackage.json could not be reached"
