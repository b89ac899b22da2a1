"""What a release takes: the bundled packages in all forms with all gates, and one large table.

Bundled: `python -m publish release` over the open tables of a bundled run, wall and CPU time of
the whole process. `KSIGUNE_BENCH_DATA` names a finished run's data; without it one is made.

Large: a table of capacities with ten million rows. Ours: its data files with their hashes, and
every check of them in the gate. Rival: DuckDB writes its CSV and its Parquet from the same file,
with the same options and the same memory, and checks nothing.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.measure import Measured, measure, write_result

PYTHON = sys.executable
MODULE = "benchmarks.releases"
WANTED = int(os.environ.get("KSIGUNE_BENCH_ROWS", "10000000"))
TABLE = "capacity"
PACKAGE = "capacities"


def main() -> None:
    """Measure both, and write the result."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        bundled = _bundled(root / "bundled")
        large = root / "large"
        measure([PYTHON, "-m", MODULE, "prepare", str(large)])
        rival = measure([PYTHON, "-m", MODULE, "rival", str(large)])
        ours = measure([PYTHON, "-m", MODULE, "ours", str(large)])
    stages = {"ours": _seconds(ours), "rival": _seconds(rival)}
    totals = {name: sum(each.values()) for name, each in stages.items()}
    write_result(
        "releases",
        {
            "bundled_seconds": round(bundled.seconds, 1),
            "bundled_cpu_seconds": round(bundled.cpu_seconds, 1),
            "bundled_peak_mb": round(bundled.peak_mb),
            "large_rows": WANTED,
            "our_stages": stages["ours"],
            "rival_stages": stages["rival"],
            "ratio": round(totals["ours"] / totals["rival"], 2),
            "ratio_cpu": round(ours.cpu_seconds / rival.cpu_seconds, 2),
            "our_peak_mb": round(ours.peak_mb),
            "rival_peak_mb": round(rival.peak_mb),
        },
    )


def _bundled(root: Path) -> Measured:
    given = os.environ.get("KSIGUNE_BENCH_DATA")
    if given is None:
        measure([PYTHON, "-m", "dagster_project", "run"], KSIGUNE_DATA=str(root))
        shutil.rmtree(root / "releases")
    else:
        shutil.copytree(Path(given) / "warehouse", root / "warehouse")
    return measure([PYTHON, "-m", "publish", "release"], KSIGUNE_DATA=str(root))


def _seconds(run: Measured) -> dict[str, float]:
    """The stages that a run printed, one `name seconds` a line."""
    pairs = (line.rsplit(" ", 1) for line in run.output.splitlines())
    return {name: round(float(seconds), 2) for name, seconds in pairs}


def prepare(root: Path) -> None:
    """An open table of so many rows that obey the schema, in key order."""
    from publish.engine import PARQUET_OPTIONS, engine
    from publish.release import OPEN_FOLDER
    from schemas.registry import load

    registry = load()
    folder = root / OPEN_FOLDER
    folder.mkdir(parents=True)
    listed = {name: list(codes.values()) for name, codes in registry.code_lists.items()}

    def code(name: str, by: int) -> str:
        return f"{listed[name]!r}[1 + (i // {by}) % {len(listed[name])}]"

    half = WANTED // 2
    with engine(folder) as connection:
        connection.execute(
            f"COPY (SELECT if(i < {half}, '2024-25', '2025-26') AS academic_year, "
            f"format('DEU-{{:07d}}', i % {half}) AS capacity_id, "
            f"format('KSI-{{:04d}}', hash(i) % 66) AS organisation_id, "
            f"'Ikastaroa, tailerra edo \"praktika\" ' || hash(i) % 1000003 AS title, "
            f"{code('capacity_kind', 7)} AS capacity_kind, {code('isced_f', 3)} AS isced_f_code, "
            f"{code('eqf_level', 11)} AS eqf_level, "
            f"if(i % 3 = 0, NULL, (hash(i) % 720) / 2)::DECIMAL(6,2) AS ects, "
            f"hash(i) % 5 = 0 AS accredited, hash(i) % 7 = 0 AS partnership_linked, "
            f"((hash(i + 1) % 9000) / 100)::DECIMAL(8,2) AS staff_fte, "
            f"DATE '2008-01-01' + (hash(i) % 6000)::INTEGER AS started_on, "
            f"'synthetic' AS origin FROM range({half * 2}) r(i)) "
            f"TO '{folder / TABLE}.parquet' ({PARQUET_OPTIONS})"
        )


def rival(root: Path) -> None:
    """DuckDB alone: read the Parquet file, write a CSV and a Parquet file of it."""
    from publish.engine import CSV_OPTIONS, PARQUET_OPTIONS, engine, parquet
    from publish.release import OPEN_FOLDER

    source = parquet(root / OPEN_FOLDER / f"{TABLE}.parquet")
    out = root / "rival"
    out.mkdir()
    with engine(out) as connection:
        for form, options in (("csv", CSV_OPTIONS), ("parquet", PARQUET_OPTIONS)):
            target = out / f"{TABLE}.{form}"
            _timed(
                f"write {form}",
                lambda t=target, o=options: connection.execute(
                    f"COPY (FROM {source}) TO '{t}' ({o})"
                ),
            )
    shutil.rmtree(out)


def ours(root: Path) -> None:
    """The release's data files of the table, and their checks."""
    from publish.checks.data import check_table, count_rows
    from publish.checks.files import check_files
    from publish.checks.finding import Candidate
    from publish.contents import inspect
    from publish.descriptor import complete, describe
    from publish.engine import engine
    from publish.files import to_json, write_text
    from publish.formats.subject import Subject
    from publish.formats.write import write_formats
    from publish.package import write_checksums
    from publish.profile import Profile
    from publish.release import OPEN_FOLDER
    from publish.site import Site
    from schemas.registry import load

    registry = load()
    package = registry.packages[PACKAGE].model_copy(update={"tables": (TABLE,)})
    registry = replace(registry, packages={PACKAGE: package})
    created, out, open_dir = datetime(2026, 9, 1, tzinfo=UTC), root / "ours", root / OPEN_FOLDER
    with engine(root) as connection:
        contents = _timed("inspect", lambda: inspect(connection, package, registry, open_dir, ()))
        subject = Subject(contents, registry, Site(), "1.0.0", created)
        files = _timed("write and hash", lambda: write_formats(connection, out, subject))
        descriptor = complete(describe(contents, registry), "1.0.0", created, files)
        write_text(out / "datapackage.json", to_json(descriptor))
        write_checksums(out, {file.path: file.sha256 for file in files})
        candidate = Candidate(out, package, registry, Profile(None, "benchmark"), open_dir)
        findings = list(_timed("check hashes", lambda: list(check_files(candidate))))
        (table,) = candidate.tables
        _timed("count rows", lambda: count_rows(connection, candidate, table))
        findings += _timed("check rows", lambda: list(check_table(connection, candidate, table)))
    wrong = [f for f in findings if f.outcome == "failed" and "is there and not" not in f.message]
    if wrong:
        raise RuntimeError(f"the benchmark's own table is refused: {wrong}")


def _timed(name: str, work: Callable[[], Any]) -> Any:
    started = time.perf_counter()
    result = work()
    print(f"{name} {time.perf_counter() - started:.3f}")
    return result


if __name__ == "__main__":
    commands = {"prepare": prepare, "rival": rival, "ours": ours}
    if len(sys.argv) == 1:
        main()
    else:
        commands[sys.argv[1]](Path(sys.argv[2]))
