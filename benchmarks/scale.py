"""Capacities scaled to a million rows: what a run takes beyond the bundled size.

Rival: `handwritten.py`, one DuckDB script with the same outputs, which are compared row by row
here, and with none of the checks. The figure is (our seconds at scale - ours bundled) / (its
seconds at scale - its bundled), so that start-up counts for neither; peak memory is that of our
whole process tree.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Measured, measure, write_result
from benchmarks.stages import stages_of

PYTHON = sys.executable
ROWS_PER_FACTOR = 449
"""Capacities of both editions together that one unit of the factor makes, roughly."""
SAME = {
    **dict.fromkeys(
        ("capacity", "capacity_sector", "capacity_skill", "capacity_change", "capacity_history"),
        "capacity_id like 'LH-%'",
    ),
    "kpi_evidence": "record_table = 'capacity' and record_id like '%/LH-%'",
}
"""Table -> its rows that come from the files of VET centres."""
WANTED = int(os.environ.get("KSIGUNE_BENCH_ROWS", "1000000"))


def main() -> None:
    """Generate, run both at both sizes, and write the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        factor = max(2, round(WANTED / ROWS_PER_FACTOR))
        bundled = _generate(root / "inbox_bundled")
        inboxes = {"bundled": bundled, "scaled": _scaled(bundled, root / "inbox_scaled", factor)}
        ours = {name: _run(root / name, inbox) for name, inbox in inboxes.items()}
        rival = {name: _rival(root / f"rival_{name}", inbox) for name, inbox in inboxes.items()}
        rows = _rows(root / "scaled", root / "rival_scaled")
        beyond_ours, beyond_rival = _beyond(ours), _beyond(rival)
    write_result(
        "scale",
        {
            "capacity_rows": rows,
            "our_seconds": {name: round(run.seconds, 1) for name, run in ours.items()},
            "rival_seconds": {name: round(run.seconds, 1) for name, run in rival.items()},
            "our_cpu_seconds": {name: round(run.cpu_seconds, 1) for name, run in ours.items()},
            "rival_cpu_seconds": {name: round(run.cpu_seconds, 1) for name, run in rival.items()},
            "ratio_beyond_bundled": round(beyond_ours[0] / beyond_rival[0], 2),
            "cpu_ratio_beyond_bundled": round(beyond_ours[1] / beyond_rival[1], 2),
            "load_average": round(os.getloadavg()[0], 1),
            "our_peak_mb": round(ours["scaled"].peak_mb),
            "rival_peak_mb": round(rival["scaled"].peak_mb),
            "our_stages_scaled": stages_of(ours["scaled"]),
        },
    )


def _beyond(runs: dict[str, Measured]) -> tuple[float, float]:
    """Wall and CPU seconds that the scaled run takes beyond the bundled one."""
    scaled, bundled = runs["scaled"], runs["bundled"]
    return scaled.seconds - bundled.seconds, scaled.cpu_seconds - bundled.cpu_seconds


def _generate(inbox: Path) -> Path:
    measure([PYTHON, "-m", "sources", "generate"], KSIGUNE_INBOX=str(inbox))
    return inbox


def _scaled(bundled: Path, inbox: Path, factor: int) -> Path:
    """The bundled inbox with other capacities: what else the generator scales (survey, training)
    the rival does not read, so it stays as it is."""
    from schemas.registry import load
    from sources.editions import load_editions
    from sources.reference import capacity_files
    from sources.reference.capacities import Edition
    from sources.reference.generate import SEED

    shutil.copytree(bundled, inbox)
    shutil.rmtree(inbox / "capacities")
    years, registry = load_editions(), load()
    counts = capacity_files.rows_per_centre(factor, len(years))
    for place, year in enumerate(years):
        folder = inbox / "capacities" / year
        folder.mkdir(parents=True)
        capacity_files.write(folder, Edition(year, later=place > 0), counts, SEED, registry)
    return inbox


def _run(data: Path, inbox: Path) -> Measured:
    return measure(
        [PYTHON, "-m", "dagster_project", "run", "--times"],
        KSIGUNE_DATA=str(data),
        KSIGUNE_INBOX=str(inbox),
    )


def _rows(ours: Path, rival: Path) -> int:
    """Our capacities. Raises RuntimeError where the outputs differ: the rows of VET centres, which
    are what the rival reads, have to be the same in every table that states them."""
    import duckdb

    folders = [path / "warehouse" / "open" for path in (ours, rival)]
    for table, where in SAME.items():
        one, other = (f"(from '{folder / table}.parquet' where {where})" for folder in folders)
        found = duckdb.sql(f"""
            select (select count(*) from (from {one} except all from {other})),
                (select count(*) from (from {other} except all from {one}))
        """).fetchall()
        if found != [(0, 0)]:
            raise RuntimeError(f"{table}: rows only in ours and only in the rival's: {found[0]}")
    answer = duckdb.sql(f"select count(*) from '{folders[0] / 'capacity'}.parquet'").fetchone()
    return int(answer[0]) if answer else 0


def _rival(out: Path, inbox: Path) -> Measured:
    script = Path(__file__).with_name("handwritten.py")
    return measure([PYTHON, str(script), str(inbox), str(out)])


if __name__ == "__main__":
    main()
