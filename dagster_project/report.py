"""What a run prints when it is done: the eight KPIs, and where everything lies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

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


def made(settings: Settings) -> str:
    """The paths of what was made, with the version of every package."""
    return "\n".join(f"  {what:<22}{path}" for what, path in _made(settings))


def _made(settings: Settings) -> Iterator[tuple[str, Path]]:
    yield "landed snapshots", settings.data_root / "landing"
    yield "open tables", settings.open_tables
    yield "warehouse for BI", settings.observatory_db
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
