"""The verdict over a delivery: its table's contract, and what only the feed can know.

The contract of the table (types, required, codes, keys) is judged by `schemas.contract`. Added
here are foreign keys across feeds, the year that a file stands for, rows of undeclared origin,
identifiers of persons, error cells, ragged rows, and what the file's own structure refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.contract import check
from schemas.dialect import Dialect
from schemas.model import Table, fold
from schemas.registry import Registry
from schemas.sql import folded, identifier, literal, members
from schemas.verdict import row_json
from sources.connectors.reading import Reading
from sources.feed import Feed
from sources.persons.fields import meets_persons, personal_fields
from sources.persons.withholding import MISPLACED, MISPLACED_RULE, PERSON_RULE, WITHHELD
from sources.references import Snapshots, failures_of_keys
from sources.staging import Staged
from sources.survey_units import staff_unit_failures

if TYPE_CHECKING:
    import duckdb

BROKEN = "broken"
"""Temporary table of the verdict: _row, position, rule, column_name, value."""

ERROR_TEXTS = (
    *("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"),
    *("#¡REF!", "#N/D", "#¡VALOR!", "#¡DIV/0!", "#¿NOMBRE?", "#¡NUM!", "#¡NULO!"),
    *("#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!"),
)
"""What spreadsheets in English, Spanish and French write for an error when they save as CSV."""

_ADDED = 2_000_000
"""Position of the failures found here: after those of the contract."""


@dataclass(frozen=True)
class Judged:
    """How many rows pass, and the queries that give them and the others."""

    accepted: int
    rejected: int
    accepted_sql: str
    """The table's fields, typed, then `_row` and `_sheet`; in the order of the file."""
    rejected_sql: str
    """One row per broken rule: _row, _sheet, rule, column_name, value, row_json."""


def dialect_of(feed: Feed, reading: Reading) -> Dialect:
    """How cells are read: the feed's habits; a bare number is a day only in a spreadsheet."""
    serial = not reading.typed and not reading.structure.date_1904
    return feed.dialect.model_copy(update={"excel_serial": serial})


def judge(
    con: duckdb.DuckDBPyConnection,
    feed: Feed,
    table: Table,
    registry: Registry,
    reading: Reading,
    staged: Staged,
    snapshots: Snapshots,
    partition: str | None,
) -> Judged:
    """Judges every row of the staged relation; nothing is written but temporary tables."""
    dialect = dialect_of(feed, reading)
    verdict = check(con, table, registry, staged.relation, dialect)
    found = [
        *_feed_rules(feed, table, registry, staged.relation, partition),
        *_person_rules(table, staged.relation, reading.searched),
        *failures_of_keys(table, registry, staged.relation, dialect, snapshots),
    ]
    if "staff_unit" in feed.checks:
        found += staff_unit_failures(registry, reading, staged.relation, snapshots, partition)
    _start_adding(con, found)
    _add_error_cells(con, staged)
    _add_refused(con, reading)
    _tell_misplaced_once(con)
    private = bool(feed.ignore) or meets_persons(table)
    ragged = _add_ragged(con, reading, keep_text=not private)
    rejected = _join_failures(con, verdict.failures)
    fields = ", ".join(f"good.{identifier(field.name)}" for field in table.fields)
    row = f"good._row // {len(reading.melted.headers)}" if reading.melted else "good._row"
    kept = f" ANTI JOIN {BROKEN} USING (_row)" if rejected else ""
    # Where rows are left out, their order and the borders of row groups would depend on the
    # number of threads; a whole file keeps them without the cost of sorting.
    order = " ORDER BY good._row" if rejected or staged.ignored else ""
    return Judged(
        accepted=verdict.rows + ragged - rejected,
        rejected=rejected,
        accepted_sql=f"SELECT {fields}, {row} AS _row, good._sheet "
        f"FROM ({verdict.accepted_sql}) AS good{kept}{order}",
        rejected_sql=_rejected_sql(table, staged.relation, reading.sheet),
    )


