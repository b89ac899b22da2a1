"""Unit tests of the dbt project run again when the project changed, or one of them failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from dagster_project import build, dbt_project
from dagster_project.dbt_project import NodeResult
from dagster_project.settings import Settings

MODEL, UNIT = "model.k.capacity", "unit_test.k.capacity.counts"
Ran = Callable[..., list[bool]]


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ran:
    """A build in place of dbt's; tells for each whether the unit tests were among it."""
    asked: list[bool] = []

    def ran(*statuses: str, project: str = "1", select: Sequence[str] | None = None) -> list[bool]:
        status = iter(statuses)

        def result(unique_id: str) -> NodeResult:
            return NodeResult(unique_id, next(status), "", 0.1)

        def built(_: Settings, __: object, unit_tests: bool = True) -> list[NodeResult]:
            asked.append(unit_tests)
            return [result(MODEL), *([result(UNIT)] if unit_tests else [])]

        monkeypatch.setattr(dbt_project, "build", built)
        monkeypatch.setattr(dbt_project, "project_fingerprint", lambda: project)
        results = build._results(Settings(tmp_path, tmp_path / "inbox"), select)
        assert [r.unique_id for r in results] == [MODEL, UNIT]
        return asked

    return ran


def test_what_passed_is_recalled_while_the_project_is_the_same(ran: Ran) -> None:
    """A day on which only data changed builds the models and tests them on the data."""
    assert ran("success", "pass") == [True]
    assert ran("success") == [True, False]
    assert ran("success", "pass", project="2") == [True, False, True]


def test_a_model_that_failed_on_the_data_is_no_reason_to_test_again(ran: Ran) -> None:
    assert ran("error", "pass") == [True]
    assert ran("error") == [True, False]


@pytest.mark.parametrize("status", ["fail", "error", "skipped"])
def test_what_did_not_pass_runs_again(ran: Ran, status: str) -> None:
    assert ran("success", status) == [True]
    assert ran("success", "pass") == [True, True]


def test_a_part_of_the_project_says_nothing_of_the_rest(ran: Ran) -> None:
    """The job of one package runs some unit tests only."""
    assert ran("success", "pass", select=["capacity"]) == [True]
    assert ran("success", "pass") == [True, True]
