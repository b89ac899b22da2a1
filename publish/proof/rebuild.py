"""Makes a release again from its landed snapshots, and compares every byte.

The building itself is the wiring's (`python -m dagster_project rebuild`), in a process and a data
root of its own: this room knows neither feeds nor models. It prepares the environment that the
statement names, and compares what came out.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publish.files import sha256_of
from publish.package import CHECKSUMS, REPORT, SIGNATURE, STATEMENT
from publish.proof.keys import KEY_VARIABLE, REBUILD_VARIABLE, signer_from
from publish.proof.statement import CODE, LOCK
from publish.proof.verify.documents import Limits, must_match, read_json
from publish.proof.verify.forms import STATEMENT as STATEMENT_FORM
from publish.proof.verify.outcome import RefusedError
from publish.shelf import Shelf
from publish.site import VARIABLES

BUILD_SECONDS = 3_600
FAILURE = "Failed: "
"""How the wiring begins what it says of a failed step."""
SHOWN = 4_000
SEALS = (STATEMENT, CHECKSUMS, SIGNATURE)
"""The files that name the code, or cover one that does."""


class RebuildError(RuntimeError):
    """The release could not be made again; the message says what is missing."""


@dataclass(frozen=True)
class Rebuilt:
    """How a release that was made again compares with the one that was published."""

    package: str
    version: str
    equal: tuple[str, ...]
    """Files with the same bytes."""
    different: tuple[str, ...]
    """Files with other bytes, or in one of the two only."""
    uncompared: tuple[str, ...]
    """The signature, where the key is not at hand."""
    reasons: tuple[str, ...]
    """Why there may be differences."""
    same_code: bool
    """Whether code and libraries are those by which the release was made."""

    @property
    def succeeded(self) -> bool:
        """Every file is equal; made by other code, every file that does not name the code."""
        allowed = () if self.same_code else SEALS
        return not set(self.different) - set(allowed)


def rebuild(
    package: str, version: str, data_root: Path, environment: Mapping[str, str] = os.environ
) -> Rebuilt:
    """Makes a release on the shelf again and compares it. Costs a whole build of the package.

    Raises RebuildError when the release, its statement or one of its inputs is not there, or the
    build fails; KeyRefusedError for a malformed signing key.
    """
    release = Shelf(data_root / "releases" / package).path(version)
    statement = _statement(release)
    with tempfile.TemporaryDirectory(prefix="ksigune-rebuild-") as made:
        root = Path(made)
        _build(release, data_root, root, _environment(statement, root, environment))
        again = Shelf(root / "releases" / package).path(version)
        if not again.is_dir():
            there = ", ".join(Shelf(again.parent).versions()) or "no release"
            raise RebuildError(f"the build gave {there} of {package}, and not {version}")
        return _compared(release, again, statement)


def _statement(release: Path) -> dict[str, Any]:
    path = release / STATEMENT
    if not path.is_file():
        raise RebuildError(f"{path} is not there: without it nobody knows what was built")
    try:
        content: dict[str, Any] = read_json(path, str(path), Limits())
        must_match(content, STATEMENT_FORM, str(path))
    except RefusedError as refusal:
        raise RebuildError(str(refusal)) from refusal
    return content


def _environment(
    statement: Mapping[str, Any], root: Path, environment: Mapping[str, str]
) -> dict[str, str]:
    """The environment of the build: what the statement names, and the signing key only where it
    is the one that signed the release."""
    definition = statement["predicate"]["buildDefinition"]
    said, signing = definition["externalParameters"], definition["internalParameters"]["signing"]
    named = {
        "KSIGUNE_DATA": str(root),
        "KSIGUNE_AS_OF": said.get("asOf"),
        **{name: said["environment"].get(name) for name in VARIABLES.values()},
        REBUILD_VARIABLE: signing.get("keyId"),
    }
    kept = {key: value for key, value in environment.items() if key not in named}
    signer = signer_from(kept)
    if signer is None or signer.key_id != signing.get("keyId"):
        kept.pop(KEY_VARIABLE, None)
    return kept | {key: value for key, value in named.items() if value}


def _build(release: Path, data_root: Path, root: Path, environment: Mapping[str, str]) -> None:
    """Runs the wiring. Its standard output is for people who watch; its errors are told."""
    arguments = ["rebuild", str(release / STATEMENT), str(data_root.absolute())]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "dagster_project", *arguments],
            env=dict(environment),
            capture_output=True,
            text=True,
            timeout=BUILD_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RebuildError(f"the build took more than {BUILD_SECONDS} s") from error
    if done.returncode != 0:
        told = (done.stderr or done.stdout).strip()
        raise RebuildError(f"the build failed:\n{told[max(told.find(FAILURE), 0) :][:SHOWN]}")


def _compared(release: Path, again: Path, statement: Mapping[str, Any]) -> Rebuilt:
    old, new = _files(release), _files(again)
    uncompared = (SIGNATURE,) if SIGNATURE in old and SIGNATURE not in new else ()
    paths = sorted((set(old) | set(new)) - set(uncompared))
    equal = tuple(path for path in paths if old.get(path) == new.get(path))
    different = tuple(path for path in paths if path not in equal)
    remade = _statement(again)
    reasons = tuple(_reasons(statement, remade, different))
    return Rebuilt(
        release.parent.name,
        release.name,
        equal,
        different,
        uncompared,
        reasons,
        same_code=all(_digest(statement, n) == _digest(remade, n) for n in (CODE, LOCK)),
    )


def _files(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in found}


def _reasons(
    statement: Mapping[str, Any], remade: Mapping[str, Any], different: tuple[str, ...]
) -> Iterator[str]:
    for name, what in ((CODE, "code"), (LOCK, "libraries (requirements.lock)")):
        old, new = _digest(statement, name), _digest(remade, name)
        if old != new:
            yield f"it was made by other {what}: {_shown(old)} then, {_shown(new)} now"
    if REPORT in different:
        yield f"{REPORT} differs: perhaps the official schemas could be had only one of the times"
    if _without_code(statement) != _without_code(remade) and not set(different) - set(SEALS):
        yield f"{STATEMENT} differs in more than the code: the inputs are others than it names"


def _digest(statement: Mapping[str, Any], name: str) -> Mapping[str, str]:
    for each in statement["predicate"]["buildDefinition"]["resolvedDependencies"]:
        if each["name"] == name:
            digest: Mapping[str, str] = each["digest"]
            return digest
    return {}


def _shown(digest: Mapping[str, str]) -> str:
    return ", ".join(f"{key} {value[:12]}" for key, value in digest.items()) or "not named"


def _without_code(statement: Mapping[str, Any]) -> list[Any]:
    definition = statement["predicate"]["buildDefinition"]
    others = [d for d in definition["resolvedDependencies"] if d["name"] not in (CODE, LOCK)]
    return [definition["externalParameters"], definition["internalParameters"], others]
