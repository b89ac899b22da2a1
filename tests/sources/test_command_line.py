"""`python -m sources`: what a coordinator types, and what the answer says."""

from __future__ import annotations

from pathlib import Path

import pytest

from sources import __main__ as command_line
from sources.__main__ import main
from tests.sources.small import GOOD_ROWS, HEADER, REGISTRY, Desk, feed


@pytest.fixture
def run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Runner:
    feeds = {"courses": feed(), "missing": feed("missing")}
    monkeypatch.setattr(command_line, "load_feeds", lambda: feeds)
    monkeypatch.setattr(command_line, "load", lambda: REGISTRY)
    return Runner(desk.root)


class Runner:
    def __init__(self, root: Path) -> None:
        self.environment = {"KSIGUNE_DATA": str(root)}

    def __call__(self, *arguments: str) -> int:
        return main(arguments, self.environment)


def test_a_pull_says_what_landed_and_what_was_refused_and_fails(
    desk: Desk, run: Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    assert run("pull") == 1
    said = capsys.readouterr()
    assert "2 rows accepted, 0 rejected" in said.out
    assert "missing" in said.err
    assert "missing.csv: the file is not in the folder inbox/" in said.err


def test_one_feed_may_be_pulled_alone_and_again(
    desk: Desk, run: Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    assert run("pull", "courses") == 0
    assert "landed as" in capsys.readouterr().out
    assert run("pull", "courses") == 0
    assert "unchanged" in capsys.readouterr().out


def test_a_feed_that_is_not_there_is_named_with_the_nearest(
    run: Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("pull", "course") == 1
    assert "is it courses?" in capsys.readouterr().err


def test_a_loss_is_accepted_for_one_feed_only(
    run: Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("pull", "--accept-loss", "because") == 1
    assert "name it" in capsys.readouterr().err


def test_the_status_tells_what_is_current_and_why_a_pull_failed(
    desk: Desk, run: Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS, ";;;;;;"])
    run("pull")
    capsys.readouterr()
    assert run("status") == 0
    said = capsys.readouterr().out
    assert "2 rows, 0 rejected, 1 blank row(s) left out" in said
    assert "nothing landed yet" in said
    assert "missing.csv: the file is not in the folder" in said


def test_the_status_names_a_damaged_snapshot_and_goes_on(
    desk: Desk, run: Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    run("pull", "courses")
    (desk.current(feed()) / "accepted.parquet").unlink()
    assert run("status") == 0
    said = capsys.readouterr().out
    assert "lacks accepted.parquet; pull the feed again" in said
    assert "nothing landed yet" in said


def test_the_production_profile_refuses_synthetic_feeds(
    desk: Desk, run: Runner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.deliver("courses.csv", [HEADER, *GOOD_ROWS])
    feeds = {"courses": feed(origin="synthetic")}
    monkeypatch.setattr(command_line, "load_feeds", lambda: feeds)
    run.environment["KSIGUNE_PROFILE"] = "production"
    assert run("pull") == 1
    assert "[synthetic]" in capsys.readouterr().err
