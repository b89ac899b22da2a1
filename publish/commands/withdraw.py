"""`withdraw`: takes a version or a whole package back; a tombstone stays."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime
from typing import Any

from publish.changes.withdraw import Withdrawal, withdraw
from publish.commands.context import KNOWN_ERRORS, Context
from publish.site import site_from


def add(commands: Any) -> None:
    """Adds the command of this module."""
    gone = commands.add_parser("withdraw", help="take a version back; a tombstone stays")
    gone.add_argument("package")
    gone.add_argument("version", nargs="?")
    gone.add_argument("--all", action="store_true", help="the whole package, for good")
    gone.add_argument("--reason", required=True, help="told to readers, as it stands")
    gone.add_argument("--replaced-by", help="the version (with --all: the package) to use instead")
    gone.add_argument(
        "--date", type=date.fromisoformat, help="the day, 2026-11-25; today if absent"
    )
    gone.set_defaults(run=_withdraw)


def _withdraw(options: argparse.Namespace, context: Context) -> int:
    day = options.date or datetime.now(UTC).date()
    version = None if options.all else options.version
    asked = Withdrawal(options.package, version, day, options.reason, options.replaced_by)
    if options.all == bool(options.version):
        print("name the version to withdraw, or --all for the whole package", file=sys.stderr)
        return 1
    try:
        still = withdraw(asked, context.registry, context.data_root, site_from())
    except KNOWN_ERRORS as error:
        print(f"{options.package}: {error}", file=sys.stderr)
        return 1
    print(f"{options.package} {options.version or ''}: withdrawn on {day}")
    for later in still:
        print(
            f"  warning: {later}/changes.json tells old values of {options.version}; if nobody "
            f"may read them, withdraw {later} too"
        )
    return 0
