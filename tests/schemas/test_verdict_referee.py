"""The verdict agrees with frictionless: the same rows refused, for the same rules and columns.

Where the contract differs by decision (head of `schemas/to_duckdb.py`) stands in
`test_verdict_decisions.py`; the values made here stay clear of those cases.
"""

from __future__ import annotations

import string
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from schemas.contract import check
from schemas.model import Code, CodeList
from schemas.registry import Registry
from schemas.to_duckdb import verdict_sql
from schemas.to_frictionless import to_frictionless
from tests.schemas.referee import Broken, broken, validate, write_csv
from tests.schemas.small import field, table, text

HOSTILE = CodeList(
    name="hostile",
    version="1",
    title=text("Codes that hurt"),
    source="made for the tests",
    codes=(
        Code(code="música", label=text("Música y danza"), aliases=("l'art", 'say "so"')),
        Code(code="'); drop table sent; --", label=text("Injection")),
        Code(code="Ñandú", label=text("Ñandú"), aliases=("a|b", "x.y*")),
    ),
)
TABLE = table(
    "pupil",
    [
        field("year", required=True),
        field("pupil_id", required=True, pattern="[A-Z]{1,2}-[0-9]{2,3}|ikasle [0-9]+"),
        field("nickname", unique=True),
        field("taste", code_list="hostile"),
        field("ects", "number", minimum="0.5", maximum="30"),
        field("seats", "integer", required=True, minimum="-3", maximum="1000"),
        field("member", "boolean"),
        field("joined_on", "date", minimum="2000-02-29", maximum="2030-12-31"),
        field("website", format="uri"),
        field("remark", pattern=".*ñ.*"),
    ],
    ("year", "pupil_id"),
    missing_values=({"value": "n/a", "meaning": text("Not applicable")},),
)
REGISTRY = Registry({"hostile": HOSTILE}, {}, {"pupil": TABLE}, {}, {})
BLANKS = ("", " ", "\t ", "\u00a0")
DESCRIPTOR = to_frictionless(TABLE, REGISTRY)
# "Blank cells are missing" is a decision of ours: the referee is told which blanks there are.
REFEREE = {**DESCRIPTOR, "missingValues": [*BLANKS, "n/a"]}

missing = st.sampled_from([*BLANKS, "n/a"])
words = st.text(
    alphabet=st.sampled_from(string.ascii_letters + string.digits + " '\";,ñÑáİß|\\%=-\n漢🎭"),
    min_size=1,
    max_size=8,
).filter(lambda word: word.strip(" \n") == word)
# Python reads '5E1', '5_' and 'nan' as decimals, the contract does not: no digits, no such word.
wordy = words.filter(
    lambda word: (
        not set(word) & set(string.digits)
        and word.lower().lstrip("-") not in {"nan", "snan", "inf", "infinity"}
    )
)
whole = st.from_regex(r" ?[+-]?[0-9]{1,4}(\.[0-9])?([eE][0-9])? ?", fullmatch=True)
# One or two decimals, as many as the column holds, and none of the exponents it refuses.
decimal = st.from_regex(r" ?[+-]?([0-9]{1,3}\.?|[0-9]{0,2}\.[0-9]{1,2}0?)", fullmatch=True)
day = st.from_regex(r"(19|20|0|2)[0-9]{1,2}-[0-9]{1,2}-[0-9]{1,2}( |T00:00:00)?", fullmatch=True)
ANY_CELL = (
    st.sampled_from(["2024-25", "2025-26"]) | missing,
    st.sampled_from(["A-01", "A-02", "BC-123", "ikasle 7", "a-01", "A-01x", "xA-01"]) | missing,
    st.sampled_from(["ane", "jon", "Ane"]) | words | missing,
    st.sampled_from(["música", "l'art", 'say "so"', "'); drop table sent; --", "Ñandú", "a|b"])
    | st.sampled_from(["musica", "x.y*", "xzyy", "a", "b"])
    | missing,
    decimal | wordy | missing,
    whole | words | st.sampled_from(["1.0", "0x1F", "- 1", "--1", "1,000"]) | missing,
    st.sampled_from(["true", "false", "yes", "1", "truefalse", "t"]) | missing,
    day | words | st.sampled_from(["2025-02-30", "2024-02-29", "0000-01-01", "epoch"]) | missing,
    st.sampled_from(["https://x.eus/a?b=c#d", "www.x.eus", "mailto:a@b", "//x", "a:b:c", ":x"])
    | missing,
    words | st.sampled_from(["ñ", "añ\nb", "n\u0303"]) | missing,
)
GOOD_CELL = (
    st.sampled_from(["2024-25", "2025-26"]),
    st.from_regex(r"[A-C]-[0-9]{2}", fullmatch=True),
    missing | words,
    missing | st.sampled_from(["música", "l'art", 'say "so"', "'); drop table sent; --"]),
    missing | st.sampled_from(["0.5", "30", " 6", "+6.50", "12."]),
    st.sampled_from(["-3", "1000", " 4", "+4", "007"]),
    missing | st.sampled_from(["true", "false"]),
    missing | st.sampled_from(["2000-02-29", "2030-12-31", "2024-2-9"]),
    missing | st.sampled_from(["https://x.eus/a?b=c#d", "mailto:a@b"]),
    missing | st.sampled_from(["ñ", "añ"]),
)


