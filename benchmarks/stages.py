"""Where the seconds of `make run` go, and its ratios to `dbt build` alone and to a second run.

Rival: `dbt build` of the same project on the same landing, as its own command. Each figure is
the least of the repetitions.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import ROOT, Measured, measure, write_result

PYTHON = sys.executable
RUN = [PYTHON, "-m", "dagster_project", "run", "--times"]
REPETITIONS = int(os.environ.get("KSIGUNE_BENCH_REPETITIONS", "3"))


def main() -> None:
    """Measure first runs, second runs and dbt alone, and keep the best of each."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        first = _best([_first(data) for _ in range(REPETITIONS)])
        second = _best([measure(RUN, KSIGUNE_DATA=str(data)) for _ in range(REPETITIONS)])
        dbt = _best([_dbt_alone(data) for _ in range(REPETITIONS)])
    write_result(
        "stages",
        {
            "first_run_seconds": round(first.seconds, 2),
            "second_run_seconds": round(second.seconds, 2),
            "dbt_build_alone_seconds": round(dbt.seconds, 2),
            "ratio_first_to_dbt": round(first.seconds / dbt.seconds, 2),
            "ratio_second_to_first": round(second.seconds / first.seconds, 2),
            "first_run_stages": stages_of(first),
            "second_run_stages": stages_of(second),
            "peak_mb": round(first.peak_mb),
        },
    )


def _first(data: Path) -> Measured:
    shutil.rmtree(data, ignore_errors=True)
    return measure(RUN, KSIGUNE_DATA=str(data))


def _dbt_alone(data: Path) -> Measured:
    """`dbt build` with a warm partial parse, on the landing views that the run left."""
    command = [
        str(Path(PYTHON).with_name("dbt")), "build", "--quiet",
        "--project-dir", str(ROOT / "dbt"), "--profiles-dir", str(ROOT / "dbt"),
        "--target-path", str(data / "dbt" / "target"),
        "--log-path", str(data / "dbt" / "logs"),
    ]  # fmt: skip
    return measure(command, KSIGUNE_DATA=str(data), DBT_SEND_ANONYMOUS_USAGE_STATS="false")


def _best(runs: list[Measured]) -> Measured:
    return min(runs, key=lambda run: run.seconds)


def stages_of(run: Measured) -> dict[str, float]:
    """Seconds per step as the run printed them; `start` is what no step took."""
    stages = {}
    for line in run.output.splitlines():
        parts = line.split()
        if len(parts) == 3 and parts[1] == "s":
            stages[parts[2]] = float(parts[0])
    return {"start": round(run.seconds - sum(stages.values()), 2), **stages}


if __name__ == "__main__":
    main()
