"""The plausibility rules of a table as a suite for Great Expectations, without importing it.

Keys, presence, codes and relations are not repeated here: dbt's tests hold them. What is here is
what a table can break while every row is in order: its columns, its number of rows, and the
expectations written beside it.
"""

from __future__ import annotations

from typing import Any

from schemas.model import Expectation, RowCount, Table
from schemas.registry import Registry
from schemas.sql import identifier

BATCH = "{batch}"
"""What Great Expectations replaces by the table judged."""


def suite(table: Table, registry: Registry) -> list[dict[str, Any]]:
    """One dict per rule: name (distinct in the suite), type, kwargs, severity and reason.

    `type` is the registered name of an expectation, `kwargs` its arguments, plain values. Raises
    ValueError when two rules have one name.
    """
    columns = {
        "name": "columns_in_order",
        "type": "expect_table_columns_to_match_ordered_list",
        "kwargs": {"column_list": [field.name for field in table.fields]},
        "severity": "blocking",
        "reason": "Everything downstream relies on these columns, in this order.",
    }
    rules = [
        columns,
        *(_row_count(count) for count in table.row_counts),
        *(_expectation(expectation) for expectation in table.expectations),
    ]
    names = [rule["name"] for rule in rules]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"{table.name}: two rules are called {', '.join(repeated)}")
    return rules


def _row_count(count: RowCount) -> dict[str, Any]:
    rule = {"severity": count.severity, "reason": count.reason}
    if count.by is None:
        kwargs: dict[str, Any] = {"min_value": count.minimum, "max_value": count.maximum}
        return {
            "name": "row_count",
            "type": "expect_table_row_count_to_be_between",
            "kwargs": kwargs,
            **rule,
        }
    by = identifier(count.by)
    most = "" if count.maximum is None else f" or count(*) > {count.maximum}"
    sql = (
        f"select {by}, count(*) as row_count from {BATCH} "
        f"group by {by} having count(*) < {count.minimum}{most}"
    )
    return {"name": f"row_count_by_{count.by}", **_unexpected_rows(sql), **rule}


def _expectation(expectation: Expectation) -> dict[str, Any]:
    return {
        "name": expectation.name,
        **_unexpected_rows(expectation.sql.strip().replace("{table}", BATCH)),
        "severity": expectation.severity,
        "reason": expectation.reason,
    }


def _unexpected_rows(sql: str) -> dict[str, Any]:
    return {"type": "unexpected_rows_expectation", "kwargs": {"unexpected_rows_query": sql}}