@st.composite
def nearly_good(draw: st.DrawFn) -> tuple[str, ...]:
    """A row with at most two cells that may be bad: what one fault alone does is seen here, a
    row of random cells breaks some other rule anyway."""
    faults = draw(st.sets(st.integers(0, len(GOOD_CELL) - 1), max_size=2))
    return tuple(
        draw(ANY_CELL[place] if place in faults else good) for place, good in enumerate(GOOD_CELL)
    )


ROW = nearly_good() | nearly_good() | st.tuples(*ANY_CELL)
BLANK_ROW = ("", "n/a", "", " ", "", "", "", "\t ", "", "")
GOOD_ROW = ("2024-25", "A-01", "ane", "l'art", "6", "4", "true", "2024-02-29", "a:b", "ñ")


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("referee")


def fill(con: duckdb.DuckDBPyConnection, rows: list[tuple[str, ...]]) -> None:
    columns = ", ".join(f'"{f.name}" VARCHAR' for f in TABLE.fields)
    con.execute(f"CREATE OR REPLACE TABLE sent (_row BIGINT, {columns})")
    marks = ", ".join("?" for _ in range(len(TABLE.fields) + 1))
    con.executemany(
        f"INSERT INTO sent VALUES ({marks})", [(n, *row) for n, row in enumerate(rows, start=1)]
    )


def by_check(con: duckdb.DuckDBPyConnection) -> Broken:
    verdict = check(con, TABLE, REGISTRY, "sent")
    found: Broken = defaultdict(set)
    for row, rule, column in con.execute(
        f"SELECT _row, rule, column_name FROM {verdict.failures}"
    ).fetchall():
        found[row].add((rule, column))
    assert verdict.rejected == len(found)
    accepted = con.execute(f"SELECT count(*) FROM ({verdict.accepted_sql})").fetchall()[0][0]
    assert accepted == verdict.accepted == verdict.rows - len(found)
    return dict(found)


def by_one_statement(con: duckdb.DuckDBPyConnection) -> Broken:
    rows = con.execute(
        f"SELECT _row, _failures FROM ({verdict_sql(TABLE, REGISTRY, 'sent')})"
    ).fetchall()
    return {row: {(f["rule"], f["column_name"]) for f in broke} for row, broke in rows if broke}


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=st.lists(ROW, min_size=1, max_size=30))
@example(rows=[GOOD_ROW, BLANK_ROW, GOOD_ROW, GOOD_ROW])
@example(rows=[(*GOOD_ROW[:5], "many", *GOOD_ROW[6:]), GOOD_ROW])
@example(rows=[("", *GOOD_ROW[1:]), ("", *GOOD_ROW[1:]), ("", "", *GOOD_ROW[2:])])
def test_same_rows_are_refused_for_the_same_rules(
    con: duckdb.DuckDBPyConnection, folder: Path, rows: list[tuple[str, ...]]
) -> None:
    path = write_csv(folder / "pupil.csv", TABLE, rows)
    expected = broken(validate(path, REFEREE), REFEREE)
    fill(con, rows)
    assert by_check(con) == expected
    assert by_one_statement(con) == expected


def test_a_row_after_a_refused_one_with_its_key_is_refused_too(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """frictionless remembers the keys of refused rows; a verdict that did not would accept a
    row because of a fault in another."""
    fill(con, [(*GOOD_ROW[:5], "many", *GOOD_ROW[6:]), (*GOOD_ROW[:2], "jon", *GOOD_ROW[3:])])
    assert by_check(con) == {
        1: {("type", "seats")},
        2: {("primary-key", "year, pupil_id")},
    }
