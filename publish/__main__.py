"""`python -m publish`: preview, release, prove, withdraw and push packages; make the catalogue."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from publish.commands import catalogue, proof, push, release, withdraw
from publish.commands.context import Context
from schemas.registry import load

COMMANDS = (release, withdraw, catalogue, proof, push)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Returns 0 when all went well, 1 when something was refused."""
    parser = argparse.ArgumentParser(prog="python -m publish", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for module in COMMANDS:
        module.add(commands)
    options = parser.parse_args(arguments)
    context = Context(Path(os.environ.get("KSIGUNE_DATA", "data")), load)
    code: int = options.run(options, context)
    return code


if __name__ == "__main__":
    sys.exit(main())
