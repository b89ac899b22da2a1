"""An open table holds the opted-in columns of its mart, sorted, and nothing else."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from publish.open_tables import OpenTableError, make_open_table, make_open_tables
from tests.publish.small import (
    default_rows,
    field,
    organisation,
    project,
    registry,
    said,
    write_marts,
)


def _make(tmp_path: Path, name: str, known=None):
    known = known or registry()
    return make_open_table(known.open[name], known, tmp_path / "build.duckdb", tmp_path / "open")


def _query(sql: str):
    return duckdb.connect().execute(sql).fetchall()


def test_only_columns_opted_in_leave_the_warehouse(tmp_path):
    write_marts(tmp_path / "build.duckdb", registry(), default_rows())
    made = _make(tmp_path, "organisation")
    columns = [row[0] for row in _query(f"DESCRIBE FROM '{made.path}'")]
    assert columns == ["organisation_id", "name", "kind", "joined_on", "is_member", "origin"]
    assert b"someone@example.org" not in made.path.read_bytes()


def test_rows_are_sorted_by_the_key_and_keep_their_types(tmp_path):
    write_marts(tmp_path / "build.duckdb", registry(), default_rows())
    made = _make(tmp_path, "project")
    assert made.rows == 3
    assert _query(f"FROM '{made.path}'") == [
        ("2024-25", "PRJ-0001", "KSI-0002", None, None),
        ("2024-25", "PRJ-0002", "KSI-0001", Decimal("1250.50"), 12),
        ("2025-26", "PRJ-0001", "KSI-0002", Decimal("0.10"), 0),
    ]


def test_texts_and_table_schema_stand_in_the_parquet_metadata(tmp_path):
    write_marts(tmp_path / "build.duckdb", registry(), default_rows())
    made = _make(tmp_path, "project")
    found = dict(
        _query(f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{made.path}')")
    )
    assert found["title@eu"] == "Projects (eu)"
    assert found["description@en"] == "Supported projects."
    schema = json.loads(found["ksigune:table_schema"])
    assert schema["primaryKey"] == ["academic_year", "project_id"]


def test_an_unchanged_mart_writes_nothing(tmp_path):
    write_marts(tmp_path / "build.duckdb", registry(), default_rows())
    first = _make(tmp_path, "project")
    before = first.path.stat()
    write_marts(tmp_path / "build.duckdb", registry(), default_rows())
    second = _make(tmp_path, "project")
    after = second.path.stat()
    assert (first.changed, second.changed) == (True, False)
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
    assert sorted(path.name for path in second.path.parent.iterdir()) == ["project.parquet"]


@pytest.mark.parametrize(
    ("column", "value"), [("places", 13), ("funding_eur", None), ("organisation_id", "KSI-0002")]
)
def test_one_changed_value_writes_the_table_anew(tmp_path, column, value):
    write_marts(tmp_path / "build.duckdb", registry(), default_rows())
    _make(tmp_path, "project")
    rows = default_rows()
    rows["project"][0][column] = value
    write_marts(tmp_path / "build.duckdb", registry(), rows)
    assert _make(tmp_path, "project").changed


def test_a_changed_description_writes_the_table_anew(tmp_path):
    write_marts(tmp_path / "build.duckdb", registry(), default_rows())
    _make(tmp_path, "project")
    told = project().model_copy(update={"description": said("Told better.")})
    assert _make(tmp_path, "project", registry(organisation(), told)).changed


def test_a_damaged_file_is_written_anew(tmp_path):
    write_marts(tmp_path / "build.duckdb", registry(), default_rows())
    made = _make(tmp_path, "project")
    made.path.write_bytes(made.path.read_bytes()[:-9])
    assert _make(tmp_path, "project").changed
    assert _query(f"SELECT count(*) FROM '{made.path}'") == [(3,)]


def _with_field(new, place=99):
    fields = list(project().fields)
    fields.insert(place, new)
    return project().model_copy(update={"fields": tuple(fields)})


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (_with_field(field("colour")), "colour is missing"),
        (
            project().model_copy(update={"fields": project().fields[:-1]}),
            "places is not in the schema",
        ),
        (
            project().model_copy(
                update={
                    "fields": (
                        *project().fields[:3],
                        field("funding_eur", "number", precision=14, scale=4),
                        project().fields[4],
                    )
                }
            ),
            r"funding_eur is DECIMAL\(14,2\) instead of DECIMAL\(14,4\)",
        ),
        (
            project().model_copy(
                update={"fields": (*project().fields[:3], *project().fields[:2:-1])}
            ),
            "the order of columns is academic_year, project_id, organisation_id, funding_eur",
        ),
    ],
)
def test_a_mart_of_another_shape_is_refused_and_the_file_stays(tmp_path, table, message):
    write_marts(tmp_path / "build.duckdb", registry(), default_rows())
    before = _make(tmp_path, "project").path.read_bytes()
    with pytest.raises(OpenTableError, match=message):
        _make(tmp_path, "project", registry(organisation(), table))
    assert (tmp_path / "open" / "project.parquet").read_bytes() == before


def test_a_missing_mart_is_told_with_its_remedy(tmp_path):
    write_marts(tmp_path / "build.duckdb", registry(organisation()), default_rows())
    with pytest.raises(OpenTableError, match=r"no marts\.project; build its dbt model first"):
        _make(tmp_path, "project")


def test_a_key_that_is_not_published_is_refused(tmp_path):
    hidden = project().fields[1].model_copy(update={"publish": False})
    table = project().model_copy(
        update={"fields": (project().fields[0], hidden, *project().fields[2:])}
    )
    write_marts(tmp_path / "build.duckdb", registry(), default_rows())
    with pytest.raises(OpenTableError, match="key field project_id is not published"):
        _make(tmp_path, "project", registry(organisation(), table))


def test_a_table_without_rows_is_a_table(tmp_path):
    write_marts(tmp_path / "build.duckdb", registry(), {})
    made = _make(tmp_path, "project")
    assert made.rows == 0
    assert not _make(tmp_path, "project").changed


def test_tables_made_together_are_those_made_one_by_one(tmp_path):
    """One engine serves them all: nothing of a table may show in the next one's bytes."""
    known = registry()
    write_marts(tmp_path / "build.duckdb", known, default_rows())
    alone = {name: _make(tmp_path, name).path.read_bytes() for name in known.open}
    together = list(
        make_open_tables(
            list(known.open.values()), known, tmp_path / "build.duckdb", tmp_path / "together"
        )
    )
    assert [made.name for made in together] == list(known.open)
    assert {made.name: made.path.read_bytes() for made in together} == alone
    assert {path.suffix for path in (tmp_path / "together").iterdir()} == {".parquet"}


def test_a_refused_table_leaves_those_before_it(tmp_path):
    known = registry()
    write_marts(tmp_path / "build.duckdb", known, default_rows())
    with duckdb.connect(str(tmp_path / "build.duckdb")) as connection:
        connection.execute("DROP TABLE marts.project")
    making = make_open_tables(
        [known.open["organisation"], known.open["project"]],
        known,
        tmp_path / "build.duckdb",
        tmp_path / "open",
    )
    assert next(making).name == "organisation"
    with pytest.raises(OpenTableError, match=r"has no marts\.project"):
        next(making)
    assert [path.name for path in (tmp_path / "open").iterdir()] == ["organisation.parquet"]
