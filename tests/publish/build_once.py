"""Run as a process by `test_determinism`: builds and releases one package, from shuffled marts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import duckdb

from schemas.registry import Registry
from tests.publish.formats.cases import rows, summary, visit
from tests.publish.small import make_open, organisation, project, registry, release, write_marts

ROWS = 130_000
"""More than a row group of Parquet, so that several threads have something to do."""


def known() -> Registry:
    """Tables that make every form: one too large for the office, one of every type, one cube."""
    return registry(organisation(), project(), visit(), summary())


def fill(build_db: Path, seed: int) -> None:
    """Rows that are the same for every seed, in an order that is not."""
    given = {name: rows()[name] for name in ("visit", "summary")}
    for each in given.values():
        each.sort(key=lambda row: hash((seed, *map(str, row.values()))))
    write_marts(build_db, known(), {"organisation": [], "project": [], **given})
    with duckdb.connect(str(build_db)) as connection:
        connection.execute(
            f"INSERT INTO marts.organisation SELECT format('KSI-{{:04d}}', i), "
            f"'Erakundea \"' || i || '\", ñ', if(i % 2 = 0, 'faculty', 'entity'), "
            f"if(i % 3 = 0, NULL, DATE '2024-03-01' + i::INTEGER), i % 5 = 0, NULL, 'synthetic' "
            f"FROM range(1000) r(i) ORDER BY hash(i + {seed})"
        )
        connection.execute(
            f"INSERT INTO marts.project SELECT if(i % 2 = 0, '2024-25', '2025-26'), "
            f"format('PRJ-{{:07d}}', i), format('KSI-{{:04d}}', i % 1000), "
            f"if(i % 7 = 0, NULL, (i % 9999) / 10)::DECIMAL(14,2), i % 101 "
            f"FROM range({ROWS}) r(i) ORDER BY hash(i + {seed})"
        )


def main(root: Path, seed: int, cores: int) -> None:
    """Builds everything under `root`, with DuckDB seeing that many cores."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    fill(root / "warehouse" / "build.duckdb", seed)
    make_open(root, known())
    release(root, known())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
