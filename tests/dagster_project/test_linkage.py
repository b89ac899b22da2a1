"""The report of likely duplicates as a stage: private, and recalled when nothing changed."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest

from dagster_project import linkage
from dagster_project.linkage import proposals_path, propose_unless_unchanged
from dagster_project.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A build warehouse in which one agent stands under two names."""
    made = Settings(data_root=tmp_path, inbox=tmp_path / "inbox")
    made.build_db.parent.mkdir(parents=True)
    with duckdb.connect(str(made.build_db)) as con:
        con.execute("CREATE SCHEMA intermediate")
        con.execute(
            "CREATE TABLE intermediate.int_organisation_candidate AS FROM (VALUES "
            "('a', 'Zinea', 'agent', 'ES212'), ('b', 'ZINEA, S.A.', 'agent', 'ES212'), "
            "('c', 'Musika Etxea', 'centre', NULL)) "
            "AS t (organisation_key, record_name, record_table, nuts_code)"
        )
    return made


def test_the_report_lies_beside_the_quality_results_and_not_among_the_open_tables(
    settings: Settings,
) -> None:
    """Issue 3, point 2: a report for the coordination; it can name agents."""
    assert propose_unless_unchanged(settings) == 1
    path = proposals_path(settings)
    assert settings.open_tables not in path.parents
    (row,) = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    assert (row["left_key"], row["right_key"], row["status"]) == ("a", "b", "proposed")


def test_an_unchanged_build_is_not_searched_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """docs/architecture.md, what is done when nothing changed."""
    propose_unless_unchanged(settings)
    monkeypatch.setattr(linkage, "read_candidates", lambda _: pytest.fail("searched again"))
    assert propose_unless_unchanged(settings) == 1


def test_a_report_that_was_removed_is_made_again(settings: Settings) -> None:
    propose_unless_unchanged(settings)
    first = proposals_path(settings).read_bytes()
    proposals_path(settings).unlink()
    assert propose_unless_unchanged(settings) == 1
    assert proposals_path(settings).read_bytes() == first
