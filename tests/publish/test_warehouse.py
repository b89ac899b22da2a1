"""The public warehouse holds the open tables, with comments and keys, and nothing private."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from publish.release import OPEN_FOLDER
from publish.warehouse import build_observatory
from tests.publish.small import default_rows, prepare, registry


def _build(root, known=None):
    return build_observatory(
        known or registry(), root / OPEN_FOLDER, root / "warehouse" / "observatory.duckdb"
    )


def _query(path, sql):
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def made(tmp_path):
    prepare(tmp_path)
    return _build(tmp_path)


def test_it_holds_the_open_tables_in_one_schema_and_a_list_of_them(made):
    assert made.tables == ("organisation", "project")
    tables = _query(made.path, "SELECT schema_name, table_name FROM duckdb_tables() ORDER BY ALL")
    assert tables == [("main", "open_table"), ("main", "organisation"), ("main", "project")]
    listed = _query(made.path, "SELECT table_name, package, title_eu FROM open_table ORDER BY 1")
    assert listed == [
        ("organisation", "partnership", "Organisations (eu)"),
        ("project", "partnership", "Projects (eu)"),
    ]


def test_no_private_column_and_no_private_value_is_in_it(made):
    columns = _query(made.path, "SELECT column_name FROM duckdb_columns()")
    assert ("contact_email",) not in columns
    assert b"example.org" not in made.path.read_bytes()


def test_rows_types_keys_and_comments_are_those_of_the_schema(made):
    rows = _query(made.path, "FROM project ORDER BY ALL")
    assert rows[1] == ("2024-25", "PRJ-0002", "KSI-0001", Decimal("1250.50"), 12)
    keys = _query(
        made.path,
        "SELECT table_name, constraint_column_names FROM duckdb_constraints() "
        "WHERE constraint_type = 'PRIMARY KEY' AND table_name <> 'open_table' ORDER BY 1",
    )
    assert keys == [
        ("organisation", ["organisation_id"]),
        ("project", ["academic_year", "project_id"]),
    ]
    [(comment,)] = _query(
        made.path, "SELECT comment FROM duckdb_columns() WHERE column_name = 'funding_eur'"
    )
    assert comment == "The funding_eur. (es)"


def test_a_driver_of_duckdb_1_0_can_open_it(made):
    """Storage version 64 is that of DuckDB 0.9 to 1.1; it stands behind the magic bytes."""
    head = made.path.read_bytes()[:20]
    assert head[8:12] == b"DUCK"
    assert int.from_bytes(head[12:20], "little") == 64


def test_unchanged_tables_leave_the_file_alone(tmp_path):
    prepare(tmp_path)
    first = _build(tmp_path)
    before = first.path.stat()
    second = _build(tmp_path)
    after = second.path.stat()
    assert (first.changed, second.changed) == (True, False)
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_reader_keeps_its_file_while_a_new_one_is_swapped_in(tmp_path):
    known = prepare(tmp_path)
    path = _build(tmp_path).path
    reader = duckdb.connect(str(path), read_only=True)
    assert reader.execute("SELECT count(*) FROM project").fetchone() == (3,)
    rows = default_rows()
    rows["project"].pop()
    prepare(tmp_path, known, rows)
    assert _build(tmp_path).changed
    assert reader.execute("SELECT count(*) FROM project").fetchone() == (3,)
    reader.close()
    assert _query(path, "SELECT count(*) FROM project") == [(2,)]


def test_a_missing_open_table_is_an_error_and_the_old_file_stays(tmp_path):
    prepare(tmp_path)
    before = _build(tmp_path).path.read_bytes()
    (tmp_path / OPEN_FOLDER / "project.parquet").unlink()
    with pytest.raises(FileNotFoundError, match="no open table project"):
        _build(tmp_path)
    assert (tmp_path / "warehouse" / "observatory.duckdb").read_bytes() == before


def test_a_damaged_warehouse_is_built_anew(tmp_path):
    prepare(tmp_path)
    path = _build(tmp_path).path
    path.write_bytes(b"not a database")
    assert _build(tmp_path).changed
    assert _query(path, "SELECT count(*) FROM project") == [(3,)]


def test_what_a_killed_run_left_is_not_built_upon(tmp_path):
    """DuckDB opens an existing file and replays the log beside it."""
    prepare(tmp_path)
    folder = tmp_path / "warehouse"
    left = folder / ".observatory.duckdb.part"
    with duckdb.connect(str(left)) as connection:
        connection.execute("CREATE TABLE project (secret VARCHAR)")
    (folder / ".observatory.duckdb.part.wal").write_bytes(b"half a log")
    assert _query(_build(tmp_path).path, "SELECT count(*) FROM project") == [(3,)]
    assert not left.exists()
