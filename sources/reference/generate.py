"""Makes the inbox of the bundled edition: the files that partners would have sent.

Same factor and seed, same bytes. The folder appears whole or not at all: it is written beside
its place and renamed.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from schemas.registry import Registry, load
from sources.editions import load_editions
from sources.reference import (
    activities,
    capacity_files,
    hub_files,
    survey_files,
    training_files,
)
from sources.reference.capacities import Edition
from sources.reference.csv_files import write_csv
from sources.reference.layouts import Words
from sources.reference.register import Organisation, register
from sources.reference.workbooks import Cell, Sheet, xlsx_bytes

SEED = 20240301

REGISTER_HEADERS = (
    *("Código", "Nombre", "Nombre en euskera", "Siglas", "Otros nombres", "Tipo", "Universidad"),
    *("Base de la agrupación", "NUTS", "ROR", "Web", "Alta", "Baja", "Curso", "Origen", "Fuente"),
)
PROJECT_HEADERS = {
    "project_id": "id",
    "title": "título",
    "project_programme": "programa",
    "edition": "edición",
    "academic_year": "curso",
    "project_category": "categoría",
    "project_status": "estado",
    "is_funded": "financiado",
    "funding_eur": "importe_eur",
    "started_on": "inicio",
    "ended_on": "fin",
    "origin": "origen",
    "source": "fuente",
}
PARTNER_HEADERS = {
    "project_id": "id_proyecto",
    "organisation": "organización",
    "partner_role": "función",
    "origin": "origen",
}


def generate(inbox: Path, factor: int = 1, seed: int = SEED, overwrite: bool = False) -> list[Path]:
    """Writes the bundled edition into an inbox that is absent or empty; returns its files.

    `factor` multiplies the capacities of every centre (about 460 rows in all at factor 1), the
    responses to the survey (720) with the firms of its frame, the training offers and the persons
    who took part.
    An inbox that holds files is left alone and the list is empty, unless `overwrite`: then
    the generator's files are replaced and all others stay. Raises ValueError for a factor
    below 1.
    """
    if factor < 1:
        raise ValueError(f"factor {factor} is below 1; 1 is the bundled edition itself")
    if inbox.is_dir() and any(inbox.iterdir()) and not overwrite:
        return []
    draft = inbox.with_name(f".{inbox.name}.part")
    shutil.rmtree(draft, ignore_errors=True)  # left by a run that was killed
    _write_all(draft, factor, seed, load())
    made = sorted(path.relative_to(draft) for path in draft.rglob("*") if path.is_file())
    _move(draft, inbox, made)
    return [inbox / path for path in made]


def _move(draft: Path, inbox: Path, made: Sequence[Path]) -> None:
    """Puts the draft in the inbox's place: in one rename, or file by file over what is there."""
    if inbox.is_dir() and not any(inbox.iterdir()):
        inbox.rmdir()
    if not inbox.exists():
        draft.rename(inbox)
        return
    for path in made:
        (inbox / path).parent.mkdir(parents=True, exist_ok=True)
        (draft / path).replace(inbox / path)
    shutil.rmtree(draft)


def _write_all(folder: Path, factor: int, seed: int, registry: Registry) -> None:
    years = load_editions()
    counts = capacity_files.rows_per_centre(factor, len(years))
    for place, year in enumerate(years):
        edition = Edition(year, later=place > 0)
        _write_register(_made(folder / "organisations" / year), edition, registry)
        capacity_files.write(_made(folder / "capacities" / year), edition, counts, seed, registry)
        survey_files.write(_made(folder / "survey" / year), year, factor, seed, registry)
        training_files.write(_made(folder / "training" / year), edition, factor, seed, registry)
    activity_folder = _made(folder / "activities")
    bom = "utf-8-sig"  # as Excel saves a CSV file
    projects, partners = activities.projects(), activities.project_partners()
    _write_rows(activity_folder / "projects.csv", projects, PROJECT_HEADERS, bom)
    _write_rows(activity_folder / "project_partners.csv", partners, PARTNER_HEADERS, bom)
    _write_rows(activity_folder / "events.csv", activities.events())
    _write_rows(activity_folder / "content.csv", activities.content(seed))
    hub_files.write(_made(folder / "euroregion"), years, seed)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _write_rows(
    path: Path,
    rows: Sequence[activities.Row],
    headers: dict[str, str] | None = None,
    encoding: str = "utf-8",
) -> None:
    names = headers or {name: name for name in rows[0]}
    write_csv(path, names.values(), ([row[name] for name in names] for row in rows), encoding)


def _write_register(folder: Path, edition: Edition, registry: Registry) -> None:
    words = Words(registry, "es")
    title = f"KSIgune: registro de organizaciones, curso {edition.academic_year}"
    notice = "Synthetic members are called so; the others are named in the partnership's profile"
    rows: list[Sequence[Cell]] = [[title], [notice], [], REGISTER_HEADERS]
    rows += [_register_row(member, edition, words) for member in register(edition.later)]
    sheet = Sheet("Registro", rows, merged=("A1:P1", "A2:P2"))
    (folder / "register.xlsx").write_bytes(xlsx_bytes([sheet]))


def _register_row(member: Organisation, edition: Edition, words: Words) -> list[Cell]:
    cells: list[str | date | None] = [
        member.organisation_id,
        member.name,
        member.name_eu,
        member.acronym,
        member.aliases(),
        words.label("organisation_kind", member.organisation_kind),
        member.university_group and words.label("university_group", member.university_group),
        member.grouping_basis and words.label("grouping_basis", member.grouping_basis),
        member.nuts_code,
        member.ror_id,
        member.website,
        member.joined_on,
        member.left_on,
        edition.academic_year,
        words.label("origin", member.origin),
        member.source,
    ]
    return [cell or None for cell in cells]
