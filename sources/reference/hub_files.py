"""The files of the Euroregional hub, each as its sender would send it.

A workbook in Basque and Spanish per academic year; CKAN answers in Spanish and Opendatasoft
exports in French that hold all years.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from sources.reference.csv_files import write_csv
from sources.reference.hub import (
    Agent,
    Centre,
    Record,
    agents,
    capacities,
    centres,
    demands,
)
from sources.reference.hub_records import EXCHANGE_EVENTS, GOOD_PRACTICES, RESIDENCIES
from sources.reference.hub_senders import EUSKADI, NAVARRE, NOUVELLE_AQUITAINE, Sender
from sources.reference.workbooks import Cell, Sheet, xlsx_bytes

Flat = dict[str, Any]
NOTICE = "Synthetic data of the bundled edition: no real agent is described here"

AGENT_HEADERS = (
    *("Kodea / Código", "Izena / Nombre", "IFZ / NIF", "Mota / Tipo", "Sektorea / Sector"),
    *("Probintzia / Provincia (INE)", "Bertaratzeak / Asistencias", "Alta-data / Fecha de alta"),
)
CENTRE_HEADERS = (
    *("Kodea / Código", "Izena / Nombre", "IFZ / NIF", "Mota / Tipo"),
    "Probintzia / Provincia (INE)",
)
CAPACITY_HEADERS = (
    *("Kodea / Código", "Zentroa / Centro", "Izenburua / Título", "Mota / Tipo"),
    *("Sektorea / Sector", "Ardatza / Eje", "ISCED-F", "EQF"),
)
DEMAND_HEADERS = (
    *("Kodea / Código", "Eragilea / Agente", "Eskaera / Demanda", "Mota / Tipo"),
    *("Sektorea / Sector", "Ardatza / Eje"),
)


def write(folder: Path, years: Sequence[str], seed: int) -> None:
    """Writes every file of the hub into a folder that exists: one subfolder for each year."""
    for place, year in enumerate(years):
        (folder / year).mkdir()
        (folder / year / "euskadi.xlsx").write_bytes(_euskadi(year, place > 0, seed))
    for resource, rows in _navarre(years, seed).items():
        _write_json(folder / f"navarra_{resource}.json", _ckan(resource, rows))
    for dataset, rows in _nouvelle_aquitaine(years, seed).items():
        paged = dataset == "demandes"
        answer = {"total_count": len(rows), "results": rows} if paged else rows
        _write_json(folder / f"nouvelle_aquitaine_{dataset}.json", answer)
    for name, records in (
        ("residencies", RESIDENCIES),
        ("exchange_events", EXCHANGE_EVENTS),
        ("good_practices", GOOD_PRACTICES),
    ):
        headers = tuple(records[0])
        lines = ([record[header] for header in headers] for record in records)
        write_csv(folder / f"{name}.csv", headers, lines)


def _euskadi(year: str, later: bool, seed: int) -> bytes:
    """Four sheets under a title each; province codes are numbers, so 01 has lost its zero."""
    sheets: dict[str, tuple[str, Sequence[str], list[list[Cell]]]] = {
        "Eragileak": (
            "Eragileak / Agentes",
            AGENT_HEADERS,
            [_agent_cells(agent) for agent in agents(EUSKADI, later, seed)],
        ),
        "Zentroak": (
            "Zentroak / Centros",
            CENTRE_HEADERS,
            [_centre_cells(centre) for centre in centres(EUSKADI)],
        ),
        "Gaitasunak": (
            "Gaitasunak / Capacidades",
            CAPACITY_HEADERS,
            [
                [*_record_cells(c, "Gaitasun sintetikoa"), c.isced_f or None, c.eqf or None]
                for c in capacities(EUSKADI, later, seed)
            ],
        ),
        "Eskaerak": (
            "Eskaerak / Demandas",
            DEMAND_HEADERS,
            [_record_cells(d, "Eskaera sintetikoa") for d in demands(EUSKADI, later, seed)],
        ),
    }
    return xlsx_bytes(
        [
            Sheet(name, [[f"{title}, {year}"], [NOTICE], [], list(headers), *rows])
            for name, (title, headers, rows) in sheets.items()
        ]
    )


def _agent_cells(agent: Agent) -> list[Cell]:
    return [
        agent.agent_id,
        agent.name,
        agent.identifier or None,
        agent.kind,
        agent.sector,
        int(agent.territory),
        agent.attendances,
        agent.registered_on,
    ]


def _centre_cells(centre: Centre) -> list[Cell]:
    return [centre.centre_id, centre.name, None, centre.kind, int(centre.territory)]


def _record_cells(record: Record, what: str) -> list[Cell]:
    title = f"{what}: {record.topic}"
    skill = record.skill or None
    return [record.record_id, record.owner_id, title, record.kind, record.sector, skill]


def _navarre(years: Sequence[str], seed: int) -> dict[str, list[Flat]]:
    def rows_of(later: bool) -> dict[str, Iterable[Flat]]:
        return {
            "agentes": map(_agente, agents(NAVARRE, later, seed)),
            "centros": map(_centro, centres(NAVARRE)),
            "capacidades": map(_capacidad, capacities(NAVARRE, later, seed)),
            "demandas": map(_demanda, demands(NAVARRE, later, seed)),
        }

    return _of_years([{"curso": year} for year in years], rows_of)


def _nouvelle_aquitaine(years: Sequence[str], seed: int) -> dict[str, list[Flat]]:
    naq: Sender = NOUVELLE_AQUITAINE

    def rows_of(later: bool) -> dict[str, Iterable[Flat]]:
        return {
            "acteurs": map(_acteur, agents(naq, later, seed)),
            "etablissements": map(_etablissement, centres(naq)),
            "capacites": map(_capacite, capacities(naq, later, seed)),
            "demandes": map(_demande, demands(naq, later, seed)),
        }

    return _of_years([{"annee": year.replace("-", "/")} for year in years], rows_of)


def _of_years(
    years: Sequence[Flat], rows_of: Callable[[bool], dict[str, Iterable[Flat]]]
) -> dict[str, list[Flat]]:
    """By resource, the rows of all years, each beginning with its year as the sender writes it."""
    found: dict[str, list[Flat]] = {}
    for place, year in enumerate(years):
        for resource, rows in rows_of(place > 0).items():
            found.setdefault(resource, []).extend({**year, **row} for row in rows)
    return found


def _agente(agent: Agent) -> Flat:
    return {
        "codigo": agent.agent_id,
        "nombre": agent.name,
        "nif": agent.identifier or None,
        "tipo": agent.kind,
        **_nace(agent.sector),
        "provincia": agent.territory,
        "asistencias": agent.attendances,
        "fecha_alta": agent.registered_on.isoformat(),
    }


def _centro(centre: Centre) -> Flat:
    return {
        "codigo": centre.centre_id,
        "nombre": centre.name,
        "nif": None,
        "tipo": centre.kind,
        "provincia": centre.territory,
    }


def _capacidad(record: Record) -> Flat:
    return {
        "codigo": record.record_id,
        "centro": record.owner_id,
        "titulo": f"Capacidad sintética: {record.topic}",
        "tipo": record.kind,
        **_nace(record.sector),
        "eje": record.skill or None,
        "isced_f": record.isced_f or None,
        "eqf": record.eqf or None,
    }


def _demanda(record: Record) -> Flat:
    return {
        "codigo": record.record_id,
        "agente": record.owner_id,
        "demanda": f"Demanda sintética: {record.topic}",
        "tipo": record.kind,
        **_nace(record.sector),
        "eje": record.skill or None,
    }


def _nace(sector: str) -> Flat:
    code, _, revision = sector.partition("/")
    return {"nace": code, "nace_rev": revision or None}


def _acteur(agent: Agent) -> Flat:
    return {
        "identifiant": agent.agent_id,
        "denomination": agent.name,
        "siret": agent.identifier or None,
        "categorie": agent.kind,
        "code_naf": agent.sector,
        "departement": agent.territory,
        "presences": agent.attendances,
        "date_adhesion": agent.registered_on.isoformat(),
    }


def _etablissement(centre: Centre) -> Flat:
    return {
        "identifiant": centre.centre_id,
        "denomination": centre.name,
        "siret": None,
        "categorie": centre.kind,
        "departement": centre.territory,
    }


def _capacite(record: Record) -> Flat:
    return {
        "identifiant": record.record_id,
        "etablissement": record.owner_id,
        "intitule": f"Capacité synthétique : {record.topic}",
        "categorie": record.kind,
        "code_naf": record.sector,
        "competence_esco": record.skill or None,
        "isced_f": record.isced_f or None,
        "niveau_cec": record.eqf or None,
    }


def _demande(record: Record) -> Flat:
    return {
        "identifiant": record.record_id,
        "acteur": record.owner_id,
        "demande": f"Demande synthétique : {record.topic}",
        "categorie": record.kind,
        "code_naf": record.sector,
        "theme": record.skill or None,
    }


def _ckan(resource: str, rows: list[Flat]) -> Flat:
    """A `datastore_search` answer: types are declared in `fields`, `_id` is CKAN's own."""
    numbers = ("_id", "asistencias")
    names = ["_id", *(rows[0] if rows else ())]
    return {
        "help": "https://datosabiertos.example/api/3/action/help_show?name=datastore_search",
        "success": True,
        "result": {
            "resource_id": f"synthetic-{resource}",
            "fields": [{"id": n, "type": "int" if n in numbers else "text"} for n in names],
            "records": [{"_id": place, **row} for place, row in enumerate(rows, start=1)],
            "total": len(rows),
        },
    }


def _write_json(path: Path, answer: object) -> None:
    path.write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
