"""Command line: `python -m sources generate | pull [FEED] | status`.

The data root is KSIGUNE_DATA (default: data), the drop folder KSIGUNE_INBOX (default: inbox in
the data root); with KSIGUNE_PROFILE=production synthetic feeds are refused. KSIGUNE_PERSON_KEY is
the secret with which persons are hashed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from schemas.registry import load
from sources.corrections import load_corrections
from sources.feed import Feed, FeedError, load_feeds
from sources.landing import LandingError
from sources.persons.key import VARIABLE
from sources.problem import PullError, nearest
from sources.pull import Decisions, Profile, partitions_of, pull, pull_order
from sources.status import result_line, status_lines, title


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Runs one command; 0 if it succeeded, 1 if a delivery or feed was refused."""
    given = _parser().parse_args(arguments)
    data_root = Path(environment.get("KSIGUNE_DATA", "data")).absolute()
    inbox = environment.get("KSIGUNE_INBOX", str(data_root / "inbox"))
    try:
        if given.command == "generate":
            return _generate(Path(inbox), given.factor, given.seed)
        feeds = load_feeds()
        if given.command == "status":
            print("\n".join(status_lines(feeds, data_root)))
            return 0
        profile = Profile(
            production=environment.get("KSIGUNE_PROFILE") == "production",
            person_secret=environment.get(VARIABLE, ""),
        )
        return _pull(feeds, given, data_root, inbox, profile)
    except (FeedError, LandingError) as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sources", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    generate = commands.add_parser("generate", help="write the bundled edition into the inbox")
    generate.add_argument("--factor", type=int, default=1, help="how many times the usual size")
    generate.add_argument("--seed", type=int, default=20240301)
    pulling = commands.add_parser("pull", help="land what the feeds deliver")
    pulling.add_argument("feed", nargs="?", help="one feed; without it, all of them")
    pulling.add_argument("--edition", help="one academic year, such as 2024-25")
    pulling.add_argument(
        "--accept-loss", metavar="REASON", help="let one feed pass that has lost many rows"
    )
    commands.add_parser("status", help="what is current, and which pulls failed")
    return parser


def _generate(inbox: Path, factor: int, seed: int) -> int:
    from sources.reference.generate import generate

    for path in generate(inbox, factor, seed):
        print(path)
    return 0


def _pull(
    feeds: Mapping[str, Feed],
    given: argparse.Namespace,
    data_root: Path,
    inbox: str,
    profile: Profile,
) -> int:
    registry, failed = load(), 0
    decisions = Decisions(load_corrections(), given.accept_loss)
    for feed in _chosen(pull_order(feeds, registry), given):
        for partition in partitions_of(feed):
            if given.edition is not None and partition not in {None, given.edition}:
                continue
            try:
                result = pull(
                    feed,
                    registry,
                    data_root,
                    inbox,
                    datetime.now(UTC),
                    partition,
                    profile,
                    decisions,
                )
                print(result_line(result))
            except PullError as error:
                failed += 1
                print(f"{title(feed.name, partition):<40} refused:", file=sys.stderr)
                print("\n".join(f"  - {p}" for p in error.problems), file=sys.stderr)
    return 1 if failed else 0


def _chosen(feeds: Sequence[Feed], given: argparse.Namespace) -> Sequence[Feed]:
    if given.feed is None:
        if given.accept_loss is not None:
            raise FeedError("--accept-loss is for one feed: name it")
        return feeds
    names = [feed.name for feed in feeds]
    if given.feed not in names:
        close = nearest(given.feed, names)
        hint = f"; is it {close}?" if close else ""
        raise FeedError(f"there is no feed {given.feed}{hint} There are {', '.join(names)}")
    return [feed for feed in feeds if feed.name == given.feed]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
