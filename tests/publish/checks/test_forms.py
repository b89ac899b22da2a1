"""A form that differs from the Parquet files in one value keeps the release back, and where."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import duckdb
import pytest

from publish.checks.finding import Candidate, Finding
from publish.checks.forms import check_forms
from publish.engine import engine
from publish.gate import run_gate
from tests.publish.formats.cases import known, rows
from tests.publish.small import NO_PROFILE, prepare, release

CUBE = Path("data") / "summary.jsonstat.json"
DATABASE = Path("data") / "partnership.sqlite"
BOOK = Path("data") / "partnership.fr.xlsx"


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("whole")
    return release(root, prepare(root, known(), rows())).path


@pytest.fixture
def folder(whole, tmp_path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "package"))


def _failed(folder: Path) -> list[Finding]:
    chosen = known()
    candidate = Candidate(folder, chosen.packages["partnership"], chosen, NO_PROFILE)
    held = {"organisation": 2, "visit": len(rows()["visit"]), "summary": 4}
    with engine(folder.parent) as connection:
        found = list(check_forms(connection, candidate, held))
    return [finding for finding in found if finding.outcome == "failed"]


def _told(folder: Path, check: str) -> str:
    [finding] = _failed(folder)
    assert finding.check == check
    return finding.message


def _sheet(folder: Path, place: int, old: bytes, new: bytes) -> None:
    """Changes one sheet of the French workbook; the first that a table has is the fourth."""
    path, other = folder / BOOK, folder / "other.xlsx"
    with ZipFile(path) as source, ZipFile(other, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == f"xl/worksheets/sheet{place}.xml":
                assert old in content
                content = content.replace(old, new, 1)
            target.writestr(entry, content)
    other.replace(path)


def _database(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def _cube(folder: Path, change) -> None:
    dataset = json.loads((folder / CUBE).read_text(encoding="utf-8"))
    change(dataset)
    (folder / CUBE).write_text(json.dumps(dataset), encoding="utf-8")


def test_sound_files_pass(folder):
    assert _failed(folder) == []


def test_a_number_that_differs_in_one_workbook_of_four_is_found_with_its_place(folder):
    _sheet(folder, 6, b"<v>30</v>", b"<v>31</v>")
    told = _told(folder, "xlsx equals parquet")
    assert "partnership.fr.xlsx, sheet summary, row 3, column visits: 31" in told
    assert "30 in the Parquet file" in told


def test_a_number_kept_as_text_and_a_yes_kept_as_a_number_are_found(folder):
    _sheet(folder, 5, b't="b"><v>1</v>', b"><v>1</v>")
    assert "column paid: yes/no and numbers are mixed" in _told(folder, "xlsx equals parquet")


def test_a_row_missing_from_a_sheet_is_found(folder):
    with ZipFile(folder / BOOK) as book:
        sheet = book.read("xl/worksheets/sheet6.xml")
    start = sheet.index(b'<row r="6"')
    row = sheet[start : sheet.index(b"</row>", start) + len(b"</row>")]
    _sheet(folder, 6, row, b"")
    assert "3 rows, and 4 in the Parquet file" in _told(folder, "xlsx equals parquet")


def test_another_heading_is_found(folder):
    _sheet(folder, 5, b"amount (fr)", b"money (fr)")
    assert "sheet visit: another heading" in _told(folder, "xlsx equals parquet")


def test_a_value_a_row_and_a_table_more_or_less_in_sqlite_are_found(folder):
    _database(folder, "UPDATE visit SET amount = 0.5 WHERE visit_id = 'edges'")
    assert "table visit, row 10, column amount: 0.5" in _told(folder, "sqlite equals parquet")
    _database(folder, "DELETE FROM summary WHERE kind = 'faculty'", "CREATE TABLE secret (x)")
    told = _told(folder, "sqlite equals parquet")
    assert "'secret'" in told
    assert "table summary, 3 rows, and 4 in the Parquet file" in told


def test_a_key_into_nothing_in_sqlite_is_found(folder):
    _database(folder, "PRAGMA foreign_keys = OFF", "UPDATE visit SET earlier_id = 'none'")
    assert "a row of visit points at nothing in visit" in _told(folder, "sqlite equals parquet")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: d["value"].__setitem__(2, 11), "value at 2024-25, entity, visits: 11, and 10"),
        (lambda d: d["status"].pop("2"), "obs_status at 2024-25, entity, visits: None, and 'E'"),
        (lambda d: d["extension"].pop("conf_status"), "conf_status at 2025-26, faculty"),
        (lambda d: d["dimension"]["kind"]["category"]["index"].reverse(), "value at 2024-25"),
        (lambda d: d["size"].append(1), "the categories disagree"),
        (lambda d: d.pop("id"), "cannot be read as JSON-stat"),
        (lambda d: d.update(value={"99": 1}), "a place beyond the cube"),
    ],
)
def test_a_cube_that_says_something_else_is_found(folder, change, told):
    _cube(folder, change)
    assert told in _told(folder, "json-stat equals parquet")


@pytest.mark.parametrize("path", [CUBE, DATABASE, BOOK], ids=str)
def test_a_file_that_is_missing_or_no_such_file_is_found(folder, path):
    (folder / path).write_bytes(b"no such file")
    assert len(_failed(folder)) == 1
    (folder / path).unlink()
    assert len(_failed(folder)) == 1


def test_a_file_that_no_table_fits_into_is_found(folder):
    shutil.copy(folder / BOOK, folder / "data" / "partnership.de.xlsx")
    [finding] = _failed(folder)
    assert (finding.check, finding.subject) == ("forms", "partnership.de.xlsx")


def test_a_view_that_was_not_there_is_found_in_sqlite(folder):
    _database(folder, "CREATE VIEW secret AS SELECT * FROM visit")
    assert "'secret'" in _told(folder, "sqlite equals parquet")


def test_a_parquet_file_of_other_columns_is_a_finding_and_no_crash(folder):
    path = folder / "data" / "visit.parquet"
    other = path.with_suffix(".new")
    duckdb.connect().execute(
        f"COPY (SELECT * EXCLUDE (amount) FROM '{path}') TO '{other}' (FORMAT parquet)"
    )
    other.replace(path)
    assert ("forms", "visit") in [(f.check, f.subject) for f in _failed(folder)]


def test_a_cell_that_runs_is_found_in_the_csv(folder):
    """The escape of one cell is taken away: the value is right, and the file is a trap."""
    path = folder / "data" / "visit.csv"
    content = path.read_bytes()
    assert b",'=1+1," in content
    path.write_bytes(content.replace(b",'=1+1,", b",=1+1,"))
    chosen = known()
    candidate = Candidate(folder, chosen.packages["partnership"], chosen, NO_PROFILE)
    with engine(folder.parent) as connection:
        report = run_gate(connection, candidate)
    found = {(f.check, f.subject): f.message for f in report.blockers}
    assert found["formulas in cells", "visit"] == "1 rows of the CSV have a cell that runs"
    assert ("csv equals parquet", "visit") not in found


def test_rows_of_sqlite_in_another_order_are_found(folder):
    """The order of the rows is part of the promise: the same rows are the same bytes."""
    _database(folder, "UPDATE summary SET rowid = 99 WHERE rowid = 1")
    assert "table summary, row 1" in _told(folder, "sqlite equals parquet")


def test_equal_rows_of_sqlite_are_not_read_one_by_one(folder, monkeypatch):
    """That took as long as writing them: 5 s for 870,000 rows."""
    monkeypatch.setattr("publish.checks.sqlite.batches", None)
    assert _failed(folder) == []
