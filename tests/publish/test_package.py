"""A package folder holds what Data Package 2.0 asks for, byte for byte from its inputs."""

from __future__ import annotations

import hashlib
import json
import subprocess
from datetime import datetime

import pytest

from publish.release import release_package
from tests.publish.small import CREATED, default_rows, organisation, prepare, registry, release


@pytest.fixture
def released(tmp_path):
    known = prepare(tmp_path)
    return release(tmp_path, known).path


@pytest.fixture
def descriptor(released):
    return json.loads((released / "datapackage.json").read_text(encoding="utf-8"))


def test_csv_is_rfc_4180_with_iso_dates_points_and_empty_for_missing(released):
    assert (released / "data" / "organisation.csv").read_bytes() == (
        b"organisation_id,name,kind,joined_on,is_member,origin\r\n"
        b'KSI-0001,"Fakultatea, ""Arte"" eta Letrak",faculty,2024-03-01,true,published\r\n'
        b'KSI-0002,"Musikene\nDonostia",entity,,false,published\r\n'
    )
    assert (released / "data" / "project.csv").read_bytes() == (
        b"academic_year,project_id,organisation_id,funding_eur,places\r\n"
        b"2024-25,PRJ-0001,KSI-0002,,\r\n"
        b"2024-25,PRJ-0002,KSI-0001,1250.50,12\r\n"
        b"2025-26,PRJ-0001,KSI-0002,0.10,0\r\n"
    )


def test_the_descriptor_names_the_profile_that_makes_frictionless_apply_version_2(descriptor):
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    schemas = [r["schema"] for r in descriptor["resources"] if "schema" in r]
    assert len(schemas) == 4
    for schema in schemas:
        profile = schema["$schema"]
        assert profile == "https://datapackage.org/profiles/2.0/tableschema.json"


def test_the_descriptor_says_who_when_what_and_under_which_licence(descriptor):
    told = {key: descriptor[key] for key in ("name", "version", "created", "title", "title@eu")}
    assert told == {
        "name": "partnership",
        "version": "1.0.0",
        "created": "2026-09-01T06:30:00Z",
        "title": "Partnership (es)",
        "title@eu": "Partnership (eu)",
    }
    assert descriptor["languages"] == ["es", "eu", "fr", "en"]
    assert descriptor["licenses"][0]["name"] == "CC-BY-4.0"
    assert descriptor["id"].startswith("urn:uuid:")
    assert descriptor["sources"][1] == {
        "title": "Pact for Skills",
        "path": "https://example.org/x",
        "publisher": "European Commission",
        "license": "CC-BY-4.0",
        "origin": "published",
    }


def test_frictionless_validates_the_whole_package_as_a_reader_would(released):
    """As `frictionless validate datapackage.json`: Parquet as a table would fail there."""
    import frictionless

    report = frictionless.validate(str(released / "datapackage.json"))
    assert report.valid, report.to_summary()
    assert [task.type for task in report.tasks] == ["table", "file"] * 2 + ["file"] * 5


def test_every_form_is_a_resource_with_size_and_hash(released, descriptor):
    excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    kinds = [(r["name"], r["path"], r["mediatype"]) for r in descriptor["resources"]]
    assert kinds == [
        ("organisation", "data/organisation.csv", "text/csv"),
        ("organisation-parquet", "data/organisation.parquet", "application/vnd.apache.parquet"),
        ("project", "data/project.csv", "text/csv"),
        ("project-parquet", "data/project.parquet", "application/vnd.apache.parquet"),
        ("partnership-xlsx-eu", "data/partnership.eu.xlsx", excel),
        ("partnership-xlsx-es", "data/partnership.es.xlsx", excel),
        ("partnership-xlsx-fr", "data/partnership.fr.xlsx", excel),
        ("partnership-xlsx-en", "data/partnership.en.xlsx", excel),
        ("partnership-sqlite", "data/partnership.sqlite", "application/vnd.sqlite3"),
    ]
    for resource in descriptor["resources"]:
        content = (released / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()


def test_a_foreign_key_points_at_the_resource_of_the_same_format(descriptor):
    targets = {
        r["name"]: r["schema"]["foreignKeys"][0]["reference"]["resource"]
        for r in descriptor["resources"]
        if "foreignKeys" in r.get("schema", {})
    }
    assert targets == {"project": "organisation", "project-parquet": "organisation-parquet"}


def test_temporal_coverage_is_the_years_in_the_data(descriptor):
    assert descriptor["temporal"] == {"academicYears": ["2024-25", "2025-26"]}


def test_no_temporal_coverage_is_invented(tmp_path):
    known = prepare(tmp_path, registry(organisation()))
    descriptor = json.loads((release(tmp_path, known).path / "datapackage.json").read_text())
    assert "temporal" not in descriptor


def test_a_package_with_a_synthetic_row_says_so_in_title_description_keywords_and_readme(tmp_path):
    rows = default_rows()
    rows["organisation"][1]["origin"] = "synthetic"
    known = prepare(tmp_path, rows=rows)
    path = release(tmp_path, known).path
    descriptor = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["title"] == "Partnership (es) (contiene datos sintéticos)"
    assert descriptor["title@en"] == "Partnership (holds synthetic data)"
    assert "sintéticas" in descriptor["description"]
    assert descriptor["keywords"] == ["culture (es)", "synthetic"]
    readme = (path / "README.md").read_text(encoding="utf-8")
    for words in ("sintetikoak", "sintéticas", "synthétiques", "synthetic rows"):
        assert words in readme


def test_a_package_without_synthetic_rows_does_not_say_so(released, descriptor):
    assert descriptor["keywords"] == ["culture (es)"]
    assert "synthetic" not in (released / "README.md").read_text(encoding="utf-8")


def test_readme_and_dictionary_stand_in_four_languages(released):
    readme = (released / "README.md").read_text(encoding="utf-8")
    for title in ("Partnership (es)", "Partnership (eu)", "Partnership (fr)", "# Partnership ("):
        assert title in readme
    assert r"Members \| partners." in readme  # a bar would end the cell of a Markdown table
    for language in ("eu", "es", "fr", "en"):
        assert (released / f"DATA-DICTIONARY.{language}.md").stat().st_size > 0


def test_sha256sum_verifies_every_file_of_the_package(released):
    done = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"],
        cwd=released,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    listed = {line.partition("  ")[2] for line in (released / "SHA256SUMS").open()}
    present = {p.relative_to(released).as_posix() for p in released.rglob("*") if p.is_file()}
    assert {name.strip() for name in listed} == present - {"SHA256SUMS"}


def test_no_private_column_and_no_path_of_this_machine_stands_in_any_file(released, tmp_path):
    for path in released.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"contact_email" not in content, path
            assert b"someone@example.org" not in content, path
            assert str(tmp_path).encode() not in content, path


def test_created_needs_a_time_zone(tmp_path):
    known = prepare(tmp_path)
    with pytest.raises(ValueError, match="created has no time zone"):
        release_package(
            known.packages["partnership"],
            known,
            tmp_path,
            datetime.fromisoformat(CREATED.isoformat()).replace(tzinfo=None),
            (),
        )
