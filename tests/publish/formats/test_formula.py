"""No text cell of a CSV runs in a spreadsheet; each comes back as it was (OWASP, ASVS 1.2.10)."""

from __future__ import annotations

import re
import sys
import unicodedata

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from publish.formats.formula import (
    ESCAPED,
    LOOKALIKES,
    RUN,
    escaped_sql,
    formula_escape,
    portable,
    runs_sql,
    unescaped_sql,
)

TRIGGERS = "=+-@\t\r\n\x00"
"""The characters that OWASP's page and ASVS 5, requirement 1.2.10, name."""
hostile = st.text(st.sampled_from("'=+-@\t\r\n\x00 \u00a0＝＋－＠aZ09_ñ~:\"")) | st.text()
CONNECTION = duckdb.connect()


def _sql(expression: str, value: str):
    return CONNECTION.execute(
        f"SELECT {expression} FROM (SELECT ?::VARCHAR AS x)", [value]
    ).fetchone()[0]


def _escape(text: str) -> str:
    return _sql(escaped_sql("x"), text)


@given(hostile)
@settings(max_examples=400, deadline=None)
@example("'")
@example("'a")
def test_a_cell_comes_back_as_it_was(text):
    assert _sql(unescaped_sql("x"), _escape(text)) == text


@given(hostile)
@settings(max_examples=400, deadline=None)
def test_a_reader_in_another_language_gets_it_back_with_the_pattern_of_the_descriptor(text):
    """The descriptor's own words are enough: take the prefix off a cell that matches."""
    rule = formula_escape()
    cell = _escape(text)
    read = cell.removeprefix(rule["prefix"]) if re.match(rule["pattern"], cell) else cell
    assert read == text


@given(hostile)
@settings(max_examples=400, deadline=None)
def test_no_cell_begins_with_what_a_spreadsheet_runs(text):
    cell = _escape(text)
    begins = unicodedata.normalize("NFKC", cell.lstrip(" \u00a0\u3000\ufeff"))[:1]
    assert begins == "" or begins not in TRIGGERS
    assert not _sql(runs_sql("x"), cell)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(1)", "\tx", "\rx", "\nx", "\x00=1", "＝1", "＠x", " =1", "\u00a0=1"],
)
def test_what_the_guides_name_gets_exactly_one_apostrophe(text):
    assert _escape(text) == "'" + text
    assert _sql(runs_sql("x"), text)
    assert _escape("'" + text) == "''" + text


@pytest.mark.parametrize(
    "text", ["Donostia", "2024-25", "_T", "a=1", "'tis", "ñ", "«=»", "a\n=1", "~", ""]
)
def test_all_other_texts_stay_as_they_are(text):
    assert _escape(text) == text
    assert not _sql(runs_sql("x"), text)


def test_every_character_that_unicode_makes_a_trigger_is_known():
    """Apple Numbers normalises what it reads: NFKC turns these into = + - @."""
    found = [
        chr(number)
        for number in range(0x80, sys.maxunicode + 1)
        if not 0xD800 <= number < 0xE000
        and unicodedata.normalize("NFKC", chr(number))[:1] in set("=+-@")
    ]
    assert found == re.findall(
        ".", re.sub(r"\\x\{(\w+)\}", lambda m: chr(int(m[1], 16)), LOOKALIKES)
    )


def test_the_patterns_mean_the_same_to_python_as_to_duckdb():
    for text in ("'=1", "'' +", "=1", "'a", "x", "'\u3000＝", "'\x00"):
        for pattern in (RUN, ESCAPED):
            here = bool(re.match(portable(pattern), text))
            there = CONNECTION.execute("SELECT regexp_matches(?, ?)", [text, pattern]).fetchone()[0]
            assert here == there, (text, pattern)


def test_a_missing_cell_stays_missing():
    row = CONNECTION.execute(
        f"SELECT {escaped_sql('x')}, {unescaped_sql('x')}, {runs_sql('x')} "
        f"FROM (SELECT NULL::VARCHAR x)"
    ).fetchone()
    assert row == (None, None, False)
