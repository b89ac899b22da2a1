"""`provenance.intoto.json`: what a release was made from, in a form that tools know.

in-toto Statement v1 (github.com/in-toto/attestation, spec/v1/statement.md) with the predicate
SLSA Provenance v1 (slsa.dev/spec/v1.1/provenance). It has no moment of the clock: all of it
follows from the release, its inputs and the code, so the same build gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from publish.package import CHECKSUMS
from publish.proof.inputs import CodeRecord, Inputs, SnapshotRecord
from publish.proof.keys import Signer
from publish.site import Site

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "https://slsa.dev/provenance/v1"
BUILD_TYPE = "release-build/v1"
"""Fragment, at the publisher's own address, that names the way of the data described in
docs/design.md: landed snapshots in, one released package out."""
BUILDER = "builder/v1"
CODE = "code"
LOCK = "requirements.lock"
RELEASES = "releases/"
LANDING = "landing/"


@dataclass(frozen=True)
class EarlierRelease:
    """A release of the same package that was there before: version and diff follow from it."""

    version: str
    sha256: str
    """Of its SHA256SUMS."""
    withdrawn: bool = False
    """Whether it had been taken away by then."""


@dataclass(frozen=True)
class Facts:
    """Everything that the statement of one release says."""

    package: str
    version: str
    created: datetime
    site: Site
    homepage: str
    """The publisher's own address, below which the kind of build is named."""
    inputs: Inputs
    earlier: tuple[EarlierRelease, ...] = ()
    signer: Signer | None = None


def statement(facts: Facts, files: Mapping[str, str]) -> dict[str, Any]:
    """The statement over `files` (path -> SHA-256): every file of the release except itself,
    SHA256SUMS (which covers it) and the signature."""
    return {
        "_type": STATEMENT_TYPE,
        "subject": [
            {"name": path, "digest": {"sha256": digest}} for path, digest in sorted(files.items())
        ],
        "predicateType": PREDICATE_TYPE,
        "predicate": {
            "buildDefinition": {
                "buildType": f"{facts.homepage}#{BUILD_TYPE}",
                "externalParameters": _external(facts),
                "internalParameters": {"signing": signing(facts.signer, facts.site)},
                "resolvedDependencies": list(_dependencies(facts)),
            },
            "runDetails": {"builder": {"id": f"{facts.homepage}#{BUILDER}"}},
        },
    }


def signing(signer: Signer | None, site: Site) -> dict[str, Any]:
    """Whether and with which key the list of files is signed. A signature cannot be part of what
    it signs; the name of its key can, and so a signature that was taken away is missed."""
    if signer is None:
        return {"signed": False}
    return {
        "signed": True,
        "keyId": signer.key_id,
        "publicKey": site.url("releases", signer.file_name),
    }


def _external(facts: Facts) -> dict[str, Any]:
    as_of = facts.inputs.as_of
    return {
        "package": facts.package,
        "version": facts.version,
        "asOf": as_of.isoformat() if as_of else None,
        "created": facts.created.astimezone(UTC).isoformat(),
        "environment": facts.site.as_environment(),
    }


def _dependencies(facts: Facts) -> Iterator[dict[str, Any]]:
    code = facts.inputs.code
    if code is not None:
        yield from _code(code)
    yield from _snapshots(facts.inputs.snapshots)
    for release in facts.earlier:
        yield {
            "name": f"{RELEASES}{facts.package}/{release.version}/{CHECKSUMS}",
            "uri": facts.site.url("releases", facts.package, release.version, CHECKSUMS),
            "digest": {"sha256": release.sha256},
            "annotations": {"withdrawn": release.withdrawn},
        }


def _code(code: CodeRecord) -> Iterator[dict[str, Any]]:
    """The commit is a digest only where the files are those of the commit; else their own hash
    is, and the commit a remark: two digest sets that share one value count as equal."""
    digest = {}
    if code.commit and code.clean:
        digest["gitCommit"] = code.commit
    if code.tree:
        digest["dirHash"] = code.tree
    if digest:
        annotations = {"clean": code.clean, "gitCommit": code.commit}
        yield {"name": CODE, "digest": digest, "annotations": annotations}
    if code.lock_sha256:
        yield {"name": LOCK, "digest": {"sha256": code.lock_sha256}}


def _snapshots(snapshots: Iterable[SnapshotRecord]) -> Iterator[dict[str, Any]]:
    for shot in sorted(snapshots):
        yield {
            "name": shot.name,
            **({"uri": shot.uri} if shot.uri else {}),
            "digest": {"sha256": shot.sha256},
            "annotations": {
                "feed": shot.feed,
                "landedAt": shot.landed_at,
                "license": shot.licence,
                "publisher": shot.publisher,
                "origin": shot.origin,
                "use": "rows" if shot.rows else "checks",
            },
        }
