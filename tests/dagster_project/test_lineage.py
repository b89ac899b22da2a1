"""Column lineage names the direct parents' columns that a column is made of (issue 2, point 8)."""

from pathlib import Path
from typing import Any

from dagster_project.lineage import column_lineage


def _node(name: str, schema: str, kind: str = "model") -> dict[str, Any]:
    return {
        "name": name,
        "alias": name,
        "schema": schema,
        "resource_type": kind,
        "package_name": "p",
        "original_file_path": f"models/{name}.sql",
    }


def test_lineage_follows_joins_expressions_and_common_table_expressions(tmp_path: Path) -> None:
    manifest = {
        "nodes": {"model.p.child": _node("child", "marts"), "model.p.a": _node("a", "staging")},
        "sources": {"source.p.b": _node("b", "landing", "source")},
    }
    path = tmp_path / "p" / "models" / "child.sql"
    path.parent.mkdir(parents=True)
    path.write_text(
        "with x as (select id, first || last as whole from db.staging.a) "
        "select x.id, upper(whole) as name, sum(b.amount) as total, 1 as constant "
        "from x join db.landing.b on b.id = x.id group by all"
    )
    columns = {
        "staging.a": {"id": "BIGINT", "first": "VARCHAR", "last": "VARCHAR"},
        "landing.b": {"id": "BIGINT", "amount": "DECIMAL(14,2)"},
    }
    found = column_lineage(manifest, tmp_path, columns)
    assert found == {
        "model.p.child": {
            "id": [("model.p.a", "id")],
            "name": [("model.p.a", "first"), ("model.p.a", "last")],
            "total": [("source.p.b", "amount")],
            "constant": [],
        }
    }


def test_a_python_model_is_known_without_columns(tmp_path: Path) -> None:
    """The survey's weights are made in Python: tracing must neither parse it nor miss it."""
    node = {**_node("weights", "intermediate"), "original_file_path": "models/weights.py"}
    path = tmp_path / "p" / "models" / "weights.py"
    path.parent.mkdir(parents=True)
    path.write_text("def model(dbt, session):\n    return dbt.ref('cells')\n")
    found = column_lineage({"nodes": {"model.p.w": node}, "sources": {}}, tmp_path, {})
    assert found == {"model.p.w": {}}
