"""Issue 4, point 7: the notes for use of a table stand in its release; another text is a patch."""

from __future__ import annotations

import json

import frictionless
import openpyxl

from publish.profile import find_profile
from schemas.note import Note
from schemas.statistical import Statistical
from tests.publish.small import organisation, prepare, project, registry, release, said

PERIMETER = Note(id="members_only", kind="perimeter", text=said("Members only."))


def _noted(*notes):
    return registry(organisation().model_copy(update={"notes": notes}), project())


def test_both_files_of_a_table_bear_its_notes_and_the_official_profile_takes_them(tmp_path):
    """The gate of the release judges the descriptor by the profile when it can be had."""
    profile = find_profile(tmp_path / "cache")
    path = release(tmp_path, prepare(tmp_path, _noted(PERIMETER)), profile).path
    resources = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert {r["path"]: [note["id"] for note in r["notes"]] for r in resources if "notes" in r} == {
        "data/organisation.csv": ["members_only"],
        "data/organisation.parquet": ["members_only"],
    }
    assert frictionless.validate(str(path / "datapackage.json")).valid


def test_the_dictionary_tells_them_and_the_readme_leads_there(tmp_path):
    path = release(tmp_path, prepare(tmp_path, _noted(PERIMETER))).path
    dictionary = (path / "DATA-DICTIONARY.eu.md").read_text(encoding="utf-8")
    assert "- *Perimetroa*. Members only. (eu)\n" in dictionary
    readme = (path / "README.md").read_text(encoding="utf-8")
    for language in ("eu", "es", "fr", "en"):
        assert f"[DATA-DICTIONARY.{language}.md](DATA-DICTIONARY.{language}.md)" in readme


def test_a_package_without_notes_leads_nobody_to_them(tmp_path):
    path = release(tmp_path, prepare(tmp_path)).path
    assert "](DATA-DICTIONARY.en.md)" not in (path / "README.md").read_text(encoding="utf-8")


def test_a_changed_note_is_a_patch(tmp_path):
    """Words do not break a reader's program: a patch, and never a major version."""
    release(tmp_path, prepare(tmp_path, _noted(PERIMETER)))
    better = PERIMETER.model_copy(update={"text": said("Members of the partnership only.")})
    assert release(tmp_path, prepare(tmp_path, _noted(better))).version == "1.0.1"
    breaks = Note(id="one_edition", kind="breaks", text=said("One edition so far."))
    assert release(tmp_path, prepare(tmp_path, _noted(better, breaks))).version == "1.0.2"
    assert release(tmp_path, prepare(tmp_path, _noted())).version == "1.0.3"


def test_an_unchanged_note_is_no_release(tmp_path):
    release(tmp_path, prepare(tmp_path, _noted(PERIMETER)))
    assert not release(tmp_path, prepare(tmp_path, _noted(PERIMETER))).changed


def test_the_notes_sheet_of_the_workbook_tells_them_to_office_users(tmp_path):
    path = release(tmp_path, prepare(tmp_path, _noted(PERIMETER))).path
    book = openpyxl.load_workbook(path / "data" / "partnership.fr.xlsx", read_only=True)
    lines = [(row[0], row[1]) for row in book.worksheets[0].iter_rows(values_only=True)]
    assert ("organisation: périmètre", "Members only. (fr)") in lines


def test_a_cube_bears_them_in_the_notes_that_json_stat_has(tmp_path):
    cube = Statistical(measures=("funding_eur", "places"), time="academic_year")
    noted = project().model_copy(update={"notes": (PERIMETER,), "statistical": cube})
    path = release(tmp_path, prepare(tmp_path, registry(organisation(), noted))).path
    told = json.loads((path / "data" / "project.jsonstat.json").read_text(encoding="utf-8"))
    assert "Perímetro: Members only. (es)" in told["note"]
    assert "Perimetroa: Members only. (eu)" in told["extension"]["note"]["eu"]
