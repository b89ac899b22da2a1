"""dbt-duckdb's open connection is a private part; an upgrade that moves it must fail here."""

from importlib.metadata import version

from dagster_project import dbt_project
from dagster_project.dbt_project import NodeResult, stored


def test_the_private_connection_that_is_closed_after_dbt_is_still_where_it_was() -> None:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    assert version("dbt-duckdb") == "1.11.1", "check dagster_project/dbt_project.py, then this pin"
    assert hasattr(DuckDBConnectionManager, "_ENV")
    assert callable(DuckDBConnectionManager.close_all_connections)


def test_a_warning_does_not_fail_a_build_and_a_skipped_node_does() -> None:
    def of(status: str) -> NodeResult:
        return NodeResult("model.p.m", status, "", 0.1)

    assert [of(s).ok for s in ("success", "pass", "warn")] == [True, True, True]
    assert [of(s).ok for s in ("error", "fail", "skipped", "runtime error")] == [False] * 4


def test_stored_results_read_back_as_they_were() -> None:
    result = NodeResult("test.p.t", "warn", "Got 2 results", 0.2, 2, "| a |")
    assert [NodeResult(**row) for row in stored([result])] == [result]


def test_a_compiled_form_beside_a_model_is_no_change_of_the_project(tmp_path, monkeypatch) -> None:
    """Tests import the model that is written in Python; the next run has still nothing to do."""
    monkeypatch.setattr(dbt_project, "DBT", tmp_path)
    model = tmp_path / "models" / "weight.py"
    model.parent.mkdir()
    model.write_text("1")
    before = dbt_project.project_fingerprint()
    compiled = model.parent / "__pycache__" / "weight.cpython-311.pyc"
    compiled.parent.mkdir()
    compiled.write_bytes(b"1")
    assert dbt_project.project_fingerprint() == before
    model.write_text("2")
    assert dbt_project.project_fingerprint() != before
