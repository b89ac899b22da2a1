"""dbt in this process: the manifest, the build, and what each node did.

dbt starts once (its import costs some 3 s) and is read through its documented interfaces:
`dbtRunner`, `manifest.json` and the results that `invoke` returns. Stock `DbtCliResource`
starts dbt three times per run; `docs/decisions.md` has the figures.
"""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dagster_project.markers import complete, fingerprint_files, recall
from dagster_project.settings import PROJECT, Settings

DBT = PROJECT / "dbt"
SHOWN_ROWS = 20

_parsed: dict[tuple[Path, str], Any] = {}
"""What dbt parsed in this process, by target folder and project: the build goes on with it."""


class DbtError(RuntimeError):
    """dbt could not parse or start; the message is dbt's own."""


@dataclass(frozen=True)
class NodeResult:
    """What dbt did with one model, seed or test; `failing_rows` is Markdown, for tests."""

    unique_id: str
    status: str
    message: str
    seconds: float
    failures: int = 0
    failing_rows: str = ""

    @property
    def is_unit_test(self) -> bool:
        """A test of a model on rows that stand in the project, not of what was landed."""
        return self.unique_id.startswith("unit_test.")

    @property
    def ok(self) -> bool:
        """Passed, or failed as a warning only; an exposure is nothing to do."""
        return self.status in ("success", "pass", "warn", "no-op")


def project_fingerprint() -> str:
    """SHA-256 over every file of the dbt project that dbt reads."""
    folders = ("models", "macros", "seeds", "tests")
    found = [p for f in folders for p in (DBT / f).rglob("*") if p.is_file()]
    # Whoever imports the model that is written in Python leaves its compiled form beside it.
    files = [p for p in found if p.parent.name != "__pycache__"]
    return fingerprint_files([*files, *DBT.glob("*.yml")], DBT)


def ensure_manifest(settings: Settings) -> dict[str, Any]:
    """The manifest of the dbt project as it stands; parsed anew only when a file changed.

    Raises DbtError with dbt's message when the project cannot be parsed.
    """
    path = settings.dbt_target / "manifest.json"
    inputs = project_fingerprint()
    if recall(settings.markers, "dbt_parse", inputs) is None or not path.exists():
        _parsed[settings.dbt_target, inputs] = _invoke(settings, ["parse"]).result
        complete(settings.markers, "dbt_parse", inputs, "parsed")
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def build(
    settings: Settings, select: Sequence[str] | None, unit_tests: bool = True
) -> list[NodeResult]:
    """`dbt build` of the selected nodes (None = all): one result per model, seed and test.

    Unit tests are among the results unless they are left out. A failed node is a result, not an
    error; raises DbtError only when dbt itself could not run.
    """
    settings.build_db.parent.mkdir(parents=True, exist_ok=True)
    # The manifest that the parse wrote serves; the results are this function's.
    arguments = ["build", "--no-write-json", *(["--select", *select] if select else [])]
    arguments += [] if unit_tests else ["--exclude-resource-type", "unit_test"]
    # A manifest serves once: the build compiles into it.
    manifest = _parsed.pop((settings.dbt_target, project_fingerprint()), None)
    outcome = _invoke(settings, arguments, manifest).result
    results = [_node_result(raw) for raw in outcome.results]
    return [_with_failing_rows(result, settings, outcome) for result in results]


def stored(results: Sequence[NodeResult]) -> list[dict[str, Any]]:
    """Results as JSON can hold them; `NodeResult(**row)` reads a row back."""
    return [asdict(result) for result in results]


def _node_result(raw: Any) -> NodeResult:
    return NodeResult(
        unique_id=raw.node.unique_id,
        status=str(raw.status),
        message=raw.message or "",
        seconds=round(raw.execution_time, 3),
        failures=raw.failures or 0,
    )


def _with_failing_rows(result: NodeResult, settings: Settings, outcome: Any) -> NodeResult:
    """A failed data test with the rows that failed it, so that nobody has to query for them."""
    if result.status not in ("fail", "warn"):
        return result
    from dataclasses import replace

    from dagster_project.preview import markdown_of_query

    node = next(raw.node for raw in outcome.results if raw.node.unique_id == result.unique_id)
    rows = markdown_of_query(settings.build_db, node.compiled_code, SHOWN_ROWS)
    return replace(result, failing_rows=rows)


def _invoke(settings: Settings, arguments: Sequence[str], manifest: Any = None) -> Any:
    """dbt's own answer to a command; with the manifest that it parsed before, it parses nothing."""
    from dbt.cli.main import dbtRunner

    common = [
        "--project-dir", str(DBT),
        "--profiles-dir", str(DBT),
        "--target-path", str(settings.dbt_target),
        "--log-path", str(settings.data_root / "dbt" / "logs"),
        "--log-level", "none",
        "--no-use-colors",
    ]  # fmt: skip
    # What stood before the call is left out when the call's own garbage is collected after it:
    # to go through millions of objects takes a second.
    gc.freeze()
    with _environment(settings):
        outcome = dbtRunner(manifest=manifest).invoke([*arguments, *common])
    _close_connections()
    gc.unfreeze()
    if outcome.exception is not None:
        raise DbtError(f"dbt {arguments[0]}: {outcome.exception}") from outcome.exception
    return outcome


@contextmanager
def _environment(settings: Settings) -> Iterator[None]:
    """The variables that the dbt profile reads, set for the call and restored after it."""
    wanted = {"KSIGUNE_DATA": str(settings.data_root), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _close_connections() -> None:
    """Close dbt-duckdb's connection, which otherwise outlives the call and blocks readers.

    Touches private parts of dbt-duckdb 1.11.1 (`_ENV`); tests/dagster_project/test_dbt_project.py
    fails when an upgrade changes them.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.adapters.factory import reset_adapters

    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
    DuckDBConnectionManager.close_all_connections()
    reset_adapters()
    gc.collect()


def marts_row_counts(build_db: Path) -> dict[str, int]:
    """Rows per table of schemas staging, intermediate, marts and seeds, by `schema.table`."""
    import duckdb

    with duckdb.connect(str(build_db), read_only=True) as con:
        found = con.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where schema_name in ('staging', 'intermediate', 'marts', 'seeds') order by all"
        ).fetchall()
        if not found:
            return {}
        counts = " union all ".join(
            f"""select '{schema}.{table}', count(*) from "{schema}"."{table}" """
            for schema, table in found
        )
        return dict(con.execute(counts).fetchall())


def relation_columns(build_db: Path) -> dict[str, dict[str, str]]:
    """Columns and types of every table and view, by `schema.name`: what lineage starts from."""
    import duckdb

    found: dict[str, dict[str, str]] = {}
    with duckdb.connect(str(build_db), read_only=True) as con:
        rows = con.execute(
            "select schema_name, table_name, column_name, data_type from duckdb_columns() "
            "where not internal order by schema_name, table_name, column_index"
        ).fetchall()
    for schema, table, column, data_type in rows:
        found.setdefault(f"{schema}.{table}", {})[column] = data_type
    return found
