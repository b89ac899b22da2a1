"""A release appears whole or not at all, gets the version its changes ask for, and stays."""

from __future__ import annotations

import fcntl
import json
import multiprocessing
from decimal import Decimal
from pathlib import Path

import pytest

from publish.changes.rows import compare_rows
from publish.contents import MissingOpenTableError
from publish.engine import engine
from publish.release import OPEN_FOLDER, ReleaseRefusedError, shelf_of
from publish.shelf import PublisherBusyError, ReleaseError
from tests.publish.small import (
    default_rows,
    field,
    organisation,
    prepare,
    project,
    registry,
    release,
    said,
)


def _home(root: Path) -> Path:
    return root / "releases" / "partnership"


def _content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _told(root: Path) -> list[tuple[str, list[str]]]:
    entries = json.loads((_home(root) / "versions.json").read_text(encoding="utf-8"))["versions"]
    return [
        (e["version"], [f"{c['subject']}: {c['reason']}" for c in e["changes"]]) for e in entries
    ]


def test_the_first_release_is_1_0_0_and_latest_names_it(tmp_path):
    done = release(tmp_path, prepare(tmp_path))
    assert (done.version, done.changed, done.path.name) == ("1.0.0", True, "1.0.0")
    assert (_home(tmp_path) / "latest").read_text() == "1.0.0\n"
    assert _told(tmp_path) == [("1.0.0", ["package: first release"])]


def test_unchanged_data_make_no_release_and_write_nothing(tmp_path):
    known = prepare(tmp_path)
    release(tmp_path, known)
    before = {p: p.stat().st_mtime_ns for p in _home(tmp_path).rglob("*")}
    prepare(tmp_path, known)
    done = release(tmp_path, known)
    assert (done.version, done.changed, done.changes) == ("1.0.0", False, ())
    after = {p: p.stat().st_mtime_ns for p in _home(tmp_path).rglob("*")}
    assert after == before


def _edited(**tables):
    rows = default_rows()
    for name, edit in tables.items():
        edit(rows[name])
    return rows


MORE = {
    "academic_year": "2025-26",
    "project_id": "PRJ-0009",
    "organisation_id": "KSI-0001",
    "funding_eur": Decimal("5"),
    "places": 1,
}


@pytest.mark.parametrize(
    ("rows", "version", "reasons"),
    [
        (_edited(project=lambda r: r.append(MORE)), "1.1.0", ["project: rows added: 1"]),
        (_edited(project=lambda r: r.pop()), "1.1.0", ["project: rows removed: 1"]),
        (
            _edited(project=lambda r: r[0].update(places=13)),
            "1.0.1",
            ["project: rows with other values: 1"],
        ),
        (
            _edited(project=lambda r: r[1].update(places=0)),
            "1.0.1",
            ["project: rows with other values: 1"],
        ),
        (
            _edited(
                project=lambda r: (r.append(MORE), r[0].update(places=13)),
                organisation=lambda r: r[0].update(name="Fakultatea"),
            ),
            "1.1.0",
            [
                "project: rows added: 1",
                "organisation: rows with other values: 1",
                "project: rows with other values: 1",
            ],
        ),
    ],
)
def test_rows_decide_between_minor_and_patch(tmp_path, rows, version, reasons):
    known = prepare(tmp_path)
    release(tmp_path, known)
    prepare(tmp_path, known, rows)
    assert release(tmp_path, known).version == version
    assert _told(tmp_path)[-1] == (version, reasons)


def test_a_private_column_that_changes_makes_no_release(tmp_path):
    known = prepare(tmp_path)
    release(tmp_path, known)
    rows = _edited(organisation=lambda r: r[0].update(contact_email="new@example.org"))
    prepare(tmp_path, known, rows)
    assert not release(tmp_path, known).changed


def test_a_field_added_is_a_major_release(tmp_path):
    release(tmp_path, prepare(tmp_path))
    wider = project().model_copy(update={"fields": (*project().fields, field("colour"))})
    done = release(tmp_path, prepare(tmp_path, registry(organisation(), wider)))
    assert (done.version, done.level) == ("2.0.0", "major")
    assert _told(tmp_path)[-1] == ("2.0.0", ["project: field colour added"])


def test_a_decimal_of_another_precision_is_retyped_and_so_major(tmp_path):
    """Table Schema knows no precision: the Parquet files tell."""
    release(tmp_path, prepare(tmp_path))
    finer = field("funding_eur", "number", precision=18, scale=4, minimum="0")
    fields = (*project().fields[:3], finer, project().fields[4])
    other = project().model_copy(update={"fields": fields})
    done = release(tmp_path, prepare(tmp_path, registry(organisation(), other)))
    assert done.version == "2.0.0"
    assert _told(tmp_path)[-1][1] == [
        "project: field funding_eur: type DECIMAL(14,2) became DECIMAL(18,4)"
    ]


def test_a_better_description_is_a_patch(tmp_path):
    release(tmp_path, prepare(tmp_path))
    told = project().model_copy(update={"description": said("Told better.")})
    done = release(tmp_path, prepare(tmp_path, registry(organisation(), told)))
    assert done.version == "1.0.1"


