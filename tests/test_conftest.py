"""Tests that share a costly fixture run on one worker."""

from __future__ import annotations

from tests.conftest import scope_of


def test_a_sharing_folder_is_one_group_and_elsewhere_a_file_is() -> None:
    """Found in CI: the groups had no effect, and each worker made the whole run for itself."""
    assert scope_of("tests/end_to_end/test_killed.py::test_x") == "end_to_end"
    assert scope_of("tests/dagster_project/test_jobs.py::test_x") == "dagster_project"
    assert scope_of("tests/dbt/test_figures.py::test_y[a-1]") == "dbt"
    assert scope_of("tests/publish/proof/test_tamper.py::test_z[/a/b]") == (
        "tests/publish/proof/test_tamper.py"
    )
