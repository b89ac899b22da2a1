"""Previews are Markdown that a cell cannot break, and missing is an empty cell, never 0."""

from decimal import Decimal
from pathlib import Path

import duckdb

from dagster_project.preview import markdown_of_parquet, markdown_of_queries, markdown_table
from dagster_project.report import _aligned, _number


def test_a_pipe_or_line_break_in_a_value_stays_inside_its_cell() -> None:
    text = markdown_table(["title", "n"], [["a|b\nc", None]])
    assert text.splitlines() == ["| title | n |", "|---|---|", "| a\\|b c |  |"]


def test_long_values_are_cut_visibly() -> None:
    assert markdown_table(["t"], [["x" * 61]]).endswith("x…" + " |")


def test_a_missing_kpi_value_is_said_to_be_missing() -> None:
    assert _number(None) == "missing"
    assert _number(Decimal("0.0000")) == "0"
    assert _number(Decimal("100.5000")) == "100.5"
    assert _number(Decimal(100)) == "100"


def test_numbers_stand_at_the_right_and_words_at_the_left() -> None:
    assert _aligned([("a", "1"), ("bbb", "22")], right=(1,)) == "a     1\nbbb  22"


def test_every_query_is_shown_under_its_name(tmp_path: Path) -> None:
    database = tmp_path / "w.duckdb"
    with duckdb.connect(str(database)) as con:
        con.execute("create table a as select 1 as n union all select 2")
    shown = markdown_of_queries(database, {"a": "from a", "b": "select 'x' as t"}, 1)
    assert shown == {"a": "| n |\n|---|\n| 1 |", "b": "| t |\n|---|\n| x |"}


def test_a_parquet_file_that_was_replaced_is_shown_as_it_is_now(tmp_path: Path) -> None:
    """One engine serves all previews of a process: it may not remember an older file."""
    path = tmp_path / "it's.parquet"
    for value in (1, 2):
        duckdb.sql(f"select {value} as n").write_parquet(str(path), overwrite=True)
        assert markdown_of_parquet(path) == f"| n |\n|---|\n| {value} |"
