"""A release made again is compared byte for byte; what differs is named, with why it may.

The build itself is the wiring's: here another process of the small package stands in its place
(the real one runs in tests/end_to_end/test_rebuild.py).
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from publish.commands.proof import run_rebuild
from publish.proof import rebuild as room
from publish.proof.inputs import CodeRecord
from publish.proof.keys import KEY_VARIABLE, REBUILD_VARIABLE, Signer, generate, signer_from
from publish.proof.rebuild import RebuildError, rebuild
from publish.proof.seal import Proof
from tests.publish.proof import tamper
from tests.publish.proof.made import INPUTS, later_rows, release_again


@pytest.fixture(scope="module")
def pair() -> tuple[str, Signer]:
    secret, _ = generate()
    signer = signer_from({KEY_VARIABLE: secret})
    assert signer is not None
    return secret, signer


@pytest.fixture(scope="module")
def whole(tmp_path_factory, pair) -> Path:
    """1.0.0, and 1.1.0 signed."""
    root = tmp_path_factory.mktemp("whole")
    release_again(root)
    release_again(root, later_rows(), Proof(INPUTS, pair[1]))
    return root


@pytest.fixture
def root(whole, tmp_path) -> Path:
    shutil.copytree(whole / "releases", tmp_path / "data" / "releases")
    return tmp_path / "data"


def _stand_in(monkeypatch, inputs=INPUTS, rows=None, more=None) -> list[dict[str, str]]:
    """Builds the small package where the wiring would; returns the environments it was given."""
    seen: list[dict[str, str]] = []

    def build(release, data_root, made, environment) -> None:
        seen.append(dict(environment))
        shutil.copytree(data_root / "releases" / "partnership" / "1.0.0",
                        made / "releases" / "partnership" / "1.0.0")  # fmt: skip
        release_again(made, rows or later_rows(), Proof(inputs, signer_from(environment)))
        if more:
            more(made / "releases" / "partnership" / "1.1.0")

    monkeypatch.setattr(room, "_build", build)
    return seen


def test_the_same_bytes_the_signature_too_where_the_key_is_at_hand(root, pair, monkeypatch):
    seen = _stand_in(monkeypatch)
    done = rebuild("partnership", "1.1.0", root, {KEY_VARIABLE: pair[0]})
    assert (done.different, done.uncompared, done.reasons) == ((), (), ())
    assert done.succeeded
    assert {"SHA256SUMS", "SHA256SUMS.minisig", "data/project.parquet"} <= set(done.equal)
    assert seen[0]["KSIGUNE_AS_OF"] == "2026-06-30"
    assert seen[0]["KSIGUNE_BASE_URL"] == "https://data.example.org"


@pytest.mark.parametrize("other", [None, "another key"])
def test_without_the_key_all_but_the_signature_is_compared(root, pair, monkeypatch, other):
    seen = _stand_in(monkeypatch)
    given = {KEY_VARIABLE: generate()[0]} if other else {}
    done = rebuild("partnership", "1.1.0", root, given)
    assert done.succeeded
    assert done.different == ()
    assert done.uncompared == ("SHA256SUMS.minisig",)
    assert KEY_VARIABLE not in seen[0]
    assert seen[0][REBUILD_VARIABLE] == pair[1].key_id


def test_settings_of_today_that_the_release_did_not_have_do_not_reach_the_build(root, monkeypatch):
    seen = _stand_in(monkeypatch)
    today = {"KSIGUNE_DIR3": "A16003011", "KSIGUNE_BASE_URL": "https://other.example", "PATH": "/x"}
    rebuild("partnership", "1.1.0", root, today)
    assert "KSIGUNE_DIR3" not in seen[0]
    assert seen[0]["KSIGUNE_BASE_URL"] == "https://data.example.org"
    assert seen[0]["PATH"] == "/x"


def test_an_unsigned_release_is_made_again_unsigned_though_there_is_a_key(
    tmp_path, pair, monkeypatch
):
    release_again(tmp_path)
    given: list[dict[str, str]] = []

    def build(release, data_root, made, environment) -> None:
        given.append(dict(environment))
        release_again(made, proof=Proof(INPUTS, signer_from(environment)))

    monkeypatch.setattr(room, "_build", build)
    done = rebuild("partnership", "1.0.0", tmp_path, {KEY_VARIABLE: pair[0]})
    assert done.succeeded
    assert done.different == done.uncompared == ()
    assert KEY_VARIABLE not in given[0]


def test_made_by_other_code_the_files_that_name_it_differ_and_no_other(root, pair, monkeypatch):
    other = CodeRecord("0" * 40, clean=True, tree=None, lock_sha256="3" * 64)
    _stand_in(monkeypatch, replace(INPUTS, code=other))
    done = rebuild("partnership", "1.1.0", root, {KEY_VARIABLE: pair[0]})
    assert done.different == ("SHA256SUMS", "SHA256SUMS.minisig", "provenance.intoto.json")
    assert done.succeeded
    [reason] = done.reasons
    assert reason == (
        "it was made by other code: gitCommit 7fd1a60b01f9 then, gitCommit 000000000000 now"
    )


def test_other_data_are_a_failure_and_name_the_files(root, pair, monkeypatch, capsys):
    rows = later_rows()
    rows["project"][-1]["places"] = 8
    _stand_in(monkeypatch, rows=rows)
    monkeypatch.setenv(KEY_VARIABLE, pair[0])
    code, told = run_rebuild("partnership", "1.1.0", root)
    assert code == 1
    assert "differs      data/project.csv" in told
    assert "differs      data/project.parquet" in told
    assert "data/organisation.csv" not in told


def test_the_same_code_with_other_inputs_is_a_failure(root, pair, monkeypatch):
    fewer = replace(INPUTS, snapshots=INPUTS.snapshots[:1])
    _stand_in(monkeypatch, fewer)
    done = rebuild("partnership", "1.1.0", root, {KEY_VARIABLE: pair[0]})
    assert not done.succeeded
    assert any("the inputs are others" in reason for reason in done.reasons)


def test_a_file_more_or_less_is_a_difference(root, pair, monkeypatch):
    def change(folder: Path) -> None:
        (folder / "more.txt").write_text("x")
        (folder / "LICENSE.md").unlink()

    _stand_in(monkeypatch, more=change)
    done = rebuild("partnership", "1.1.0", root, {KEY_VARIABLE: pair[0]})
    assert {"more.txt", "LICENSE.md"} <= set(done.different)
    assert not done.succeeded


def test_a_report_that_differs_has_its_likely_reason(root, pair, monkeypatch):
    _stand_in(monkeypatch, more=lambda folder: tamper.flip(folder / "quality-report.json"))
    done = rebuild("partnership", "1.1.0", root, {KEY_VARIABLE: pair[0]})
    assert any("official schemas" in reason for reason in done.reasons)


def test_a_release_that_is_not_there_or_says_nothing_of_its_making_is_refused(root):
    with pytest.raises(RebuildError, match="is not there: without it nobody knows"):
        rebuild("partnership", "9.0.0", root, {})
    statement = root / "releases" / "partnership" / "1.0.0" / "provenance.intoto.json"
    statement.write_text("{}")
    with pytest.raises(RebuildError, match="'_type' is a required property"):
        rebuild("partnership", "1.0.0", root, {})


def test_a_build_that_gives_another_version_is_refused(root, monkeypatch):
    monkeypatch.setattr(room, "_build", lambda release, data_root, made, environment: None)
    with pytest.raises(RebuildError, match=r"the build gave no release of partnership, and not"):
        rebuild("partnership", "1.1.0", root, {})
