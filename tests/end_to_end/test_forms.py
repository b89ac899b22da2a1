"""The forms of the real packages, read by the tools of their standards."""

from __future__ import annotations

import json
from contextlib import closing
from sqlite3 import connect

import pytest
from jsonstat_validator import validate_jsonstat

from schemas.registry import load

pytestmark = pytest.mark.end_to_end


def test_every_statistical_table_is_valid_json_stat(first_run):
    paths = sorted((first_run.data / "releases").rglob("*.jsonstat.json"))
    cubes = {name for name, table in load().open.items() if table.statistical}
    assert {path.name.partition(".")[0] for path in paths} == cubes
    for path in paths:
        assert validate_jsonstat(json.loads(path.read_text(encoding="utf-8"))), path.name


def test_every_package_is_a_database_whose_keys_hold(first_run):
    paths = sorted((first_run.data / "releases").rglob("*.sqlite"))
    assert len(paths) == len(load().packages)
    for path in paths:
        with closing(connect(path)) as connection:
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
