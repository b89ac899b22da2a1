"""The survey at 1 and 10 million answers: what follows from landing to the open tables.

Rival: `handwritten_survey.py`, one DuckDB script that makes the same estimates from the same landed
Parquet and checks nothing. The figure is (ours at scale - ours bundled) / (its at scale - its
bundled), in wall and in CPU time; start-up counts for neither. Only the survey is scaled: the other
feeds of each inbox are the bundled ones. Landing is measured apart, as the pull job of the run.

`python -m benchmarks.survey_scale`; KSIGUNE_BENCH_ANSWERS has the sizes, `1000000,10000000` by
default.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import Measured, measure, write_result

PYTHON = sys.executable
ANSWERS_PER_FACTOR = 28_100
"""Answers of both waves that one unit of the factor makes, roughly."""

SIZES = "1000000,10000000"
PACKAGE = "skills"
SLOWEST = 12
TOLERANCE = 1e-6
"""Largest difference between our shares and the rival's."""


@dataclass(frozen=True)
class Size:
    """One size, measured: its answers, landing, our way and the rival's."""

    answers: int
    landing: Measured
    ours: Measured
    rival: Measured
    difference: float
    """The largest between two shares of `skill_demand`."""


def main() -> None:
    """Generates, lands and measures every size, one after the other, and keeps the figures."""
    wanted = [int(part) for part in os.environ.get("KSIGUNE_BENCH_ANSWERS", SIZES).split(",")]
    factors = [1, *(max(2, round(answers / ANSWERS_PER_FACTOR)) for answers in wanted)]
    load_before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        sizes = [_measured(Path(folder) / str(factor), factor) for factor in factors]
    keep(sizes, load_before)


def keep(sizes: Sequence[Size], load_before: float) -> None:
    """Writes the figures of some sizes, the bundled one first. Raises RuntimeError when a share
    differs from the rival's by more than the tolerance."""
    bundled, scaled = sizes[0], sizes[1:]
    write_result(
        "survey_scale",
        {
            "load_average": [round(load_before, 1), round(os.getloadavg()[0], 1)],
            "bundled": _told(bundled),
            "scaled": [{**_told(size), **_beyond(bundled, size)} for size in scaled],
            "exponents": _exponents(bundled, scaled),
        },
    )
    worst = max(size.difference for size in sizes)
    if worst > TOLERANCE:
        raise RuntimeError(f"shares of skill_demand differ from the rival's by {worst}")


def _measured(folder: Path, factor: int) -> Size:
    """One size from its inbox to the comparison; the folder is gone afterwards."""
    data, inbox = folder / "data", folder / "inbox"
    here = {"KSIGUNE_DATA": str(data), "KSIGUNE_INBOX": str(inbox)}
    _step("generate", str(inbox), str(factor))
    landing = _step("land", **here)
    shutil.rmtree(inbox)
    ours = _step("build", **here)
    script = Path(__file__).with_name("handwritten_survey.py")
    rival = measure([PYTHON, str(script), str(data / "landing"), str(folder / "rival")])
    answers = json.loads(landing.output.splitlines()[-1])["answers"]
    difference = _difference(data, folder / "rival")
    shutil.rmtree(folder)
    size = Size(answers, landing, ours, rival, difference)
    print(json.dumps(_told(size)), flush=True)
    return size


def _step(name: str, *arguments: str, **environment: str) -> Measured:
    return measure([PYTHON, "-m", "benchmarks.survey_scale", name, *arguments], **environment)


def _told(size: Size) -> dict[str, Any]:
    runs = {"landing": size.landing, "ours": size.ours, "rival": size.rival}
    return {
        "answers": size.answers,
        **{name: _figures(run) for name, run in runs.items()},
        "stages": json.loads(size.ours.output.splitlines()[-1]),
        "largest_difference_of_shares": size.difference,
    }


def _figures(run: Measured) -> dict[str, float]:
    return {
        "seconds": round(run.seconds, 1),
        "cpu_seconds": round(run.cpu_seconds, 1),
        "peak_mb": round(run.peak_mb),
    }


def _beyond(bundled: Size, size: Size) -> dict[str, float]:
    """Ratios of what both take beyond the bundled size."""
    wall = (size.ours.seconds - bundled.ours.seconds) / (size.rival.seconds - bundled.rival.seconds)
    cpu = (size.ours.cpu_seconds - bundled.ours.cpu_seconds) / (
        size.rival.cpu_seconds - bundled.rival.cpu_seconds
    )
    return {"ratio_beyond_bundled": round(wall, 2), "cpu_ratio_beyond_bundled": round(cpu, 2)}