def _join_failures(con: duckdb.DuckDBPyConnection, failures: str) -> int:
    """Makes BROKEN of the contract's failures and those in `added`; returns how many rows fail.

    A cell that holds an error is read as an empty one: it is told once, as what it is. So is a
    cell of which only a mark is left.
    """
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {BROKEN} AS "
        f"SELECT _row, position, rule, column_name, value FROM {failures} AS f "
        f"WHERE NOT (rule IN ('required', 'blank-row') AND EXISTS (FROM added AS a "
        f"WHERE a._row = f._row AND a.rule = 'error-cell' "
        f"AND f.column_name IN ('', a.column_name))) "
        f"AND NOT EXISTS (FROM added AS a WHERE a._row = f._row "
        f"AND a.rule = {literal(MISPLACED_RULE)} AND a.column_name = f.column_name) "
        f"UNION ALL SELECT _row, {_ADDED}, rule, column_name, value FROM added"
    )
    return int(con.execute(f"SELECT count(DISTINCT _row) FROM {BROKEN}").fetchall()[0][0])


def _start_adding(con: duckdb.DuckDBPyConnection, queries: Sequence[str]) -> None:
    """Makes the temporary table `added` of failures that the contract does not know."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE added "
        "(_row BIGINT, rule VARCHAR, column_name VARCHAR, value VARCHAR)"
    )
    if queries:
        con.execute(f"INSERT INTO added {' UNION ALL '.join(f'({query})' for query in queries)}")


def _feed_rules(
    feed: Feed, table: Table, registry: Registry, relation: str, partition: str | None
) -> Iterator[str]:
    """SQL of the rows that contradict the feed itself: _row, rule, column_name, value."""
    fields = {field.name: field for field in table.fields}
    if partition is not None and feed.partition not in feed.constants:
        name = str(feed.partition)
        codes = registry.code_lists[fields[name].code_list or ""].codes
        others = members(fold(t) for code in codes if code.code != partition for t in code.terms())
        # A year that is no term at all is told once, by the contract. Nearly every cell is the
        # code itself, and comparing folded texts is slow.
        column = identifier(name)
        condition = f"{column} <> {literal(partition)} AND {folded(column)} IN {others}"
        yield _failure("partition", name, relation, condition)
    if "origin" in fields and feed.origin != "synthetic" and "origin" not in feed.constants:
        # Else a feed could call itself published, and bring synthetic rows past the production
        # profile.
        code = next(c for c in registry.code_lists["origin"].codes if c.code == "synthetic")
        terms = members(fold(term) for term in code.terms())
        yield _failure("origin", "origin", relation, f"{folded('origin')} IN {terms}")
    for field in table.fields:
        if field.type == "string" and field.code_list is None and field.pattern is None:
            name = identifier(field.name)
            is_error = f"{name} IN {members(ERROR_TEXTS)} OR regexp_full_match({name}, '#{{3,}}')"
            condition = f"starts_with({name}, '#') AND ({is_error})"
            yield _failure("error-cell", field.name, relation, condition)


def _person_rules(table: Table, relation: str, searched: bool) -> Iterator[str]:
    """SQL of the cells of which staging left only a mark; the value told is that mark.

    A reader that has searched its cells itself tells which of them break a rule, and keeps the
    rows of the others.
    """
    personal = personal_fields(table)
    if not meets_persons(table):
        return
    for field in table.fields:
        name = identifier(field.name)
        if field.name in personal:
            condition = f"starts_with({name}, {literal(WITHHELD)})"
            yield _failure(PERSON_RULE, field.name, relation, condition)
        elif not searched:
            condition = f"{name} = {literal(MISPLACED)}"
            yield _failure(MISPLACED_RULE, field.name, relation, condition)


def _tell_misplaced_once(con: duckdb.DuckDBPyConnection) -> None:
    """Takes out of `added` what else is wrong with a cell of which only a mark is left."""
    con.execute(
        f"DELETE FROM added WHERE rule <> {literal(MISPLACED_RULE)} AND EXISTS ("
        f"FROM added AS m WHERE m._row = added._row AND m.rule = {literal(MISPLACED_RULE)} "
        f"AND list_contains(string_split(added.column_name, ', '), m.column_name))"
    )


def _failure(rule: str, column: str, relation: str, condition: str) -> str:
    return (
        f"SELECT _row, {literal(rule)}, {literal(column)}, {identifier(column)} "
        f"FROM {relation} WHERE {condition}"
    )


def _add_error_cells(con: duckdb.DuckDBPyConnection, staged: Staged) -> None:
    if staged.error_cells:
        con.executemany(
            "INSERT INTO added VALUES (?, 'error-cell', ?, ?)",
            [(c.row, staged.columns[c.column].field, c.text) for c in staged.error_cells],
        )


def _add_refused(con: duckdb.DuckDBPyConnection, reading: Reading) -> None:
    """The cells that the file's own structure does not allow."""
    import pyarrow as pa

    if reading.melted is None or not reading.refused:
        return
    cells = pa.table(
        {
            "_row": pa.array([cell.row for cell in reading.refused], pa.int64()),
            "rule": pa.array([cell.rule for cell in reading.refused], pa.string()),
            "value": pa.array([cell.value for cell in reading.refused], pa.string()),
        }
    )
    con.register("refused_cells", cells)
    con.execute(
        f"INSERT INTO added SELECT _row, rule, {literal(reading.melted.field)}, value "
        f"FROM refused_cells"
    )
    con.unregister("refused_cells")


