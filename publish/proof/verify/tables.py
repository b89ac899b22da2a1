"""The rows of a release against its own contract: every row of every CSV and Parquet file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from publish.engine import csv, fetch_one, fingerprint, names, parquet
from publish.proof.verify.contract import Contract, Reference, contract_of
from publish.proof.verify.outcome import AGAIN, Check, RefusedError, failed, ok, unchecked
from publish.proof.verify.release import Release
from schemas.sql import identifier
from schemas.to_duckdb import verdict_sql

CSV, PARQUET = "csv", "apache-parquet"
EXAMPLES = 3
STORED = {
    "string": "VARCHAR",
    "integer": "BIGINT|INTEGER|SMALLINT|TINYINT|HUGEINT",
    "number": r"DECIMAL\(\d+,\d+\)|DOUBLE|FLOAT|BIGINT|INTEGER",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP.*",
}
"""The Parquet types, as DuckDB names them, that hold a Table Schema type without loss."""
DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")


@dataclass
class Tables:
    """The tabular resources that could be read, by name."""

    contracts: dict[str, Contract] = field(default_factory=dict)
    relations: dict[str, str] = field(default_factory=dict)
    """Resource -> SQL of its rows with typed columns, as they were meant."""
    rows: dict[str, int] = field(default_factory=dict)


def check_tables(
    connection: duckdb.DuckDBPyConnection, release: Release, tables: Tables
) -> Iterator[Check]:
    """Columns, types, constraints and keys of each table, then what holds between them. Fills
    `tables` with what was read."""
    if release.descriptor is None:
        yield unchecked("contract", "tables", "the descriptor could not be read")
        return
    resources = [r for r in release.descriptor["resources"] if r["format"] in (CSV, PARQUET)]
    stored = _stored_numbers(connection, release, resources)
    for resource in resources:
        yield from _resource(connection, release, resource, stored, tables)
    for name, contract in tables.contracts.items():
        for reference in contract.references:
            yield _reference(connection, tables, name, reference)
    yield from _pairs(connection, tables, resources)


def stem(path: str) -> str:
    """The table that a file is a form of, by its path without the ending."""
    folder, slash, name = path.rpartition("/")
    return folder + slash + name.partition(".")[0]


def _stored_numbers(
    connection: duckdb.DuckDBPyConnection, release: Release, resources: list[dict[str, Any]]
) -> dict[str, dict[str, tuple[int, int]]]:
    """Precision and scale of numbers by table and column, from its Parquet file: the Table
    Schema cannot state them."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for resource in resources:
        path = release.paths.get(resource["path"])
        if resource["format"] == PARQUET and path is not None:
            try:
                columns = _columns(connection, path)
            except duckdb.Error:
                continue  # told when the file itself is judged
            decimals = {name: DECIMAL.fullmatch(kind) for name, kind in columns}
            found[stem(resource["path"])] = {
                name: (int(m[1]), int(m[2])) for name, m in decimals.items() if m
            }
    return found


def _resource(
    connection: duckdb.DuckDBPyConnection,
    release: Release,
    resource: Mapping[str, Any],
    stored: Mapping[str, Mapping[str, tuple[int, int]]],
    tables: Tables,
) -> Iterator[Check]:
    name, path = resource["name"], release.paths.get(resource["path"])
    if path is None:
        yield unchecked("contract", name, f"{resource['path']} is not the listed file")
        return
    if "schema" not in resource:
        yield unchecked("contract", name, "the descriptor states no schema for it")
        return
    try:
        contract = contract_of(resource, stored.get(stem(resource["path"])))
        _refuse_columns(connection, contract, resource["format"], path)
        yield from _rows(connection, name, contract, resource["format"], path, tables)
    except RefusedError as refusal:
        yield failed("contract", name, f"{refusal}. {AGAIN}")
    except duckdb.Error as error:
        told = str(error).strip().splitlines()[0][:300]
        yield failed("contract", name, f"{resource['path']} cannot be read: {told}. {AGAIN}")


def _refuse_columns(
    connection: duckdb.DuckDBPyConnection, contract: Contract, form: str, path: Path
) -> None:
    """Raises RefusedError for a file with other columns, or of other types, than described."""
    if form == CSV:
        with path.open("rb") as stream:
            head = stream.readline(1 << 20).rstrip(b"\r\n").decode("utf-8", "replace")
        if head != ",".join(contract.columns):
            raise RefusedError(f"its first line is {head[:200]!r}, and not the columns described")
        return
    found = _columns(connection, path)
    if tuple(name for name, _ in found) != contract.columns:
        raise RefusedError(f"it has the columns {[n for n, _ in found][:20]}, not those described")
    for (name, kind), described in zip(found, contract.table.fields, strict=True):
        if not re.fullmatch(STORED[described.type], kind):
            raise RefusedError(f"column {name} is {kind}, and described as {described.type}")


def _columns(connection: duckdb.DuckDBPyConnection, path: Path) -> list[tuple[str, str]]:
    described = connection.execute(f"DESCRIBE FROM {parquet(path)}").fetchall()
    return [(row[0], row[1]) for row in described]


