"""The contract over a relation: what is accepted, what is refused, and what is kept of it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import duckdb
import pytest

from schemas.contract import check
from schemas.dialect import Dialect
from schemas.to_duckdb import comment_sql, create_table_sql
from tests.schemas.small import field, registry, table

REGISTRY = registry()
COURSE = REGISTRY.landing["course"]
GOOD = ("2024", "AB-123", "a", "rojo", "1,5", "3", "true", "2024-01-01")


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        names = ", ".join(f'"{field.name}" VARCHAR' for field in COURSE.fields)
        connection.execute(f"CREATE TABLE sent (_row BIGINT, _sheet VARCHAR, {names})")
        yield connection


def put(con: duckdb.DuckDBPyConnection, *rows: tuple[str | None, ...]) -> None:
    for number, row in enumerate(rows, start=5):
        marks = ", ".join("?" for _ in row)
        con.execute(f"INSERT INTO sent VALUES ({number}, 'Hoja1', {marks})", list(row))


COMMA = Dialect(decimal_mark=",")


def test_accepted_rows_are_typed_in_order_and_keep_their_technical_columns(
    con: duckdb.DuckDBPyConnection,
) -> None:
    put(con, GOOD)
    verdict = check(con, COURSE, REGISTRY, "sent", COMMA)
    assert (verdict.rows, verdict.accepted, verdict.rejected) == (1, 1, 0)
    described = con.execute(f"DESCRIBE {verdict.accepted_sql}").fetchall()
    assert [(column[0], column[1]) for column in described] == [
        ("year", "VARCHAR"),
        ("course_id", "VARCHAR"),
        ("centre_id", "VARCHAR"),
        ("colour", "VARCHAR"),
        ("ects", "DECIMAL(10,2)"),
        ("seats", "BIGINT"),
        ("open_to_all", "BOOLEAN"),
        ("starts_on", "DATE"),
        ("_row", "BIGINT"),
        ("_sheet", "VARCHAR"),
    ]
    row = con.execute(verdict.accepted_sql).fetchall()[0]
    assert row[3] == "rojo", "staging maps the word to its code, landing keeps it"
    assert str(row[4]) == "1.50"


def test_a_refused_row_is_told_rule_by_rule_and_kept_as_sent(
    con: duckdb.DuckDBPyConnection,
) -> None:
    put(con, GOOD, ("2024", "AB-12", "a", " Verde", "400", "", "true", "2019-12-31"))
    verdict = check(con, COURSE, REGISTRY, "sent", COMMA)
    assert (verdict.accepted, verdict.rejected) == (1, 1)
    told = con.execute(verdict.rejected_sql).fetchall()
    assert [row[:5] for row in told] == [
        (6, "Hoja1", "pattern", "course_id", "AB-12"),
        (6, "Hoja1", "enum", "colour", " Verde"),
        (6, "Hoja1", "maximum", "ects", "400"),
        (6, "Hoja1", "minimum", "starts_on", "2019-12-31"),
    ]
    assert json.loads(told[0][5]) == {
        "year": "2024",
        "course_id": "AB-12",
        "centre_id": "a",
        "colour": " Verde",
        "ects": "400",
        "seats": "",
        "open_to_all": "true",
        "starts_on": "2019-12-31",
    }


def test_the_first_of_equal_keys_stays(con: duckdb.DuckDBPyConnection) -> None:
    other = ("2025", *GOOD[1:])
    put(con, GOOD, other, GOOD, GOOD)
    verdict = check(con, COURSE, REGISTRY, "sent", COMMA)
    assert con.execute(f"SELECT _row FROM ({verdict.accepted_sql})").fetchall() == [(5,), (6,)]
    told = con.execute(f"SELECT _row, rule, column_name, value FROM {verdict.failures}").fetchall()
    assert told == [
        (7, "primary-key", "year, course_id", "2024, AB-123"),
        (8, "primary-key", "year, course_id", "2024, AB-123"),
    ]


def test_a_unique_field_and_a_key_are_both_named(con: duckdb.DuckDBPyConnection) -> None:
    """An empty unique field repeats nothing; the order of the relation does not matter."""
    centre = table(
        "centre",
        [field("centre_id", required=True), field("name", unique=True), field("remark")],
        ("centre_id",),
    )
    con.execute(
        "CREATE TABLE centres AS SELECT * FROM (VALUES (3, 'a', 'Ane', NULL::VARCHAR), "
        "(2, 'b', 'Jon', NULL), (1, 'a', 'Ane', NULL), (4, 'c', NULL, NULL), "
        "(5, 'd', NULL, NULL)) AS t (_row, centre_id, name, remark)"
    )
    verdict = check(con, centre, REGISTRY, "centres")
    assert con.execute(f"SELECT _row, rule, column_name FROM {verdict.failures}").fetchall() == [
        (3, "unique", "name"),
        (3, "primary-key", "centre_id"),
    ]


def test_keys_are_compared_as_values_not_as_texts(con: duckdb.DuckDBPyConnection) -> None:
    """'01' is the number 1 again; what is no number at all is no key, so it repeats none."""
    lesson = table("lesson", [field("lesson_id", "integer", required=True)], ("lesson_id",))
    con.execute(
        "CREATE TABLE lessons AS SELECT * FROM "
        "(VALUES (1, '1'), (2, '01'), (3, '1e0'), (4, '1.0'), (5, '2')) AS t (_row, lesson_id)"
    )
    verdict = check(con, lesson, REGISTRY, "lessons")
    told = con.execute(f"SELECT _row, rule FROM {verdict.failures}").fetchall()
    assert told == [
        (2, "primary-key"),
        (3, "type"),
        (3, "primary-key"),
        (4, "type"),
        (4, "primary-key"),
    ]


def test_an_empty_relation_has_an_empty_verdict(con: duckdb.DuckDBPyConnection) -> None:
    verdict = check(con, COURSE, REGISTRY, "sent")
    assert (verdict.rows, verdict.accepted, verdict.rejected) == (0, 0, 0)
    assert con.execute(verdict.accepted_sql).fetchall() == []


def test_two_verdicts_of_different_names_live_side_by_side(
    con: duckdb.DuckDBPyConnection,
) -> None:
    put(con, GOOD, GOOD)
    first = check(con, COURSE, REGISTRY, "sent", COMMA, name="first")
    con.execute("DELETE FROM sent WHERE _row = 6")
    second = check(con, COURSE, REGISTRY, "sent", COMMA, name="second")
    count = "SELECT count(*) FROM "
    assert con.execute(count + first.failures).fetchall() == [(1,)]
    assert con.execute(count + second.failures).fetchall() == [(0,)]


def test_a_table_is_created_with_its_types_presence_and_key() -> None:
    with duckdb.connect() as con:
        con.execute("CREATE SCHEMA marts")
        con.execute(create_table_sql(REGISTRY.open["centre"], "marts"))
        con.execute("INSERT INTO marts.centre VALUES ('a', 'Ane', NULL)")
        with pytest.raises(duckdb.ConstraintException):
            con.execute("INSERT INTO marts.centre VALUES ('a', 'Jon', NULL)")
        with pytest.raises(duckdb.ConstraintException):
            con.execute("INSERT INTO marts.centre VALUES ('b', NULL, NULL)")


def test_a_table_carries_its_texts_quotes_and_all() -> None:
    centre = REGISTRY.open["centre"]
    quoted = centre.description.model_copy(update={"es": "L'école; --"})
    with duckdb.connect() as con:
        con.execute("CREATE SCHEMA marts")
        con.execute(create_table_sql(centre, "marts"))
        for statement in comment_sql(centre.model_copy(update={"description": quoted}), "marts"):
            con.execute(statement)
        found = con.execute("SELECT comment FROM duckdb_tables()").fetchall()
        columns = con.execute("SELECT comment FROM duckdb_columns() WHERE table_name = 'centre'")
        assert found == [("centre (es). L'école; --",)]
        assert columns.fetchall()[0] == ("About centre_id. (es)",)
