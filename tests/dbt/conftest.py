"""dbt in the test process: its import costs seconds, so one runner serves the whole session."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import schemas
from tests.dbt.hand_made import AS_OF, EDITION, Row, create_landing

DBT = Path(__file__).parents[2] / "dbt"


class Warehouse:
    """A data root with a hand-made landing, and dbt to build it."""

    def __init__(self, data_root: Path) -> None:
        self.data_root = data_root
        self.parsed: Any = None
        self.build_db = data_root / "warehouse" / "build.duckdb"
        self.built_db = data_root / "warehouse" / "built.duckdb"

    def land(self, rows: Mapping[str, Sequence[Row]] = EDITION, as_of: date = AS_OF) -> None:
        """A new warehouse file with these landing rows and nothing else."""
        create_landing(self.build_db, schemas.load(), rows, as_of)

    def dbt(self, *arguments: str) -> dict[str, Any]:
        """Runs dbt; returns its results by the name of the node."""
        if self.parsed is None:
            self.parsed = self._invoke("parse")
        # A manifest serves once: a build compiles into it. To copy it is cheaper than dbt's own
        # comparison of every file with what it parsed before.
        outcome = self._invoke(*arguments, manifest=self.parsed.deepcopy())
        return {result.node.name: result for result in outcome}

    def _invoke(self, *arguments: str, manifest: Any = None) -> Any:
        from dbt.cli.main import dbtRunner

        places = {
            "project-dir": DBT,
            "profiles-dir": DBT,
            "target-path": self.data_root / "target",
            "log-path": self.data_root / "logs",
        }
        flags = [text for name, path in places.items() for text in (f"--{name}", str(path))]
        # As in dagster_project/dbt_project.py: what stood before is not gone through for garbage.
        gc.freeze()
        try:
            runner = dbtRunner(manifest=manifest)
            outcome = runner.invoke([*arguments, *flags, "--log-level", "none"])
            _close_connections()
        finally:
            gc.unfreeze()
        if outcome.exception is not None:
            raise outcome.exception
        return outcome.result

    def failing_rows(self, result: Any) -> list[tuple[Any, ...]]:
        """The rows that failed a data test."""
        return self.rows(result.node.compiled_code)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query of the warehouse."""
        import duckdb

        with duckdb.connect(str(self.build_db), read_only=True) as con:
            return con.execute(sql).fetchall()


def _close_connections() -> None:
    """dbt-duckdb keeps the file open after a run, which locks readers out (dbt-duckdb 1.11.1)."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.adapters.factory import reset_adapters

    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
    DuckDBConnectionManager.close_all_connections()
    reset_adapters()
    gc.collect()


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """One data root for the session, in which dbt parses the project once."""
    data_root: Path = tmp_path_factory.mktemp("ksigune")
    before = os.environ.get("KSIGUNE_DATA")
    os.environ["KSIGUNE_DATA"] = str(data_root)
    yield Warehouse(data_root)
    if before is None:
        del os.environ["KSIGUNE_DATA"]
    else:
        os.environ["KSIGUNE_DATA"] = before


@pytest.fixture(scope="session")
def results(warehouse: Warehouse) -> dict[str, Any]:
    """A whole `dbt build` on the hand-made edition: its results by the name of the node."""
    warehouse.land()
    outcome = warehouse.dbt("build")
    shutil.copy(warehouse.build_db, warehouse.built_db)
    return outcome


@pytest.fixture
def built(warehouse: Warehouse, results: dict[str, Any]) -> Warehouse:
    """The warehouse as that build left it."""
    assert results
    shutil.copy(warehouse.built_db, warehouse.build_db)
    return warehouse
