"""`python -m tests.publish.disclosure.speed`: how long suppression and audit take.

Issue 3: all tables of the bundled edition in under 10 s; 50 x 20 x 4 cells with totals in under
60 s. Prints one line of JSON per case: seconds, rows, suppressed rows, loss and its gap.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from publish.disclosure.audit import Case, audit
from publish.disclosure.protect import decide, published
from publish.disclosure.sheet import Sheet
from schemas.registry import Registry
from tests.publish.disclosure import survey
from tests.publish.disclosure.tables import counts, registry_of, rows_of, sheet, totals


def cube(first: int, second: int, third: int, seed: int = 1) -> tuple[Sheet, Registry]:
    """A table of persons over three dimensions with all totals; some cells in forty are small."""
    rng = np.random.default_rng(seed)
    inner = {
        (f"a{i:02}", f"b{j:02}", f"c{k}"): int(np.exp(rng.normal(np.log(30), 1.0)))
        for i in range(first)
        for j in range(second)
        for k in range(third)
    }
    table = counts(dimensions=("first", "second", "third"))
    return sheet(table, rows_of(table, totals(inner))), registry_of(table)


def skills() -> tuple[Sheet, Registry]:
    """A survey of two waves, of the size of the bundled one."""
    table = survey.demand()
    return sheet(table, survey.answers()), survey.registry(table)


def measure(name: str, make: Callable[[], tuple[Sheet, Registry]]) -> dict[str, Any]:
    """Suppression with its own attack, then the audit of the gate."""
    exact, known = make()
    start = time.perf_counter()
    made = decide((exact,), (), known)
    chosen = time.perf_counter()
    found = audit(Case((published(exact, made.decisions),), (exact,), (), known))
    done = time.perf_counter()
    return {
        "case": name,
        "rows": len(exact.keys),
        "suppression_s": round(chosen - start, 2),
        "audit_s": round(done - chosen, 2),
        "leaks": len(found.leaks),
        **{key: made.report[key] for key in ("method", "information_loss", "optimality_gap")},
        **made.report["tables"][exact.table.name],
    }


def main() -> None:
    """Runs every case."""
    cases = {"survey, two waves": skills, "50 x 20 x 4": lambda: cube(50, 20, 4)}
    for name, make in cases.items():
        sys.stdout.write(json.dumps(measure(name, make)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
