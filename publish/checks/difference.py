"""Where two lists of rows differ, in words."""

from __future__ import annotations

from collections.abc import Sequence


def first_difference(
    found: Sequence[Sequence[object]],
    wanted: Sequence[Sequence[object]],
    names: Sequence[str],
    start: int = 1,
) -> str:
    """The first cell that differs between two lists of rows, or that one has more rows.

    `start` is the number of the first row. The lists are not equal.
    """
    for row, (have, want) in enumerate(zip(found, wanted, strict=False), start=start):
        for name, a, b in zip(names, have, want, strict=False):
            if a != b:
                return f"row {row}, column {name}: {a!r}, and {b!r} in the Parquet file"
    return f"{len(found)} rows, and {len(wanted)} in the Parquet file, from row {start} on"
