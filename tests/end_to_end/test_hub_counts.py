"""The hub of the bundled edition, counted with pandas straight from the senders' files.

Nothing of our readers, mappings or SQL is used on that side: the words of each sender are typed
here. Both ways have to give the same tables.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.dbt.conftest import Warehouse
from tests.end_to_end.conftest import Finished

pytestmark = pytest.mark.end_to_end

YEARS = ("2024-25", "2025-26")
TERRITORY = {
    **{"1": "ES21", "20": "ES21", "48": "ES21", "31": "ES22"},
    **dict.fromkeys(("33", "16", "64", "40", "17", "86", "87", "24"), "FRI"),
}
"""Of 75 (Paris) there is none."""
SECTOR = {
    **dict.fromkeys(("Ikus-entzunezkoak", "Audiovisual", "Zinema"), "audiovisual"),
    "Bideojokoak": "video_games",
    "Eduki digitalak": "digital_content",
    "Musika": "music",
    "Arte eszenikoak": "performing_arts",
    "Diseinua": "design",
    "Argitalpenak": "publishing_print",
    "Ikusizko arteak": "visual_arts",
    **dict.fromkeys(("59.11/2", "59.11/2.1", "59.12/2"), "audiovisual"),
    "59.20/2": "music",
    **dict.fromkeys(("58.21/2", "58.21/2.1"), "video_games"),
    **dict.fromkeys(("58.13/2", "58.13/2.1", "63.91/2"), "publishing_print"),
    "63.91/2.1": "digital_content",
    **dict.fromkeys(("74.10/2", "74.12/2.1"), "design"),
    **dict.fromkeys(("90.01/2", "90.20/2.1"), "performing_arts"),
    "90.12/2.1": "visual_arts",
    **dict.fromkeys(("59.11A", "59.11B", "59.11C", "59.12Z"), "audiovisual"),
    "59.20Z": "music",
    "58.21Z": "video_games",
    "58.13Z": "publishing_print",
    "74.10Z": "design",
    "90.01Z": "performing_arts",
    "90.03A": "visual_arts",
}
KIND = {
    **dict.fromkeys(("Enpresa", "EMP", "entreprise"), "company"),
    **dict.fromkeys(("Unibertsitatea", "UNI", "université"), "higher_education"),
    **dict.fromkeys(("LH zentroa", "FP", "lycée professionnel"), "vet_centre"),
    **dict.fromkeys(("Elkartea", "ASO", "association"), "association"),
    **dict.fromkeys(("Erakunde publikoa", "ADM", "collectivité"), "public_body"),
}
SKILL = {
    **dict.fromkeys(("Digitala", "DIG", "numérique"), "digital"),
    **dict.fromkeys(("Berdea", "VER", "transition écologique"), "green"),
    **dict.fromkeys(("Berrikuntza", "INN", "innovation"), "innovation"),
    **dict.fromkeys(("Ekintzailetza", "EMP", "entrepreneuriat"), "entrepreneurial"),
}
DECLARED = {
    **dict.fromkeys(
        ("Audiovisual Cluster of Navarre", "CLAVNA", "Cluster audiovisual de Navarra"), "clavna"
    ),
    **dict.fromkeys(("Magelis", "Pôle Image Magelis"), "magelis"),
}
AGENT_COLUMNS = {
    "basque": ("Kodea / Código", "Izena / Nombre", "IFZ / NIF", "Mota / Tipo",
               "Sektorea / Sector", "Probintzia / Provincia (INE)", "Bertaratzeak / Asistencias"),
    "spanish": ("codigo", "nombre", "nif", "tipo", "sector", "provincia", "asistencias"),
    "french": ("identifiant", "denomination", "siret", "categorie", "code_naf", "departement",
               "presences"),
}  # fmt: skip
DEMAND_COLUMNS = {
    "basque": ("Kodea / Código", "Eragilea / Agente", "Sektorea / Sector", "Ardatza / Eje"),
    "spanish": ("codigo", "agente", "sector", "eje"),
    "french": ("identifiant", "acteur", "code_naf", "theme"),
}
AGENT_FIELDS = ("id", "name", "identifier", "kind", "sector", "place", "attendances")
DEMAND_FIELDS = ("id", "agent", "sector", "skill")


@pytest.fixture(scope="module")
def inbox(first_run: Finished) -> Path:
    """What the three senders sent."""
    return first_run.data / "inbox"


@pytest.fixture(scope="module")
def hub(first_run: Finished) -> Warehouse:
    """The hub's marts as the run made them of it."""
    return Warehouse(first_run.data)


