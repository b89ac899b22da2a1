"""The last files of a release: the statement, SHA256SUMS over all of them, the signature."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from publish.checks.finding import Finding, failed, passed
from publish.files import sha256_of, to_json, write_atomically, write_text
from publish.package import CHECKSUMS, SIGNATURE, STATEMENT, read_checksums, write_checksums
from publish.proof.inputs import Inputs
from publish.proof.keys import KEY_VARIABLE, Signer
from publish.proof.statement import EarlierRelease, Facts, statement
from publish.shelf import Shelf


@dataclass(frozen=True)
class Proof:
    """What a release is made from, and who signs it."""

    inputs: Inputs = field(default_factory=Inputs)
    signer: Signer | None = None


def seal(folder: Path, facts: Facts) -> None:
    """Writes the statement into a finished package folder, enters it in SHA256SUMS, and signs
    that. Nothing in the folder may change afterwards."""
    sums = read_checksums(folder)
    write_text(folder / STATEMENT, to_json(statement(facts, sums)))
    write_checksums(folder, sums | {STATEMENT: sha256_of(folder / STATEMENT)})
    if facts.signer is not None and facts.signer.signs is not None:
        listed = (folder / CHECKSUMS).read_bytes()
        comment = trusted_comment(facts.package, facts.version, facts.created)
        (folder / SIGNATURE).write_bytes(facts.signer.signs(listed, comment))


def trusted_comment(package: str, version: str, created: datetime) -> str:
    """What the signature covers beside the list: which release it is for. Parted by tabs, as in
    minisign's own comments."""
    moment = created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"package:{package}\tversion:{version}\tcreated:{moment}\tfile:{CHECKSUMS}"


def earlier_releases(shelf: Shelf) -> tuple[EarlierRelease, ...]:
    """The releases on a shelf, oldest first, of which the files are still there: withdrawn ones
    too, which the audit of protected tables reckons with."""
    standing = shelf.standing()
    found = ((version, shelf.kept(version) / CHECKSUMS) for version in shelf.versions())
    return tuple(
        EarlierRelease(version, sha256_of(path), version not in standing)
        for version, path in found
        if path.exists()
    )


def publish_key(releases: Path, signer: Signer | None) -> None:
    """Puts the public key beside the packages, where `verify` looks for it."""
    if signer is None or signer.public_key is None:
        return
    path = releases / signer.file_name
    if not path.exists() or path.read_bytes() != signer.public_key.encode():
        write_atomically(path, signer.public_key)


def signature_finding(signer: Signer | None) -> Finding:
    """Whether the release will be signed, for its quality report."""
    check = "signature"
    if signer is None:
        told = f"this release is not signed: no key was given in {KEY_VARIABLE}"
        return failed(check, CHECKSUMS, told, "warning")
    return passed(check, CHECKSUMS, f"signed with key {signer.key_id}", "warning")