def test_rows_are_compared_by_key_not_by_place(tmp_path):
    first = prepare(tmp_path / "a")
    prepare(
        tmp_path / "b",
        first,
        _edited(project=lambda r: (r.pop(0), r.append(MORE), r[0].update(places=7))),
    )
    with engine(tmp_path) as connection:
        found = compare_rows(
            connection,
            "project",
            ("academic_year", "project_id"),
            tmp_path / "a" / OPEN_FOLDER / "project.parquet",
            tmp_path / "b" / OPEN_FOLDER / "project.parquet",
        )
    assert (found.added, found.removed, found.changed) == (1, 1, 1)


def test_a_failed_gate_publishes_nothing_and_records_why(tmp_path):
    known = prepare(tmp_path)
    release(tmp_path, known)
    before = _content(_home(tmp_path))
    prepare(tmp_path, known, _edited(project=lambda r: r[0].update(places=101)))
    with pytest.raises(ReleaseRefusedError, match="places: maximum") as refused:
        release(tmp_path, known)
    assert {f.check for f in refused.value.report.blockers} >= {"rows", "frictionless"}
    record = json.loads((_home(tmp_path) / "failed.json").read_text(encoding="utf-8"))
    assert (record["version"], record["passed"]) == ("1.0.1", False)
    after = _content(_home(tmp_path))
    del after["failed.json"]
    assert after == before


def test_the_record_of_a_failure_goes_once_the_data_are_sound_again(tmp_path):
    known = prepare(tmp_path)
    release(tmp_path, known)
    prepare(tmp_path, known, _edited(project=lambda r: r[0].update(places=101)))
    with pytest.raises(ReleaseRefusedError):
        release(tmp_path, known)
    prepare(tmp_path, known)
    assert not release(tmp_path, known).changed
    assert not (_home(tmp_path) / "failed.json").exists()


def test_a_table_that_lost_all_its_rows_is_not_published(tmp_path):
    known = prepare(tmp_path)
    release(tmp_path, known)
    prepare(tmp_path, known, {**default_rows(), "project": []})
    with pytest.raises(ReleaseRefusedError, match="no row; the release before had 3"):
        release(tmp_path, known)
    assert shelf_of("partnership", tmp_path).latest() == "1.0.0"


def test_a_package_without_one_of_its_open_tables_is_not_published(tmp_path):
    known = prepare(tmp_path)
    (tmp_path / OPEN_FOLDER / "project.parquet").unlink()
    with pytest.raises(MissingOpenTableError, match="no open table project"):
        release(tmp_path, known)
    assert shelf_of("partnership", tmp_path).versions() == []


def test_an_existing_version_is_never_written_again(tmp_path):
    release(tmp_path, prepare(tmp_path))
    shelf = shelf_of("partnership", tmp_path)
    shelf.staging("1.0.0").mkdir()
    before = _content(shelf.path("1.0.0"))
    with pytest.raises(ReleaseError, match="never written again"):
        shelf.publish("1.0.0")
    assert _content(shelf.path("1.0.0")) == before


def test_a_release_whose_folder_is_gone_is_told_and_not_papered_over(tmp_path):
    known = prepare(tmp_path)
    release(tmp_path, known)
    shelf_of("partnership", tmp_path).path("1.0.0").rename(tmp_path / "elsewhere")
    with pytest.raises(ReleaseError, match=r"lists 1\.0\.0, and the folder is gone"):
        release(tmp_path, known)


def test_two_publishers_at_once_one_is_refused_with_the_reason(tmp_path):
    known = prepare(tmp_path)
    _home(tmp_path).mkdir(parents=True)
    with (_home(tmp_path) / ".lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        with pytest.raises(PublisherBusyError, match="is being published by another process"):
            release(tmp_path, known)
    assert release(tmp_path, known).version == "1.0.0"


def _publish_and_say(root: Path, started, answers) -> None:
    started.wait()
    try:
        answers.put(release(root, registry()).version)
    except PublisherBusyError:
        answers.put("busy")


def test_many_publishers_at_once_leave_one_whole_release(tmp_path):
    prepare(tmp_path)
    methods = multiprocessing.get_context("fork")
    started, answers = methods.Event(), methods.Queue()
    publishers = [
        methods.Process(target=_publish_and_say, args=(tmp_path, started, answers))
        for _ in range(4)
    ]
    for publisher in publishers:
        publisher.start()
    started.set()
    said_by_all = [answers.get(timeout=60) for _ in publishers]
    for publisher in publishers:
        publisher.join()
    assert set(said_by_all) <= {"1.0.0", "busy"}
    assert "1.0.0" in said_by_all
    assert shelf_of("partnership", tmp_path).versions() == ["1.0.0"]


def test_a_bad_row_is_told_by_its_key_also_where_the_key_mixes_types(tmp_path):
    """A list of an integer and a text cannot be made: the message itself used to fail."""
    mixed = project().model_copy(
        update={
            "fields": (
                field("number", "integer", required=True),
                field("name", required=True, pattern="[a-z]+"),
            ),
            "primary_key": ("number", "name"),
            "foreign_keys": (),
        }
    )
    known = prepare(tmp_path, registry(mixed), {"project": [{"number": 7, "name": "Seven"}]})
    with pytest.raises(ReleaseRefusedError, match=r"such as 7, Seven name: pattern"):
        release(tmp_path, known)
