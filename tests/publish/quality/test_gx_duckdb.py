"""The one module that touches private parts of Great Expectations: it fails on upgrade."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import duckdb
import pytest

from publish.quality.gx_duckdb import PINNED, MissingTableError, validate, warehouse

pytestmark = pytest.mark.integration

RULES = [
    {
        "name": "enough",
        "type": "expect_table_row_count_to_be_between",
        "kwargs": {"min_value": 3},
        "severity": "blocking",
    },
    {
        "name": "columns",
        "type": "expect_table_columns_to_match_ordered_list",
        "kwargs": {"column_list": ["place", "jobs"]},
        "severity": "warning",
    },
    {
        "name": "few_jobs",
        "type": "unexpected_rows_expectation",
        "kwargs": {"unexpected_rows_query": "select f.jobs from {batch} as f where f.jobs < 10"},
        "severity": "blocking",
    },
    {
        "name": "joined",
        "type": "unexpected_rows_expectation",
        "kwargs": {
            "unexpected_rows_query": (
                "select a.jobs from {batch} as a join {batch} as b on a.place = b.place "
                "where a.jobs <> b.jobs"
            )
        },
        "severity": "blocking",
    },
    {
        "name": "faulty",
        "type": "unexpected_rows_expectation",
        "kwargs": {"unexpected_rows_query": "select nothing from {batch}"},
        "severity": "blocking",
    },
]


@pytest.fixture
def database(tmp_path) -> Path:
    path = tmp_path / "build.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA marts")
        connection.execute("CREATE TABLE marts.figure (place VARCHAR, jobs BIGINT)")
        connection.execute("INSERT INTO marts.figure VALUES ('a', 20), ('b', 9), ('c', 30)")
    return path


def test_the_versions_are_those_this_module_was_written_for():
    """On upgrade: run the tests of this file, read the two issues, then change PINNED."""
    assert {name: version(name) for name in PINNED} == PINNED


def test_the_stock_dialect_still_fails_so_ours_is_still_needed(database):
    """GX issues 10738 and 11579. When this fails, GX can do it alone: delete the dialect."""
    with warehouse(database, driver="duckdb") as open_table:
        result = validate(open_table("marts", "figure"), RULES[:1])["enough"]
    assert not result.success
    assert "IndexError" in str(result.exception_info)


def test_our_dialect_gives_each_rule_its_result(database):
    with warehouse(database) as open_table:
        results = validate(open_table("marts", "figure"), RULES)
    assert {name: result.success for name, result in results.items()} == {
        "enough": True,
        "columns": True,
        "few_jobs": False,
        "joined": True,
        "faulty": False,
    }
    assert results["few_jobs"].result["observed_value"] == 1


def test_the_file_is_free_for_a_writer_afterwards(database):
    """A connection left open fails the next writer with "different configuration"."""
    with warehouse(database) as open_table:
        validate(open_table("marts", "figure"), RULES)
    with duckdb.connect(str(database)) as connection:
        connection.execute("INSERT INTO marts.figure VALUES ('d', 40)")


def test_the_file_is_free_after_a_failure_as_well(database):
    with pytest.raises(MissingTableError), warehouse(database) as open_table:
        open_table("marts", "nothing")
    with duckdb.connect(str(database)) as connection:
        connection.execute("INSERT INTO marts.figure VALUES ('d', 40)")


def _python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_what_great_expectations_hardly_uses_is_not_loaded_at_start():
    code = (
        "import sys, publish.quality.gx_duckdb\n"
        "print([n for n in ('scipy.stats._stats_py', 'altair.vegalite') if n in sys.modules])"
    )
    assert _python(code) == "[]\n"


def test_a_placeholder_becomes_the_real_module_on_first_use():
    code = (
        "from publish.quality.placeholder import postpone\n"
        "postpone('scipy.stats', 'colorsys')\n"
        "from scipy import stats\n"
        "import colorsys, colorsys as kept\n"
        "print(stats.entropy([0.5, 0.5], base=2), kept.rgb_to_hsv(0, 0, 0))\n"
        "from scipy.stats import norm\n"
        "import sys; print(type(sys.modules['scipy.stats']).__name__)"
    )
    assert _python(code) == "1.0 (0.0, 0.0, 0)\nmodule\n"
