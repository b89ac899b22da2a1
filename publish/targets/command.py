"""`python -m publish push`: the words of the command line, without its clock and its printing."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from publish.dossier import RELEASES
from publish.site import site_from
from publish.targets.config import TARGETS_VARIABLE, read_targets
from publish.targets.errors import RefusedError
from publish.targets.make import make_target
from publish.targets.retry import Retry
from publish.targets.run import Push, Told


def add_push(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `push` to the commands of the room."""
    push = commands.add_parser("push", help="push releases to a target")
    push.add_argument("target", nargs="?", help=f"a name in the file that {TARGETS_VARIABLE} names")
    push.add_argument("package", nargs="?", help="one package (default: all, and the catalogue)")
    which = push.add_mutually_exclusive_group()
    which.add_argument("--version", help="one version (default: the newest)")
    which.add_argument("--all", action="store_true", help="every version that stands")
    push.add_argument("--list", action="store_true", help="list the targets")


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
            yield Told(name, "found", settings.kind)
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
