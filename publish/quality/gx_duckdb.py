"""Great Expectations on DuckDB: what the library does not do itself, in this one module.

GX 1.24.1 fails on DuckDB as shipped (its issues 10738 and 11579): it fetches a result after its
connection went back to the pool, whose rollback empties DuckDB's pending result. The dialect
below fetches at once. `tests/publish/quality/test_gx_duckdb.py` fails when the pinned versions
change, or when the stock dialect starts to work and this one can go.

Importing this module loads Great Expectations: three seconds.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from duckdb_sqlalchemy import Dialect as StockDialect
from sqlalchemy.dialects import registry
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

from publish.quality.placeholder import postpone
from schemas.to_gx import BATCH

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
postpone("altair", "scipy.stats")

import great_expectations as gx  # noqa: E402  (after what makes it start fast and silent)
from great_expectations.data_context.types.base import (  # noqa: E402
    DataContextConfig,
    InMemoryStoreBackendDefaults,
)
from great_expectations.datasource.fluent.interfaces import TestConnectionError  # noqa: E402
from great_expectations.expectations.expectation_configuration import (  # noqa: E402
    ExpectationConfiguration,
)

PINNED = {"great-expectations": "1.24.1", "duckdb-sqlalchemy": "1.5.6.5", "sqlalchemy": "2.0.58"}
"""The versions that this module was written and tested against."""

QUERY = "unexpected_rows_query"
"""The argument of GX's expectation by SQL."""

SEVERITY = {"blocking": "critical", "warning": "warning"}
Open = Callable[[str, str], Any]
"""Schema and table -> a GX batch over the whole table. Raises MissingTableError."""


class MissingTableError(LookupError):
    """The warehouse has no such table."""


class _BufferingContext(StockDialect.execution_ctx_cls):  # type: ignore[misc]
    def post_exec(self) -> None:
        super().post_exec()
        if self.cursor.description:
            self.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
                self.cursor, initial_buffer=self.cursor.fetchall()
            )


class BufferingDialect(StockDialect):  # type: ignore[misc]
    """DuckDB's dialect, with each result fetched before the connection is given back."""

    execution_ctx_cls = _BufferingContext
    supports_statement_cache = True


registry.register("duckdb.gx", __name__, "BufferingDialect")


@contextmanager
def warehouse(database: Path, driver: str = "duckdb+gx") -> Iterator[Open]:
    """Opens a DuckDB file read-only for GX, and closes it for good afterwards.

    A connection that is left open makes the next writer of the same process fail with
    "different configuration than existing connections"; GX keeps two engines.
    """
    # GX's own default makes a folder in the system's temporary place for each context.
    stores = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    settings = DataContextConfig(store_backend_defaults=stores, analytics_enabled=False)
    context = gx.get_context(mode="ephemeral", project_config=settings)
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    # A context in memory writes its whole configuration as YAML, to nowhere, for each table that
    # is added: a quarter of the run.
    context._save_project_config = lambda *_: None
    source = context.data_sources.add_sql(
        "warehouse", connection_string=f"{driver}:///{database}?access_mode=read_only"
    )

    def open_table(schema: str, table: str) -> Any:
        try:
            asset = source.add_table_asset(table, table_name=table, schema_name=schema)
        except TestConnectionError as error:
            raise MissingTableError(f"there is no table {schema}.{table}") from error
        return asset.add_batch_definition_whole_table("all").get_batch()

    try:
        yield open_table
    finally:
        source.get_execution_engine().close()
        source.get_engine().dispose()


def validate(batch: Any, rules: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Runs rules (name, type, kwargs, severity) over a batch as one suite: name -> GX result.

    A rule that raises has a result as well, without success and with its `exception_info`.
    """
    expectations = [
        ExpectationConfiguration(
            type=rule["type"],
            kwargs=_with_free_alias(rule["kwargs"]),
            severity=SEVERITY[rule["severity"]],
            meta={"rule": rule["name"]},
        ).to_domain_obj()
        for rule in rules
    ]
    suite = gx.ExpectationSuite(name=batch.data_asset.name, expectations=expectations)
    answer = batch.validate(suite, result_format="BASIC")
    return {result.expectation_config.meta["rule"]: result for result in answer.results}


def _with_free_alias(kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments, with a query that may call the batch what it likes.

    GX replaces `{batch}` by a name with an alias of its own in a query without a join, and by a
    bare name in one with: `from {batch} as c` fails in the first case. A common table expression
    is right in both.
    """
    query = kwargs.get(QUERY)
    if query is None:
        return dict(kwargs)
    renamed = query.replace(BATCH, "_batch")
    return {**kwargs, QUERY: f"WITH _batch AS (SELECT * FROM {BATCH}) SELECT * FROM ({renamed})"}
