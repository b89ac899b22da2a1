"""The rows of a package: judged by the schema, equal in both formats, keys and relations whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from publish.checks.finding import Candidate, Finding, failed, passed
from publish.contents import ORIGIN, SYNTHETIC
from publish.engine import (
    Fingerprint,
    csv,
    fetch_one,
    fingerprint,
    fingerprint_terms,
    names,
    parquet,
)
from publish.formats.formula import BOUND, RUNS, judged_columns
from publish.open_tables import open_table_path, row_count
from schemas.model import ForeignKey, Table, duckdb_type
from schemas.sql import identifier
from schemas.to_duckdb import verdict_sql

EXAMPLES = 5


@dataclass(frozen=True)
class TableRows:
    """What was found on the way in a table's Parquet file."""

    rows: int
    synthetic: bool


def check_table(
    connection: duckdb.DuckDBPyConnection, candidate: Candidate, table: Table
) -> Iterator[Finding]:
    """Every check of one table's two files. Reading errors are findings, not exceptions."""
    yield from _columns(connection, candidate, table)
    try:
        yield from _rows(connection, candidate, table)
    except duckdb.Error as error:
        yield failed("rows", table.name, _first_line(error))
    try:
        yield _key_order(connection, candidate, table)
        yield from _relations(connection, candidate, table)
    except duckdb.Error as error:
        yield failed("keys", table.name, _first_line(error))
    if candidate.open_dir is not None:
        yield from _counts(connection, candidate, table)


def count_rows(
    connection: duckdb.DuckDBPyConnection, candidate: Candidate, table: Table
) -> TableRows:
    """Rows and origin of a table, from its Parquet file. Raises duckdb.Error when unreadable."""
    made = "false"
    if any(field.name == ORIGIN for field in table.fields):
        made = f"coalesce(bool_or({ORIGIN} = '{SYNTHETIC}'), false)"
    relation = parquet(candidate.parquet(table.name))
    rows, synthetic = fetch_one(connection, f"SELECT count(*), {made} FROM {relation}")
    return TableRows(rows, synthetic)


def _columns(
    connection: duckdb.DuckDBPyConnection, candidate: Candidate, table: Table
) -> Iterator[Finding]:
    """The files hold exactly the opted-in columns, in order and type."""
    check = "columns of files"
    expected = [(field.name, duckdb_type(field)) for field in table.fields]
    try:
        described = connection.execute(
            f"DESCRIBE FROM {parquet(candidate.parquet(table.name))}"
        ).fetchall()
        with candidate.csv(table.name).open(encoding="utf-8", newline="\r\n") as stream:
            header = stream.readline().removesuffix("\r\n")
    except (duckdb.Error, OSError, UnicodeDecodeError) as error:
        yield failed(check, table.name, _first_line(error))
        return
    found = [(row[0], row[1]) for row in described]
    if found != expected:
        yield failed(check, table.name, f"Parquet has {found}, the schema {expected}")
    elif header != ",".join(name for name, _ in expected):
        yield failed(check, table.name, f"CSV starts with {header[:200]!r}")
    else:
        yield passed(check, table.name, f"{len(found)} columns in both files")


def _rows(
    connection: duckdb.DuckDBPyConnection, candidate: Candidate, table: Table
) -> Iterator[Finding]:
    """One pass over the CSV as text: every row judged by the schema, and its typed values summed.

    Equal sums over the Parquet file mean equal rows; only unequal ones are looked for.
    """
    columns = [field.name for field in table.fields]
    cells = csv(candidate.csv(table.name), table.fields, as_text=True)
    text = f"(SELECT 0 AS _row, {judged_columns(table.fields, candidate.registry)} FROM {cells})"
    # Without its key the verdict needs no window over all rows: `_key_order` judges the key.
    keyless = table.model_copy(update={"primary_key": ()})
    judged = verdict_sql(keyless, candidate.registry, text)
    terms = fingerprint_terms(columns)
    rows, value, bad, run, bound = fetch_one(
        connection,
        f"SELECT {terms}, count(*) FILTER (len(_failures) > 0), count(*) FILTER ({RUNS}), "
        f"count(*) FILTER ({BOUND}) FROM ({judged})",
    )
    yield _formulas(table, run, bound)
    if bad:
        yield failed("rows", table.name, _examples(connection, judged, table, bad))
    else:
        yield passed("rows", table.name, f"all {rows} rows of the CSV obey the schema")
    stored = parquet(candidate.parquet(table.name))
    same = fingerprint(connection, stored, columns) == Fingerprint(rows, value)
    if same:
        yield passed("csv equals parquet", table.name, f"{rows} rows in both")
    else:
        yield failed("csv equals parquet", table.name, _difference(connection, candidate, table))


def _formulas(table: Table, run: int, bound: int) -> Finding:
    """No cell runs in a spreadsheet, and no apostrophe breaks a promise of the descriptor."""
    check = "formulas in cells"
    if run:
        return failed(check, table.name, f"{run} rows of the CSV have a cell that runs")
    if bound:
        return failed(
            check,
            table.name,
            f"{bound} rows have a code, an address or a patterned text that begins like a formula "
            f"(= + - @ or the like); the apostrophe before it in the CSV breaks the column's "
            f"rule: give it another first character",
        )
    return passed(check, table.name, "none in the CSV")


