"""Tables as Markdown, for the metadata that Dagster's UI shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

LONGEST_CELL = 60


def markdown_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; missing values are empty cells, long ones are cut with an ellipsis."""
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    lines += [f"| {' | '.join(_cell(value) for value in row)} |" for row in rows]
    return "\n".join(lines)


def markdown_of_query(database: Path, sql: str, limit: int) -> str:
    """The first `limit` rows of a query on a DuckDB file, read-only, as a Markdown table."""
    import duckdb

    with duckdb.connect(str(database), read_only=True) as con:
        result = con.execute(f"select * from ({sql}) limit {limit}")
        return markdown_table([d[0] for d in result.description], result.fetchall())


def markdown_of_parquet(path: Path, limit: int = 8) -> str:
    """The first `limit` rows of a Parquet file as a Markdown table."""
    import duckdb

    with duckdb.connect() as con:
        result = con.execute("select * from read_parquet(?) limit ?", [str(path), limit])
        return markdown_table([d[0] for d in result.description], result.fetchall())


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = str(value).replace("|", "\\|").replace("\n", " ")
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
