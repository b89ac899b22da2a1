"""`python -m dagster_project run`: the whole way, with words for people."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from pathlib import Path

STARTED = time.perf_counter()

GARBAGE = (50_000, 20, 20)
"""A run holds some millions of objects to its end (manifest, definitions, schemas). By Python's
own thresholds they are gone through again and again for cycles that are hardly there."""


def main(arguments: list[str]) -> int:
    """0 when everything was made, 1 when something failed; both say what and where."""
    parser = argparse.ArgumentParser(prog="python -m dagster_project", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="pull, land, build, judge and publish everything")
    run.add_argument("--times", action="store_true", help="print the seconds of every step")
    again = commands.add_parser(
        "rebuild", help="make one release again; `python -m publish rebuild` compares it"
    )
    again.add_argument("statement", type=Path, help="the release's provenance.intoto.json")
    again.add_argument("origin", type=Path, help="the data root that holds its snapshots")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "yes")
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    if options.command == "rebuild":
        return _rebuild(options.statement, options.origin)
    return _run(times=options.times)


def _rebuild(statement: Path, origin: Path) -> int:
    from dagster_project import rebuild, run
    from dagster_project.settings import from_environment

    gc.set_threshold(*GARBAGE)
    try:
        outcome = rebuild.rebuild(from_environment(), statement, origin)
    except (rebuild.MissingInputError, run.BusyError) as error:
        print(error, file=sys.stderr)
        return 1
    for step, message in outcome.failures:
        print(f"Failed: {step}\n{message}", file=sys.stderr)
    return 0 if outcome.success else 1


def _run(times: bool) -> int:
    from dagster_project import report, run
    from dagster_project.settings import from_environment
    from publish.proof.keys import KeyRefusedError, signer_from

    gc.set_threshold(*GARBAGE)
    try:
        signer_from()
    except KeyRefusedError as error:
        print(f"Nothing was begun: {error}", file=sys.stderr)
        return 1
    settings = from_environment()
    print(f"Everything made lies under {settings.data_root}")
    if run.prepare_inbox(settings):
        print(f"No drop folder yet: the bundled edition was written to {settings.inbox}")
    print("Pulling, building, judging and publishing ...", flush=True)
    try:
        outcome = run.run_everything(settings)
    except run.BusyError as error:
        print(f"{error}; wait until it has ended.", file=sys.stderr)
        return 1
    if times:
        for entry in sorted(outcome.times, key=lambda entry: -entry.seconds):
            print(f"  {entry.seconds:7.2f} s  {entry.step}")
    for check, reason in outcome.warnings:
        print(f"Warning: {check}: {reason}")
    if not outcome.success:
        for step, message in outcome.failures:
            print(f"\nFailed: {step}\n{message}", file=sys.stderr)
        print("\nWhat was published before stays as it was.", file=sys.stderr)
        return 1
    print(f"\n{report.kpi_board(settings.open_tables)}\n")
    print(f"{report.gap_board(settings.open_tables)}\n")
    print(f"Made:\n{report.made(settings)}")
    print(f"\nDone in {time.perf_counter() - STARTED:.1f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
