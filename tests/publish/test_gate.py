"""The gate finds each fault that a package can have, all of them at once, and says where."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from publish.checks.finding import Candidate
from publish.engine import CSV_OPTIONS, engine
from publish.files import to_json
from publish.gate import run_gate
from publish.package import read_checksums, write_checksums
from publish.profile import Profile
from publish.release import OPEN_FOLDER
from publish.site import Site
from tests.publish.small import CREATED, NO_PROFILE, SOURCES, prepare, registry, release


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """The data root of a sound release; tests change copies of it."""
    root = tmp_path_factory.mktemp("whole")
    release(root, prepare(root))
    return root


@pytest.fixture
def folder(whole, tmp_path) -> Path:
    target = tmp_path / "package"
    shutil.copytree(whole / "releases" / "partnership" / "1.0.0", target)
    return target


def _blockers(folder: Path, **more) -> list[tuple[str, str]]:
    known = registry()
    candidate = Candidate(folder, known.packages["partnership"], known, NO_PROFILE, **more)
    with engine(folder.parent) as connection:
        report = run_gate(connection, candidate)
    return [(finding.check, finding.subject) for finding in report.blockers]


def _told(folder: Path, check: str, **more) -> str:
    known = registry()
    candidate = Candidate(
        folder,
        known.packages["partnership"],
        known,
        more.pop("profile", NO_PROFILE),
        **more,
    )
    with engine(folder.parent) as connection:
        report = run_gate(connection, candidate)
    return "; ".join(f.message for f in report.findings if f.check == check)


def _rewrite(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))


def _seal(folder: Path) -> None:
    """Makes hashes and sizes right again, so that only the fault itself is found."""
    from publish.files import sha256_of

    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        resource["bytes"] = (folder / resource["path"]).stat().st_size
        resource["hash"] = f"sha256:{sha256_of(folder / resource['path'])}"
    path.write_text(to_json(descriptor), encoding="utf-8")
    write_checksums(folder, {name: sha256_of(folder / name) for name in read_checksums(folder)})


def _parquet(folder: Path, table: str, query: str) -> None:
    path = folder / "data" / f"{table}.parquet"
    other = path.with_suffix(".new")
    duckdb.connect().execute(
        f"COPY ({query.format(t=f'read_parquet({str(path)!r})')}) TO '{other}' (FORMAT parquet)"
    )
    other.replace(path)


def _forms_from_parquet(folder: Path) -> None:
    """Writes every other form anew from the Parquet files, so that only the fault is found."""
    from publish.contents import inspect
    from publish.formats.subject import Subject
    from publish.formats.write import write_formats

    known, other = registry(), folder.parent / "forms"
    with engine(folder.parent) as connection:
        package = known.packages["partnership"]
        contents = inspect(connection, package, known, folder / "data", SOURCES)
        write_formats(connection, other, Subject(contents, known, Site(), "1.0.0", CREATED))
    shutil.copytree(other / "data", folder / "data", dirs_exist_ok=True)


def test_a_sound_package_passes(folder):
    assert _blockers(folder) == []


def test_a_changed_byte_a_file_too_many_and_a_file_too_few_are_found(folder):
    _rewrite(folder / "README.md", b"Partnership", b"partnership")
    (folder / "notes.txt").write_text("x")
    (folder / "LICENSE.md").unlink()
    assert _blockers(folder) == [("checksums", "package")]
    told = _told(folder, "checksums")
    assert "LICENSE.md is listed and not there" in told
    assert "notes.txt is there and not listed" in told
    assert "README.md has another content" in told


def test_a_hash_that_only_the_descriptor_has_wrong_is_found(folder):
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor["resources"][0]["hash"] = "sha256:" + "0" * 64
    descriptor["resources"][1]["bytes"] += 1
    path.write_text(to_json(descriptor), encoding="utf-8")
    told = _told(folder, "checksums")
    assert "data/organisation.csv has another hash in the descriptor" in told
    assert "data/organisation.parquet has another size in the descriptor" in told


def test_a_value_that_differs_between_csv_and_parquet_is_found(folder):
    _rewrite(folder / "data" / "project.csv", b"1250.50", b"1250.51")
    _seal(folder)
    assert _blockers(folder) == [("csv equals parquet", "project")]
    assert "1 rows stand only in the CSV and 1 only" in _told(folder, "csv equals parquet")


def test_a_row_missing_from_the_csv_is_found(folder):
    _rewrite(folder / "data" / "project.csv", b"2025-26,PRJ-0001,KSI-0002,0.10,0\r\n", b"")
    _seal(folder)
    assert ("csv equals parquet", "project") in _blockers(folder)


def test_an_empty_text_in_parquet_is_found_because_the_csv_reads_it_as_missing(folder):
    """A CSV cell cannot tell an empty text from a missing one: both formats would differ."""
    query = "SELECT * REPLACE (if(places = 12, '', organisation_id) AS organisation_id) FROM {t}"
    _parquet(folder, "project", query)
    _forms_from_parquet(folder)
    _seal(folder)
    assert ("csv equals parquet", "project") in _blockers(folder)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (b"KSI-0002,", b"KSI-002,", "organisation_id: pattern"),
        (b",entity,", b",school,", "kind: enum"),
        (b",faculty,2024-03-01", b",faculty,01/03/2024", "joined_on: type"),
        (b",entity,", b",,", "kind: required"),
    ],
)
def test_a_row_that_breaks_the_schema_is_found_by_both_engines(folder, old, new, rule):
    _rewrite(folder / "data" / "organisation.csv", old, new)
    _seal(folder)
    found = _blockers(folder)
    assert ("rows", "organisation") in found
    assert ("frictionless", "organisation") in found
    assert rule in _told(folder, "rows")


def test_rows_beyond_the_limit_of_frictionless_are_checked_by_duckdb_and_it_says_so(folder):
    _rewrite(folder / "data" / "project.csv", b"0.10,0", b"0.10,101")
    _seal(folder)
    small = {"row_limit": 2, "sample_rows": 2}
    assert ("frictionless", "project") not in _blockers(folder, **small)
    assert ("rows", "project") in _blockers(folder, **small)
    assert "first 2 of 3 rows; all: see `rows`" in _told(folder, "frictionless", **small)


def test_a_repeated_key_is_found(folder):
    _parquet(folder, "project", "SELECT * FROM {t} UNION ALL SELECT * FROM {t} ORDER BY ALL")
    _forms_from_parquet(folder)
    _seal(folder)
    assert ("primary key", "project") in _blockers(folder)


def test_rows_out_of_order_are_found(folder):
    _parquet(folder, "project", "SELECT * FROM {t} ORDER BY places")
    _forms_from_parquet(folder)
    _seal(folder)
    assert _blockers(folder) == [("primary key", "project")]


def test_a_foreign_key_into_nothing_is_found(folder):
    _parquet(folder, "organisation", "SELECT * FROM {t} WHERE organisation_id <> 'KSI-0002'")
    _forms_from_parquet(folder)
    _seal(folder)
    assert ("foreign keys", "project") in _blockers(folder)
    assert "2 rows point at nothing (KSI-0002)" in _told(folder, "foreign keys")


def test_a_column_that_was_not_opted_in_is_found_in_each_file(folder):
    _parquet(folder, "project", "SELECT *, 'x@example.org' AS contact_email FROM {t}")
    source, target = (folder / "data" / f"project.{x}" for x in ("parquet", "csv"))
    duckdb.connect().execute(f"COPY (FROM '{source}') TO '{target}' ({CSV_OPTIONS})")
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        if resource["path"].startswith("data/project."):
            resource["schema"]["fields"].append({"name": "contact_email", "type": "string"})
    path.write_text(to_json(descriptor), encoding="utf-8")
    _seal(folder)
    found = _blockers(folder)
    assert ("published columns", "project") in found
    assert ("columns of files", "project") in found


def test_a_table_that_the_package_must_not_hold_is_found(folder):
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    shutil.copy(folder / "data" / "project.csv", folder / "data" / "secret.csv")
    extra = {**descriptor["resources"][2], "name": "secret", "path": "data/secret.csv"}
    descriptor["resources"].append(extra)
    path.write_text(to_json(descriptor), encoding="utf-8")
    write_checksums(folder, read_checksums(folder) | {"data/secret.csv": "0" * 64})
    _seal(folder)
    assert ("published columns", "secret") in _blockers(folder)


def test_rows_lost_against_the_open_table_are_found(folder, whole):
    for name in ("project",):
        _parquet(folder, name, "SELECT * FROM {t} LIMIT 2")
        _forms_from_parquet(folder)
    _seal(folder)
    assert _blockers(folder, open_dir=whole / OPEN_FOLDER) == [("row counts", "project")]


def test_a_table_that_was_not_empty_before_and_is_now_is_a_blocker(folder, whole):
    previous = whole / "releases" / "partnership" / "1.0.0"
    _parquet(folder, "project", "SELECT * FROM {t} WHERE false")
    _forms_from_parquet(folder)
    _seal(folder)
    open_dir = folder.parent / "open"
    shutil.copytree(folder / "data", open_dir)
    found = _blockers(folder, open_dir=open_dir, previous=previous)
    assert found == [("not emptied", "project")]


def test_synthetic_rows_without_a_word_about_them_are_a_blocker(folder):
    _parquet(folder, "organisation", "SELECT * REPLACE ('synthetic' AS origin) FROM {t}")
    _forms_from_parquet(folder)
    _seal(folder)
    assert _blockers(folder) == [("synthetic notice", "package")]


def test_a_descriptor_that_is_not_json_is_one_finding_and_no_crash(folder):
    (folder / "datapackage.json").write_text("{")
    assert _blockers(folder) == [("descriptor", "datapackage.json")]


def test_a_descriptor_without_resources_is_one_finding_and_no_crash(folder):
    (folder / "datapackage.json").write_text('{"name": "partnership", "version": "1.0.0"}')
    assert _blockers(folder) == [("descriptor", "package")]


def test_files_that_cannot_be_read_are_findings_and_the_other_checks_go_on(folder):
    (folder / "data" / "project.parquet").write_bytes(b"PAR1")
    (folder / "data" / "organisation.csv").write_bytes(b"\xff\xfe")
    found = _blockers(folder)
    assert ("readable", "project") in found
    assert ("columns of files", "organisation") in found
    assert ("frictionless", "organisation") in found


def test_a_profile_that_cannot_be_had_is_told_as_not_checked_and_never_as_a_pass(folder):
    known = registry()
    candidate = Candidate(folder, known.packages["partnership"], known, Profile(None, "no network"))
    with engine(folder.parent) as connection:
        report = run_gate(connection, candidate)
    [finding] = [f for f in report.findings if f.check == "data package 2.0 profile"]
    assert (finding.outcome, finding.level) == ("not checked", "warning")
    assert finding.message == "not checked: no network"
    assert finding in report.warnings


def test_a_break_of_the_profile_is_a_blocker(folder):
    profile = Profile({"type": "object", "required": ["homepage"]})
    assert "homepage" in _told(folder, "data package 2.0 profile", profile=profile)


def test_an_empty_package_passes(tmp_path):
    """Tables without rows are allowed as long as no release before had some."""
    known = prepare(tmp_path, rows={"organisation": [], "project": []})
    assert release(tmp_path, known).rows == {"organisation": 0, "project": 0}
