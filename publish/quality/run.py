"""Runs the plausibility suites of the marts and keeps what each rule found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from publish.files import to_json, write_atomically
from schemas.model import Severity, Table
from schemas.registry import Registry
from schemas.sql import identifier
from schemas.to_gx import BATCH, suite

MART_SCHEMA = "marts"
MAX_ROWS = 20
QUERY = "unexpected_rows_query"
WITHHELD = "(personal, withheld)"


@dataclass(frozen=True)
class CheckResult:
    """What one rule of one mart found."""

    table: str
    name: str
    """Distinct among the rules of its table."""
    severity: Severity
    success: bool
    reason: str
    """Why the rule exists, as written beside it in the schema."""
    message: str
    failing_rows: tuple[dict[str, str | None], ...]
    """Up to 20 of the rows that break the rule, as text; values of personal columns withheld."""


def run_suites(
    tables: Sequence[Table], registry: Registry, build_db: Path, out_dir: Path
) -> list[CheckResult]:
    """Runs every rule of every table over its mart; a failing rule never stops the others.

    A rule that could not be run (a missing mart, a faulty query) has failed, with the error as
    its message. The results of each table are kept in `<out_dir>/<table>.json`, which is only
    written when they differ. No other connection to `build_db` may be open in this process.
    """
    rules = {table.name: suite(table, registry) for table in tables}
    answers = _validate(tables, rules, build_db)
    private = _personal_columns(registry)
    results: list[CheckResult] = []
    with duckdb.connect(str(build_db), read_only=True) as connection:
        for table in tables:
            found = [
                _result(connection, table.name, rule, answers[table.name], private)
                for rule in rules[table.name]
            ]
            _keep(out_dir, table.name, found)
            results += found
    return results


def _validate(
    tables: Sequence[Table], rules: Mapping[str, list[dict[str, Any]]], build_db: Path
) -> dict[str, dict[str, Any] | str]:
    """Table -> rule -> the result of Great Expectations; or why the mart cannot be opened."""
    from publish.quality.gx_duckdb import MissingTableError, validate, warehouse

    answers: dict[str, dict[str, Any] | str] = {}
    with warehouse(build_db) as open_table:
        for table in tables:
            try:
                batch = open_table(MART_SCHEMA, table.name)
            except MissingTableError as error:
                answers[table.name] = str(error)
                continue
            answers[table.name] = validate(batch, rules[table.name])
    return answers


def _result(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rule: Mapping[str, Any],
    answers: Mapping[str, Any] | str,
    private: frozenset[str],
) -> CheckResult:
    rows: tuple[dict[str, str | None], ...] = ()
    if isinstance(answers, str):
        success, message = False, f"could not be run: {answers}"
    elif raised := _raised(answers[rule["name"]]):
        success, message = False, f"could not be run: {raised}"
    else:
        success = bool(answers[rule["name"]].success)
        observed = answers[rule["name"]].result.get("observed_value")
        message = _message(rule, success, observed)
        if not success and QUERY in rule["kwargs"]:
            rows = _failing_rows(connection, table, rule["kwargs"][QUERY], private)
    return CheckResult(
        table, rule["name"], rule["severity"], success, rule["reason"], message, rows
    )


def _raised(result: Any) -> str:
    """The first line of what an expectation raised; empty when it ran."""
    told = result.exception_info or {}
    # One exception, or one per metric under the metric's name: GX gives either form.
    each = [told] if "raised_exception" in told else list(told.values())
    lines = [str(one["exception_message"]) for one in each if one["raised_exception"]]
    return lines[0].strip().splitlines()[0] if lines else ""


def _message(rule: Mapping[str, Any], success: bool, observed: Any) -> str:
    if QUERY in rule["kwargs"]:
        return "no row breaks the rule" if success else f"{observed} rows break the rule"
    wanted = ", ".join(
        f"{key} {value}" for key, value in rule["kwargs"].items() if value is not None
    )
    return f"found {observed}" if success else f"found {observed}, expected {wanted}"


def _failing_rows(
    connection: duckdb.DuckDBPyConnection, table: str, query: str, private: frozenset[str]
) -> tuple[dict[str, str | None], ...]:
    """The first rows of a rule's query, in an order that does not change from run to run."""
    mart = f"{MART_SCHEMA}.{identifier(table)}"
    told = connection.execute(
        f"SELECT * FROM ({query.replace(BATCH, mart)}) ORDER BY ALL LIMIT {MAX_ROWS}"
    )
    names = [column[0] for column in told.description or ()]
    return tuple(
        {name: _cell(name, value, private) for name, value in zip(names, row, strict=True)}
        for row in told.fetchall()
    )


def _cell(name: str, value: object, private: frozenset[str]) -> str | None:
    if value is None:
        return None
    return WITHHELD if name in private else str(value)


def _personal_columns(registry: Registry) -> frozenset[str]:
    fields = (field for table in registry.tables() for field in table.fields)
    return frozenset(field.name for field in fields if field.privacy == "personal")


def _keep(out_dir: Path, table: str, results: Sequence[CheckResult]) -> None:
    content = to_json({"table": table, "checks": [asdict(result) for result in results]})
    path = out_dir / f"{table}.json"
    if not path.exists() or path.read_text(encoding="utf-8") != content:
        write_atomically(path, content)