def _json(inbox: Path, name: str, rows: str) -> pd.DataFrame:
    answer: Any = json.loads((inbox / "euroregion" / name).read_text(encoding="utf-8"))
    for step in rows.split(".") if rows else ():
        answer = answer[step]
    return pd.DataFrame(answer)


def _frame(
    inbox: Path, sheet: str, spanish: str, french: tuple[str, str],
    columns: Mapping[str, tuple[str, ...]], fields: tuple[str, ...],
) -> pd.DataFrame:  # fmt: skip
    """The rows of the three senders under the names of `fields`, with `system` and `year`."""
    parts = []
    for year in YEARS:
        book = inbox / "euroregion" / year / "euskadi.xlsx"
        rows = pd.read_excel(book, sheet_name=sheet, header=3, engine="calamine", dtype=str)
        parts.append(rows[list(columns["basque"])].set_axis(fields, axis=1).assign(
            system="euskadi", year=year))  # fmt: skip
    navarre = _json(inbox, f"navarra_{spanish}.json", "result.records")
    navarre["sector"] = navarre["nace"] + "/" + navarre["nace_rev"].fillna("")
    parts.append(navarre[list(columns["spanish"])].set_axis(fields, axis=1).assign(
        system="navarre", year=navarre["curso"]))  # fmt: skip
    aquitaine = _json(inbox, f"nouvelle_aquitaine_{french[0]}.json", french[1])
    parts.append(aquitaine[list(columns["french"])].set_axis(fields, axis=1).assign(
        system="nouvelle_aquitaine", year=aquitaine["annee"].str.replace("/", "-")))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _agents(inbox: Path) -> pd.DataFrame:
    agents = _frame(inbox, "Eragileak", "agentes", ("acteurs", ""), AGENT_COLUMNS, AGENT_FIELDS)
    agents["attendances"] = agents["attendances"].astype(int)
    agents["territory_code"] = agents["place"].map(TERRITORY)
    agents["sector_code"] = agents["sector"].map(SECTOR)
    agents["agent_kind"] = agents["kind"].map(KIND)
    own = agents["system"] + "/" + agents["id"]
    agents["key"] = agents["identifier"].fillna(agents["name"].map(DECLARED)).fillna(own)
    return agents


def _demands(inbox: Path) -> pd.DataFrame:
    columns = (DEMAND_COLUMNS, DEMAND_FIELDS)
    demands = _frame(inbox, "Eskaerak", "demandas", ("demandes", "results"), *columns)
    agents = _agents(inbox).rename(columns={"id": "agent"})
    demands = demands.merge(
        agents[["system", "year", "agent", "key", "territory_code"]],
        on=["system", "year", "agent"], how="left", validate="many_to_one",
    )  # fmt: skip
    demands["sector_code"] = demands["sector"].map(SECTOR)
    demands["skill_focus"] = demands["skill"].map(SKILL)
    return demands


Cells = dict[tuple[Any, ...], tuple[int, int]]


def _cells(rows: pd.DataFrame, dimensions: list[str], measure: str | None) -> Cells:
    """Every combination with its totals: distinct keys, and the sum of a measure or the rows."""
    from itertools import product

    found: Cells = {}
    for mask in product((False, True), repeat=len(dimensions)):
        kept = [name for name, total in zip(dimensions, mask, strict=True) if not total]
        for values, part in rows.dropna(subset=kept).groupby(["year", *kept]):
            named = dict(zip(kept, values[1:], strict=True))
            key = (values[0], *(named.get(name, "_T") for name in dimensions))
            counted = len(part) if measure is None else int(part[measure].sum())
            found[key] = (part["key"].nunique(), counted)
    return found