def _add_ragged(con: duckdb.DuckDBPyConnection, reading: Reading, keep_text: bool) -> int:
    """Ragged rows are rejected like others, though they never became rows of the relation.

    Their text is not kept where the feed leaves columns out or holds persons: it may hold what
    must not land.
    """
    import pyarrow as pa

    ragged = reading.ragged
    width = len(reading.melted.headers) if reading.melted else 1
    rows = pa.table(
        {
            "_row": pa.array([row.row * width for row in ragged], pa.int64()),
            "length": pa.array([f"{row.found} of {row.expected}" for row in ragged], pa.string()),
            "line": pa.array([row.text if keep_text else None for row in ragged], pa.string()),
        }
    )
    con.register("ragged_rows", rows)
    con.execute("CREATE OR REPLACE TEMP TABLE ragged AS FROM ragged_rows")
    con.unregister("ragged_rows")
    con.execute("INSERT INTO added SELECT _row, 'row-length', '', length FROM ragged")
    return len(ragged)


def _rejected_sql(table: Table, relation: str, sheet: str | None) -> str:
    sheet_name = "NULL::VARCHAR" if sheet is None else literal(sheet)
    line = "to_json({'line': ragged.line})::VARCHAR"
    return (
        f"SELECT {BROKEN}._row, {sheet_name} AS _sheet, rule, column_name, value, "
        f"CASE WHEN ragged._row IS NULL THEN sent_json ELSE {line} END AS row_json "
        f"FROM {BROKEN} "
        f"LEFT JOIN (SELECT _row, {row_json(table)} AS sent_json "
        f"FROM ({_without_persons(table, relation)}) AS _sent) "
        f"USING (_row) LEFT JOIN ragged USING (_row) ORDER BY _row, position, column_name, rule"
    )


def _without_persons(table: Table, relation: str) -> str:
    """SQL of the relation; of persons it shows only whether there is an identifier."""
    hidden = ", ".join(
        f"CASE WHEN {identifier(name)} <> '' THEN {literal(WITHHELD)} "
        f"ELSE {identifier(name)} END AS {identifier(name)}"
        for name in personal_fields(table)
    )
    return f"SELECT * REPLACE ({hidden}) FROM {relation}" if hidden else f"FROM {relation}"
