"""How long suppression and audit take, in seconds, of which issue 3 sets the limits.

Two cases: all tables of the bundled edition, read from the build warehouse of a real run, each
group of linked tables once (limit 10 s together); and 50 x 20 x 4 cells with all totals (60 s).
Suppression contains the attack on its own choice; the audit of the gate attacks once more. There
is no rival: R is not among the dependencies, and referees in tests judge what is decided.

KSIGUNE_BENCH_DATA names the data root of a run that was made before; without it one is made.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import measure, write_result
from publish.disclosure.sheet import Sheet
from schemas.registry import Registry

LIMITS = {"bundled": 10, "cube": 60}
SHAPE = (50, 20, 4)
MEDIAN, SPREAD = 30, 1.0
"""Of the inner cells of the cube: log-normal, so that some cells in forty are below five."""


def main() -> None:
    """Measures both cases and keeps the figures. Raises RuntimeError when a cell leaks."""
    load_before = os.getloadavg()[0]
    given = os.environ.get("KSIGUNE_BENCH_DATA")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(given) if given else Path(folder)
        if not given:
            run = [sys.executable, "-m", "dagster_project", "run"]
            measure(run, KSIGUNE_DATA=str(data))
        groups = [_timed(exact, registry) for exact, registry in _groups(data)]
    exact, registry = _cube()
    cube = _timed((exact,), registry)
    write_result(
        "disclosure",
        {
            "load_average": [round(load_before, 1), round(os.getloadavg()[0], 1)],
            "limits_seconds": LIMITS,
            "bundled": {**_total(groups), "groups": groups},
            "cube": {"cells": " x ".join(map(str, SHAPE)), **cube},
        },
    )
    if leaks := sum(case["leaks"] for case in [*groups, cube]):
        raise RuntimeError(f"{leaks} suppressed cells leak")


def _total(groups: Sequence[dict[str, Any]]) -> dict[str, float]:
    names = ("suppression_seconds", "audit_seconds", "seconds", "cpu_seconds")
    return {name: round(sum(group[name] for group in groups), 2) for name in names}


def _groups(data: Path) -> Iterator[tuple[tuple[Sheet, ...], Registry]]:
    """The exact rows of every group of linked tables that has a protected one."""
    import duckdb

    import schemas
    from publish.disclosure.family import family
    from publish.disclosure.protect import linked_columns_of
    from publish.disclosure.sheet import read_sheet
    from publish.open_tables import MART_SCHEMA

    registry = schemas.load()
    protected = [table for table in registry.open.values() if table.disclosure is not None]
    families = {tuple(t.name for t in f): f for f in (family(t, registry) for t in protected)}
    build = data / "warehouse" / "build.duckdb"
    with duckdb.connect(str(build), read_only=True) as con:
        for tables in families.values():
            yield (
                tuple(
                    read_sheet(
                        con,
                        table,
                        f"{MART_SCHEMA}.{table.name}",
                        "the mart",
                        linked_columns_of(table, tables),
                        exact=True,
                    )
                    for table in tables
                ),
                registry,
            )


def _cube() -> tuple[Sheet, Registry]:
    """A table of persons over three dimensions with all totals; the same cells in every run."""
    import numpy as np

    from tests.publish.disclosure.tables import counts, registry_of, rows_of, sheet, totals

    rng = np.random.default_rng(1)
    first, second, third = SHAPE
    inner = {
        (f"a{i:02}", f"b{j:02}", f"c{k}"): int(np.exp(rng.normal(np.log(MEDIAN), SPREAD)))
        for i in range(first)
        for j in range(second)
        for k in range(third)
    }
    table = counts(dimensions=("first", "second", "third"))
    return sheet(table, rows_of(table, totals(inner))), registry_of(table)


def _timed(exact: tuple[Sheet, ...], registry: Registry) -> dict[str, Any]:
    """Seconds of suppression and audit of tables that hang together, and what was decided."""
    from publish.disclosure.audit import Case, audit
    from publish.disclosure.protect import decide, published

    used, start = _cpu(), time.perf_counter()
    made = decide(exact, (), registry)
    chosen = time.perf_counter()
    shown = tuple(published(sheet, made.decisions) for sheet in exact)
    found = audit(Case(shown, exact, (), registry))
    done = time.perf_counter()
    return {
        "suppression_seconds": round(chosen - start, 2),
        "audit_seconds": round(done - chosen, 2),
        "seconds": round(done - start, 2),
        "cpu_seconds": round(_cpu() - used, 2),
        "leaks": len(found.leaks),
        **{key: made.report[key] for key in ("method", "information_loss", "optimality_gap")},
        "tables": made.report["tables"],
    }


def _cpu() -> float:
    """User and system seconds of this process and of solvers that have ended."""
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, both))


if __name__ == "__main__":
    main()
