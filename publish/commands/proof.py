"""The commands `verify`, `keygen` and `rebuild`: what they take, and the lines that they give."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from publish.commands.context import KNOWN_ERRORS, Context
from publish.proof.keys import (
    KEY_VARIABLE,
    PASSWORD_VARIABLE,
    KeyRefusedError,
    generate,
    key_id_of,
    parse_public_key,
)
from publish.proof.rebuild import rebuild
from publish.proof.verify.outcome import Check
from publish.proof.verify.run import Verification, verify
from publish.proof.verify.signature import trusted_keys

SECRET_FILE = "ksigune.key"  # noqa: S105 (the name of a file)
PUBLIC_FILE = "ksigune.pub"
WORDS = {"ok": "ok", "failed": "FAILED", "not checked": "not checked"}


def add(commands: Any) -> None:
    """Adds the commands of this module."""
    made: argparse.ArgumentParser = commands.add_parser(
        "verify", help="verify a release by itself: files, signature, contract, history"
    )
    made.add_argument("where", metavar="PATH-OR-URL", help="a release, or a package's folder")
    made.add_argument(
        "--key",
        action="append",
        default=[],
        help="a public key that you trust: its file or base64 line; may be given several times",
    )
    made.add_argument("--previous", metavar="PATH-OR-URL", help="where the version before lies")
    made.add_argument("--json", action="store_true", help="print the outcome as JSON")
    made.set_defaults(run=_prove, prove=lambda options, _: run_verify(options))
    made = commands.add_parser("rebuild", help="make a release again, and compare every byte")
    made.add_argument("package")
    made.add_argument("version")
    made.set_defaults(
        run=_prove,
        prove=lambda options, root: run_rebuild(options.package, options.version, root),
    )
    made = commands.add_parser("keygen", help="make a pair of keys to sign releases with")
    made.add_argument("folder", type=Path, nargs="?", default=Path())
    made.set_defaults(run=_prove, prove=lambda options, _: (0, make_keys(options.folder)))


def _prove(options: argparse.Namespace, context: Context) -> int:
    try:
        code, told = options.prove(options, context.data_root)
    except KNOWN_ERRORS as error:
        print(error, file=sys.stderr)
        return 1
    print(told)
    return int(code)


def run_verify(options: argparse.Namespace) -> tuple[int, str]:
    """Verifies as asked. Returns the exit code (1 when a check failed) and what to print.

    Raises KeyRefusedError for a key that is none.
    """
    done = verify(options.where, trusted_keys(options.key), options.previous)
    code = 0 if done.verified else 1
    if options.json:
        return code, json.dumps(done.as_json(), ensure_ascii=False, indent=2)
    return code, "\n".join(_lines(done))


def run_rebuild(package: str, version: str, data_root: Path) -> tuple[int, str]:
    """Makes a release again. Returns the exit code (1 when a file differs) and what to print.

    Raises RebuildError when it could not be made.
    """
    done = rebuild(package, version, data_root)
    lines = [f"{'differs':12} {path}" for path in done.different]
    lines += [f"{'not compared':12} {path}: its key is not at hand" for path in done.uncompared]
    lines += list(done.reasons)
    verdict = f"{len(done.equal)} files have the same bytes"
    if done.different:
        verdict += f", {len(done.different)} differ"
    if done.different and done.succeeded:
        verdict += ", which name the code or cover what does: the data are equal"
    lines.append(f"{package} {version}: {verdict}")
    return 0 if done.succeeded else 1, "\n".join(lines)


def make_keys(folder: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Writes a new pair of keys into a folder; returns what to print, which holds no secret.

    The secret key is locked with KSIGUNE_SIGNING_PASSWORD where that is set. Raises
    KeyRefusedError when one of the files is there already: a key is never written over.
    """
    secret_path, public_path = folder / SECRET_FILE, folder / PUBLIC_FILE
    if there := [str(path) for path in (secret_path, public_path) if path.exists()]:
        raise KeyRefusedError(f"{', '.join(there)} is there already, and is not written over")
    password = environment.get(PASSWORD_VARIABLE)
    secret, public = generate(password)
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(secret_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(secret)
    public_path.write_text(public, encoding="utf-8")
    locked = f"locked with {PASSWORD_VARIABLE}" if password else "not locked with a password"
    return (
        f"Secret key, {locked}: {secret_path}\n"
        f"  Put its text into {KEY_VARIABLE} where releases are made, and keep it secret.\n"
        f"Public key {key_id_of(parse_public_key(public))}: {public_path}\n"
        f"  Give it to readers in more than one way; releases put it beside themselves too."
    )


def _lines(done: Verification) -> Iterator[str]:
    yield f"{done.place}"
    yield from (_line(check) for check in done.checks)
    failed = sum(check.outcome == "failed" for check in done.checks)
    skipped = sum(check.outcome == "not checked" for check in done.checks)
    named = f"{done.package} {done.version}".strip() or "no release"
    verdict = "verified" if done.verified else f"NOT verified, {failed} checks failed"
    yield f"{named}: {verdict}; {len(done.checks)} checks, {skipped} could not be made"


def _line(check: Check) -> str:
    message = " ".join(check.message.split())
    shown = message if message.isprintable() else repr(message)
    return f"{WORDS[check.outcome]:12} {check.check:24} {check.subject:28} {shown}"
