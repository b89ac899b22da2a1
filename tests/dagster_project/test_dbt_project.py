"""dbt-duckdb's open connection is a private part; an upgrade that moves it must fail here."""

from importlib.metadata import version

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
