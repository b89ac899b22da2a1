"""What is published goes only after it was announced to go, with a date (issue 4, point 1)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from publish.changes.plan import plan
from publish.release import ReleaseRefusedError, release_package
from schemas.lifecycle import Deprecation, Removal
from schemas.model import Table
from tests.publish.small import (
    NO_PROFILE,
    SOURCES,
    field,
    organisation,
    prepare,
    project,
    registry,
    said,
)

DAY = date(2027, 9, 1)
BEFORE = datetime(2027, 8, 31, 23, 59, tzinfo=UTC)
AFTER = datetime(2027, 9, 1, tzinfo=UTC)
GOING = Deprecation(date=DAY, text=said("Nobody fills it in."), replaced_by="funding_eur")


def _project(*, announced=None, without=(), **more):
    fields = tuple(
        f.model_copy(update={"deprecated": announced}) if f.name == "places" else f
        for f in project().fields
        if f.name not in without
    )
    return project().model_copy(update={"fields": fields, **more})


def _release(root, table, created=BEFORE, removals=()):
    known = registry(organisation(), table) if table else registry(organisation())
    package = known.packages["partnership"].model_copy(update={"removals": removals})
    known.packages["partnership"] = package
    prepare(root, known)
    return release_package(package, known, root, created, SOURCES, NO_PROFILE)


def _content(done, name="changes.json"):
    return json.loads((done.path / name).read_text(encoding="utf-8"))


def test_an_announcement_alone_is_a_patch_and_is_told_everywhere(tmp_path):
    _release(tmp_path, project())
    done = _release(tmp_path, _project(announced=GOING))
    assert (done.version, [change.kind for change in done.changes]) == ("1.0.1", ["deprecated"])
    told = _content(done)["deprecations"]
    assert [(each["table"], each["field"], each["date"]) for each in told] == [
        ("project", "places", "2027-09-01")
    ]
    (resource, *_) = [
        r for r in _content(done, "datapackage.json")["resources"] if r["name"] == "project"
    ]
    (described,) = [f for f in resource["schema"]["fields"] if f["name"] == "places"]
    assert described["deprecated"]["date"] == "2027-09-01"
    assert described["deprecated"]["text@fr"] == "Nobody fills it in. (fr)"
    sentence = "may be removed from 2027-09-01 on: Nobody fills it in. Use `funding_eur` instead."
    for name in ("README.md", "CHANGELOG.md", "DATA-DICTIONARY.en.md"):
        assert sentence in (done.path / name).read_text(encoding="utf-8"), name
    basque = (done.path / "README.md").read_text(encoding="utf-8")
    assert "2027-09-01(e)tik aurrera ken daiteke: Nobody fills it in. (eu)" in basque


def test_the_whole_package_and_a_table_can_be_announced_to_go(tmp_path):
    known = registry(organisation(), project().model_copy(update={"deprecated": GOING}))
    package = known.packages["partnership"].model_copy(update={"deprecated": GOING})
    known.packages["partnership"] = package
    prepare(tmp_path, known)
    done = release_package(package, known, tmp_path, BEFORE, SOURCES, NO_PROFILE)
    told = [(each["table"], each["field"]) for each in _content(done)["deprecations"]]
    assert told == [("package", None), ("project", None)]


def test_an_announcement_taken_back_is_a_patch(tmp_path):
    _release(tmp_path, _project(announced=GOING))
    done = _release(tmp_path, project())
    assert [(c.level, c.kind) for c in done.changes] == [("patch", "deprecation-taken-back")]


def test_a_column_that_was_never_announced_is_not_removed(tmp_path):
    _release(tmp_path, project())
    with pytest.raises(ReleaseRefusedError) as refused:
        _release(tmp_path, _project(without=("places",)))
    assert "project, column places is gone and was never announced to go" in str(refused.value)
    assert "removals: [{table: project, field: places, reason: ...}]" in str(refused.value)


@pytest.mark.parametrize(("created", "released"), [(BEFORE, False), (AFTER, True)])
def test_a_column_goes_from_the_announced_day_on_by_the_date_of_the_data(
    tmp_path, created, released
):
    _release(tmp_path, _project(announced=GOING))
    gone = _project(without=("places",))
    if released:
        assert _release(tmp_path, gone, created).version == "2.0.0"
    else:
        with pytest.raises(ReleaseRefusedError, match="was announced to stay until 2027-09-01"):
            _release(tmp_path, gone, created)


def test_an_announcement_made_in_the_release_that_removes_does_not_count(tmp_path):
    """Readers of the last release were not told."""
    _release(tmp_path, project())
    later = _project(without=("places",), deprecated=GOING)
    with pytest.raises(ReleaseRefusedError, match="never announced"):
        _release(tmp_path, later, AFTER)


def test_a_renamed_column_is_a_removed_one(tmp_path):
    _release(tmp_path, project())
    renamed = project().model_copy(
        update={"fields": (*project().fields[:4], field("seats", "integer"))}
    )
    with pytest.raises(ReleaseRefusedError, match="column places is gone"):
        _release(tmp_path, renamed)


def test_a_table_that_was_announced_takes_its_columns_with_it(tmp_path):
    _release(tmp_path, _project(deprecated=GOING))
    assert _release(tmp_path, None, AFTER).version == "2.0.0"


def test_a_table_that_was_not_announced_stays(tmp_path):
    _release(tmp_path, project())
    with pytest.raises(ReleaseRefusedError, match="project is gone and was never announced"):
        _release(tmp_path, None, AFTER)


def test_a_reason_in_the_package_lets_it_go_and_is_told_as_a_warning(tmp_path):
    _release(tmp_path, project())
    reason = Removal(table="project", field="places", reason="It named persons.")
    done = _release(tmp_path, _project(without=("places",)), removals=(reason,))
    assert done.version == "2.0.0"
    assert [w.message for w in done.warnings if w.check == "removals"] == [
        "project, column places went without notice: It named persons."
    ]


def test_a_reason_for_another_column_does_not_count(tmp_path):
    _release(tmp_path, project())
    reason = Removal(table="project", field="funding_eur", reason="It named persons.")
    with pytest.raises(ReleaseRefusedError, match="column places is gone"):
        _release(tmp_path, _project(without=("places",)), removals=(reason,))


def test_the_preview_tells_what_is_going_and_what_may_not_go(tmp_path):
    _release(tmp_path, _project(announced=GOING))
    known = prepare(tmp_path, registry(organisation(), _project(announced=GOING)))
    package = known.packages["partnership"]
    lines = list(plan(package, known, tmp_path, BEFORE, SOURCES).lines())
    assert lines[1] == "  going  project, places: from 2027-09-01 on; Nobody fills it in."
    known = prepare(tmp_path, registry(organisation(), _project(without=("places",))))
    found = plan(known.packages["partnership"], known, tmp_path, BEFORE, SOURCES)
    assert "announced to stay until 2027-09-01" in found.blockers[0]


@pytest.mark.parametrize(
    "broken",
    [{"publish": False}, {"deprecated": GOING.model_copy(update={"replaced_by": "nothing"})}],
)
def test_only_a_published_column_is_deprecated_and_its_heir_is_there(broken):
    told = project().model_dump()
    *others, places = told["fields"]
    told["fields"] = [*others, {**places, "deprecated": GOING, **broken}]
    with pytest.raises(ValueError, match="deprecated is for a published field, and replaced_by"):
        Table(**told)
