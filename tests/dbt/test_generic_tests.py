"""The generic tests name the rows that break them; a test that cannot fail protects nothing."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from tests.dbt.conftest import Warehouse

pytestmark = pytest.mark.integration


def _test_after(
    warehouse: Warehouse, statement: str, kind: str, model: str
) -> list[tuple[Any, ...]]:
    """The rows that one kind of test on a mart finds after a change made behind dbt's back."""
    with duckdb.connect(str(warehouse.build_db)) as con:
        con.execute(statement)
    results = warehouse.dbt("test", "--select", f"{model},test_name:{kind}")
    return [row for result in results.values() for row in warehouse.failing_rows(result)]


def test_codes_names_column_value_and_rows_of_every_unknown_code(built: Warehouse) -> None:
    """Issue 2, bad input: an unknown code is told with its column and value."""
    change = """
        update marts.capacity_sector set sector_code = 'tourism'
        where sector_code = (select min(sector_code) from marts.capacity_sector)
    """
    ((column, code, rows),) = _test_after(built, change, "codes", "capacity_sector")
    assert (column, code) == ("sector_code", "tourism")
    assert (
        rows
        == built.rows("select count(*) from marts.capacity_sector where sector_code = 'tourism'")[
            0
        ][0]
    )


def test_codes_passes_over_a_missing_value(built: Warehouse) -> None:
    """Missing is no code: whether a value may be missing is another rule's matter."""
    change = "update marts.capacity set isced_f_code = null"
    assert _test_after(built, change, "codes", "capacity") == []


def test_unique_combination_names_a_key_that_stands_twice(built: Warehouse) -> None:
    change = "insert into marts.capacity_sector from marts.capacity_sector limit 1"
    ((*_, rows),) = _test_after(built, change, "unique_combination", "capacity_sector")
    assert rows == 2
