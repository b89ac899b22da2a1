"""Dagster's event log in SQLite, with one open connection per file instead of one per event.

Stock `SqliteEventLogStorage` makes an SQLAlchemy engine, opens the file, compiles its statements
and waits for the disk twice for each of the thousand events of a run: a third of the run's wall
time (docs/decisions.md). This class overrides the one private method that hands out connections,
and asks once, not for each event, whether a table or column of the log is there;
tests/dagster_project/test_event_log.py fails when an upgrade renames what it overrides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

BUSY_SECONDS = 60
FOLDER = "events"


class LastingSqliteEventLog(SqliteEventLogStorage):
    """Stock event log in `<base_dir>/events`, whose connections last as long as the process."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        self._there: set[str] = set()
        super().__init__(base_dir=str(Path(base_dir) / FOLDER), inst_data=inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Any
    ) -> LastingSqliteEventLog:
        """The storage that `dagster.yaml` names."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:
            if shard not in self._engines:
                address = self.conn_string_for_shard(shard)
                # Setting up the tables opens a second connection beside the first.
                self._initdb(create_engine(address, poolclass=NullPool))
                self._engines[shard] = _engine(address)
            with self._engines[shard].connect() as connection, connection.begin():
                yield connection

    def has_table(self, table_name: str) -> bool:
        """Whether the index has a table. Tables come with an upgrade and never go again."""
        stock = super().has_table
        return self._remembered(table_name, lambda: stock(table_name))

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        stock = super()._has_asset_key_col_on_connection
        return self._remembered(f"asset_keys.{column_name}", lambda: stock(conn, column_name))

    def _remembered(self, what: str, look: Callable[[], bool]) -> bool:
        if what not in self._there and look():
            self._there.add(what)
        return what in self._there

    def dispose(self) -> None:
        """Closes every file, then what the stock storage closes."""
        with self._db_lock:
            for engine in self._engines.values():
                engine.dispose()
            self._engines.clear()
        super().dispose()


def _engine(address: str) -> Engine:
    """One connection, shared by the threads that the storage's own lock lets in one by one.

    In the write-ahead log that Dagster sets, `synchronous = NORMAL` keeps the file whole through
    any crash; what a power failure may lose is the last events of a run that it ended anyway.
    """
    engine = create_engine(
        address,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def relaxed(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous = NORMAL")

    return engine
