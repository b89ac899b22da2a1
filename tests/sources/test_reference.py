"""The generator of the bundled edition: files as sources/reference/README.md promises them.

Expected numbers are worked out by hand from the rules stated there; the files are read with
calamine and csv, not with our readers.
"""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from sources.reference.generate import generate

ROOT = Path(__file__).parents[2]
FIRST, LATER = "2024-25", "2025-26"


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("edition") / "inbox"
    generate(folder)
    return folder


def _csv(path: Path, encoding: str = "utf-8-sig", delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def _sheet(path: Path, sheet: str, header_row: int) -> list[dict[str, Any]]:
    rows = (
        CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    )
    header = rows[header_row - 1]
    return [dict(zip(header, row, strict=True)) for row in rows[header_row:]]


def _register(inbox: Path, year: str) -> list[dict[str, Any]]:
    return _sheet(inbox / "organisations" / year / "register.xlsx", "Registro", 4)


def _capacity_ids(inbox: Path, year: str) -> dict[str, list[str]]:
    folder = inbox / "capacities" / year
    ehu = _sheet(folder / "ehu.xlsx", "Capacidades", 4)
    return {
        "ehu": [row["Código"] for row in ehu if row["Código"] != "Total"],
        "deusto": [row["ID"] for row in _sheet(folder / "deusto.xlsx", "Capacities", 1)],
        "mondragon": [row["Kodea"] for row in _sheet(folder / "mondragon.ods", "Gaitasunak", 3)],
        "higher": [row["Ref."] for row in _sheet(folder / "higher_centres.xlsx", "Capacidades", 1)],
        "vet": [row["código"] for row in _csv(folder / "vet.csv", "latin-1", ";")],
    }


# --- the register


@pytest.mark.parametrize("year", [FIRST, LATER])
def test_each_edition_has_28_faculties_19_entities_and_2_euroregional_partners(
    inbox: Path, year: str
) -> None:
    kinds = Counter(row["Tipo"] for row in _register(inbox, year))
    assert kinds == {
        "Facultad o escuela superior": 28,
        "Entidad": 19,
        "Socio eurorregional": 2,
        "Organismo coordinador": 4,
        "Centro de Formación Profesional": 12,
    }


def test_between_the_editions_one_leaves_one_joins_and_one_has_a_new_name(inbox: Path) -> None:
    first = {row["Código"]: row["Nombre"] for row in _register(inbox, FIRST)}
    later = {row["Código"]: row["Nombre"] for row in _register(inbox, LATER)}
    assert {first[key] for key in first.keys() - later.keys()} == {"Synthetic VET centre 11"}
    assert {later[key] for key in later.keys() - first.keys()} == {"Synthetic VET centre 13"}
    renamed = {key for key in first.keys() & later.keys() if first[key] != later[key]}
    assert renamed == {"KSI-0112"}


@pytest.mark.parametrize("year", [FIRST, LATER])
def test_names_that_no_source_gives_are_visibly_synthetic(inbox: Path, year: str) -> None:
    for row in _register(inbox, year):
        assert row["Nombre"].startswith("Synthetic ") == row["Origen"].startswith("Sintético")


@pytest.mark.parametrize("year", [FIRST, LATER])
def test_no_spelling_means_two_organisations(inbox: Path, year: str) -> None:
    owners: dict[str, str] = {}
    for row in _register(inbox, year):
        spellings = {row["Código"], row["Nombre"], row["Nombre en euskera"], row["Siglas"]}
        spellings |= {alias.strip() for alias in row["Otros nombres"].split(";")}
        for spelling in filter(None, spellings):
            assert owners.setdefault(spelling.lower(), row["Código"]) == row["Código"], spelling


# --- capacities


def test_rows_sent_per_edition_are_those_of_the_readme(inbox: Path) -> None:
    first = {name: len(ids) for name, ids in _capacity_ids(inbox, FIRST).items()}
    later = {name: len(ids) for name, ids in _capacity_ids(inbox, LATER).items()}
    assert first == {"ehu": 90, "deusto": 24, "mondragon": 30, "higher": 24, "vet": 60}
    assert later == {"ehu": 91, "deusto": 24, "mondragon": 24, "higher": 24, "vet": 62}


@pytest.mark.parametrize("year", [FIRST, LATER])
def test_a_capacity_id_stands_once_per_edition(inbox: Path, year: str) -> None:
    ids = [one for file in _capacity_ids(inbox, year).values() for one in file]
    assert len(ids) == len(set(ids))


def test_removed_and_added_capacities_of_ehu_follow_the_rule_of_twelve(inbox: Path) -> None:
    first, later = (set(_capacity_ids(inbox, year)["ehu"]) for year in (FIRST, LATER))
    assert sorted(first - later) == [f"EHU-{number:04d}" for number in (7, 19, 31, 43, 55, 67, 79)]
    assert sorted(later - first) == [f"EHU-{number:04d}" for number in range(91, 99)]


def test_one_centre_sends_nothing_in_the_later_edition(inbox: Path) -> None:
    centres = {
        year: {
            row["Ikastegia"]
            for row in _sheet(inbox / "capacities" / year / "mondragon.ods", "Gaitasunak", 3)
        }
        for year in (FIRST, LATER)
    }
    assert centres[FIRST] - centres[LATER] == {"Fakultate sintetikoa 27"}


def test_the_rows_that_are_wrong_on_purpose_are_these_four(inbox: Path) -> None:
    flawed = []
    for year in (FIRST, LATER):
        vet = _csv(inbox / "capacities" / year / "vet.csv", "latin-1", ";")
        flawed += [row["código"] for row in vet if row["sectores"] == "Turismo"]
        flawed += [row["código"] for row in vet if row["ects"] == "999,00"]
        ehu = _sheet(inbox / "capacities" / year / "ehu.xlsx", "Capacidades", 4)
        flawed += [row["Código"] for row in ehu if row["Fecha de inicio"] == "31/02/2025"]
    assert flawed == ["LH-0007", "LH-0067", "LH-0066", "EHU-0091"]


def test_joint_programmes_stand_under_one_title_at_two_centres(inbox: Path) -> None:
    rows = _sheet(inbox / "capacities" / FIRST / "ehu.xlsx", "Capacidades", 4)[:90]
    titles = Counter(row["Denominación"] for row in rows)
    joint = [title for title, times in titles.items() if times == 2]
    assert len(joint) == 4  # numbers 12 and 13, 36 and 37, 60 and 61, 84 and 85
    for title in joint:
        assert len({row["Centro"] for row in rows if row["Denominación"] == title}) == 2


def test_the_totals_row_of_ehu_states_the_number_of_rows(inbox: Path) -> None:
    total = _sheet(inbox / "capacities" / LATER / "ehu.xlsx", "Capacidades", 4)[-1]
    assert (total["Código"], total["Denominación"]) == ("Total", 91)


def test_no_cell_of_the_contact_column_looks_like_a_person(inbox: Path) -> None:
    rows = _sheet(inbox / "capacities" / FIRST / "ehu.xlsx", "Capacidades", 4)[:90]
    assert all(row["Persona de contacto"].startswith("Contact placeholder ") for row in rows)


# --- activities


def test_funded_projects_follow_the_published_totals(inbox: Path) -> None:
    projects = _csv(inbox / "activities" / "projects.csv")
    funded = Counter(
        row["edición"]
        for row in projects
        if row["programa"] == "connections" and row["financiado"] == "true"
    )
    assert funded == {"1": 11, "2": 13, "3": 20, "4": 22}  # 44 over 1 to 3, 20 in 3
    assert {row["importe_eur"] for row in projects} == {"not_published"}


def test_egah_is_published_and_under_way_and_one_synthetic_project_is_delivered(
    inbox: Path,
) -> None:
    projects = _csv(inbox / "activities" / "projects.csv")
    keys = ("id", "estado", "origen")
    assert [tuple(row[key] for key in keys) for row in projects if row["edición"] == ""] == [
        ("PRJ-9001", "ongoing", "published"),
        ("PRJ-9002", "delivered", "synthetic"),
    ]


def test_announced_events_are_the_three_that_the_profile_names(inbox: Path) -> None:
    events = _csv(inbox / "activities" / "events.csv")
    announced = [row["title"] for row in events if row["participation_status"] == "announced"]
    assert announced == [
        "Creativity World Forum 2024",
        "UIIN Conference 2024",
        "EIT Culture & Creativity KIC",
    ]
    assert Counter(row["origin"] for row in events) == {"published": 3, "synthetic": 5}


def test_a_project_names_an_organisation_once_whatever_the_spelling(inbox: Path) -> None:
    owners = dict(_spellings(inbox))
    partners = _csv(inbox / "activities" / "project_partners.csv")
    resolved = [(row["id_proyecto"], owners[row["organización"].lower()]) for row in partners]
    assert len(resolved) == len(set(resolved))


def _spellings(inbox: Path) -> Iterator[tuple[str, str]]:
    for row in (*_register(inbox, FIRST), *_register(inbox, LATER)):
        names = [row["Código"], row["Nombre"], row["Nombre en euskera"], row["Siglas"]]
        for name in (*names, *row["Otros nombres"].split(";")):
            yield name.strip().lower(), row["Código"]


def test_content_is_of_three_kinds_in_four_languages(inbox: Path) -> None:
    content = _csv(inbox / "activities" / "content.csv")
    assert len(content) == 15
    assert {row["content_kind"] for row in content} == {"article", "interview", "video"}
    assert {row["language"] for row in content} == {"eu", "es", "fr", "en"}


# --- the generator


@pytest.mark.integration
def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    code = "import sys, pathlib; from sources.reference.generate import generate; "
    code += "generate(pathlib.Path(sys.argv[1]))"
    digests = []
    for name, zone, hashing in (("a", "Asia/Tokyo", "1"), ("b", "America/Lima", "2")):
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": hashing}
        environment["PYTHONPATH"] = str(ROOT)
        command = [sys.executable, "-c", code, str(tmp_path / name)]
        subprocess.run(command, check=True, env=environment, cwd=tmp_path)
        digests.append(_digests(tmp_path / name))
    assert digests[0] == digests[1]
    assert len(digests[0]) == 41


def _digests(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def test_a_second_spreadsheet_of_one_process_has_the_bytes_of_the_first() -> None:
    """odfpy keeps namespaces from one document to the next; they must not show in the bytes."""
    from sources.reference.workbooks import Sheet, ods_bytes

    assert ods_bytes([Sheet("a", [["x", 1.0]])]) == ods_bytes([Sheet("a", [["x", 1.0]])])


def test_another_seed_changes_capacities_and_no_counts(inbox: Path, tmp_path: Path) -> None:
    generate(tmp_path / "inbox", seed=1)
    assert _digests(tmp_path / "inbox") != _digests(inbox)
    assert _capacity_ids(tmp_path / "inbox", LATER) == _capacity_ids(inbox, LATER)


def test_an_inbox_that_holds_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "sent.csv").write_text("from a partner")
    assert generate(tmp_path) == []
    assert [path.name for path in tmp_path.iterdir()] == ["sent.csv"]


def test_overwriting_replaces_own_files_and_keeps_all_others(inbox: Path, tmp_path: Path) -> None:
    target = tmp_path / "inbox"
    generate(target)
    (target / "sent.csv").write_text("from a partner")
    (target / "activities" / "events.csv").write_text("spoilt")
    assert len(generate(target, overwrite=True)) == 41
    assert (target / "sent.csv").read_text() == "from a partner"
    assert _digests(target).items() >= _digests(inbox).items()


def test_an_empty_inbox_is_filled_and_the_rest_of_a_killed_run_is_swept(tmp_path: Path) -> None:
    target = tmp_path / "inbox"
    target.mkdir()
    (tmp_path / ".inbox.part").mkdir()
    (tmp_path / ".inbox.part" / "half.csv").write_text("half")
    assert len(generate(target)) == 41
    assert [path.name for path in tmp_path.iterdir()] == ["inbox"]
    assert not (target / "half.csv").exists()


def test_a_factor_multiplies_the_rows_of_every_centre(tmp_path: Path) -> None:
    generate(tmp_path / "inbox", factor=2)
    first = {name: len(ids) for name, ids in _capacity_ids(tmp_path / "inbox", FIRST).items()}
    assert first == {"ehu": 180, "deusto": 48, "mondragon": 60, "higher": 48, "vet": 120}


def test_workbooks_stop_growing_and_the_surplus_goes_to_vet() -> None:
    from sources.reference.capacities import EHU, VET
    from sources.reference.capacity_files import rows_per_centre

    counts = rows_per_centre(2193, editions=2)
    # 168 workbook rows per edition and factor: 29 times that twice is 9,744, 30 times is 10,080.
    assert counts[EHU] == 6 * 29
    assert counts[VET] == 5 * 2193 + 14 * (2193 - 29)


def test_a_factor_below_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="factor 0 is below 1"):
        generate(tmp_path / "inbox", factor=0)
