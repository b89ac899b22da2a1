"""`catalogue`: writes what portals harvest."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from publish.catalogue.build import PAGE_SIZE, build_catalogue
from publish.commands.context import KNOWN_ERRORS, Context
from publish.site import site_from


def add(commands: Any) -> None:
    """Adds the command of this module."""
    catalogue = commands.add_parser("catalogue", help="write the catalogue that portals harvest")
    catalogue.add_argument("--page-size", type=int, default=PAGE_SIZE, help="datasets per page")
    catalogue.set_defaults(run=_catalogue)


def _catalogue(options: argparse.Namespace, context: Context) -> int:
    try:
        done = build_catalogue(context.data_root, context.registry, site_from(), options.page_size)
    except (*KNOWN_ERRORS, ValueError) as error:
        print(f"catalogue: {error}", file=sys.stderr)
        return 1
    told = "written" if done.changed else "nothing changed, nothing written"
    print(f"catalogue of {len(done.datasets)} datasets, {told}: {done.path}")
    for label, names in (("new", done.added), ("withdrawn", done.dropped)):
        if names:
            print(f"  {label}: {', '.join(names)}")
    for warning in done.warnings:
        print(f"  warning: {warning.check}, {warning.subject}: {warning.message}")
    return 0
