"""`push`: takes releases to where people find them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from publish.commands.context import KNOWN_ERRORS, Context
from publish.dossier import RELEASES
from publish.site import site_from
from publish.targets.config import TARGETS_VARIABLE, read_targets
from publish.targets.errors import RefusedError
from publish.targets.make import make_target
from publish.targets.retry import Retry
from publish.targets.run import Push, Told


def add(commands: Any) -> None:
    """Adds the command of this module."""
    push = commands.add_parser("push", help="push releases to a target")
    push.add_argument("target", nargs="?", help=f"a name in the file that {TARGETS_VARIABLE} names")
    push.add_argument("package", nargs="?", help="one package (default: all, and the catalogue)")
    which = push.add_mutually_exclusive_group()
    which.add_argument("--version", help="one version (default: the newest)")
    which.add_argument("--all", action="store_true", help="every version that stands")
    push.add_argument("--list", action="store_true", help="list the targets")
    push.set_defaults(run=_push)


def _push(options: argparse.Namespace, context: Context) -> int:
    failed = False
    told_by = push_releases(
        options, context.data_root, os.environ, lambda: datetime.now(UTC), Retry()
    )
    try:
        for told in told_by:
            failed |= told.outcome == "failed"
            where = sys.stderr if told.outcome == "failed" else sys.stdout
            print(f"{told.subject}: {told.outcome}: {told.text}", file=where)
    except KNOWN_ERRORS as error:
        print(error, file=sys.stderr)
        return 1
    return 1 if failed else 0


def push_releases(
    options: argparse.Namespace,
    data_root: Path,
    environment: Mapping[str, str],
    now: Callable[[], datetime],
    retry: Retry,
) -> Iterator[Told]:
    """Does what the command asks, telling each thing as it is done. Raises RefusedError."""
    known = read_targets(environment)
    if options.list:
        for name, settings in known.items():
            yield Told(name, "listed", settings.kind)
        return
    if options.target not in known:
        there = ", ".join(known) or f"none; {TARGETS_VARIABLE} names the file that lists them"
        raise RefusedError(f"no target {options.target or 'given'}; there are: {there}")
    site = site_from(environment)
    target = make_target(options.target, known[options.target], site, environment, retry)
    push = Push(target, data_root, now, retry)
    yield from _pushed(push, options, data_root)


def _pushed(push: Push, options: argparse.Namespace, data_root: Path) -> Iterator[Told]:
    released = sorted(path.name for path in (data_root / RELEASES).glob("*") if path.is_dir())
    if options.package and options.package not in released:
        there = ", ".join(released) or "none"
        raise RefusedError(f"no release of package {options.package}; there are: {there}")
    names = [options.package] if options.package else released
    failed = False
    for told in push.packages(names, "all" if options.all else options.version):
        failed |= told.outcome == "failed"
        yield told
    # The catalogue speaks of every package: it follows only when all of them are there.
    if not options.package and not failed:
        yield push.catalogue()
