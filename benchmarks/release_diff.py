"""How long it takes to tell two releases of a table apart, row by row, value by value.

Ours (`publish.changes`): checks the key, compares by key and writes every row that differs into
`changes.json`. Rival: `pandas.DataFrame.merge(how="outer", indicator=True)` with a comparison per
column, as datacompy does it, which writes the same rows as JSON lines. Second rival: a FULL JOIN
written by hand in DuckDB that only counts. Both sides read the same two Parquet files, each in a
process of its own. One row in 100 is removed, one in 100 added, one in 50 has another value. The
three have to find the same numbers. Last, ours once more where every row has another value.

`python -m benchmarks.release_diff [ROWS]`, or KSIGUNE_BENCH_ROWS; default 5,000,000 rows a side.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measure import measure, write_result

ROWS = 5_000_000
LIMIT_SECONDS = 10
LIMIT_MB = 2_000
KEY = ("academic_year", "capacity_id")
VALUES = ("title", "capacity_kind", "ects", "started_on", "is_open", "places")
SIDES = ("old", "new", "other")
"""`new` differs from `old` in a part of the rows, `other` in every row."""


def main(rows: int | None = None) -> None:
    """Makes the files, lets each side compare them, holds the numbers found against each other."""
    count = rows or int(os.environ.get("KSIGUNE_BENCH_ROWS", ROWS))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_files(folder, count)
        ours = _run("ours", folder)
        counted = _run("full_join", folder)
        pandas = _run("pandas", folder)
        worst = _run("ours", folder, "other")
    equal = ours["found"] == pandas["found"] == counted["found"]
    write_result(
        "release_diff",
        {
            "rows_per_side": count,
            "columns": len(KEY) + len(VALUES),
            "ours": ours,
            "pandas_merge": pandas,
            "duckdb_full_join_counting_only": counted,
            "ours_when_every_row_differs": worst,
            "ratio_pandas_to_ours": round(pandas["seconds"] / ours["seconds"], 1),
            "ratio_ours_to_counting_only": round(ours["seconds"] / counted["seconds"], 1),
            "equal_findings": equal,
            "within_limits": ours["process_seconds"] < LIMIT_SECONDS and ours["peak_mb"] < LIMIT_MB,
        },
    )
    if not equal:
        raise RuntimeError("the three do not find the same: see tests/publish/changes/test_rows.py")


def make_files(folder: Path, count: int) -> None:
    """The files: the same rows for the same count, sorted by key, as open tables are."""
    import duckdb

    with duckdb.connect() as connection:
        for side in SIDES:
            part = {"old": "false", "new": "i % 50 = 3", "other": "true"}[side]
            more, kept = (count // 100, "i % 100 <> 7") if side == "new" else (0, "true")
            connection.execute(
                f"COPY (SELECT format('{{:04d}}-{{:02d}}', 1900 + i // 50000, "
                f"(1 + i // 50000) % 100) AS academic_year, format('CAP-{{:08d}}', i) AS "
                f"capacity_id, 'Título de la capacidad ' || i AS title, "
                f"['training', 'research', 'transfer'][1 + i % 3] AS capacity_kind, "
                f"(i % 721 / 2 + if({part}, 1, 0))::DECIMAL(9,2) AS ects, "
                f"if(i % 11 = 0, NULL, DATE '2010-01-01' + (i % 5800)::INTEGER) AS started_on, "
                f"i % 5 = 0 AS is_open, i % 97 AS places "
                f"FROM range({count + more}) r(i) WHERE {kept} ORDER BY 1, 2) "
                f"TO '{folder}/{side}.parquet' "
                f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
            )


def _run(judge: str, folder: Path, other: str = "new") -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.release_diff", judge, str(folder), other]
    measured = measure(command)
    told: dict[str, Any] = json.loads(measured.output.splitlines()[-1])
    return {
        **told,
        "process_seconds": round(measured.seconds, 2),
        "cpu_seconds": round(measured.cpu_seconds, 2),
        "peak_mb": round(measured.peak_mb),
    }


def _judge(judge: str, folder: Path, other: str) -> None:
    """One side in its own process; seconds are those after the imports."""
    found, seconds = {"ours": _ours, "pandas": _pandas, "full_join": _full_join}[judge](
        folder, folder / "old.parquet", folder / f"{other}.parquet"
    )
    print(json.dumps({"seconds": round(seconds, 2), "found": found}))


def _ours(folder: Path, old: Path, new: Path) -> tuple[dict[str, int], float]:
    from publish.changes.document import write_changes
    from publish.changes.keys import broken_keys
    from publish.changes.rows import compare_rows, lines
    from publish.engine import engine

    started = time.perf_counter()
    with engine(folder) as connection:
        if any(broken_keys(connection, new, KEY)[:2]):
            raise RuntimeError("the key is broken")
        diff = compare_rows(connection, "capacity", KEY, old, new)
        write_changes(folder / "changes.json", diff.as_json(), lines(connection, diff))
    seconds = time.perf_counter() - started
    return {"added": diff.added, "removed": diff.removed, "changed": diff.changed}, seconds


def _pandas(folder: Path, old: Path, new: Path) -> tuple[dict[str, int], float]:
    import pandas as pd

    started = time.perf_counter()
    before, after = (pd.read_parquet(path, dtype_backend="pyarrow") for path in (old, new))
    both = before.merge(
        after, on=list(KEY), how="outer", suffixes=("_before", "_after"), indicator=True
    )
    differs = both["_merge"] != "both"
    for name in VALUES:
        one, other = both[f"{name}_before"], both[f"{name}_after"]
        differs |= (one != other).fillna(False) | (one.isna() != other.isna())
    rows = both[differs].sort_values(list(KEY))
    rows.astype(str).to_json(folder / "pandas.jsonl", orient="records", lines=True)
    counts = rows["_merge"].value_counts()
    seconds = time.perf_counter() - started
    found = {"added": "right_only", "removed": "left_only", "changed": "both"}
    return {kind: int(counts[side]) for kind, side in found.items()}, seconds


def _full_join(folder: Path, old: Path, new: Path) -> tuple[dict[str, int], float]:
    from publish.engine import engine

    differs = " OR ".join(f"o.{name} IS DISTINCT FROM n.{name}" for name in VALUES)
    started = time.perf_counter()
    with engine(folder, "-rival") as connection:
        counts = connection.execute(
            f"SELECT count(*) FILTER (o.{KEY[0]} IS NULL), count(*) FILTER (n.{KEY[0]} IS NULL), "
            f"count(*) FILTER (o.{KEY[0]} IS NOT NULL AND n.{KEY[0]} IS NOT NULL AND ({differs})) "
            f"FROM '{old}' o FULL JOIN '{new}' n USING ({', '.join(KEY)})"
        ).fetchall()[0]
    seconds = time.perf_counter() - started
    return dict(zip(("added", "removed", "changed"), counts, strict=True)), seconds


if __name__ == "__main__":
    if sys.argv[1:2] and not sys.argv[1].isdigit():
        _judge(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else None)
