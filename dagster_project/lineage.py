"""Column lineage of the dbt models, read from their compiled SQL by sqlglot."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

Dependency = tuple[str, str]
"""A parent node's unique_id and the name of its column."""


def column_lineage(
    manifest: Mapping[str, Any], compiled: Path, columns: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, list[Dependency]]]:
    """Per model (unique_id) and column: the columns of its direct parents that it is made of.

    `columns` gives the columns and types of every relation by its quoted name. A column made
    from no column (a constant, a count of rows) has an empty list. A Python model is there without
    columns: what it makes its columns of cannot be read from SQL.
    """
    from sqlglot import MappingSchema

    by_relation = _nodes_by_relation(manifest)
    known = MappingSchema(dialect="duckdb")
    for relation, types in columns.items():
        known.add_table(relation, dict(types), dialect="duckdb")
    found: dict[str, dict[str, list[Dependency]]] = {}
    for unique_id, node in manifest["nodes"].items():
        path = compiled / node["package_name"] / node["original_file_path"]
        if node["resource_type"] == "model" and path.suffix == ".py":
            found[unique_id] = {}
        elif node["resource_type"] == "model" and path.exists():
            found[unique_id] = _of_model(path.read_text(encoding="utf-8"), known, by_relation)
    return found


def _of_model(sql: str, known: Any, by_relation: Mapping[str, str]) -> dict[str, list[Dependency]]:
    from sqlglot import exp, parse_one
    from sqlglot.lineage import lineage
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import build_scope

    parsed = parse_one(sql, dialect="duckdb")
    query = cast("exp.Query", qualify(parsed, schema=known, dialect="duckdb"))
    scope = build_scope(query)
    found: dict[str, list[Dependency]] = {}
    for column in query.named_selects:
        leaves = set()
        # Qualified once above; untrimmed and uncopied, or each column copies the whole query.
        root = lineage(column, query, known, scope=scope, trim_selects=False, copy=False)
        for node in root.walk():
            table = node.expression if isinstance(node.expression, exp.Table) else None
            if node.downstream or table is None:
                continue
            parent = by_relation.get(f"{table.db}.{table.name}".lower())
            if parent is not None:
                leaves.add((parent, exp.to_column(node.name).name.lower()))
        found[column] = sorted(leaves)
    return found


def _nodes_by_relation(manifest: Mapping[str, Any]) -> dict[str, str]:
    nodes = {**manifest["nodes"], **manifest["sources"]}
    return {
        f"{node['schema']}.{node.get('alias') or node['name']}".lower(): unique_id
        for unique_id, node in nodes.items()
        if node["resource_type"] in ("model", "seed", "source")
    }
