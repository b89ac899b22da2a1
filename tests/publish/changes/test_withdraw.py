"""What was released can be taken back: a tombstone stays, the number is never given again, and
what a reader may have kept is still known to the disclosure audit."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from publish.changes.feed import refresh_feeds
from publish.changes.tombstone import withdrawn_packages
from publish.changes.withdraw import Withdrawal, withdraw
from publish.disclosure.history import released_files
from publish.disclosure.sheet import DisclosureError
from publish.release import shelf_of
from publish.shelf import ReleaseError
from publish.site import Site
from tests.publish.disclosure.test_release import INNER, _make
from tests.publish.small import default_rows, prepare, registry, release
from tests.publish.test_release_killed import _content, _killed_at

DAY = date(2026, 10, 1)
WHY = "Wrong figures."


def _rows(places: int):
    rows = default_rows()
    rows["project"][0]["places"] = places
    return rows


def _release(root: Path, *places: int):
    """A release per number of places; the last one."""
    for number in places:
        done = release(root, prepare(root, rows=_rows(number)))
    return done


def _withdraw(root: Path, version: str | None, **more):
    asked = Withdrawal("partnership", version, DAY, WHY, **more)
    return withdraw(asked, registry(), root, Site())


def _home(root: Path) -> Path:
    return root / "releases" / "partnership"


def _lines(root: Path):
    entries = json.loads((_home(root) / "versions.json").read_text())["versions"]
    return {entry["version"]: entry for entry in entries}


def test_a_tombstone_in_four_languages_takes_the_place_of_the_files(tmp_path):
    _release(tmp_path, 12, 13)
    _withdraw(tmp_path, "1.0.0", replaced_by="1.0.1")
    folder = _home(tmp_path) / "1.0.0"
    assert sorted(path.name for path in folder.iterdir()) == ["README.md", "tombstone.json"]
    stone = json.loads((folder / "tombstone.json").read_text())
    told = {key: stone[key] for key in ("status", "date", "reason", "replaced_by")}
    assert told == {
        "status": "replaced", "date": "2026-10-01", "reason": WHY, "replaced_by": "1.0.1",
    }  # fmt: skip
    readme = (folder / "README.md").read_text()
    for words in (
        "Esta versión se retiró el 2026-10-01",
        "Bertsio hau 2026-10-01(e)an kendu zen",
        "Cette version a été retirée le 2026-10-01",
        "This version was withdrawn on 2026-10-01",
        "Use `1.0.1` instead.",
    ):
        assert words in readme


def test_versions_json_says_so_and_keeps_the_identifier(tmp_path):
    _release(tmp_path, 12, 13)
    before = _lines(tmp_path)
    _withdraw(tmp_path, "1.0.0")
    after = _lines(tmp_path)
    assert after["1.0.0"]["status"] == "withdrawn"
    assert after["1.0.0"]["withdrawn"] == {"date": "2026-10-01", "reason": WHY, "replaced_by": None}
    assert after["1.0.0"]["id"] == before["1.0.0"]["id"]
    assert after["1.0.1"] == before["1.0.1"]


def test_latest_goes_back_to_the_last_version_that_stands(tmp_path):
    _release(tmp_path, 12, 13)
    _withdraw(tmp_path, "1.0.1")
    assert (_home(tmp_path) / "latest").read_text() == "1.0.0\n"
    assert shelf_of("partnership", tmp_path).versions() == ["1.0.0", "1.0.1"]


def test_the_next_version_is_compared_with_the_last_that_stands_and_has_a_new_number(tmp_path):
    _release(tmp_path, 12, 13)
    _withdraw(tmp_path, "1.0.1")
    done = _release(tmp_path, 14)
    content = json.loads((done.path / "changes.json").read_text())
    assert (done.version, content["previous"]) == ("1.0.2", "1.0.0")
    assert [(row["before"], row["after"]) for row in content["rows"]] == [
        ({"places": "12"}, {"places": "14"})
    ]


def test_data_equal_to_the_last_version_that_stands_make_no_release(tmp_path):
    _release(tmp_path, 12, 13)
    _withdraw(tmp_path, "1.0.1")
    done = _release(tmp_path, 12)
    assert (done.version, done.changed) == ("1.0.0", False)


def test_after_every_version_was_withdrawn_the_next_is_published_anew(tmp_path):
    _release(tmp_path, 12)
    _withdraw(tmp_path, "1.0.0")
    assert not (_home(tmp_path) / "latest").exists()
    done = _release(tmp_path, 12)
    assert (done.version, done.level) == ("2.0.0", "major")
    assert done.changes[0].kind == "published-anew"


def test_later_versions_that_tell_the_withdrawn_values_are_named(tmp_path):
    _release(tmp_path, 12, 13, 14)
    assert _withdraw(tmp_path, "1.0.1") == ("1.0.2",)
    assert _withdraw(tmp_path, "1.0.0") == ()


def test_no_later_changelog_repeats_a_value_that_was_withdrawn(tmp_path):
    """Withdrawn because it should never have been read: then not in a changelog either."""
    _release(tmp_path, 12, 77, 14)
    _withdraw(tmp_path, "1.0.1")
    done = _release(tmp_path, 15)
    text = (done.path / "CHANGELOG.md").read_text()
    assert "`77`" not in text
    assert "`14` → `15`" in text
    assert "This version was withdrawn on 2026-10-01. Reason: Wrong figures." in text


@pytest.mark.parametrize(
    ("version", "more", "message"),
    [
        ("9.9.9", {}, "9.9.9 is no version of package partnership; these stand: 1.0.0, 1.0.1"),
        ("1.0.0", {"replaced_by": "3.0.0"}, "3.0.0 is no version"),
        ("1.0.0", {"replaced_by": "1.0.0"}, "cannot be replaced by itself"),
    ],
)
def test_what_cannot_be_withdrawn_is_refused(tmp_path, version, more, message):
    _release(tmp_path, 12, 13)
    before = _content(tmp_path / "releases")
    with pytest.raises(ReleaseError, match=message):
        _withdraw(tmp_path, version, **more)
    assert _content(tmp_path / "releases") == before


def test_a_version_is_withdrawn_once_and_replaces_none_afterwards(tmp_path):
    _release(tmp_path, 12, 13)
    _withdraw(tmp_path, "1.0.0")
    with pytest.raises(ReleaseError, match=r"1\.0\.0 is withdrawn already"):
        _withdraw(tmp_path, "1.0.0")
    with pytest.raises(ReleaseError, match=r"1\.0\.0 is withdrawn already"):
        _withdraw(tmp_path, "1.0.1", replaced_by="1.0.0")


def test_a_package_that_was_never_released_cannot_be_withdrawn(tmp_path):
    with pytest.raises(ReleaseError, match="nothing of it was ever released"):
        _withdraw(tmp_path, None)
    assert not tmp_path.joinpath("releases").exists()


def test_a_whole_package_is_withdrawn_for_good(tmp_path):
    _release(tmp_path, 12, 13)
    _withdraw(tmp_path, None, replaced_by="members")
    stone = json.loads((_home(tmp_path) / "tombstone.json").read_text())
    assert (stone["version"], stone["replaced_by"]) == (None, "members")
    assert {line["status"] for line in _lines(tmp_path).values()} == {"withdrawn"}
    found = withdrawn_packages(tmp_path / "releases")["partnership"]
    assert (found.date, found.reason, found.whole) == (DAY, WHY, True)
    assert found.title["eu"] == "Partnership (eu)"
    with pytest.raises(ReleaseError, match=r"was withdrawn on 2026-10-01 \(Wrong figures\.\)"):
        _release(tmp_path, 14)


def test_only_packages_without_a_standing_version_count_as_withdrawn(tmp_path):
    _release(tmp_path, 12, 13)
    _withdraw(tmp_path, "1.0.0")
    assert withdrawn_packages(tmp_path / "releases") == {}
    _withdraw(tmp_path, "1.0.1")
    assert not withdrawn_packages(tmp_path / "releases")["partnership"].whole


def test_the_files_are_kept_where_nothing_is_served(tmp_path):
    done = _release(tmp_path, 12, 13)
    before = _content(_home(tmp_path) / "1.0.1")
    _withdraw(tmp_path, "1.0.1")
    private = tmp_path / "withdrawn"
    assert _content(private / "partnership" / "1.0.1") == before
    assert not list(done.path.rglob("*.parquet"))
    assert private.stat().st_mode & 0o077 == 0


def _protected(root: Path):
    """One release of a protected table, withdrawn; then the table with another number."""
    known, _ = _make(root)
    release(root, known)
    asked = Withdrawal("partnership", "1.0.0", DAY, WHY)
    withdraw(asked, known, root, Site())
    return known


CHANGED = {**INNER, ("music", "gipuzkoa"): 45}


def test_the_attacker_of_the_audit_still_has_what_was_withdrawn(tmp_path):
    known = _protected(tmp_path)
    _make(tmp_path, CHANGED, known)
    done = release(tmp_path, known)
    report = json.loads((done.path / "disclosure-report.json").read_text())
    assert report["groups"][0]["audit"]["earlier_editions"] == ["partnership 1.0.0"]


def test_a_table_that_moved_is_known_from_the_package_it_left(tmp_path):
    known = _protected(tmp_path)
    moved = known.packages.pop("partnership")
    known.packages["other"] = moved.model_copy(update={"name": "other"})
    files = released_files([known.open["reach"]], known, tmp_path / "releases")
    assert [file.label for file in files] == ["partnership 1.0.0"]


def test_without_the_private_copy_nothing_can_be_audited(tmp_path):
    known = _protected(tmp_path)
    shutil.rmtree(tmp_path / "withdrawn")
    with pytest.raises(
        DisclosureError, match=r"partnership 1\.0\.0, which was withdrawn, are gone"
    ):
        _make(tmp_path, CHANGED, known)


def _finish(root: Path, version: str | None) -> None:
    """What a coordinator does after a crash: the same command again."""
    shelf = shelf_of("partnership", root)
    with shelf.alone():
        shelf.put_right()
    if version is None or version in shelf.standing():
        _withdraw(root, version)
    else:
        with pytest.raises(ReleaseError, match="is withdrawn already"):
            _withdraw(root, version)
        refresh_feeds(root, "partnership", registry(), Site())  # as the next release does


@pytest.mark.integration
@pytest.mark.parametrize("version", ["1.0.1", None])
def test_a_withdrawal_killed_at_any_operation(tmp_path, version):
    template, expected = tmp_path / "template", tmp_path / "undisturbed"
    _release(template, 12, 13)
    shutil.copytree(template, expected)
    _withdraw(expected, version)
    wanted = [_content(expected / name) for name in ("releases", "withdrawn")]
    count, killed = 0, True
    while killed:
        count += 1
        root = tmp_path / f"killed-{count}"
        shutil.copytree(template, root)
        killed = _killed_at(count, root, lambda root=root: _withdraw(root, version))
        latest = _home(root) / "latest"
        if latest.exists():
            named = _home(root) / latest.read_text().strip()
            assert (named / "datapackage.json").exists(), count
        _finish(root, version)
        found = [_content(root / name) for name in ("releases", "withdrawn")]
        assert found == wanted, count
        shutil.rmtree(root)
    assert count > 15


def test_a_preview_tells_of_a_withdrawal_that_was_cut_short(tmp_path):
    _release(tmp_path, 12, 13)
    (_home(tmp_path) / ".withdrawing-1.0.1").mkdir()
    with pytest.raises(ReleaseError, match=r"withdrawal of 1\.0\.1 was cut short"):
        shelf_of("partnership", tmp_path).checked()