def _rows(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    contract: Contract,
    form: str,
    path: Path,
    tables: Tables,
) -> Iterator[Check]:
    fields = contract.table.fields
    if form == CSV:
        texts = contract.texts(csv(path, fields, as_text=True), cast=False)
        typed = contract.unescaped(csv(path, fields, as_text=False))
    else:
        texts = contract.texts(parquet(path), cast=True)
        typed = parquet(path)
    judged = verdict_sql(contract.table, contract.registry, f"(SELECT 0 AS _row, * FROM {texts})")
    rows, bad = fetch_one(
        connection, f"SELECT count(*), count(*) FILTER (len(_failures) > 0) FROM ({judged})"
    )
    tables.rows[name] = rows
    if bad:
        told = f"{bad} of {rows} rows break it, such as {_examples(connection, contract, judged)}"
        yield failed("contract", name, f"{told}. {AGAIN}")
        return
    tables.contracts[name], tables.relations[name] = contract, typed
    for key in dict.fromkeys((contract.key, *contract.unique)):
        if key and (problem := _key_problem(connection, typed, key, required=key == contract.key)):
            yield failed("contract", name, f"key {', '.join(key)}: {problem}. {AGAIN}")
            return
    yield ok("contract", name, f"all {rows} rows obey it, types, constraints and keys")


def _examples(connection: duckdb.DuckDBPyConnection, contract: Contract, judged: str) -> str:
    shown = names(contract.key or contract.columns[:1])
    found = connection.execute(
        f"SELECT concat_ws(', ', {shown}), _failures FROM ({judged}) WHERE len(_failures) > 0 "
        f"ORDER BY ALL LIMIT {EXAMPLES}"
    ).fetchall()
    return "; ".join(
        f"row {row!r}: {failure['column_name']} breaks {failure['rule']}"
        for row, failures in found
        for failure in failures[:EXAMPLES]
    )


def _key_problem(
    connection: duckdb.DuckDBPyConnection, relation: str, key: tuple[str, ...], *, required: bool
) -> str:
    """What is wrong with a key; empty when every row has it and no two rows the same."""
    empty = " OR ".join(f"{identifier(column)} IS NULL" for column in key)
    nulls: int = fetch_one(connection, f"SELECT count(*) FROM {relation} WHERE {empty}")[0]
    if nulls and required:
        return f"{nulls} rows have no value"
    repeated = fetch_one(
        connection,
        f"SELECT count(*), min(shown) FROM (SELECT concat_ws(', ', {names(key)}) AS shown "
        f"FROM {relation} WHERE NOT ({empty}) GROUP BY {names(key)} HAVING count(*) > 1)",
    )
    return (
        f"{repeated[0]} values stand in several rows, such as {repeated[1]}" if repeated[0] else ""
    )


def _reference(
    connection: duckdb.DuckDBPyConnection, tables: Tables, name: str, key: Reference
) -> Check:
    check, told = "foreign keys", f"{', '.join(key.columns)} to {key.resource}"
    if key.resource not in tables.relations:
        return unchecked(check, name, f"{told}: that table could not be read")
    if absent := set(key.target) - set(tables.contracts[key.resource].columns):
        return failed(check, name, f"{told}: it has no column {', '.join(sorted(absent))}")
    pairs = zip(key.columns, key.target, strict=True)
    same = " AND ".join(f"c.{identifier(a)} = p.{identifier(b)}" for a, b in pairs)
    given = " AND ".join(f"c.{identifier(column)} IS NOT NULL" for column in key.columns)
    shown = ", ".join(f"c.{identifier(column)}" for column in key.columns)
    missing, example = fetch_one(
        connection,
        f"SELECT count(*), min(concat_ws(', ', {shown})) FROM {tables.relations[name]} c "
        f"ANTI JOIN {tables.relations[key.resource]} p ON {same} WHERE {given}",
    )
    if missing:
        return failed(check, name, f"{told}: {missing} rows point at nothing ({example}). {AGAIN}")
    return ok(check, name, f"{told}: every row points at one")


def _pairs(
    connection: duckdb.DuckDBPyConnection, tables: Tables, resources: list[dict[str, Any]]
) -> Iterator[Check]:
    """The CSV and the Parquet file of one table hold the same rows."""
    forms: dict[str, dict[str, str]] = {}
    for resource in resources:
        forms.setdefault(stem(resource["path"]), {})[resource["format"]] = resource["name"]
    for form in forms.values():
        if not {form.get(CSV), form.get(PARQUET)} <= set(tables.relations):
            continue  # told where the file that is missing or wrong was judged
        columns = tables.contracts[form[CSV]].columns
        if columns != tables.contracts[form[PARQUET]].columns:
            yield failed("csv equals parquet", form[CSV], f"other columns. {AGAIN}")
            continue
        first, second = (
            fingerprint(connection, tables.relations[form[kind]], columns)
            for kind in (CSV, PARQUET)
        )
        if first == second:
            yield ok("csv equals parquet", form[CSV], f"the same {first.rows} rows in both")
        else:
            yield failed("csv equals parquet", form[CSV], f"the rows differ. {AGAIN}")