def _exponents(bundled: Size, scaled: Sequence[Size]) -> dict[str, float]:
    """How cost beyond the bundled size grows from the first size to the last: 1 is linear."""
    if len(scaled) < 2:
        return {}
    first, last = scaled[0], scaled[-1]
    growth = math.log(last.answers / first.answers)
    found = {}
    for name in ("landing", "ours", "rival"):
        base, small, large = (getattr(size, name).cpu_seconds for size in (bundled, first, last))
        found[name] = round(math.log((large - base) / (small - base)) / growth, 2)
    return found


def _difference(data: Path, rival: Path) -> float:
    """The largest difference of two shares; raises RuntimeError where the rows are not the same."""
    import duckdb

    keys = "academic_year, survey_measure, skill_code, sector_code, size_band, nuts_code"
    with duckdb.connect(str(data / "warehouse" / "build.duckdb"), read_only=True) as con:
        row = con.execute(
            f"select count(*) filter (ours.share is null or theirs.share is null), "
            f"max(abs(cast(ours.share as double) - theirs.share)) from marts.skill_demand as ours "
            f"full join '{rival / 'open' / 'skill_demand.parquet'}' as theirs using ({keys})"
        ).fetchone()
    unmatched, largest = row or (1, None)
    if unmatched or largest is None:
        raise RuntimeError(f"{unmatched} rows of skill_demand stand on one side only")
    return float(largest)


def _generate(inbox: Path, factor: int) -> None:
    """The bundled edition with a survey of `factor` times its size."""
    from schemas.registry import load
    from sources.editions import load_editions
    from sources.reference import survey_files
    from sources.reference.generate import SEED, generate

    generate(inbox)
    registry = load()
    for year in load_editions():
        survey_files.write(inbox / "survey" / year, year, factor, SEED, registry)


def _land() -> dict[str, int]:
    """The pull job, as `run` starts it. Returns how many answers it landed."""
    import duckdb

    _in_process("pull")
    from dagster_project.settings import from_environment

    with duckdb.connect(str(from_environment().build_db), read_only=True) as con:
        row = con.execute("select count(*) from landing.survey_answer").fetchone()
    return {"answers": int(row[0]) if row else 0}


def _in_process(job: str) -> None:
    import dagster as dg

    from dagster_project.definitions import defs
    from dagster_project.run import QUIET, prepare_home
    from dagster_project.settings import from_environment

    prepare_home(from_environment())
    with dg.DagsterInstance.get() as instance:
        defs.resolve_job_def(job).execute_in_process(instance=instance, run_config=QUIET)


def _build() -> dict[str, Any]:
    """What follows landing for one package: dbt with its tests, plausibility, open tables.

    Returns the seconds of each stage and of the slowest nodes.
    """
    import schemas
    from dagster_project import dbt_project
    from dagster_project.settings import from_environment
    from publish.open_tables import make_open_table
    from publish.quality.run import run_suites

    settings, registry = from_environment(), schemas.load()
    tables = [registry.open[name] for name in registry.packages[PACKAGE].tables]
    # Tests against tables that this package does not need stay out: nothing has made those.
    os.environ["DBT_INDIRECT_SELECTION"] = "cautious"
    clock = [time.perf_counter()]
    selected = [f"+path:models/marts/{PACKAGE}", "+code"]  # the plausibility rules read `code`
    results = dbt_project.build(settings, selected)
    _refuse([f"{r.unique_id}: {r.message}" for r in results if not r.ok])
    clock.append(time.perf_counter())
    checks = run_suites(tables, registry, settings.build_db, settings.data_root / "quality")
    blocking = [c for c in checks if not c.success and c.severity == "blocking"]
    _refuse([f"{check.table} {check.name}: {check.message}" for check in blocking])
    clock.append(time.perf_counter())
    for table in tables:
        make_open_table(table, registry, settings.build_db, settings.open_tables)
    clock.append(time.perf_counter())
    stages = ("dbt_build", "quality", "open_tables")
    spans = zip(stages, clock, clock[1:], strict=False)
    slowest = sorted(results, key=lambda result: -result.seconds)[:SLOWEST]
    return {
        **{name: round(after - before, 1) for name, before, after in spans},
        "slowest_nodes": {node.unique_id.split(".", 2)[2][:80]: node.seconds for node in slowest},
    }


def _refuse(failed: Sequence[str]) -> None:
    if failed:
        raise RuntimeError("not measured, for something failed:\n" + "\n".join(failed))


def _run_step(name: str, arguments: Sequence[str]) -> Mapping[str, Any]:
    if name == "generate":
        _generate(Path(arguments[0]), int(arguments[1]))
        return {}
    return {"land": _land, "build": _build}[name]()


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(_run_step(sys.argv[1], sys.argv[2:])))
    else:
        main()
