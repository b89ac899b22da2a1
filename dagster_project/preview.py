"""Tables as Markdown, for the metadata that Dagster's UI shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.sql import literal

if TYPE_CHECKING:
    import duckdb

LONGEST_CELL = 60


def markdown_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; missing values are empty cells, long ones are cut with an ellipsis."""
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    lines += [f"| {' | '.join(_cell(value) for value in row)} |" for row in rows]
    return "\n".join(lines)


def markdown_of_query(database: Path, sql: str, limit: int) -> str:
    """The first `limit` rows of a query on a DuckDB file, read-only, as a Markdown table."""
    return markdown_of_queries(database, {"": sql}, limit)[""]


def markdown_of_queries(database: Path, queries: Mapping[str, str], limit: int) -> dict[str, str]:
    """The first `limit` rows of each query, by its name. The file is opened once for all: reading
    its catalog takes longer than any of the queries."""
    import duckdb

    with duckdb.connect(str(database), read_only=True) as con:
        return {name: _shown(con, f"({sql})", limit) for name, sql in queries.items()}


def markdown_of_parquet(path: Path, limit: int = 8) -> str:
    """The first `limit` rows of a Parquet file as a Markdown table."""
    with _engine().cursor() as con:
        return _shown(con, f"read_parquet({literal(str(path))})", limit)


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """One engine for the previews of a process: starting one takes longer than a preview."""
    import duckdb

    return duckdb.connect(config={"threads": 1})


def _shown(con: duckdb.DuckDBPyConnection, relation: str, limit: int) -> str:
    result = con.execute(f"select * from {relation} limit {limit}")
    return markdown_table([d[0] for d in result.description or ()], result.fetchall())


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = str(value).replace("|", "\\|").replace("\n", " ")
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
