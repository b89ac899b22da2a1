"""`changes.json` is one JSON document by its schema, written row by row, read by its head."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from publish.changes.document import changes_schema, read_head, write_changes
from publish.changes.words import KINDS

HEAD = {"package": "p", "tables": [{"rows": [1], '  "rows": [': "x"}], "level": None}


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(changes_schema())


def test_the_schema_knows_the_kinds_that_there_are_words_for():
    kinds = changes_schema()["$defs"]["change"]["properties"]["kind"]["enum"]
    assert sorted(kinds) == sorted(KINDS)


@pytest.mark.parametrize("rows", [[], ['{"a":1}'], ['{"a":1}', '{"a":2}']])
def test_the_rows_stand_last_and_the_head_is_read_without_them(tmp_path, rows):
    path = tmp_path / "changes.json"
    write_changes(path, HEAD, iter(rows))
    assert json.loads(path.read_text()) == {**HEAD, "rows": [json.loads(row) for row in rows]}
    assert read_head(path) == HEAD


def test_the_head_is_read_no_further_than_the_rows(tmp_path):
    path = tmp_path / "changes.json"
    write_changes(path, HEAD, ["this is no JSON"])
    assert read_head(path) == HEAD


def test_a_changes_file_from_before_rows_were_told_is_read_too(tmp_path):
    path = tmp_path / "changes.json"
    old = {"version": "1.0.0", "previous": None, "level": None, "changes": []}
    path.write_text(json.dumps(old, indent=2) + "\n")
    assert read_head(path) == old


def test_a_damaged_file_is_an_error(tmp_path):
    path = tmp_path / "changes.json"
    path.write_text('{\n  "package": "p"')
    with pytest.raises(json.JSONDecodeError):
        read_head(path)
