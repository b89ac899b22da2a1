"""What a release says of its changes: by the recipe, by its schema, also where the shape broke."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator

from publish.changes.document import changes_schema
from schemas.model import Removal
from tests.publish.small import (
    default_rows,
    field,
    organisation,
    prepare,
    project,
    registry,
    release,
)


def _changes(path):
    content = json.loads((path / "changes.json").read_text(encoding="utf-8"))
    errors = list(Draft202012Validator(changes_schema()).iter_errors(content))
    assert not errors, errors
    return content


def _tables(content):
    return {table["table"]: table for table in content["tables"]}


def _twice(root, known=None, rows=None, first=None):
    """The changes of a second release."""
    release(root, prepare(root, first))
    return _changes(release(root, prepare(root, known, rows)).path)


def _excused(known, *removals):
    package = known.packages["partnership"].model_copy(
        update={"removals": tuple(Removal(reason="needed by this test", **r) for r in removals)}
    )
    known.packages["partnership"] = package
    return known


def test_the_first_release_counts_its_rows_and_repeats_none(tmp_path):
    content = _changes(release(tmp_path, prepare(tmp_path)).path)
    told = {name: (table["state"], table["added"]) for name, table in _tables(content).items()}
    assert told == {"organisation": ("new", 2), "project": ("new", 3)}
    assert (content["previous"], content["rows"]) == (None, [])


def test_every_kind_of_row_change_stands_in_changes_json(tmp_path):
    rows = default_rows()
    rows["project"][0]["funding_eur"] = Decimal("1250.51")
    rows["project"].pop(1)
    rows["project"].append({**rows["project"][0], "project_id": "PRJ-0003"})
    content = _twice(tmp_path, rows=rows)
    assert [(row["change"], row["key"]["project_id"]) for row in content["rows"]] == [
        ("removed", "PRJ-0001"),
        ("changed", "PRJ-0002"),
        ("added", "PRJ-0003"),
    ]
    assert content["rows"][1]["before"] == {"funding_eur": "1250.50"}
    assert content["rows"][1]["after"] == {"funding_eur": "1250.51"}
    tables = _tables(content)
    assert tables["organisation"]["state"] == "equal"
    assert [tables["project"][kind] for kind in ("added", "removed", "changed")] == [1, 1, 1]


def test_a_change_of_shape_is_told_structurally_and_rows_are_compared_by_the_key(tmp_path):
    wider = project().model_copy(update={"fields": (*project().fields, field("colour"))})
    rows = default_rows()
    rows["project"][0]["places"] = 13
    content = _twice(tmp_path, registry(organisation(), wider), rows)
    assert content["changes"][0] == {
        "level": "major",
        "subject": "project",
        "kind": "field-added",
        "reason": "field colour added",
        "field": "colour",
    }
    assert _tables(content)["project"]["columns"] == ["organisation_id", "funding_eur", "places"]
    assert [row["after"] for row in content["rows"]] == [{"places": "13"}]


def test_a_table_whose_key_did_not_survive_is_told_as_replaced(tmp_path):
    """Its rows cannot be told apart by a key that the older release has not."""
    other = project().model_copy(update={"primary_key": ("academic_year", "organisation_id")})
    fields = tuple(
        f.model_copy(update={"required": True}) if f.name == "organisation_id" else f
        for f in other.fields
    )
    rows = default_rows()
    rows["project"].pop(0)
    content = _twice(
        tmp_path, registry(organisation(), other.model_copy(update={"fields": fields})), rows
    )
    table = _tables(content)["project"]
    assert (table["state"], table["added"], table["removed"]) == ("replaced", 0, 0)
    assert (content["level"], content["rows"]) == ("major", [])


def test_a_table_that_came_and_one_that_went(tmp_path):
    first = registry(organisation())
    content = _twice(tmp_path, registry(), first=first)
    assert (content["level"], _tables(content)["project"]["state"]) == ("minor", "new")
    content = _changes(
        release(tmp_path, prepare(tmp_path, _excused(first, {"table": "project"}))).path
    )
    assert content["level"] == "major"
    gone = _tables(content)["project"]
    assert (gone["state"], gone["removed"]) == ("removed", 3)


def test_removing_a_row_that_other_rows_pointed_at_is_major(tmp_path):
    """Recipe: "delete ... data that is referenced by another data resource"."""
    rows = default_rows()
    rows["organisation"].pop(1)
    rows["project"] = [row for row in rows["project"] if row["organisation_id"] == "KSI-0001"]
    content = _twice(tmp_path, rows=rows)
    assert content["level"] == "major"
    assert {
        "level": "major",
        "subject": "organisation",
        "kind": "referenced-rows-removed",
        "reason": "rows removed that project refers to: 1",
        "rows": 1,
        "referenced_by": "project",
    } in content["changes"]


def test_removing_a_row_that_nothing_points_at_is_minor(tmp_path):
    rows = default_rows()
    unused = {**rows["organisation"][0], "organisation_id": "KSI-0009"}
    first = {**rows, "organisation": [*rows["organisation"], unused]}
    release(tmp_path, prepare(tmp_path, rows=first))
    assert release(tmp_path, prepare(tmp_path)).level == "minor"


@pytest.mark.parametrize("threads", [1, 2])
def test_the_number_of_threads_changes_no_byte(tmp_path, threads, monkeypatch):
    import duckdb

    connect = duckdb.connect

    def limited(*args, **more):
        connection = connect(*args, **more)
        connection.execute(f"SET threads = {threads}")
        return connection

    monkeypatch.setattr(duckdb, "connect", limited)
    names = [f"PRJ-{n:04d}" for n in range(40)]
    template = default_rows()["project"][0]
    rows = {**default_rows(), "project": [{**template, "project_id": n} for n in names]}
    later = {**rows, "project": [{**r, "places": 50} for r in rows["project"][8:]]}
    release(tmp_path, prepare(tmp_path, rows=rows))
    content = _changes(release(tmp_path, prepare(tmp_path, rows=later)).path)
    assert [row["key"]["project_id"] for row in content["rows"]] == names
