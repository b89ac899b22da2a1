"""One run of everything, in this process, on the instance that `dagster dev` shows too."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dagster_project.settings import PROJECT, Settings

if TYPE_CHECKING:
    import dagster as dg

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""What fails is said by the caller, in words for people; the log of the run is in the UI."""


COMMAND = "ksigune/command"
"""Run tag: started by this module, not by Dagster's daemon."""


class BusyError(RuntimeError):
    """Another run is under way on the same data root."""


@dataclass(frozen=True)
class StepTime:
    """How long one step of the run took, in seconds."""

    step: str
    seconds: float


@dataclass(frozen=True)
class RunReport:
    """Whether everything succeeded, what failed and why, and where the seconds went."""

    success: bool
    failures: Sequence[tuple[str, str]]
    """Step and message, for every step that failed; steps skipped because of it are not listed."""
    warnings: Sequence[tuple[str, str]]
    """Asset check and reason, for checks that failed without blocking."""
    times: Sequence[StepTime]


def prepare_home(settings: Settings) -> None:
    """Make Dagster's home under the data root, with the project's own configuration."""
    home = settings.data_root / "dagster"
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(PROJECT / "dagster_project" / "dagster.yaml", home / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(home)


def prepare_inbox(settings: Settings) -> bool:
    """Fill a drop folder that does not exist with the bundled edition; False = it exists.

    The folder is filled under another name and renamed: a killed run leaves no half of it.
    """
    if settings.inbox.exists():
        return False
    from sources.reference.generate import generate

    partial = settings.inbox.with_name(settings.inbox.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    generate(partial)
    partial.rename(settings.inbox)
    return True


def run_everything(settings: Settings) -> RunReport:
    """Pull every feed in every edition; then, unless nothing changed, build and publish.

    Two runs instead of the job `everything`: an unchanged day ends after the first, without the
    second's hundreds of entries in the run history. Raises BusyError when another process does
    the same on this data root.
    """
    import dagster as dg

    from dagster_project.definitions import defs
    from dagster_project.publication import is_published, mark_published

    prepare_home(settings)
    with _alone(settings), dg.DagsterInstance.get() as instance:
        _release_pools_of_killed_runs(instance)
        pulled = _run_job(defs, "pull", instance)
        if not pulled.success or is_published(settings):
            return pulled
        built = _run_job(defs, "build", instance)
        if built.success:
            mark_published(settings)
        return replace(built, times=[*pulled.times, *built.times])


def run_package(settings: Settings, package: str) -> RunReport:
    """Build and release one package from what is landed. Raises BusyError as `run_everything`."""
    import dagster as dg

    from dagster_project.definitions import defs

    prepare_home(settings)
    with _alone(settings), dg.DagsterInstance.get() as instance:
        return _run_job(defs, f"package_{package}", instance)


def _run_job(defs: dg.Definitions, name: str, instance: dg.DagsterInstance) -> RunReport:
    outcome = defs.resolve_job_def(name).execute_in_process(
        instance=instance, raise_on_error=False, run_config=QUIET, tags={COMMAND: "run"}
    )
    return RunReport(
        success=outcome.success,
        failures=[_failure(event) for event in outcome.all_events if event.is_step_failure],
        warnings=_warnings(outcome.get_asset_check_evaluations()),
        times=_times(outcome.all_events),
    )


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """One run of this command at a time on a data root; the lock goes with the process."""
    with (settings.data_root / "dagster" / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(f"another run is under way on {settings.data_root}") from error
        yield


def _release_pools_of_killed_runs(instance: dg.DagsterInstance) -> None:
    """A killed run keeps its place in the writer's pool, and the next one would wait for ever.

    Whoever holds the lock knows that no earlier run of this command is alive. Runs that
    `dagster dev` started are left to its own monitoring (dagster.yaml).
    """
    import dagster as dg

    unfinished = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING]
    for run in instance.get_runs(dg.RunsFilter(statuses=unfinished, tags={COMMAND: "run"})):
        instance.report_run_failed(run, "The process of this run was killed.")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)


def _failure(event: dg.DagsterEvent) -> tuple[str, str]:
    data = event.step_failure_data
    described = data.user_failure_data.description if data.user_failure_data else None
    return event.step_key or "", described or (data.error.to_string() if data.error else "")


def _warnings(evaluations: Sequence[dg.AssetCheckEvaluation]) -> list[tuple[str, str]]:
    return [
        (f"{e.asset_key.to_user_string()} {e.check_name}", e.description or "")
        for e in evaluations
        if not e.passed and not e.blocking
    ]


def _times(events: Sequence[dg.DagsterEvent]) -> list[StepTime]:
    return [
        StepTime(event.step_key or "", event.step_success_data.duration_ms / 1000)
        for event in events
        if event.is_step_success
    ]
