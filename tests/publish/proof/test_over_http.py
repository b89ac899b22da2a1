"""The same verification over HTTP, from a real server on loopback that misbehaves on demand."""

from __future__ import annotations

import gzip
import http.server
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publish.proof.keys import parse_public_key
from publish.proof.seal import Proof
from publish.proof.verify.documents import Limits
from publish.proof.verify.run import Verification, verify
from tests.publish.proof import tamper
from tests.publish.proof.made import INPUTS, later_rows, new_signer, release_again
from tests.publish.small import NO_PROFILE

pytestmark = pytest.mark.integration

Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


class Server:
    """Serves a folder; `answers` has other answers by path, `asked` what was asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        outer = self

        class Handler(http.server.SimpleHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                if self.path in outer.answers:
                    outer.answers[self.path](self)
                else:
                    super().do_GET()

            def log_message(self, *arguments: object) -> None:
                """Nothing: the tests read `asked`."""

        def handler(*arguments: object) -> Handler:
            return Handler(*arguments, directory=str(folder))  # type: ignore[arg-type]

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)  # type: ignore[arg-type]
        self.base = f"http://127.0.0.1:{self.http.server_port}/releases"

    def __enter__(self) -> Server:
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.http.shutdown()
        self.http.server_close()


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> tuple[Path, str]:
    root = tmp_path_factory.mktemp("whole")
    signer, key = new_signer()
    release_again(root, proof=Proof(INPUTS, signer))
    release_again(root, later_rows(), Proof(INPUTS, signer))
    return root, key


@pytest.fixture
def server(whole, tmp_path) -> Iterator[Server]:
    shutil.copytree(whole[0] / "releases", tmp_path / "releases")
    with Server(tmp_path) as running:
        yield running


RELEASE = "/releases/partnership/1.1.0"


def _verify(server: Server, *keys: str, where: str = "partnership/1.1.0", **more) -> Verification:
    trusted = tuple(parse_public_key(key) for key in keys)
    return verify(f"{server.base}/{where}", trusted, profile=NO_PROFILE, **more)


def _failures(done: Verification) -> str:
    return "\n".join(f"{c.check}|{c.message}" for c in done.checks if c.outcome == "failed")


def _status(code: int, **headers: str) -> Answer:
    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


def _body(content: bytes, stated: int | None = None, **headers: str) -> Answer:
    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        if stated is not None:
            request.send_header("Content-Length", str(stated))
        request.end_headers()
        request.wfile.write(content)

    return answer


@pytest.mark.parametrize(
    "where",
    [
        "partnership/1.1.0",
        "partnership/1.1.0/",
        "partnership/1.1.0/datapackage.json",
        "partnership/1.1.0/SHA256SUMS",
        "partnership",
    ],
)
def test_a_sound_release_is_verified_by_any_address_of_it(server, whole, where):
    done = _verify(server, whole[1], where=where)
    assert done.verified, _failures(done)
    assert (done.package, done.version) == ("partnership", "1.1.0")
    told = {c.check: c.outcome for c in done.checks}
    assert told["list of versions"] == "ok"
    assert told["previous version"] == "ok"
    assert told["unlisted files"] == "not checked"


def test_no_file_is_fetched_twice_and_none_outside_the_publishers_folder(server, whole):
    _verify(server, whole[1])
    assert len(server.asked) == len(set(server.asked))
    assert all(path.startswith("/releases/") for path in server.asked)


def test_the_key_beside_is_found(server):
    done = _verify(server)
    assert done.verified
    assert {c.check: c.outcome for c in done.checks}["publisher"] == "not checked"


def test_a_file_that_is_not_there(server, whole):
    (server.folder / "releases/partnership/1.1.0/data/project.csv").unlink()
    assert "data/project.csv is not there (HTTP 404)" in _failures(_verify(server, whole[1]))


def test_a_release_that_is_not_there(server):
    assert "is no release" in _failures(_verify(server, where="partnership/9.0.0"))


@pytest.mark.parametrize("code", [403, 500, 503])
def test_an_answer_that_is_none_is_not_taken_for_an_absent_file(server, whole, code):
    """A signature that cannot be had is not the same as a release without one."""
    server.answers[f"{RELEASE}/SHA256SUMS.minisig"] = _status(code)
    done = _verify(server, whole[1])
    assert not done.verified
    assert f"answers HTTP {code}" in _failures(done)


def test_a_redirect_to_another_host_is_not_followed(server, whole, tmp_path):
    with Server(tmp_path) as other:
        target = f"{other.base}/partnership/1.1.0/README.md"
        server.answers[f"{RELEASE}/README.md"] = _status(302, Location=target)
        told = _failures(_verify(server, whole[1]))
        assert "redirects to another host (127.0.0.1:" in told
        assert other.asked == []


def test_a_redirect_on_the_same_host_is_followed(server, whole):
    server.answers[f"{RELEASE}/README.md"] = _status(301, Location="/releases/README-moved.md")
    moved = server.folder / "releases" / "README-moved.md"
    (server.folder / RELEASE[1:] / "README.md").rename(moved)
    assert _verify(server, whole[1]).verified


def test_redirects_in_a_circle_end(server, whole):
    server.answers[f"{RELEASE}/README.md"] = _status(302, Location=f"{RELEASE}/README.md")
    assert "redirects more than 5 times" in _failures(_verify(server, whole[1]))


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("file:///etc/passwd", "redirects to another host"),
        ("//other.example/x", "redirects to another host (other.example)"),
        ("http://[x", "is no address"),
        ("http://127.0.0.1:99999/x", "redirects to another host"),
    ],
)
def test_a_redirect_to_elsewhere_or_nowhere_is_refused(server, whole, target, told):
    server.answers[f"{RELEASE}/README.md"] = _status(302, Location=target)
    assert told in _failures(_verify(server, whole[1]))


def test_a_download_that_is_cut_off(server, whole):
    content = (server.folder / RELEASE[1:] / "README.md").read_bytes()
    server.answers[f"{RELEASE}/README.md"] = _body(content[:-100], len(content))
    assert "README.md could not be read" in _failures(_verify(server, whole[1]))


def test_a_download_that_is_cut_off_without_a_length(server, whole):
    content = (server.folder / RELEASE[1:] / "README.md").read_bytes()
    server.answers[f"{RELEASE}/README.md"] = _body(content[:-100])
    assert "README.md has another content" in _failures(_verify(server, whole[1]))


def test_a_file_that_is_stated_to_be_huge_is_not_fetched(server, whole):
    server.answers[f"{RELEASE}/data/project.csv"] = _body(b"x", 1 << 60)
    assert "more than the" in _failures(_verify(server, whole[1]))


def test_a_file_that_never_ends_is_given_up(server, whole):
    limits = Limits(file=200_000)

    def endless(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        try:
            while True:
                request.wfile.write(b"0" * 65_536)
        except (BrokenPipeError, ConnectionResetError):
            return

    server.answers[f"{RELEASE}/data/project.csv"] = endless
    done = _verify(server, whole[1], limits=limits)
    assert "goes on after the 200000 bytes allowed" in _failures(done)


def test_a_small_file_that_unpacks_to_a_huge_one_is_not_unpacked(server, whole):
    packed = gzip.compress(b"0" * 5_000_000)
    server.answers[f"{RELEASE}/data/project.csv"] = _body(
        packed, len(packed), Content_Encoding="gzip"
    )
    assert "is sent packed" in _failures(_verify(server, whole[1]))


def test_a_release_with_more_bytes_than_allowed_in_all(server, whole):
    done = _verify(server, whole[1], limits=Limits(total=10_000))
    assert "more bytes than are allowed in all" in _failures(done)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("SHA256SUMS", "SHA256SUMS is a web page, not a list: check the address"),
        ("datapackage.json", "datapackage.json has another content"),
        ("../versions.json", "versions.json is no JSON (Expecting value): a web page came"),
    ],
)
def test_a_web_page_that_came_instead(server, whole, name, told):
    page = b"<!doctype html><title>Please log in</title>"
    path = f"{RELEASE}/{name}".replace("/1.1.0/..", "")
    server.answers[path] = _body(page, len(page), Content_Type="text/html")
    assert told in _failures(_verify(server, whole[1]))


def test_a_server_that_closes_without_a_word(server, whole):
    server.answers[f"{RELEASE}/README.md"] = lambda request: request.connection.close()
    assert "README.md could not be read" in _failures(_verify(server, whole[1]))


def test_a_server_that_is_not_there():
    done = verify("http://127.0.0.1:9/releases/x/1.0.0", profile=NO_PROFILE)
    assert "could not be read" in _failures(done)


def test_one_byte_changed_on_the_server(server, whole):
    tamper.flip(server.folder / RELEASE[1:] / "data" / "project.parquet")
    assert "data/project.parquet has another content" in _failures(_verify(server, whole[1]))


def test_the_version_before_may_lie_at_another_address(server, whole, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    shutil.move(server.folder / "releases/partnership/1.0.0", elsewhere)
    told = {c.check: c.outcome for c in _verify(server, whole[1]).checks}
    assert told["previous version"] == "not checked"
    done = _verify(server, whole[1], previous=str(elsewhere))
    assert {c.check: c.outcome for c in done.checks}["previous version"] == "ok"
