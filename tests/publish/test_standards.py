"""Official schemas and shapes: from a folder, the cache or the network, and only pinned bytes."""

from __future__ import annotations

import hashlib
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from publish import standards
from publish.profile import find_profile
from publish.standards import STANDARDS, Source, find

CONTENT = b"<urn:shape> a <urn:x> ."
NAME = "shapes-1.0"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder and keeps what was asked for."""

    asked: list[str]

    def do_GET(self):
        self.asked.append(self.path)
        super().do_GET()

    def log_message(self, *_):
        """Says nothing."""


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A real server on loopback over `there/`; it keeps the paths that were asked for."""
    monkeypatch.setattr(standards, "_SILENT", set())
    folder = tmp_path / "there"
    (folder / "include").mkdir(parents=True)
    handler = type("Asked", (Handler,), {"asked": []})
    http = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=http.serve_forever, daemon=True).start()
    http.folder, http.asked = folder, handler.asked
    http.url = f"http://127.0.0.1:{http.server_port}"
    yield http
    http.shutdown()
    http.server_close()


def _sources(base: str, *names: str) -> dict[str, dict[str, Source]]:
    return {NAME: {name: Source(f"{base}/{name}", DIGEST) for name in names or ("a.ttl",)}}


def test_a_given_folder_comes_first_and_no_network_is_asked(tmp_path, server):
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "a.ttl").write_bytes(CONTENT)
    given = {"KSIGUNE_STANDARDS_DIR": str(tmp_path)}
    assert find(NAME, tmp_path / "cache", given, _sources(server.url)).path == tmp_path / NAME
    assert server.asked == []


def test_a_given_folder_without_a_file_is_told_and_no_network_is_asked(tmp_path, server):
    given = {"KSIGUNE_STANDARDS_DIR": str(tmp_path / "x")}
    found = find(NAME, tmp_path / "cache", given, _sources(server.url))
    assert found.path is None
    assert found.reason == f"KSIGUNE_STANDARDS_DIR names a folder without {NAME}/a.ttl"
    assert server.asked == []


def test_other_bytes_under_the_same_name_are_not_taken(tmp_path):
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "a.ttl").write_bytes(b"another")
    given = {"KSIGUNE_STANDARDS_DIR": str(tmp_path)}
    found = find(NAME, tmp_path / "cache", given, _sources("http://127.0.0.1:9"))
    assert found.path is None
    assert found.reason == f"{NAME}/a.ttl is not the official file (SHA-256 differs)"


def test_all_files_are_fetched_once_and_then_taken_from_the_cache(tmp_path, server):
    names = ("a.ttl", "include/b.ttl")
    for name in names:
        (server.folder / name).write_bytes(CONTENT)
    for _ in range(2):
        found = find(NAME, tmp_path / "cache", {}, _sources(server.url, *names))
        assert found.path == tmp_path / "cache" / NAME
        assert all((found.path / name).read_bytes() == CONTENT for name in names)
    assert server.asked == ["/a.ttl", "/include/b.ttl"]


def test_a_spoilt_file_of_the_cache_is_fetched_anew(tmp_path, server):
    (server.folder / "a.ttl").write_bytes(CONTENT)
    spoilt = tmp_path / "cache" / NAME / "a.ttl"
    spoilt.parent.mkdir(parents=True)
    spoilt.write_bytes(CONTENT[:5])
    assert find(NAME, tmp_path / "cache", {}, _sources(server.url)).path
    assert spoilt.read_bytes() == CONTENT


@pytest.mark.parametrize("answer", [b"<html>a login page</html>", None])
def test_a_login_page_and_no_answer_give_the_same_words_and_leave_nothing(
    tmp_path, server, answer, monkeypatch
):
    """The reason is part of a release, whose bytes must not follow the network's mood."""
    monkeypatch.setattr(standards, "RETRIES", 0)
    if answer:
        (server.folder / "a.ttl").write_bytes(answer)
    found = find(NAME, tmp_path / "cache", {}, _sources(server.url))
    assert found.path is None
    assert found.reason == f"{server.url}/a.ttl could not be had"
    assert [p for p in (tmp_path / "cache").rglob("*") if p.is_file()] == []


def test_an_address_that_did_not_answer_is_not_asked_again_by_this_process(
    tmp_path, server, monkeypatch
):
    """Seven packages and three standards would else wait 21 timeouts on a machine offline."""
    monkeypatch.setattr(standards, "RETRIES", 0)
    for _ in range(3):
        assert find(NAME, tmp_path / "cache", {}, _sources(server.url)).path is None
    assert server.asked == ["/a.ttl"]


def test_every_official_file_is_named_by_https_address_and_sha256():
    for files in STANDARDS.values():
        for source in files.values():
            assert source.address.startswith("https://")
            assert len(bytes.fromhex(source.sha256)) == 32


def test_the_profile_says_why_it_has_no_schema(tmp_path):
    profile = find_profile(tmp_path, {"KSIGUNE_STANDARDS_DIR": str(tmp_path / "x")})
    assert profile.schema is None
    assert "datapackage-2.0/datapackage.json" in profile.reason
