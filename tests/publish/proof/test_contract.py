"""The contract of a release is compiled from its own Table Schema, not from this checkout's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from publish.engine import csv, fetch_one
from publish.proof.verify.contract import contract_of
from publish.proof.verify.outcome import RefusedError
from schemas.to_duckdb import verdict_sql

# What the form of formula-like cells is told as: OWASP's characters, after any apostrophes.
ESCAPE = {"prefix": "'", "cells": "string", "pattern": "^'+[ \\u00A0]*[=+\\-@\\t\\r\\n\\uFF1D]"}


def _resource(*fields: dict[str, Any], **schema: Any) -> dict[str, Any]:
    return {"name": "t", "schema": {"fields": list(fields), **schema}}


def _field(name: str, kind: str = "string", **constraints: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "constraints": constraints}


def _failures(tmp_path: Path, resource: dict[str, Any], *lines: str) -> list[tuple[str, str]]:
    """Column and rule of every failure, in the order of the rows."""
    contract = contract_of(resource)
    path = tmp_path / "t.csv"
    path.write_bytes("".join(f"{x}\r\n" for x in (",".join(contract.columns), *lines)).encode())
    texts = contract.texts(csv(path, contract.table.fields, as_text=True), cast=False)
    judged = verdict_sql(contract.table, contract.registry, f"(SELECT 0 AS _row, * FROM {texts})")
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT _failures FROM ({judged})").fetchall()
    return [(f["column_name"], f["rule"]) for (failures,) in rows for f in failures]


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        (_field("a", "integer"), "1.5", "type"),
        (_field("a", "number"), "x", "type"),
        (_field("a", "boolean"), "maybe", "type"),
        (_field("a", "date"), "31/02/2025", "type"),
        (_field("a", "datetime"), "2025-02-01", "type"),
        (_field("a", required=True), "", "required"),
        (_field("a", enum=["x", "y"]), "z", "enum"),
        (_field("a", pattern="[A-Z]{3}"), "ABCD", "pattern"),
        (_field("a", "integer", minimum=0), "-1", "minimum"),
        (_field("a", "number", maximum="100"), "100.01", "maximum"),
        (_field("a", "date", minimum="2024-03-01"), "2024-02-29", "minimum"),
    ],
)
def test_each_rule_of_table_schema_is_judged(tmp_path, field, value, rule):
    other = _field("b")
    assert _failures(tmp_path, _resource(field, other), f"{value},x") == [("a", rule)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (_field("a", "integer", minimum="0"), "0"),
        (_field("a", "number"), "12345678901234567890.123456789012"),
        (_field("a", "boolean"), "true"),
        (_field("a", "date"), "2024-02-29"),
        (_field("a", "datetime"), "2025-02-01T10:00:00Z"),
        (_field("a", enum=["x", "_T"]), "_T"),
        (_field("a"), '"two\nlines, ""quoted"""'),
    ],
)
def test_what_obeys_it_passes(tmp_path, field, value):
    assert _failures(tmp_path, _resource(field, _field("b")), f"{value},x") == []


def test_codes_for_missing_values_are_missing(tmp_path):
    told = [{"value": "", "label": "empty"}, {"value": "n/a", "label": "not collected"}]
    resource = _resource(_field("a", "integer"), _field("b"), missingValues=told)
    assert _failures(tmp_path, resource, "n/a,x", ",x") == []


def test_a_number_has_the_precision_of_the_parquet_file(tmp_path):
    resource = _resource(_field("a", "number"))
    [field] = contract_of(resource, {"a": (14, 2)}).table.fields
    assert (field.precision, field.scale) == (14, 2)


def test_a_cell_that_was_made_harmless_is_judged_as_it_was_meant(tmp_path):
    """`formulaEscape`: one apostrophe before a text that a spreadsheet would run."""
    resource = _resource(_field("a", pattern="=.*|x.*|'.*"), _field("b", "integer"))
    resource["formulaEscape"] = ESCAPE
    assert _failures(tmp_path, resource, "'=1+1,-5", "xyz,1", "'quoted,1") == []
    del resource["formulaEscape"]
    resource["schema"]["fields"][0]["constraints"]["pattern"] = "[=x].*"
    assert _failures(tmp_path, resource, "'=1+1,-5") == [("a", "pattern")]


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("'=1+1", "=1+1"),
        ("''=1+1", "'=1+1"),
        ("'\u00a0+5", "\u00a0+5"),
        ("'\uff1dA1", "\uff1dA1"),
        ("'quoted'", "'quoted'"),
        ("plain", "plain"),
    ],
)
def test_exactly_one_apostrophe_is_taken_off_the_cells_that_match(cell, meant):
    contract = contract_of({**_resource(_field("a")), "formulaEscape": ESCAPE})
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE cells (a VARCHAR)")
        connection.execute("INSERT INTO cells VALUES (?)", [cell])
        assert fetch_one(connection, f"SELECT a FROM {contract.unescaped('cells')}") == (meant,)


def test_keys_in_every_form_that_the_standard_allows():
    fields = [_field("a", unique=True), _field("b"), _field("c")]
    key = {"fields": "b", "reference": {"resource": "", "fields": "a"}}
    contract = contract_of(
        _resource(*fields, primaryKey="a", uniqueKeys=[["b", "c"]], foreignKeys=[key])
    )
    assert contract.key == ("a",)
    assert contract.unique == (("b", "c"), ("a",))
    [reference] = contract.references
    assert (reference.columns, reference.resource, reference.target) == (("b",), "t", ("a",))


@pytest.mark.parametrize(
    ("resource", "told"),
    [
        (_resource(_field("a", "list")), "type 'list' is not judged"),
        (_resource(_field("a", enum=[1, 2])), "values that are no texts"),
        (_resource(_field("a"), _field("a")), "a stands twice"),
        (_resource(_field('a"; DROP TABLE x')), "cannot be used"),
        (_resource(_field("a"), primaryKey=["b"]), "name columns that it has not"),
        (
            _resource(
                _field("a"),
                foreignKeys=[
                    {"fields": ["a"], "reference": {"resource": "u", "fields": ["x", "y"]}}
                ],
            ),
            "not as many columns",
        ),
    ],
)
def test_a_schema_that_cannot_be_used_is_refused_with_the_reason(resource, told):
    with pytest.raises(RefusedError, match=told):
        contract_of(resource)
