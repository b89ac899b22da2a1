"""What a run prints when it is done: the eight KPIs, the strongest gaps, and where all lies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from dagster_project.settings import Settings

SHAPES = {
    "achieved": "●",
    "on_track": "▲",
    "behind": "◆",
    "off_track": "▼",
    "reversed": "◀",
    "due_not_met": "■",
    "too_early": "○",
    "not_measurable": "?",
    "no_data": "–",
    "not_started": "·",
}
"""A shape beside the word, so that a status never hangs on colour alone (domain, section 2)."""

KPIS = """
    select k.kpi_id, k.kpi_code, p.kpi_value, k.target_value, k.unit_of_measure,
           p.kpi_status, p.as_of, p.variant
    from read_parquet(?) p join read_parquet(?) k using (kpi_id)
    where p.is_headline order by k.kpi_id
"""

FLAGS = {
    "A": "normal",
    "E": "estimated",
    "U": "low reliability",
    "N": "not reliable",
    "Q": "suppressed",
    "L": "not collected",
}
"""What an observation status says in words (code list obs_status), beside its code."""

GAPS = """
    select skill_code, sector_code, supply_basis, demand_share, supply_share, gap_points,
           gap_lower, gap_upper, respondents, obs_status, academic_year
    from read_parquet(?)
    where survey_measure = 'skill_need' and size_band = '_T' and nuts_code = 'ES21'
      and academic_year = (select max(academic_year) from read_parquet(?))
    order by gap_lower desc nulls last, gap_points desc, skill_code, sector_code
"""
STRONGEST, STRONGEST_IN_A_SECTOR = 8, 4


def kpi_board(open_tables: Path) -> str:
    """The eight KPIs as a text table: value, target, status and as-of of the headline variant."""
    import duckdb

    with duckdb.connect() as con:
        rows = con.execute(
            KPIS,
            [str(open_tables / "kpi_progress.parquet"), str(open_tables / "kpi.parquet")],
        ).fetchall()
    cells = [
        (
            str(number),
            code,
            _number(value),
            _number(target),
            unit,
            f"{SHAPES[status]} {status}",
            str(as_of),
            variant,
        )
        for number, code, value, target, unit, status, as_of, variant in rows
    ]
    header = ("", "KPI", "value", "target", "unit", "status", "as of", "variant")
    return _aligned([header, *cells], right=(2, 3))


def gap_board(open_tables: Path) -> str:
    """The strongest gaps of the newest wave as a text table, by the lower end of their interval.

    First those of all firms of the Basque Country, then those of single sectors. A gap that is
    withheld or was not collected stands below with that word in place of its numbers; it is not
    left out. Without a published table of gaps, the sentence that says so.
    """
    import duckdb

    table = open_tables / "skill_gap.parquet"
    if not table.exists():
        return "No gap between demand and supply of skills has been published yet."
    with duckdb.connect() as con:
        rows = con.execute(GAPS, [str(table), str(table)]).fetchall()
    if not rows:
        return "The published table of gaps holds none yet."
    overall = [row for row in rows if row[1] == "_T"]
    sectors = [row for row in rows if row[1] != "_T"]
    shown = [*_strongest(overall, STRONGEST), *_strongest(sectors, STRONGEST_IN_A_SECTOR)]
    shown += [row for row in overall if row[5] is None]
    header = ("skill", "firms", "demand", "supply", "gap", "95 % interval", "n", "flag")
    board = _aligned([header, *map(_gap_cells, shown)], right=(2, 3, 4, 5, 6))
    withheld = sum(row[5] is None for row in sectors)
    return (
        f"Strongest gaps {rows[0][-1]}: firms that need the skill minus centres that offer it, "
        f"in points (not a number of people)\n{board}\n"
        f"{withheld} of {len(sectors)} gaps of single sectors are withheld or not collected."
    )


def _strongest(rows: Sequence[tuple[Any, ...]], number: int) -> Sequence[tuple[Any, ...]]:
    return [row for row in rows if row[5] is not None][:number]


def _gap_cells(row: tuple[Any, ...]) -> tuple[str, ...]:
    skill, sector, basis, demand, supply, gap, lower, upper, n, status, _ = row
    word = FLAGS.get(status, status)
    firms = "all" if sector == "_T" else sector
    of = "centres" if basis == "capacity_focus" else "offers"
    answers = "-" if n is None else str(n)
    shares = (
        word if demand is None else f"{100 * demand:.0f} %",
        word if supply is None else f"{100 * supply:.0f} % ({of})",
    )
    if gap is None:
        return (skill, firms, *shares, word, "", answers, f"{status} {word}")
    interval = f"{lower:+.1f} to {upper:+.1f}"
    return (skill, firms, *shares, f"{gap:+.1f}", interval, answers, f"{status} {word}")


def made(settings: Settings) -> str:
    """The paths of what was made, with the version of every package."""
    return "\n".join(f"  {what:<22}{path}" for what, path in _made(settings))


def _made(settings: Settings) -> Iterator[tuple[str, Path]]:
    yield "landed snapshots", settings.data_root / "landing"
    yield "open tables", settings.open_tables
    yield "warehouse for BI", settings.observatory_db
    yield "catalogue", settings.data_root / "catalogue"
    yield "quality results", settings.data_root / "quality"
    for folder in sorted((settings.data_root / "releases").iterdir()):
        latest = folder / "latest"
        if latest.is_file():
            yield f"package {folder.name}", folder / latest.read_text(encoding="utf-8").strip()


def _number(value: Decimal | None) -> str:
    """Plain digits without trailing zeros; a missing value is said to be missing, never 0."""
    if value is None:
        return "missing"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _aligned(rows: Sequence[Sequence[str]], right: Sequence[int]) -> str:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if i in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
