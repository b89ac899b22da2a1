"""What is pushed, in which order, and what leads to it (issue 4, point 6)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from publish.__main__ import main
from publish.files import to_json
from publish.targets.files import FileTarget
from publish.targets.folder import FolderStore
from publish.targets.run import Push
from tests.publish.targets.pushing import (
    FIRST,
    NEVER_AGAIN,
    NOW,
    PACKAGE,
    SECOND,
    outcomes,
    push,
    tree,
    withdraw,
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site"


def run(site: Path, root: Path) -> Push:
    target = FileTarget("folder", "site", FolderStore("site", site))
    return Push(target, root, lambda: NOW, NEVER_AGAIN)


def catalogue(root: Path, *packages: str) -> None:
    folder = root / "catalogue"
    folder.mkdir(exist_ok=True)
    datasets = [{"package": name, "version": FIRST} for name in packages]
    (folder / "datasets.json").write_text(to_json({"datasets": datasets}))
    (folder / "dcat-ap.ttl").write_text(f"# {packages}\n")


def test_a_withdrawn_version_is_not_pushed_its_tombstone_is(data_root: Path, site: Path) -> None:
    withdraw(data_root, FIRST)
    told = push(run(site, data_root).target, data_root)
    assert outcomes(told) == ["withdrawn", "pushed", "pushed"]
    package = f"releases/{PACKAGE}"
    there = [path for path in tree(site) if path.startswith(f"{package}/{FIRST}/")]
    assert there == [f"{package}/{FIRST}/README.md", f"{package}/{FIRST}/tombstone.json"]
    assert (site / package / "latest").read_text() == f"{SECOND}\n"


def test_what_is_withdrawn_after_it_was_pushed_is_named_for_removal_by_hand(
    data_root: Path, site: Path
) -> None:
    """Nothing is deleted at a target; the person is told what to delete, on every push."""
    push(run(site, data_root).target, data_root)
    withdraw(data_root, FIRST)
    for _ in range(2):
        told = push(run(site, data_root).target, data_root)
        assert "Remove by hand what was withdrawn" in told[0].text
        assert f"releases/{PACKAGE}/{FIRST}/data/project.csv" in told[0].text
    stone = site / "releases" / PACKAGE / FIRST / "tombstone.json"
    assert "A figure was wrong." in stone.read_text()


def test_the_catalogue_waits_until_every_package_is_there(
    data_root: Path, site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its second package is tampered with: the first goes, the catalogue does not."""
    targets = data_root / "targets.yml"
    targets.write_text(f"site: {{kind: folder, path: {site}}}\n")
    monkeypatch.setenv("KSIGUNE_DATA", str(data_root))
    monkeypatch.setenv("KSIGUNE_TARGETS", str(targets))
    catalogue(data_root, PACKAGE)
    spoilt = data_root / "releases" / "zone"
    shutil.copytree(data_root / "releases" / PACKAGE, spoilt)
    assert main(["push", "site", "--all"]) == 1
    told = capsys.readouterr()
    assert "zone: failed: zone 1.0.0 is not pushed, its files are not those" in told.err
    assert f"{PACKAGE} {SECOND}: pushed" in told.out
    assert not (site / "catalogue").exists()
    shutil.rmtree(spoilt)
    assert main(["push", "site"]) == 0
    assert (site / "catalogue" / "dcat-ap.ttl").exists()
    told_last = capsys.readouterr().out.splitlines()[-1]
    assert told_last.startswith("catalogue: pushed: releases/feed.atom, catalogue/datasets.json")


def test_a_catalogue_that_would_drop_a_package_in_silence_is_refused(
    data_root: Path, site: Path
) -> None:
    """A portal deletes every dataset that is missing from the file (shared/standards)."""
    catalogue(data_root, PACKAGE, "kpis")
    assert run(site, data_root).catalogue().outcome == "pushed"
    before = tree(site)
    catalogue(data_root, PACKAGE)
    told = run(site, data_root).catalogue()
    assert "its catalogue holds kpis, and the one here does not" in told.text
    assert tree(site) == before
    stone = {
        "package": "kpis",
        "version": None,
        "status": "withdrawn",
        "date": "2026-11-25",
        "reason": "Ended.",
        "replaced_by": None,
        "title": {"es": "KPIs"},
    }
    (data_root / "releases" / "kpis").mkdir()
    (data_root / "releases" / "kpis" / "tombstone.json").write_text(to_json(stone))
    assert run(site, data_root).catalogue().outcome == "pushed"


def test_a_version_at_the_target_that_is_not_ours_is_not_led_to(
    data_root: Path, site: Path
) -> None:
    push(run(site, data_root).target, data_root)
    (site / "releases" / PACKAGE / FIRST / "SHA256SUMS").write_text("")
    told = push(run(site, data_root).target, data_root, wish=None)
    assert "1.0.0 is not there yet" in told[0].text


def test_a_damaged_list_of_versions_is_told(data_root: Path, site: Path) -> None:
    (data_root / "releases" / PACKAGE / "versions.json").write_text("{")
    told = push(run(site, data_root).target, data_root)
    assert "versions.json cannot be read" in told[0].text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["push"], "no target given; there are: site"),
        (["push", "nowhere"], "no target nowhere; there are: site"),
        (["push", "site", "nothing"], "no release of package nothing; there are: partnership"),
        (["push", "site", PACKAGE, "--version", "3.0.0"], "no released version 3.0.0; there are"),
    ],
)
def test_the_command_says_what_there_is(
    data_root: Path,
    site: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    told: str,
) -> None:
    targets = data_root / "targets.yml"
    targets.write_text(f"site: {{kind: folder, path: {site}}}\n")
    monkeypatch.setenv("KSIGUNE_DATA", str(data_root))
    monkeypatch.setenv("KSIGUNE_TARGETS", str(targets))
    assert main(arguments) == 1
    assert told in capsys.readouterr().err
    assert main(["push", "--list"]) == 0
    assert "site: listed: folder" in capsys.readouterr().out
