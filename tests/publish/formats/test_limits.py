"""A table that a form cannot hold is left out of it, and every place that lists it says so."""

from __future__ import annotations

import json
import sqlite3
from decimal import Decimal

import openpyxl
import pytest

from publish.formats import limits
from tests.publish.formats.cases import known, make, rows
from tests.publish.small import prepare, release


@pytest.mark.parametrize(
    "change",
    [{"amount": Decimal("1000000000.000000")}, {"people": 10**15}, {"people": -(10**18)}],
)
def test_numbers_of_more_than_15_digits_are_left_to_csv_and_parquet(tmp_path, change):
    """IEEE 754 binary64 holds 15 decimal digits; Excel shows no more (its own limits)."""
    wide = rows()
    wide["visit"][0] |= change
    assert make(tmp_path, wide).contents.forms["visit"] == ("csv", "parquet")


def test_a_text_longer_than_a_cell_of_excel_is_not_cut_but_left_out(tmp_path):
    """32,767 characters are the most that a cell holds (Excel specifications and limits)."""
    long = rows()
    long["visit"][0]["words"] = "x" * 32_768
    assert make(tmp_path, long).contents.forms["visit"] == ("csv", "parquet", "sqlite")


def test_readme_notes_and_descriptor_name_the_tables_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "OFFICE_ROWS", 5)
    monkeypatch.setattr(limits, "SQLITE_ROWS", 5)
    path = release(tmp_path, prepare(tmp_path, known(), rows())).path
    book = openpyxl.load_workbook(path / "data" / "partnership.en.xlsx")
    assert "visit" not in book.sheetnames
    told = {row[0].value: row[1].value for row in book["Notes"].iter_rows()}
    assert "visit" in told["Not in here"]
    assert "Without `visit`: too many rows" in (path / "README.md").read_text(encoding="utf-8")
    descriptor = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))
    listed = {r["name"]: r["tables"] for r in descriptor["resources"] if "tables" in r}
    assert listed["partnership-sqlite"] == ["organisation", "summary"]
    with sqlite3.connect(path / "data" / "partnership.sqlite") as connection:
        assert connection.execute("SELECT name FROM _table WHERE NOT in_file").fetchall() == [
            ("visit",)
        ]


def test_a_package_of_large_tables_has_no_office_file_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "OFFICE_ROWS", 0)
    monkeypatch.setattr(limits, "SQLITE_ROWS", 0)
    monkeypatch.setattr(limits, "CUBE_VALUES", 0)
    path = release(tmp_path, prepare(tmp_path, known(), rows())).path
    endings = {file.suffix for file in (path / "data").iterdir()}
    assert endings == {".csv", ".parquet"}
