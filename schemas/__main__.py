"""`python -m schemas generate|check`: writes, or checks, what is derived from the descriptions."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from schemas import generate, load
from schemas.to_dbt import MEND

ROOT = Path(__file__).parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; the exit code is 1 when `check` finds a difference."""
    parser = argparse.ArgumentParser(prog="python -m schemas", description=__doc__)
    parser.add_argument("command", choices=("generate", "check"))
    parser.add_argument("--root", type=Path, default=ROOT, help="the project's folder")
    options = parser.parse_args(arguments)
    if options.command == "generate":
        changed = generate.write(load(), options.root)
        print("\n".join(changed) if changed else "nothing to write: all files are up to date")
        return 0
    differing = generate.drift(load(), options.root)
    if differing:
        print("These files differ from the descriptions in schemas/:", file=sys.stderr)
        print("\n".join(f"  {path}" for path in differing), file=sys.stderr)
        print(f"To mend them: {MEND}", file=sys.stderr)
        return 1
    print("all generated files agree with schemas/")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
