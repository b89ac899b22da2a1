"""Counts of the bundled edition that later steps must reach, read straight from the files.

Nothing of our readers, code lists or SQL is used: the words of each partner are typed here. The
end-to-end test compares the published tables with these same numbers.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from sources.reference.generate import generate

KINDS = {
    **{"Formación": "training", "Investigación": "research", "Transferencia": "transfer"},
    **{"Training": "training", "Research": "research", "Transfer": "transfer"},
    **{"Prestakuntza": "training", "Ikerketa": "research", "Transferentzia": "transfer"},
}
TRUE = ("Sí", True, "Bai", "S", "SI")
REJECTED = {
    ("2024-25", "LH-0007"),
    ("2025-26", "LH-0066"),
    ("2025-26", "LH-0067"),
    ("2025-26", "EHU-0091"),
}
# (file, sheet, header row) -> headers of id, title, kind, accredited, linked
BOOKS = {
    ("ehu.xlsx", "Capacidades", 4): (
        *("Código", "Denominación", "Tipo de capacidad"),
        *("Acreditada", "Vinculada al partenariado"),
    ),
    ("deusto.xlsx", "Capacities", 1): ("ID", "Title", "Kind", "Accredited", "RSP linked"),
    ("mondragon.ods", "Gaitasunak", 3): (
        *("Kodea", "Izena", "Mota", "Akreditatua", "Partzuergoari lotua"),
    ),
    ("higher_centres.xlsx", "Capacidades", 1): ("Ref.", "Título", "Tipo", "Oficial", "RSP"),
}
VET = ("código", "título", "tipo", "acreditada", "vinculada")


@dataclass(frozen=True)
class Row:
    capacity_id: str
    title: str
    kind: str
    accredited: bool
    linked: bool


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Row]]:
    inbox = tmp_path_factory.mktemp("edition") / "inbox"
    generate(inbox)
    return {year: _accepted(inbox, year) for year in ("2024-25", "2025-26")}


def _accepted(inbox: Path, year: str) -> list[Row]:
    folder = inbox / "capacities" / year
    rows: list[Row] = []
    for (file, sheet, header_row), headers in BOOKS.items():
        table = CalamineWorkbook.from_path(folder / file).get_sheet_by_name(sheet)
        lines = table.to_python(skip_empty_area=False)
        records = [dict(zip(lines[header_row - 1], line, strict=True)) for line in lines]
        rows += [_row(record, headers) for record in records[header_row:]]
    with (folder / "vet.csv").open(encoding="latin-1", newline="") as vet:
        rows += [_row(record, VET) for record in csv.DictReader(vet, delimiter=";")]
    no_total = [row for row in rows if row.capacity_id != "Total"]
    return [row for row in no_total if (year, row.capacity_id) not in REJECTED]


def _row(record: dict[str, Any], headers: tuple[str, ...]) -> Row:
    capacity_id, title, kind, accredited, linked = (record[header] for header in headers)
    kind = KINDS.get(kind, kind)
    return Row(capacity_id, str(title), kind, accredited in TRUE, linked in TRUE)


def test_accepted_capacities_by_kind(accepted: dict[str, list[Row]]) -> None:
    """KPI 1, variants edition, training_only, research_only, transfer_only."""
    kinds = {year: Counter(row.kind for row in rows) for year, rows in accepted.items()}
    assert kinds["2024-25"] == {"training": 140, "research": 48, "transfer": 39}  # 227
    assert kinds["2025-26"] == {"training": 137, "research": 50, "transfer": 35}  # 222


def test_distinct_titles_and_ids_over_both_editions(accepted: dict[str, list[Row]]) -> None:
    """KPI 1, variants distinct_titles and cumulative."""
    assert len({row.title for row in accepted["2024-25"]}) == 218
    assert len({row.title for row in accepted["2025-26"]}) == 212
    assert len({row.capacity_id for rows in accepted.values() for row in rows}) == 249


def test_linked_and_accredited_offers(accepted: dict[str, list[Row]]) -> None:
    """KPI 2, variants accredited_linked, linked_any and accredited_linked_cumulative."""
    offers = {
        year: sorted(row.capacity_id for row in rows if row.linked and row.accredited)
        for year, rows in accepted.items()
    }
    assert offers["2024-25"] == ["DEU-0004", "EHU-0004"]
    assert offers["2025-26"] == ["DEU-0004", "DEU-0024", "EHU-0004", "GOI-0024"]
    assert [sum(row.linked for row in rows) for rows in accepted.values()] == [6, 9]
    assert all(row.kind == "training" for rows in accepted.values() for row in rows if row.linked)


def test_what_differs_between_the_editions(accepted: dict[str, list[Row]]) -> None:
    """27 gone, of which 16 removed and 11 of two centres that sent nothing; 22 are new."""
    first, later = ({row.capacity_id for row in rows} for rows in accepted.values())
    silent = {f"MUN-{n:04d}" for n in range(25, 31)} | {f"LH-{n:04d}" for n in range(51, 56)}
    assert len(first - later) == 27
    assert silent < first - later
    assert len(later - first) == 22
