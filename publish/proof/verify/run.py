"""Every check of a release, in the order in which they rest on each other."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publish.engine import engine
from publish.package import CHECKSUMS
from publish.profile import Profile, find_profile
from publish.proof.verify.documents import Limits
from publish.proof.verify.outcome import Check, RefusedError, failed
from publish.proof.verify.papers import check_descriptor, check_profile, check_statement
from publish.proof.verify.place import Place, open_place
from publish.proof.verify.predecessor import check_previous
from publish.proof.verify.referee import check_with_frictionless
from publish.proof.verify.release import (
    Release,
    check_files,
    check_identity,
    newest,
    open_release,
    read_documents,
)
from publish.proof.verify.signature import check_claim, check_signature
from publish.proof.verify.tables import Tables, check_tables
from publish.proof.verify.versions import check_versions

if TYPE_CHECKING:
    from minisign import PublicKey  # type: ignore[import-untyped]

LIMITS = Limits()


@dataclass(frozen=True)
class Verification:
    """What every check of one release came to."""

    place: str
    package: str
    version: str
    checks: tuple[Check, ...]

    @property
    def verified(self) -> bool:
        """No check failed. Checks that could not be made are no failures, and are told."""
        return all(check.outcome != "failed" for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        """For `--json`: the verdict, and every check in order."""
        return {
            "release": self.place,
            "package": self.package,
            "version": self.version,
            "verified": self.verified,
            "checks": [asdict(check) for check in self.checks],
        }


def verify(
    where: str,
    keys: Sequence[PublicKey] = (),
    previous: str | None = None,
    profile: Profile | None = None,
    limits: Limits = LIMITS,
) -> Verification:
    """Verifies the release at a path or http(s) address, or the newest of a package's folder.

    `keys` are those that the reader trusts; `previous` is where the version before lies, when it
    is not beside the release. Never raises for what the release holds: that is an outcome.
    """
    with tempfile.TemporaryDirectory(prefix="ksigune-verify-") as scratch:
        root = Path(scratch)
        known = profile or find_profile(root / "standards")
        try:
            with open_place(where, root / "fetched", limits) as place:
                release = open_release(newest(place), limits)
                with _previous(previous, root / "previous", limits) as before:
                    checks = tuple(_checks(release, keys, before, known, root))
                found = (release.place.told, release.package, release.version)
        except RefusedError as refusal:
            return Verification(where, "", "", (failed("release", CHECKSUMS, str(refusal)),))
    return Verification(*found, checks)


@contextmanager
def _previous(where: str | None, scratch: Path, limits: Limits) -> Iterator[Place | None]:
    if where is None:
        yield None
        return
    with open_place(where, scratch, limits) as place:
        yield newest(place)


def _checks(
    release: Release, keys: Sequence[PublicKey], before: Place | None, profile: Profile, root: Path
) -> Iterator[Check]:
    yield from check_files(release)
    yield from read_documents(release)
    yield from check_signature(release, keys)
    yield from check_claim(release)
    yield from check_identity(release)
    yield from check_statement(release)
    yield from check_descriptor(release)
    yield from check_profile(release, profile)
    tables = Tables()
    with engine(root) as connection:
        yield from check_tables(connection, release, tables)
        yield from check_with_frictionless(release, tables)
        yield from check_versions(release)
        yield from check_previous(connection, release, before)
