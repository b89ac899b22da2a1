"""The command line says what it did, and leaves with 1 when something was refused."""

from __future__ import annotations

import shutil

import pytest

from publish import __main__ as command
from publish.provenance import write_provenance
from publish.release import OPEN_FOLDER
from tests.publish.small import CREATED, SOURCES, default_rows, prepare, registry


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("KSIGUNE_DATA", str(tmp_path))
    monkeypatch.setenv("KSIGUNE_STANDARDS_DIR", str(tmp_path / "none"))
    monkeypatch.setattr(command, "load", registry)
    prepare(tmp_path)
    write_provenance(tmp_path / OPEN_FOLDER, CREATED, {"partnership": SOURCES})
    return tmp_path


def test_release_then_nothing_to_release_then_list(root, capsys):
    assert command.main(["release"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("partnership 1.0.0 released (package: first release): ")
    assert "warning: data package 2.0 profile, package: not checked: " in told
    assert command.main(["release", "partnership"]) == 0
    assert capsys.readouterr().out == "partnership 1.0.0: nothing changed, no release\n"
    assert command.main(["list"]) == 0
    assert capsys.readouterr().out == "partnership: 1.0.0\n"


def test_check_of_a_release_and_of_a_damaged_copy(root, capsys):
    command.main(["release"])
    folder = root / "releases" / "partnership" / "1.0.0"
    assert command.main(["check", str(folder)]) == 0
    assert "0 blockers" in capsys.readouterr().out
    (folder / "README.md").write_text("x")
    assert command.main(["check", str(folder)]) == 1
    assert "README.md has another content" in capsys.readouterr().out


def test_check_of_a_folder_that_is_no_package(root, capsys):
    assert command.main(["check", str(root)]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_a_refused_release_says_why(root, capsys):
    rows = default_rows()
    rows["project"][0]["places"] = 101
    prepare(root, rows=rows)
    assert command.main(["release"]) == 1
    assert "partnership 1.0.0 is not released: rows, project" in capsys.readouterr().err


def test_a_package_that_does_not_exist_is_named_with_those_that_do(root, capsys):
    assert command.main(["release", "nothing"]) == 1
    assert "no package nothing in schemas/packages/; there are partnership" in (
        capsys.readouterr().err
    )


def test_without_open_tables_it_says_what_is_missing(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KSIGUNE_DATA", str(tmp_path))
    assert command.main(["release", "reference"]) == 1
    assert "provenance.json" in capsys.readouterr().err


def test_catalogue_then_nothing_to_write_then_a_lost_package(root, capsys):
    command.main(["release"])
    capsys.readouterr()
    assert command.main(["catalogue"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("catalogue of 1 datasets, written: ")
    assert "new: partnership" in told
    assert "warning: dcat-ap shapes, catalogue/dcat-ap.ttl: not checked: " in told
    assert command.main(["catalogue", "--page-size", "100"]) == 0
    assert "nothing changed, nothing written" in capsys.readouterr().out
    shutil.rmtree(root / "releases" / "partnership")
    assert command.main(["catalogue"]) == 1
    assert "would drop partnership" in capsys.readouterr().err
    assert command.main(["catalogue", "--page-size", "0"]) == 1
