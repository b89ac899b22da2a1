"""What the dbt project says of itself: descriptions, keys, freshness, no packages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.dbt.conftest import DBT, Warehouse

pytestmark = pytest.mark.integration

Node = dict[str, Any]
KEYS_HELD_BY_THE_MART = {"int_kpi_capacity_evidence", "int_kpi_open_evidence", "int_kpi_evidence"}
"""Views of some rows per capacity: their key is tested once, on kpi_evidence which stores them.

The private evidence that int_kpi_evidence adds is tested on its own models."""
KEYS_OF_MANY_ROWS = {"stg_survey_answer", "int_survey_group_tick"}
"""Views of millions of rows: the key of the first is judged row by row by the landing contract; the
second has none, its firms are counted distinct behind it."""


@pytest.fixture(scope="module")
def manifest(warehouse: Warehouse, results: dict[str, Any]) -> dict[str, Any]:
    assert results
    loaded: dict[str, Any] = json.loads((warehouse.data_root / "target/manifest.json").read_text())
    return loaded


def _models(manifest: dict[str, Any]) -> list[Node]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def test_every_model_and_column_is_described(built: Warehouse, manifest: dict[str, Any]) -> None:
    """Issue 2: descriptions on everything, and none of a column that is not there."""
    found: dict[tuple[str, str], set[str]] = {}
    for schema, table, column in built.rows(
        "select schema_name, table_name, column_name from duckdb_columns() where not internal"
    ):
        found.setdefault((schema, table), set()).add(column)
    for model in _models(manifest):
        assert model["description"], model["name"]
        described = {name for name, c in model["columns"].items() if c["description"]}
        assert described == found[model["schema"], model["name"]], model["name"]


def test_every_model_has_a_tested_key(manifest: dict[str, Any]) -> None:
    """Each model has a test that its key is unique and not missing."""
    tested = {
        node["attached_node"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test"
        and node.get("test_metadata", {}).get("name") in ("unique", "unique_combination")
    }
    held = KEYS_HELD_BY_THE_MART | KEYS_OF_MANY_ROWS
    models = {m["unique_id"] for m in _models(manifest) if m["name"] not in held}
    assert models - tested == set()


def test_only_staging_reads_what_was_landed(manifest: dict[str, Any]) -> None:
    """No partner's way of writing reaches the models behind staging; each source is read once."""
    read: dict[str, list[str]] = {}
    for model in _models(manifest):
        sources = [p for p in model["depends_on"]["nodes"] if p.startswith("source.")]
        assert model["schema"] == "staging" or not sources, model["name"]
        for source in sources:
            read.setdefault(source, []).append(model["name"])
    assert sorted(read) == sorted(manifest["sources"])
    assert {source: names for source, names in read.items() if len(names) > 1} == {}


def test_marts_are_the_open_tables(manifest: dict[str, Any]) -> None:
    """Every open table of schemas/ is a mart under an enforced contract, and no other model is."""
    import schemas

    marts = [model for model in _models(manifest) if model["schema"] == "marts"]
    assert sorted(m["name"] for m in marts) == sorted(schemas.load().open)
    assert all(mart["config"]["contract"]["enforced"] for mart in marts)


def test_no_packages() -> None:
    """The project needs nothing from a hub: it builds without a network (stack.md section 4)."""
    assert not (DBT / "packages.yml").exists()
    assert not (DBT / "dependencies.yml").exists()