def test_agents_and_attendances_equal_a_count_with_pandas(hub: Warehouse, inbox: Path) -> None:
    """Every cell of agent_summary, totals and distinct agents over senders included."""
    expected = _cells(
        _agents(inbox), ["territory_code", "sector_code", "agent_kind"], "attendances"
    )
    found = {
        tuple(row[:4]): tuple(row[4:])
        for row in hub.rows(
            "select academic_year, territory_code, sector_code, agent_kind, agents, attendances "
            "from marts.agent_summary"
        )
    }
    assert found == expected


def test_demands_equal_a_count_with_pandas(hub: Warehouse, inbox: Path) -> None:
    """Navarre has sent no demands of 2025-26: its cells are missing, and so are the totals."""
    expected = _cells(_demands(inbox), ["territory_code", "sector_code", "skill_focus"], None)
    sent = {key: value for key, value in expected.items() if key[:2] != ("2025-26", "_T")}
    rows = hub.rows(
        "select academic_year, territory_code, sector_code, skill_focus, agents, demands, "
        "obs_status from marts.euroregion_demand order by all"
    )
    assert {tuple(row[:4]): tuple(row[4:6]) for row in rows if row[6] == "A"} == sent
    assert [row for row in rows if row[6] != "A"] == [
        ("2025-26", "ES22", "_T", "_T", None, None, "L"),
        ("2025-26", "_T", "_T", "_T", None, None, "L"),
    ]


def test_kpi_7_equals_a_count_with_pandas(hub: Warehouse, inbox: Path) -> None:
    """514 agents of the first year and a dozen new ones of each sender; every attendance."""
    agents = _agents(inbox)
    found = dict(hub.rows("select variant, kpi_value from marts.kpi_observation where kpi_id = 7"))
    assert found == {
        "unique_agents": agents["key"].nunique(),
        "attendances": int(agents["attendances"].sum()),
    }
    assert found["unique_agents"] == 550
    assert found["attendances"] == 2512


def test_kpi_6_has_its_variants(hub: Warehouse) -> None:
    """One synthetic project is delivered; the hub itself is under way."""
    assert hub.rows(
        "select variant, kpi_value from marts.kpi_observation where kpi_id = 6 order by all"
    ) == [("delivered", 1), ("launched_or_delivered", 2)]


def test_unmapped_codes_equal_a_count_with_pandas(hub: Warehouse, inbox: Path) -> None:
    """Agents and demands whose sector is in no mapping, by sender."""
    rows = pd.concat([_agents(inbox), _demands(inbox)])
    expected = rows[rows["sector"].map(SECTOR).isna()].groupby("system").size().to_dict()
    found = dict(
        hub.rows(
            "select source_system, cast(sum(rows_sent) as bigint) from marts.mapping_report "
            "where not is_mapped and target_code_list = 'cci_sector' group by all"
        )
    )
    assert found == expected
    assert set(found) == {"euskadi", "navarre", "nouvelle_aquitaine"}


def test_the_comparison_adds_up_to_what_was_sent(hub: Warehouse) -> None:
    """By rule of the generator: 8, 4 and 6 centres with six capacities each, then a seventh of
    every other centre."""
    found = hub.rows(
        "select academic_year, territory_code, "
        "max(case when hub_indicator = 'centres' then comparison_value end), "
        "max(case when hub_indicator = 'capacities' then comparison_value end) "
        "from marts.euroregion_comparison where skill_focus = '_T' group by all order by all"
    )
    assert found == [
        ("2024-25", "ES21", 8, 48),
        ("2024-25", "ES22", 4, 24),
        ("2024-25", "FRI", 6, 36),
        ("2025-26", "ES21", 8, 52),
        ("2025-26", "ES22", 4, 26),
        ("2025-26", "FRI", 6, 39),
    ]
