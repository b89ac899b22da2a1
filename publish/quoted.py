"""Figures that a package quotes from third parties: which source, how many, how old."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from publish.engine import parquet
from schemas.model import Table

MARKS = frozenset({"figure_id", "source"})
"""The published columns by which a table of quoted figures is known: one figure as one source
states it (grain of `cci_statistics` and `programme_figure`)."""
YEAR = "publication_year"


@dataclass(frozen=True)
class QuotedSource:
    """One source of quoted figures, as the rows name it."""

    table: str
    source: str
    figures: int
    first_year: int | None
    """Of publication; None where the rows do not say it."""
    last_year: int | None


def quoted_sources(
    connection: duckdb.DuckDBPyConnection, table: Table, path: Path
) -> tuple[QuotedSource, ...]:
    """The sources of a table of quoted figures by name; nothing for any other table."""
    published = {field.name for field in table.published()}
    if not published.issuperset(MARKS):
        return ()
    years = f"min({YEAR}), max({YEAR})" if YEAR in published else "NULL, NULL"
    found = connection.execute(
        f"SELECT source, count(*), {years} FROM {parquet(path)} "
        f"WHERE source IS NOT NULL GROUP BY source ORDER BY source"
    ).fetchall()
    return tuple(QuotedSource(table.name, *facts) for facts in found)
