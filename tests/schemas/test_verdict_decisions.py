"""What the contract decides about single cells, with verdicts written by hand.

Each case that differs from frictionless says so, and is shown to differ.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from schemas.dialect import Dialect
from schemas.model import Field
from schemas.registry import Registry
from schemas.to_duckdb import verdict_sql
from schemas.to_frictionless import to_frictionless
from tests.schemas.small import COLOURS, field, table

PLAIN = Dialect()
SPANISH = Dialect(
    decimal_mark=",",
    thousands_mark=".",
    date_formats=("%d/%m/%Y", "%Y-%m-%d"),
    true_values=("sí", "bai", "oui", "x"),
    false_values=("no", "ez", "non"),
    missing_values=("s/d",),
    excel_serial=True,
)
NUMBER = field("cell", "number")
INTEGER = field("cell", "integer")
DAY = field("cell", "date")
MOMENT = field("cell", "datetime")
TRUTH = field("cell", "boolean")
URI = field("cell", format="uri")
CODE = field("cell", code_list="colour")
CODES = field("cell", code_list="colour", separator=";")
TEXT = field("cell")
BOUNDED = field("cell", "number", minimum="0.5", maximum="30")
FROM_LEAP_DAY = field("cell", "date", minimum="2000-02-29")
ID = field("cell", pattern="[A-Z]{2}-[0-9]{3}")


def judge(cell: Field, text: str | None, dialect: Dialect = PLAIN) -> tuple[Any, list[str]]:
    """The typed value and the rules broken, for one cell beside a key that is in order."""
    judged = table("t", [field("id", required=True), cell], ("id",))
    registry = Registry({"colour": COLOURS}, {}, {"t": judged}, {}, {})
    with duckdb.connect() as con:
        con.execute("CREATE TABLE sent (_row BIGINT, id VARCHAR, cell VARCHAR)")
        con.execute("INSERT INTO sent VALUES (1, 'a', ?)", [text])
        row = con.execute(verdict_sql(judged, registry, "sent", dialect)).fetchall()[0]
    return row[2], [broken["rule"] for broken in row[3]]


def frictionless_accepts(cell: Field, text: str) -> bool:
    from frictionless import Schema

    judged = table("t", [field("id", required=True), cell], ("id",))
    registry = Registry({"colour": COLOURS}, {}, {"t": judged}, {}, {})
    schema = Schema.from_descriptor(to_frictionless(judged, registry))
    return schema.get_field("cell").read_cell(text)[1] is None


@pytest.mark.parametrize(
    ("cell", "text", "value"),
    [
        (NUMBER, "12.30", Decimal("12.30")),
        (NUMBER, "-.5", Decimal("-0.50")),
        (NUMBER, "5.", Decimal("5.00")),
        (NUMBER, "+007", Decimal("7.00")),
        (NUMBER, "1.500", Decimal("1.50")),
        (NUMBER, " 3 ", Decimal("3.00")),
        (NUMBER, "99999999.99", Decimal("99999999.99")),
        (INTEGER, "+5", 5),
        (INTEGER, " -5 ", -5),
        (INTEGER, "-0", 0),
        (INTEGER, "9223372036854775807", 9223372036854775807),
        (DAY, "2024-02-29", date(2024, 2, 29)),
        (DAY, "2024-3-1", date(2024, 3, 1)),
        (DAY, "0001-01-01", date(1, 1, 1)),
        (MOMENT, "2024-02-29T23:59:59Z", datetime(2024, 2, 29, 23, 59, 59)),  # noqa: DTZ001
        (TRUTH, "true", True),
        (TRUTH, "false", False),
        (CODE, "blue", "blue"),
        (CODE, "azul (añil)", "azul (añil)"),
        (CODES, "red; azul (añil) ;R", "red; azul (añil) ;R"),
        (URI, "https://ror.org/000xsnr85", "https://ror.org/000xsnr85"),
        (TEXT, " Ane  Etxeberria ", " Ane  Etxeberria "),
        (TEXT, "Robert'); DROP TABLE sent; --", "Robert'); DROP TABLE sent; --"),
        (ID, "AB-123", "AB-123"),
    ],
)
def test_a_good_cell_keeps_its_value(cell: Field, text: str, value: Any) -> None:
    assert judge(cell, text) == (value, [])


@pytest.mark.parametrize("text", [None, "", " ", "\t", "\u00a0", "\u202f\u00a0 "])
@pytest.mark.parametrize("cell", [NUMBER, TEXT, ID, CODE, DAY])
def test_a_blank_cell_is_missing(cell: Field, text: str | None) -> None:
    """A cell that looks empty is empty; frictionless takes ' ' for a text."""
    assert judge(cell, text) == (None, [])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (NUMBER, "1,5"),
        (NUMBER, "1.5.0"),
        (NUMBER, "."),
        (NUMBER, "12 €"),
        (INTEGER, "1.0"),
        (INTEGER, "1e3"),
        (INTEGER, "0x1F"),
        (DAY, "2025-02-30"),
        (DAY, "2025/01/05"),
        (DAY, "2025-01-05 "),
        (DAY, "2025-01-05T10:00:00"),
        (DAY, "0000-01-01"),
        (DAY, "10000-01-01"),
        (DAY, "2025-01-05 (BC)"),
        (DAY, "infinity"),
        (DAY, "epoch"),
        (DAY, "45352"),
        (TRUTH, "1"),
        (TRUTH, "t"),
        (URI, "www.euskampus.eus"),
        (MOMENT, "2024-02-29"),
        (MOMENT, "2024-02-29T25:00:00"),
    ],
)
def test_a_cell_of_another_type_is_refused_as_frictionless_does(cell: Field, text: str) -> None:
    assert judge(cell, text) == (None, ["type"])
    assert not frictionless_accepts(cell, text)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (NUMBER, "1.005"),  # would be rounded
        (NUMBER, "100000000"),  # nine digits before the point, the column holds eight
        (NUMBER, "NaN"),
        (NUMBER, "INF"),
        (NUMBER, "1e3"),  # what a spreadsheet shows once digits are cut
        (NUMBER, "1_000"),
        (NUMBER, "٣"),
        (NUMBER, "\u00a05"),
        (INTEGER, "9223372036854775808"),  # beyond 64 bits
        (INTEGER, "1_000"),
        (INTEGER, "٣"),
        (DAY, "2025-01- 5"),
        (MOMENT, "2024-02-29T10:00:00+02:00"),  # moments are kept in UTC
        (URI, "https://a b"),
    ],
)
def test_what_the_column_cannot_hold_exactly_is_refused(cell: Field, text: str) -> None:
    """Nothing is changed silently; here frictionless is more lenient."""
    assert judge(cell, text) == (None, ["type"])
    assert frictionless_accepts(cell, text)


@pytest.mark.parametrize(
    ("cell", "text", "rules"),
    [
        (BOUNDED, "0.50", []),
        (BOUNDED, "30", []),
        (BOUNDED, "0.49", ["minimum"]),
        (BOUNDED, "30.01", ["maximum"]),
        (FROM_LEAP_DAY, "2000-02-29", []),
        (FROM_LEAP_DAY, "2000-02-28", ["minimum"]),
    ],
)
def test_bounds_belong_to_the_range(cell: Field, text: str, rules: list[str]) -> None:
    assert judge(cell, text)[1] == rules


def test_a_pattern_is_matched_by_the_whole_value() -> None:
    """frictionless lets a line feed follow; a landed key with one would never join."""
    assert judge(ID, "AB-123\n") == ("AB-123\n", ["pattern"])
    assert frictionless_accepts(ID, "AB-123\n")
    assert judge(ID, "xAB-123") == ("xAB-123", ["pattern"])


@pytest.mark.parametrize("text", ["ROJO", " rojo", "Azul  (AÑIL)", "r"])
def test_a_code_is_known_whatever_its_case_and_blanks(text: str) -> None:
    """The value is kept as sent; staging maps it. frictionless wants the term to the letter."""
    assert judge(CODE, text) == (text, [])
    assert not frictionless_accepts(CODE, text)


@pytest.mark.parametrize("text", ["green", "red;", "red;;blue", "; red", "red, blue", "red;green"])
def test_every_one_of_several_codes_must_be_known(text: str) -> None:
    assert judge(CODES, text) == (text, ["enum"])


def test_an_open_table_holds_codes_only() -> None:
    judged = table(
        "t", [field("id", required=True), CODE.model_copy(update={"total": True})], ("id",)
    ).model_copy(update={"layer": "open"})
    registry = Registry({"colour": COLOURS}, {}, {}, {"t": judged}, {})
    with duckdb.connect() as con:
        con.execute(
            "CREATE TABLE sent AS SELECT * FROM (VALUES (1, 'a', 'red'), (2, 'b', '_T'), "
            "(3, 'c', 'rojo'), (4, 'd', '_t')) AS t (_row, id, cell)"
        )
        verdicts = con.execute(verdict_sql(judged, registry, "sent")).fetchall()
    assert {row[2]: [b["rule"] for b in row[3]] for row in verdicts} == {
        "red": [],
        "_T": [],
        "rojo": ["enum"],
        "_t": ["enum"],
    }


@pytest.mark.parametrize(
    ("cell", "text", "value"),
    [
        (NUMBER, "1.234,5", Decimal("1234.50")),
        (NUMBER, "1234,5", Decimal("1234.50")),
        (NUMBER, "1.234.567", Decimal("1234567.00")),
        (INTEGER, "12.345", 12345),
        (DAY, "1/3/2024", date(2024, 3, 1)),
        (DAY, "31/12/2024", date(2024, 12, 31)),
        (DAY, "2024-03-01", date(2024, 3, 1)),
        (TRUTH, "Sí", True),
        (TRUTH, " BAI ", True),
        (TRUTH, "ez", False),
        (NUMBER, "s/d", None),
    ],
)
def test_a_dialect_reads_what_its_partner_writes(cell: Field, text: str, value: Any) -> None:
    assert judge(cell, text, SPANISH) == (value, [])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (NUMBER, "1.5"),  # one and a half, or fifteen: frictionless would read 15
        (NUMBER, "1.2345"),
        (NUMBER, "1,234.5"),
        (INTEGER, "1.23"),
        (DAY, "31/02/2024"),
        (DAY, "12/31/2024"),
        (DAY, "1/3/24"),
        (TRUTH, "true"),
    ],
)
def test_a_dialect_refuses_what_it_does_not_write(cell: Field, text: str) -> None:
    assert judge(cell, text, SPANISH) == (None, ["type"])


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        ("1", date(1900, 1, 1)),
        ("59", date(1900, 2, 28)),
        ("61", date(1900, 3, 1)),
        ("45352", date(2024, 3, 1)),
        ("45352.0", date(2024, 3, 1)),
        ("2958465", date(9999, 12, 31)),
    ],
)
def test_a_serial_counts_days_as_excel_does(serial: str, day: date) -> None:
    assert judge(DAY, serial, SPANISH) == (day, [])


@pytest.mark.parametrize("serial", ["0", "60", "-1", "45352.5", "2958466", "20240301"])
def test_a_serial_that_is_no_day_is_refused(serial: str) -> None:
    """Day 60 is the 29 February 1900 of Excel, which never was; half a day is no day."""
    assert judge(DAY, serial, SPANISH) == (None, ["type"])


def test_a_date_with_midnight_is_a_date_and_one_with_an_hour_is_not() -> None:
    dialect = Dialect(date_formats=("%Y-%m-%d %H:%M:%S",))
    assert judge(DAY, "2024-03-01 00:00:00", dialect) == (date(2024, 3, 1), [])
    assert judge(DAY, "2024-03-01 09:30:00", dialect) == (None, ["type"])


@pytest.mark.parametrize(
    ("habits", "told"),
    [
        ({"decimal_mark": ",", "thousands_mark": ","}, "is the thousands mark as well"),
        ({"decimal_mark": ""}, "the decimal mark is missing"),
        ({"decimal_mark": "point"}, "a mark is one character"),
        ({"thousands_mark": "0"}, "a mark is one character"),
        ({"date_formats": ("%d/%m/%Y", "%m/%d/%Y")}, "can be read as %d/%m/%Y and as %m/%d/%Y"),
        ({"date_formats": ("%d %B %Y",)}, "must have a year, a month and a day"),
        ({"date_formats": ("%m/%Y",)}, "must have a year, a month and a day"),
        ({"date_formats": ()}, "at least 1 item"),
        ({"true_values": ("x",), "false_values": ("X ",)}, "'x' would mean both yes and no"),
        ({"true_values": ()}, "at least 1 item"),
    ],
)
def test_a_dialect_that_reads_one_text_in_two_ways_is_refused(
    habits: dict[str, Any], told: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        Dialect(**habits)


def test_a_name_of_a_column_cannot_break_out_of_the_sql() -> None:
    with duckdb.connect() as con:
        con.execute("CREATE TABLE sent AS SELECT 1 AS _row, 'a' AS id, 'b' AS \"x\"\" -- \"")
        judged = table("t", [field("id", required=True)], ("id",))
        registry = Registry({}, {}, {"t": judged}, {}, {})
        assert con.execute(verdict_sql(judged, registry, "sent")).fetchall() == [(1, "b", "a", [])]
