"""The SQLite file is a database of the package: typed, keyed, described, exact, the same bytes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.publish.formats.cases import FORMULAS, make, rows


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture
def query(made):
    with closing(sqlite3.connect(made.folder / "data" / "partnership.sqlite")) as connection:
        yield lambda sql: connection.execute(sql).fetchall()


def test_tables_have_types_primary_and_foreign_keys(query):
    columns = {row[1]: row[2:4] for row in query("PRAGMA table_info(visit)")}
    assert columns["visit_id"] == ("TEXT", 1)
    assert columns["amount"] == ("REAL", 0)
    assert columns["day"] == ("DATE", 0)
    assert [row[1] for row in query("PRAGMA table_info(summary)") if row[5]] == [
        "academic_year",
        "kind",
    ]
    targets = {(row[2], row[3], row[4]) for row in query("PRAGMA foreign_key_list(visit)")}
    assert targets == {
        ("organisation", "organisation_id", "organisation_id"),
        ("visit", "earlier_id", "visit_id"),
    }
    assert query("PRAGMA foreign_key_check") == []


def test_texts_are_as_they_were_and_days_are_iso_8601(query):
    assert {row[0] for row in query("SELECT words FROM visit WHERE people < 1")} == set(FORMULAS)
    assert query("SELECT date(day, '+1 day'), moment FROM visit WHERE people = 0") == [
        ("2024-03-01", "2024-02-29T13:05:07Z")
    ]


def test_decimals_come_back_by_rounding_to_the_scale_that_the_file_states(query):
    [(scale,)] = query("SELECT scale FROM _column WHERE name = 'amount'")
    found = {
        Decimal(repr(row[0])).quantize(Decimal(1).scaleb(-scale))
        for row in query("SELECT amount FROM visit WHERE amount IS NOT NULL")
    }
    assert found == {Decimal("-0.000001"), Decimal("999999999.999999")}


@given(st.decimals(min_value=-(10**9) + 1, max_value=10**9 - 1, places=6))
def test_a_real_gives_back_every_decimal_of_15_digits(value):
    """IEEE 754 binary64: 15 significant decimal digits always survive."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t (x REAL)")
        connection.execute("INSERT INTO t VALUES (?)", [float(value)])
        [(held,)] = connection.execute("SELECT x FROM t").fetchall()
    assert Decimal(repr(held)).quantize(Decimal("0.000001")) == value


def test_titles_units_and_codes_stand_in_four_languages(query):
    assert query(
        "SELECT title_eu, title_es, title_fr, title_en FROM _table WHERE name = 'visit'"
    ) == [("Visits (eu)", "Visits (es)", "Visits (fr)", "Visits")]
    assert query("SELECT unit, type FROM _column WHERE name = 'amount'") == [("eur", "number")]
    codes = query("SELECT code, label_fr FROM _code WHERE code_list = 'kind' ORDER BY position")
    assert codes[0] == ("faculty", "label of faculty (fr)")
    assert codes[-1] == ("_T", "Total")
    assert dict(query("SELECT * FROM _package"))["version"] == "1.2.3"


def test_the_header_says_what_the_file_is_and_of_which_version(query):
    assert query("PRAGMA application_id") == [(0x4B534967,)]
    assert query("PRAGMA user_version") == [(1_002_003,)]
    assert query("PRAGMA page_size") == [(4096,)]
    assert query("PRAGMA journal_mode") == [("delete",)]
    assert query("PRAGMA integrity_check") == [("ok",)]


def test_no_column_that_was_not_opted_in(made):
    content = (made.folder / "data" / "partnership.sqlite").read_bytes()
    assert b"contact_email" not in content


def test_a_repeated_key_does_not_stop_the_build_so_that_the_gate_can_say_it(tmp_path):
    twice = rows()
    twice["summary"].append(dict(twice["summary"][0]))
    made = make(tmp_path, twice)
    with closing(sqlite3.connect(made.folder / "data" / "partnership.sqlite")) as connection:
        held = {name: _count(connection, name) for name in ("organisation", "visit", "summary")}
    assert held.pop("summary") < len(twice["summary"])
    assert held == {name: len(twice[name]) for name in held}  # the others are whole


def _count(connection, table):
    return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
