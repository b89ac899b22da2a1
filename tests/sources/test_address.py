"""Deliveries from addresses: copied within bounds, and shown without secrets."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import fsspec
import pytest

from sources.connectors.address import without_secrets
from sources.connectors.http import TransferError, download
from sources.problem import PullError
from tests.sources.small import GOOD_ROWS, HEADER, Desk, feed, only

CONTENT = "".join(f"{line}\n" for line in (HEADER, *GOOD_ROWS)).encode()


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://ane:secret@example.org/a.csv?token=1#x", "https://example.org/a.csv"),
        ("ftp://example.org/a.csv", "ftp://example.org/a.csv"),
        ("/inbox/a@b?.csv", "/inbox/a@b?.csv"),
    ],
)
def test_an_address_is_shown_without_user_password_and_query(address: str, shown: str) -> None:
    assert without_secrets(address) == shown


def test_an_fsspec_address_is_read(desk: Desk) -> None:
    with fsspec.open("memory://partner/courses.csv", "wb") as target:
        target.write(CONTENT)
    given = feed(address="memory://partner/courses.csv")
    desk.pull(given)
    assert len(desk.rows(given)) == 2
    assert desk.manifest(given).source.address == "memory://partner/courses.csv"


def test_an_fsspec_address_that_grows_beyond_the_limit_is_cut_off(desk: Desk) -> None:
    with fsspec.open("memory://partner/large.csv", "wb") as target:
        target.write(CONTENT)
    given = feed(address="memory://partner/large.csv", max_bytes=100)
    assert only(desk.refused(given)).rule == "size"


@pytest.mark.parametrize("address", ["memory://partner/none.csv", "nowhere://partner/a.csv"])
def test_an_fsspec_address_that_cannot_be_read_is_refused(desk: Desk, address: str) -> None:
    assert only(desk.refused(feed(address=address))).rule == "transfer"


class Partner(BaseHTTPRequestHandler):
    """Answers by path; counts requests and remembers what was asked with which user."""

    asked: ClassVar[list[tuple[str, str | None]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Authorization")))
        tries = sum(path == self.path for path, _ in self.asked)
        if self.path.startswith("/busy") and tries < 3:
            self.send_response(503)
            self.send_header("Retry-After", "7")
            self.end_headers()
        elif self.path.startswith("/away"):
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.2:9/elsewhere.csv")
            self.end_headers()
        elif self.path.startswith("/gone"):
            self.send_error(404)
        else:
            self.send_response(200)
            short = 10 if self.path.startswith("/short") else 0
            self.send_header("Content-Length", str(len(CONTENT)))
            self.end_headers()
            self.wfile.write(CONTENT[: len(CONTENT) - short])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing: the tests look at `asked`."""


@pytest.fixture
def partner() -> Iterator[str]:
    Partner.asked.clear()
    server = HTTPServer(("127.0.0.1", 0), Partner)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def fetched(address: str, target: Path) -> list[float]:
    """Downloads; the pauses that were made between attempts."""
    pauses: list[float] = []
    download(address, target, lambda size: None, wait=pauses.append, jitter=lambda: 0.5)
    return pauses


@pytest.mark.integration
def test_a_file_is_pulled_over_http_and_no_secret_is_kept(desk: Desk, partner: str) -> None:
    given = feed(address=f"http://ane:s3cret@{partner}/courses.csv?token=t0ken")
    desk.pull(given)
    assert len(desk.rows(given)) == 2
    assert Partner.asked == [("/courses.csv?token=t0ken", "Basic YW5lOnMzY3JldA==")]
    kept = [p.read_bytes() for p in (desk.root / "landing").rglob("*") if p.is_file()]
    assert not any(word in content for content in kept for word in (b"s3cret", b"t0ken"))


@pytest.mark.integration
def test_a_failed_transfer_tells_no_secret(desk: Desk, partner: str) -> None:
    given = feed(address=f"http://ane:s3cret@{partner}/gone.csv?token=t0ken")
    problem = only(desk.refused(given))
    assert problem.rule == "transfer"
    assert PullError([problem]).transient
    assert "the server answered 404" in problem.what
    report = json.dumps(problem.as_json()) + (
        desk.root / "landing/courses/last_failure.json"
    ).read_text("utf-8")
    assert "s3cret" not in report
    assert "t0ken" not in report


@pytest.mark.integration
def test_a_busy_server_is_asked_again_when_it_says(tmp_path: Path, partner: str) -> None:
    pauses = fetched(f"http://{partner}/busy.csv", tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert pauses == [7.0, 7.0]


@pytest.mark.integration
def test_a_short_answer_is_asked_for_again_and_then_refused(tmp_path: Path, partner: str) -> None:
    pauses: list[float] = []
    with pytest.raises(TransferError, match="IncompleteRead"):
        download(
            f"http://{partner}/short.csv",
            tmp_path / "a",
            lambda size: None,
            wait=pauses.append,
            jitter=lambda: 0.5,
        )
    assert pauses == [1.0, 2.0, 4.0]


@pytest.mark.integration
def test_a_redirect_to_another_host_is_not_followed(tmp_path: Path, partner: str) -> None:
    with pytest.raises(TransferError, match="another host"):
        fetched(f"http://{partner}/away.csv", tmp_path / "a")
