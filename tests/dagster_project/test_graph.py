"""The asset graph as a golden file: a change of the graph is seen in review (issue 2, point 8).

Mend with: python -m tests.dagster_project.test_graph
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).with_name("asset_graph.json")


def _graph() -> dict[str, Any]:
    from dagster_project.definitions import defs

    graph = defs.resolve_asset_graph()
    return {
        key.to_user_string(): {
            "group": graph.get(key).group_name,
            "partitioned": graph.get(key).partitions_def is not None,
            "parents": sorted(parent.to_user_string() for parent in graph.get(key).parent_keys),
        }
        for key in sorted(graph.get_all_asset_keys(), key=lambda key: key.to_user_string())
    }


def test_the_asset_graph_is_the_one_that_was_reviewed() -> None:
    assert _graph() == json.loads(GOLDEN.read_text(encoding="utf-8")), __doc__


def test_every_asset_can_be_read_by_a_newcomer() -> None:
    """Group, owner and description on everything that we make."""
    from dagster_project.definitions import defs

    graph = defs.resolve_asset_graph()
    for key in graph.materializable_asset_keys:
        node = graph.get(key)
        assert node.group_name != "default", key
        assert node.owners, key
        assert node.description, key


def test_nothing_is_published_that_did_not_pass_its_checks() -> None:
    """Every blocking rule of a mart stands between that mart and the open tables."""
    from dagster_project.definitions import defs

    graph = defs.resolve_asset_graph()
    blocking = [key for key in graph.asset_check_keys if graph.get(key).blocking]
    marts = {key.asset_key.path[1] for key in blocking if key.asset_key.path[0] == "marts"}
    assert marts == {key.path[1] for key in graph.get_all_asset_keys() if key.path[0] == "open"}


def test_every_job_can_be_resolved() -> None:
    """A job that asks for a part of an indivisible step fails only when it is resolved."""
    from dagster_project.definitions import defs

    names = {job.name for job in defs.resolve_all_job_defs()}
    assert {"everything", "pull", "build", "daily", "annual"} <= names
    packages = {"partnership", "kpis", "capacities", "reference"}
    assert {f"package_{package}" for package in packages} <= names


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(_graph(), indent=1) + "\n", encoding="utf-8")
