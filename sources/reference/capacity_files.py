"""The capacity files of one edition, each as its partner would send it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from schemas.registry import Registry
from sources.reference.capacities import GROUPS, VET, Capacity, Edition, Group, capacities, centres
from sources.reference.csv_files import write_csv
from sources.reference.layouts import (
    DEUSTO_LAYOUT,
    EHU_LAYOUT,
    HIGHER_CENTRES_LAYOUT,
    LAYOUTS,
    MONDRAGON_LAYOUT,
    VET_LAYOUT,
    Layout,
    Words,
    rows,
)
from sources.reference.workbooks import Cell, Sheet, ods_bytes, xlsx_bytes

MOST_WORKBOOK_ROWS = 10_000
"""Rows of all capacity workbooks together, both editions. What a larger factor asks for beyond
them stands in the VET file: a partner with that much would not send a workbook either."""

NOTICE = "Synthetic data of the bundled edition: no real capacity is described here"
CSV_ENCODING = "latin-1"


def rows_per_centre(factor: int, editions: int) -> dict[Group, int]:
    """How many capacities each centre of a group has, at a factor, in the first edition."""
    workbooks = [group for group in GROUPS if group is not VET]
    per_edition = sum(len(centres(group)) * group.per_centre for group in workbooks)
    own = max(1, min(factor, MOST_WORKBOOK_ROWS // (per_edition * editions)))
    surplus = per_edition * (factor - own)
    counts = {group: group.per_centre * own for group in workbooks}
    # An edition has one VET centre fewer than there are over all editions.
    counts[VET] = VET.per_centre * factor + surplus // (len(centres(VET)) - 1)
    return counts


def write(
    folder: Path, edition: Edition, counts: dict[Group, int], seed: int, registry: Registry
) -> None:
    """Writes the five capacity files of one edition into a folder that exists."""
    for layout in LAYOUTS:
        if layout is VET_LAYOUT:
            continue
        reported = list(_lines(layout, edition, counts, seed, registry))
        sheets = _SHEETS[layout.group](layout, reported, edition)
        make = ods_bytes if layout.file.endswith(".ods") else xlsx_bytes
        (folder / layout.file).write_bytes(make(sheets))
    lines = _lines(VET_LAYOUT, edition, counts, seed, registry)
    write_csv(folder / VET_LAYOUT.file, VET_LAYOUT.headers(), lines, CSV_ENCODING, ";")


def _lines(
    layout: Layout, edition: Edition, counts: dict[Group, int], seed: int, registry: Registry
) -> Iterator[list[Cell]]:
    words = Words(registry, layout.language)
    reported: Iterator[Capacity] = capacities(layout.group, edition, counts[layout.group], seed)
    return rows(layout, reported, words, edition)


def _ehu(layout: Layout, lines: list[list[Cell]], edition: Edition) -> list[Sheet]:
    """Merged titles above the header, a totals row below, lookups on a hidden sheet."""
    total: list[Cell] = [None] * len(layout.columns)
    total[:3] = ["Total", None, len(lines)]
    return [
        Sheet(
            "Capacidades",
            [
                [f"Capacidades para las ICC, curso {edition.academic_year}"],
                [NOTICE],
                [],
                layout.headers(),
                *lines,
                total,
            ],
            merged=("A1:N1", "A2:N2"),
        ),
        Sheet("Listas", [["Sí"], ["No"]], hidden=True),
    ]


def _deusto(layout: Layout, lines: list[list[Cell]], edition: Edition) -> list[Sheet]:
    """Several sheets that anyone can see, the data on the second one."""
    return [
        Sheet("Read me", [[NOTICE], [f"Academic year {edition.academic_year}"]]),
        Sheet("Capacities", [layout.headers(), *lines]),
        Sheet("Lists", [["Kind"], ["Training"], ["Research"], ["Transfer"]]),
    ]


def _mondragon(layout: Layout, lines: list[list[Cell]], edition: Edition) -> list[Sheet]:
    title = f"KSI gaitasunak, {edition.academic_year} ikasturtea"
    return [Sheet("Gaitasunak", [[title], [NOTICE], layout.headers(), *lines])]


def _higher_centres(layout: Layout, lines: list[list[Cell]], edition: Edition) -> list[Sheet]:
    title = f"Centros superiores {edition.academic_year}"
    return [
        Sheet("Capacidades", [layout.headers(), *lines]),
        Sheet("Notas", [[title], [NOTICE]]),
    ]


_SHEETS = {
    EHU_LAYOUT.group: _ehu,
    DEUSTO_LAYOUT.group: _deusto,
    MONDRAGON_LAYOUT.group: _mondragon,
    HIGHER_CENTRES_LAYOUT.group: _higher_centres,
}
