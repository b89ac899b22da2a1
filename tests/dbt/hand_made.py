"""A landing small enough to count by hand: two editions, six organisations, some KPI records.

Every figure that the tests expect was counted from these rows by eye.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from schemas.model import Table, duckdb_type
from schemas.registry import Registry

Row = Mapping[str, Any]

AS_OF = date(2026, 1, 31)
LANDED_AT = datetime(2026, 1, 31, 8, 0)  # noqa: DTZ001 - a TIMESTAMP of the warehouse has no zone
FILLER: Mapping[str, Any] = {
    "string": "stated",
    "integer": 1,
    "number": 0,
    "boolean": False,
    "date": date(2025, 1, 1),
}
"""What a required column of which no test asks is filled with, by type."""


def organisation(number: int, name: str, kind: str, nuts: str, year: str, **more: Any) -> Row:
    """One row of the register; `more` overrides."""
    return {
        "organisation_id": f"KSI-{number:04d}",
        "name": name,
        "organisation_kind": kind,
        "nuts_code": nuts,
        "academic_year": year,
        "origin": "synthetic",
        "joined_on": date(2024, 3, 1),
        **more,
    }


def capacity(year: str, capacity_id: str, sent_as: str, title: str, kind: str, **more: Any) -> Row:
    """One capacity as sent; sectors and origin are filled in unless `more` says otherwise."""
    return {
        "academic_year": year,
        "capacity_id": capacity_id,
        "organisation": sent_as,
        "title": title,
        "capacity_kind": kind,
        "sectors": "Música",
        "accredited": False,
        "partnership_linked": False,
        "origin": "reported",
        **more,
    }


def _project(project_id: str, programme: str, year: str, status: str, **more: Any) -> Row:
    return {
        "project_id": project_id,
        "project_programme": programme,
        "academic_year": year,
        "project_status": status,
        "is_funded": True,
        "origin": "reported",
        **more,
    }


def _event(event_id: str, kind: str, status: str, started_on: date | None, origin: str) -> Row:
    return {
        "event_id": event_id,
        "event_kind": kind,
        "participation_status": status,
        "started_on": started_on,
        "origin": origin,
    }


def _fiche(kpi_id: int, target: int, due: date | None, **more: Any) -> Row:
    return {
        "kpi_id": kpi_id,
        "kpi_code": f"kpi_{kpi_id}",
        "unit_of_measure": "things",
        "measure_type": "stock",
        "direction": "increase",
        "baseline_value": 0,
        "target_value": target,
        "start_date": date(2024, 3, 1),
        "due_date": due,
        **more,
    }


def _variant(kpi_id: int, variant: str, **more: Any) -> Row:
    return {
        "kpi_id": kpi_id,
        "variant": variant,
        "is_headline": False,
        "period_basis": "edition",
        **more,
    }


def offer(year: str, offer_id: str, sent_as: str, started_on: date, **more: Any) -> Row:
    """One training offer as sent, neither accredited nor linked unless `more` says so."""
    return {
        "academic_year": year,
        "offer_id": offer_id,
        "organisation": sent_as,
        "title": f"Course {offer_id}",
        "training_kind": "Formación permanente",
        "accredited": False,
        "accreditation_kind": "not_accredited",
        "modality": "Online",
        "language": "eu",
        "started_on": started_on,
        "partnership_linked": False,
        "origin": "reported",
        **more,
    }


def participation(year: str, number: int, offer_id: str, person: str | None, **more: Any) -> Row:
    """One completed participation as landed: somebody working in music in Gipuzkoa, unless
    `more` says otherwise. `person` stands for a keyed hash."""
    return {
        "academic_year": year,
        "participation_id": f"HM-M{number:04d}",
        "offer_id": offer_id,
        "person_hash": person,
        "training_status": "Finalizada",
        "sector_code": "music",
        "nuts_code": "ES212",
        "workforce_status": "working",
        "origin": "reported",
        **more,
    }


REGISTER: Sequence[Row] = (
    organisation(
        1, "Faculty of Arts", "Facultad o escuela", "ES213", "2024-25",
        name_eu="Letren Fakultatea", aliases="Facultad de Letras; Arts (EHU)",
        university_group="UPV/EHU", grouping_basis="inferred", origin="published",
    ),
    organisation(
        1, "Faculty of Arts", "faculty_or_school", "ES213", "2025-26",
        name_eu="Letren Fakultatea", aliases="Facultad de Letras; Arts (EHU)",
        university_group="ehu", grouping_basis="inferred", origin="published",
    ),
    organisation(2, "Faculty of Law", "faculty_or_school", "ES212", "2024-25"),
    organisation(
        2, "Law School", "faculty_or_school", "ES212", "2025-26", aliases="Faculty of Law"
    ),
    organisation(3, "School of Music", "faculty_or_school", "ES212", "2024-25", acronym="SoM"),
    organisation(101, "GAIA", "entity", "ES21", "2024-25", origin="published"),
    organisation(101, "GAIA", "entity", "ES21", "2025-26", origin="published"),
    organisation(
        201, "Magelis", "euroregional_partner", "FRI31", "2025-26",
        origin="published", joined_on=date(2025, 10, 1),
    ),
    organisation(401, "VET One", "vet_centre", "ES211", "2024-25"),
    organisation(401, "VET One", "vet_centre", "ES211", "2025-26"),
)  # fmt: skip

CAPACITIES: Sequence[Row] = (
    capacity(
        "2024-25", "EHU-001", "Facultad de  LETRAS", "Digital heritage", "Prestakuntza",
        sectors="Patrimonio; musika", skill_focuses="digital; green", isced_f_code="0222",
        eqf_level="7", ects="60", accredited=True,
    ),
    capacity("2024-25", "EHU-002", "KSI-0001", "Film archive", "research", sectors="audiovisual"),
    capacity("2024-25", "LAW-001", "Faculty of Law", "Rights clinic", "transfer"),
    capacity("2024-25", "GOI-001", "som", "Strings", "training", accredited=True),
    capacity(
        "2024-25", "VET-001", "VET One", "Sound", "training",
        accredited=True, partnership_linked=True, origin="synthetic",
    ),
    capacity(
        "2025-26", "EHU-001", "Letren Fakultatea", "Digital heritage II", "training",
        sectors="music;heritage;MUSIC", skill_focuses="digital", isced_f_code="0222",
        eqf_level="7", ects="60", accredited=True,
    ),
    capacity(
        "2025-26", "EHU-003", "Arts (EHU)", "sound", "training",
        accredited=True, partnership_linked=True,
    ),
    capacity(
        "2025-26", "VET-001", "KSI-0401", "Sound", "training",
        accredited=True, partnership_linked=True, origin="synthetic",
    ),
    capacity(
        "2025-26", "VET-002", "VET One", " SOUND ", "research", partnership_linked=True
    ),
    capacity("2025-26", "VET-003", "VET One", "Light", "training", partnership_linked=True),
    capacity("2025-26", "MAG-001", "Magelis", "Animation", "training"),
)  # fmt: skip

PROJECTS: Sequence[Row] = (
    _project(
        "PRJ-3001", "Programa Conexiones KSIgune", "2023-24", "delivered",
        edition=3, started_on=date(2023, 11, 1),
    ),
    _project(
        "PRJ-4001", "connections", "2024-25", "ongoing",
        edition=4, started_on=date(2024, 11, 5), project_category="training",
    ),
    _project(
        "PRJ-4002", "connections", "2024-25", "ongoing",
        edition=4, started_on=date(2024, 11, 9), project_category="transformation",
    ),
    _project("PRJ-4003", "connections", "2024-25", "cancelled", edition=4, is_funded=False),
    _project(
        "PRJ-9001", "euroregional", "2024-25", "delivered", ended_on=date(2025, 6, 30),
        funding_eur="1500.50",
    ),
    _project("PRJ-9002", "euroregional", "2024-25", "ongoing"),
)  # fmt: skip

PARTNERS: Sequence[Row] = (
    {"project_id": "PRJ-4001", "organisation": "letren fakultatea", "partner_role": "coordinator"},
    {"project_id": "PRJ-4001", "organisation": "VET One", "partner_role": "partner"},
)

EVENTS: Sequence[Row] = (
    _event("EVT-0001", "conference", "announced", None, "published"),
    _event("EVT-0002", "conference", "attended", date(2024, 5, 2), "published"),
    _event("EVT-0003", "network", "member", date(2024, 9, 1), "published"),
    _event("EVT-0004", "meeting", "attended", date(2026, 5, 1), "published"),
    _event("EVT-0005", "conference", "attended", date(2024, 1, 1), "published"),
)

_DEGREE: Row = {"accredited": True, "accreditation_kind": "Título oficial", "eqf_level": "7"}
_LINKED: Row = {"partnership_linked": True}

OFFERS: Sequence[Row] = (
    offer(
        "2024-25", "LAW-F001", "Faculty of Law", date(2024, 10, 1), **_DEGREE, **_LINKED,
        skills="digital_safety",
    ),
    offer(
        "2024-25", "VET-F001", "VET One", date(2024, 11, 1), **_LINKED, skill_focuses="green"
    ),
    offer(
        "2025-26", "LAW-F001", "Law School", date(2025, 10, 1), **_DEGREE, **_LINKED,
        skill_focuses="digital", skills="digital_safety",
    ),
    offer(
        "2025-26", "LAW-F002", "Law School", date(2025, 10, 1), **_DEGREE,
        skill_focuses="innovation",
    ),
    offer("2025-26", "VET-F001", "VET One", date(2025, 11, 1), **_LINKED, skill_focuses="green"),
    offer(
        "2025-26", "VET-F002", "VET One", date(2026, 3, 1), **_DEGREE, **_LINKED,
        skill_focuses="digital",
    ),
)  # fmt: skip

_ENROLLED: Row = {"training_status": "enrolled"}

PARTICIPATIONS: Sequence[Row] = (
    participation("2024-25", 1, "LAW-F001", "a", status_on=date(2025, 1, 10), nuts_code="ES211"),
    participation("2024-25", 2, "LAW-F001", "a", status_on=date(2025, 1, 12), nuts_code="ES211"),
    participation(
        "2024-25", 3, "VET-F001", "a", status_on=date(2024, 12, 1), nuts_code="ES211", **_ENROLLED
    ),
    participation("2024-25", 4, "LAW-F001", "b", status_on=date(2025, 2, 1)),
    participation(
        "2024-25", 5, "LAW-F001", "c", status_on=date(2025, 2, 2), workforce_status="En paro"
    ),
    participation("2024-25", 6, "LAW-F001", None, status_on=date(2025, 2, 3), nuts_code="ES213"),
    participation(
        "2024-25", 7, "VET-F001", "d", status_on=date(2025, 2, 4), nuts_code="ES213",
        training_status="Abandonada",
    ),
    participation("2025-26", 1, "LAW-F001", "b", status_on=date(2025, 12, 1)),
    participation("2025-26", 2, "LAW-F002", "e", status_on=date(2025, 12, 2)),
    participation(
        "2025-26", 3, "LAW-F001", "f", status_on=date(2025, 12, 3), nuts_code="ES211",
        workforce_status=None,
    ),
    participation("2025-26", 4, "LAW-F001", "g", status_on=date(2025, 12, 4), nuts_code="FRI12"),
    participation(
        "2025-26", 5, "LAW-F001", None, status_on=date(2025, 12, 5), nuts_code=None,
        sector_code=None, **_ENROLLED,
    ),
    participation("2025-26", 6, "VET-F001", "h", status_on=date(2026, 5, 1), nuts_code="ES213"),
    participation("2025-26", 7, "LAW-F001", "i", status_on=date(2025, 9, 1), nuts_code="ES213"),
)  # fmt: skip
"""Person a twice in one offer and once in another, b in two years, two without identifier."""

FICHES: Sequence[Row] = (
    _fiche(1, 100, date(2024, 12, 31)),
    _fiche(2, 1, None),
    _fiche(
        3, 5, date(2027, 12, 31), denominator_text="jobs", unit_of_measure="percent"
    ),
    _fiche(4, 4, date(2025, 12, 31)),
    _fiche(5, 30, date(2024, 12, 31)),
    _fiche(6, 1, date(2025, 8, 31)),
    _fiche(7, 500, date(2024, 12, 31)),
    _fiche(8, 2, date(2024, 12, 31)),
)  # fmt: skip

VARIANTS: Sequence[Row] = (
    *(
        _variant(kpi_id, variant, is_headline=place == 0)
        for kpi_id, variants in {
            1: ("edition", "cumulative", "training_only", "research_only", "transfer_only",
                "distinct_titles"),
            2: ("offers_accredited_linked", "offers_linked_any",
                "offers_accredited_linked_cumulative", "accredited_linked", "linked_any",
                "accredited_linked_cumulative"),
            4: ("members", "members_and_participants", "named_members"),
            5: ("since_start", "cumulative", "latest_edition", "edition_3"),
            6: ("delivered", "launched_or_delivered"),
            7: ("unique_agents", "attendances"),
            8: ("attended", "attended_or_announced"),
        }.items()
        for place, variant in enumerate(variants)
    ),
    *(
        _variant(
            3, f"{counted}_{basis}", denominator_value=jobs, is_headline=place == 0
        )
        for place, (counted, basis, jobs) in enumerate(
            (counted, basis, jobs)
            for counted in ("persons", "participants", "completions", "participations")
            for basis, jobs in (("2019", 33983), ("observatory", 48161))
        )
    ),
)  # fmt: skip

FIGURES: Sequence[Row] = (
    {
        "figure_id": "cci_001", "figure_topic": "cci", "indicator": "jobs",
        "breakdown": "total", "figure_value": 33983, "obs_status": "A",
    },
    {
        "figure_id": "con_001", "figure_topic": "connections", "indicator": "projects",
        "figure_value": 44, "obs_status": "A",
    },
)  # fmt: skip

EDITION: Mapping[str, Sequence[Row]] = {
    "organisation_register": REGISTER,
    "capacity": CAPACITIES,
    "project": PROJECTS,
    "project_partner": tuple({**row, "origin": "reported"} for row in PARTNERS),
    "event": EVENTS,
    "training_offer": OFFERS,
    "training_participation": PARTICIPATIONS,
    "content_item": (
        {
            "content_id": "CNT-0001", "content_kind": "article", "language": "eu",
            "project_id": "PRJ-4001", "origin": "reported",
        },
    ),
    "kpi_fiche": FICHES,
    "kpi_variant": VARIANTS,
    "published_figure": FIGURES,
}  # fmt: skip


def create_landing(
    build_db: Path, registry: Registry, rows: Mapping[str, Sequence[Row]], as_of: date = AS_OF
) -> None:
    """A new warehouse file whose schema `landing` holds these rows, as `sources.views` makes it.

    A table without rows is there and empty; required columns without a value are filled.
    """
    import duckdb

    build_db.parent.mkdir(parents=True, exist_ok=True)
    build_db.unlink(missing_ok=True)
    config = {"storage_compatibility_version": "v1.5.0"}
    with duckdb.connect(str(build_db), config=config) as con:
        con.execute("create schema landing")
        con.execute(
            "create table landing.run_parameters as select ?::date as as_of, "
            "?::timestamp as _landed_at",
            [as_of, LANDED_AT],
        )
        for name, table in registry.landing.items():
            con.execute(_ddl(table))
            for number, row in enumerate(rows.get(name, ()), start=2):
                values = [*_values(table, row), "feed", "hash", number, f"{name}.csv", None]
                marks = ", ".join("?" for _ in [*values, LANDED_AT])
                con.execute(f"insert into landing.{name} values ({marks})", [*values, LANDED_AT])


def _ddl(table: Table) -> str:
    columns = [f"{field.name} {duckdb_type(field)}" for field in table.fields]
    technical = "_feed varchar, _snapshot varchar, _row bigint, _file varchar, _sheet varchar"
    listed = ", ".join([*columns, technical, "_landed_at timestamp"])
    return f"create table landing.{table.name} ({listed})"


def _values(table: Table, row: Row) -> list[Any]:
    names = {field.name for field in table.fields}
    if unknown := set(row) - names:
        raise KeyError(f"{table.name} has no column {', '.join(sorted(unknown))}")
    return [
        row.get(field.name, FILLER[field.type] if field.required else None)
        for field in table.fields
    ]
