"""The event log keeps what the stock one keeps, through the one private method it overrides."""

from __future__ import annotations

import inspect
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqliteEventLogStorage

from dagster_project.event_log import FOLDER, LastingSqliteEventLog
from dagster_project.settings import PROJECT


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Dagster home with the project's own configuration."""
    (tmp_path / "dagster.yaml").write_bytes((PROJECT / "dagster_project/dagster.yaml").read_bytes())
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    return tmp_path


@dg.asset
def counted() -> dg.MaterializeResult[None]:
    return dg.MaterializeResult(metadata={"dagster/row_count": 7})


def test_a_stock_storage_reads_what_was_written(home: Path) -> None:
    """`dagster dev` of another version, or the stock class, has to show the same history."""
    with dg.DagsterInstance.get() as instance:
        run = dg.materialize([counted], instance=instance)
        written = instance.all_logs(run.run_id)
    stock = SqliteEventLogStorage(base_dir=str(home / FOLDER))
    read = stock.get_records_for_run(run.run_id).records
    assert [record.event_log_entry.timestamp for record in read] == [
        entry.timestamp for entry in written
    ]
    latest = stock.get_latest_materialization_events([counted.key])[counted.key]
    assert latest is not None
    assert latest.asset_materialization is not None
    assert latest.asset_materialization.metadata["dagster/row_count"].value == 7


def test_a_file_is_opened_once_for_all_events(home: Path) -> None:
    """The reason for the class: an engine per event took a third of `make run`."""
    with dg.DagsterInstance.get() as instance:
        storage = instance.event_log_storage
        assert isinstance(storage, LastingSqliteEventLog)
        run = dg.materialize([counted], instance=instance)
        engines = dict(storage._engines)
        assert set(engines) == {"index", run.run_id}
        instance.all_logs(run.run_id)
        assert dict(storage._engines) == engines
        assert all(engine.pool.checkedout() == 0 for engine in engines.values())  # type: ignore[attr-defined]


def test_whether_a_table_is_there_is_asked_once(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stock storage opened the index anew for each check: two seconds of a run."""
    asked: list[str] = []
    stock = SqliteEventLogStorage.has_table

    def counting(self: SqliteEventLogStorage, table_name: str) -> bool:
        asked.append(table_name)
        return stock(self, table_name)

    monkeypatch.setattr(SqliteEventLogStorage, "has_table", counting)
    with dg.DagsterInstance.get() as instance:
        storage = instance.event_log_storage
        dg.materialize([counted], instance=instance)
        dg.materialize([counted], instance=instance)
        assert storage.supports_asset_checks
        assert storage.supports_asset_checks
        assert isinstance(storage, LastingSqliteEventLog)
        assert not storage.has_table("no_such_table")
    assert asked.count("asset_check_executions") == 1
    assert asked.count("asset_event_tags") <= 1


def test_the_private_method_is_still_the_way_to_every_connection() -> None:
    """Fails when an upgrade of Dagster renames or bypasses `_connect`: look at event_log.py."""
    stock = SqliteEventLogStorage
    assert list(inspect.signature(stock._connect).parameters) == ["self", "shard"]
    column = stock._has_asset_key_col_on_connection
    assert list(inspect.signature(column).parameters) == ["self", "conn", "column_name"]
    for way in (stock.run_connection, stock.index_connection):
        assert "self._connect(" in inspect.getsource(way)
