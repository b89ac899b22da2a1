"""How much faster than `frictionless validate` the contract check is, on one CSV, equal verdicts.

Both read the same file and judge every row by the same six fields of the landing table
`capacity`: presence, types, pattern, codes, ranges and the key of two columns. Each runs in a
process of its own. `seconds` is reading and judging with all imports done, `process_seconds`
everything from the start of Python to its end. The file is made by rule, one row in 2,000 with a
fault, of twelve kinds.

`python -m benchmarks.contract_check [ROWS]`, or KSIGUNE_BENCH_ROWS; default 1,000,000.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.measure import measure, write_result

FIELDS = ("academic_year", "capacity_id", "title", "capacity_kind", "ects", "started_on")
ROWS = 1_000_000
FAULTY = 2_000
"""One row in so many breaks a rule."""

REPETITIONS = 5
"""The check is over so soon that the least of some runs is taken; frictionless runs once."""

YEARS = ("2024-25", "2025-26")
KINDS = ("training", "research", "transfer", "Formación", "Recherche")
FIRST_DAY = date(2010, 1, 1)
FAULTS: tuple[dict[str, str], ...] = (
    {"academic_year": "2024-2025"},
    {"academic_year": ""},
    {"capacity_id": "cap 12"},
    {"title": ""},
    {"capacity_kind": "hospitality"},
    {"ects": "4,5"},
    {"ects": "-1"},
    {"ects": "360.01"},
    {"started_on": "2025-02-30"},
    {"started_on": "01/09/2024"},
    {"academic_year": YEARS[0], "capacity_id": "CAP-0000000"},
    {"title": "", "capacity_kind": "hospitality", "ects": "many"},
)


def main(rows: int | None = None) -> None:
    """Makes the file, lets both judge it, compares the verdicts and keeps the figures."""
    count = rows or int(os.environ.get("KSIGUNE_BENCH_ROWS", ROWS))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_csv(folder / "capacity.csv", count)
        rival = _run("frictionless", folder)
        ours = min((_run("contract", folder) for _ in range(REPETITIONS)), key=_seconds)
        equal = _verdicts(folder, "frictionless") == _verdicts(folder, "contract")
    write_result(
        "contract_check",
        {
            "rows": count,
            "columns": len(FIELDS),
            "frictionless": rival,
            "contract": ours,
            "ratio": round(_seconds(rival) / _seconds(ours), 1),
            "ratio_of_processes": round(rival["process_seconds"] / ours["process_seconds"], 1),
            "equal_verdicts": equal,
        },
    )
    if not equal:
        raise RuntimeError("the two verdicts differ: see tests/schemas/test_verdict_referee.py")


def make_csv(path: Path, count: int) -> None:
    """The file: the same bytes for the same count, without randomness."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FIELDS)
        writer.writerows(_rows(count))


def _rows(count: int) -> Iterator[list[str]]:
    days = [(FIRST_DAY + timedelta(days=day)).isoformat() for day in range(5_800)]
    for number in range(count):
        row = {
            "academic_year": YEARS[number % 2],
            "capacity_id": f"CAP-{number // 2:07d}",
            "title": f"Título de la capacidad {number // 2}",
            "capacity_kind": KINDS[number % 5],
            "ects": "" if number % 7 == 0 else f"{number % 721 / 2:g}",
            "started_on": "" if number % 11 == 0 else days[number * 7 % 5_800],
        }
        if number % FAULTY == FAULTY - 1:
            row |= FAULTS[number // FAULTY % len(FAULTS)]
        yield list(row.values())


def _run(judge: str, folder: Path) -> dict[str, Any]:
    measured = measure([sys.executable, "-m", "benchmarks.contract_check", judge, str(folder)])
    told: dict[str, Any] = json.loads(measured.output.splitlines()[-1])
    return {
        **told,
        "process_seconds": round(measured.seconds, 3),
        "peak_mb": round(measured.peak_mb),
    }


def _seconds(result: dict[str, Any]) -> float:
    return float(result["seconds"])


def _verdicts(folder: Path, judge: str) -> str:
    return (folder / f"{judge}.txt").read_text(encoding="utf-8")


def _judge(judge: str, folder: Path) -> None:
    """One side, in its own process: its verdict into a file, its figures to standard output."""
    broken, seconds = {"frictionless": _by_frictionless, "contract": _by_contract}[judge](folder)
    lines = sorted(f"{row} {rule} {name}" for row, rules in broken.items() for rule, name in rules)
    (folder / f"{judge}.txt").write_text("\n".join(lines), encoding="utf-8")
    print(json.dumps({"seconds": round(seconds, 3), "rejected": len(broken), "rules": len(lines)}))


def _contract() -> tuple[Any, Any]:
    from schemas import load

    registry = load()
    whole = registry.landing["capacity"]
    chosen = {"fields": tuple(whole.field(name) for name in FIELDS), "foreign_keys": ()}
    return whole.model_copy(update=chosen), registry


def _by_frictionless(folder: Path) -> tuple[dict[int, set[tuple[str, str]]], float]:
    from schemas.to_frictionless import to_frictionless
    from tests.schemas.referee import broken, validate

    descriptor = to_frictionless(*_contract())
    started = time.perf_counter()
    report = validate(folder / "capacity.csv", descriptor)
    seconds = time.perf_counter() - started
    return broken(report, descriptor), seconds


def _by_contract(folder: Path) -> tuple[dict[int, set[tuple[str, str]]], float]:
    import duckdb
    import numpy as np
    import pyarrow as pa
    import pyarrow.csv as arrow_csv
    import pyarrow.dataset  # DuckDB imports it at the first Arrow table

    from schemas.contract import check

    table, registry = _contract()
    text = arrow_csv.ConvertOptions(column_types=dict.fromkeys(FIELDS, pa.string()))
    con = duckdb.connect()
    started = time.perf_counter()
    sent = arrow_csv.read_csv(folder / "capacity.csv", convert_options=text)
    sent = sent.append_column("_row", pa.array(np.arange(1, len(sent) + 1)))
    con.register("sent", sent)
    verdict = check(con, table, registry, "sent")
    failures = con.execute(f"SELECT _row, rule, column_name FROM {verdict.failures}").fetchall()
    seconds = time.perf_counter() - started
    found: dict[int, set[tuple[str, str]]] = {}
    for row, rule, column in failures:
        found.setdefault(row, set()).add((rule, column))
    return found, seconds


if __name__ == "__main__":
    if sys.argv[1:2] and not sys.argv[1].isdigit():
        _judge(sys.argv[1], Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else None)