def _examples(connection: duckdb.DuckDBPyConnection, judged: str, table: Table, bad: int) -> str:
    key = names(table.primary_key)
    found = connection.execute(
        f"SELECT concat_ws(', ', {key}), _failures FROM ({judged}) WHERE len(_failures) > 0 "
        f"ORDER BY {key} LIMIT {EXAMPLES}"
    ).fetchall()
    told = [
        f"{row} {failure['column_name']}: {failure['rule']}"
        for row, failures in found
        for failure in failures
    ]
    return f"{bad} rows break the schema, such as {'; '.join(told)}"


def _difference(connection: duckdb.DuckDBPyConnection, candidate: Candidate, table: Table) -> str:
    """How many rows only one of the files holds. An empty string in Parquet is such a row."""
    listed = names([field.name for field in table.fields])
    cells = csv(candidate.csv(table.name), table.fields, as_text=False)
    read = judged_columns(table.fields, candidate.registry)
    text = f"SELECT {listed} FROM (SELECT {read} FROM {cells})"
    stored = f"SELECT {listed} FROM {parquet(candidate.parquet(table.name))}"
    only = [
        fetch_one(connection, f"SELECT count(*) FROM (({a}) EXCEPT ALL ({b}))")[0]
        for a, b in ((text, stored), (stored, text))
    ]
    return (
        f"{only[0]} rows stand only in the CSV and {only[1]} only in the Parquet file "
        f"(the CSV cannot hold an empty text: that has to be a missing value)"
    )


def _key_order(
    connection: duckdb.DuckDBPyConnection, candidate: Candidate, table: Table
) -> Finding:
    """The key rises strictly from row to row: it is unique, and the rows are sorted by it."""
    check = "primary key"
    key = names(table.primary_key)
    broken: int = fetch_one(
        connection,
        f"SELECT count(*) FROM (SELECT row({key}) <= lag(row({key})) OVER () AS broken "
        f"FROM {parquet(candidate.parquet(table.name))}) WHERE broken",
    )[0]
    if broken:
        return failed(check, table.name, f"{broken} rows repeat a key or are out of its order")
    return passed(check, table.name, "unique, rows sorted by it")


def _relations(
    connection: duckdb.DuckDBPyConnection, candidate: Candidate, table: Table
) -> Iterator[Finding]:
    """Foreign keys to tables of the same package point at rows that are there."""
    for key in table.foreign_keys:
        if key.reference not in candidate.package.tables or not key.reference_fields:
            continue
        missing, example = _orphans(connection, candidate, table, key)
        told = f"{', '.join(key.fields)} to {key.reference}"
        if missing:
            yield failed(
                "foreign keys", table.name, f"{told}: {missing} rows point at nothing ({example})"
            )
        else:
            yield passed("foreign keys", table.name, told)


def _orphans(
    connection: duckdb.DuckDBPyConnection, candidate: Candidate, table: Table, key: ForeignKey
) -> tuple[int, str]:
    pairs = " AND ".join(
        f"c.{identifier(a)} = p.{identifier(b)}"
        for a, b in zip(key.fields, key.reference_fields, strict=True)
    )
    given = " AND ".join(f"c.{identifier(name)} IS NOT NULL" for name in key.fields)
    values = ", ".join(f"c.{identifier(name)}" for name in key.fields)
    missing, example = fetch_one(
        connection,
        f"SELECT count(*), min(concat_ws(', ', {values})) "
        f"FROM {parquet(candidate.parquet(table.name))} c "
        f"ANTI JOIN {parquet(candidate.parquet(key.reference))} p ON {pairs} WHERE {given}",
    )
    return missing, example or ""


def _counts(
    connection: duckdb.DuckDBPyConnection, candidate: Candidate, table: Table
) -> Iterator[Finding]:
    """As many rows as the open table, and not none where the release before had some."""
    check = "row counts"
    rows = _count(connection, candidate.parquet(table.name))
    wanted = _count(connection, open_table_path(table.name, candidate.open_dir or candidate.folder))
    if rows != wanted:
        yield failed(check, table.name, f"{rows} rows, the open table has {wanted}")
    else:
        yield passed(check, table.name, f"{rows} rows, as the open table")
    if candidate.previous is None:
        return
    before = candidate.previous / candidate.parquet(table.name).relative_to(candidate.folder)
    had = _count(connection, before) or 0
    if rows == 0 and had:
        yield failed("not emptied", table.name, f"no row; the release before had {had}")
    else:
        yield passed("not emptied", table.name, f"{had} rows before, {rows} now")


def _count(connection: duckdb.DuckDBPyConnection, path: Path) -> int | None:
    """Rows by the Parquet footer; None for a file that is not there or cannot be read."""
    try:
        return row_count(connection, path)
    except duckdb.Error:
        return None


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
