"""Who signed: the signature over SHA256SUMS against keys that the reader trusts."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from publish.package import SIGNATURE, STATEMENT
from publish.proof.keys import (
    PUBLIC_KEYS_VARIABLE,
    KeyRefusedError,
    find_key,
    key_id_of,
    parse_public_key,
    parse_signature,
    public_key_file,
    refusal_of,
    signed_by,
)
from publish.proof.verify.documents import read_document
from publish.proof.verify.outcome import (
    AGAIN,
    AbsentError,
    Check,
    RefusedError,
    failed,
    ok,
    shortened,
    unchecked,
)
from publish.proof.verify.release import Release

if TYPE_CHECKING:
    from minisign import PublicKey  # type: ignore[import-untyped]

CHECK = "signature"
PUBLISHER = "publisher"
LARGEST_KEY = 10_000


def trusted_keys(
    given: Sequence[str], environment: Mapping[str, str] = os.environ
) -> tuple[PublicKey, ...]:
    """The keys of `--key` (files or base64 lines), else those of KSIGUNE_PUBLIC_KEYS (base64
    lines, parted by blanks or commas). Raises KeyRefusedError for one that is none."""
    if given:
        return tuple(_given(text) for text in given)
    lines = re.split(r"[\s,]+", environment.get(PUBLIC_KEYS_VARIABLE, "").strip())
    try:
        return tuple(parse_public_key(line) for line in lines if line)
    except KeyRefusedError as error:
        raise KeyRefusedError(f"{PUBLIC_KEYS_VARIABLE}: {error}") from None


def check_signature(release: Release, keys: Sequence[PublicKey]) -> Iterator[Check]:
    """The signature against the keys given; without any against the one that lies beside the
    release, which proves only that the files belong together."""
    if release.signature is None:
        yield _unsigned(release, keys)
        return
    try:
        signature = parse_signature(release.signature)
    except KeyRefusedError as error:
        yield failed(CHECK, SIGNATURE, f"{error}. {AGAIN}")
        return
    key_id = signed_by(signature)
    key = find_key(keys, key_id)
    if keys and key is None:
        known = shortened([key_id_of(each) for each in keys])
        told = f"signed with key {key_id}, and you trust {known}. If the publisher has a new key, "
        yield failed(CHECK, SIGNATURE, f"{told}get it from them in another way and give it")
        return
    if key is None:
        try:
            key = _beside(release, key_id)
        except RefusedError as refusal:
            told = f"no key was given, and {refusal}. Give the publisher's key with --key"
            yield unchecked(CHECK, SIGNATURE, told)
            return
    if problem := refusal_of(key, release.sums, signature):
        yield failed(CHECK, SIGNATURE, f"not made over this SHA256SUMS: {problem}. {AGAIN}")
        return
    yield ok(CHECK, SIGNATURE, f"SHA256SUMS is as key {key_id} signed it")
    yield _publisher(keys, key_id)
    yield from _comment(release, signature.trusted_comment)


def check_claim(release: Release) -> Iterator[Check]:
    """What the statement says of signing is what was found."""
    if STATEMENT not in release.documents:
        return
    signing = release.documents[STATEMENT]["predicate"]["buildDefinition"]["internalParameters"][
        "signing"
    ]
    signed = release.signature is not None
    if signing["signed"] and not signed:
        told = f"the release says that it is signed with key {signing['keyId']}, and {SIGNATURE} is"
        yield failed(CHECK, SIGNATURE, f"{told} not there: somebody took it away. {AGAIN}")
    elif signed and not signing["signed"]:
        told = f"{SIGNATURE} is there, and the release says that it is not signed"
        yield failed(CHECK, SIGNATURE, f"{told}: somebody added it. {AGAIN}")
    elif signed and (found := _key_id(release)) and found != signing["keyId"]:
        told = f"signed with key {found}, and the release names {signing['keyId']}"
        yield failed(CHECK, SIGNATURE, f"{told}: somebody signed it anew. {AGAIN}")


def _unsigned(release: Release, keys: Sequence[PublicKey]) -> Check:
    if keys:
        told = f"there is no {SIGNATURE}, and you expect one of the key"
        known = shortened([key_id_of(each) for each in keys])
        return failed(CHECK, SIGNATURE, f"{told} {known}. {AGAIN}")
    reason = "the release is not signed: its files belong together, and anybody can have made them"
    return unchecked(CHECK, SIGNATURE, reason)


def _publisher(keys: Sequence[PublicKey], key_id: str) -> Check:
    if keys:
        return ok(PUBLISHER, SIGNATURE, f"{key_id} is a key that you gave")
    told = "the key was taken from beside the release: that proves only that the files are those"
    return unchecked(
        PUBLISHER,
        SIGNATURE,
        f"{told} which whoever put them there has signed. Get the key in another way, and give it "
        f"with --key or {PUBLIC_KEYS_VARIABLE}",
    )


def _comment(release: Release, comment: str) -> Iterator[Check]:
    """The signed comment names the package and version: a release of another one is not it."""
    said = dict(part.partition(":")[::2] for part in comment.split("\t"))
    found = (said.get("package"), said.get("version"))
    if release.version and found != (release.package, release.version):
        told = f"the signature is for {found[0]} {found[1]}, and this is"
        yield failed(CHECK, SIGNATURE, f"{told} {release.package} {release.version}. {AGAIN}")


def _key_id(release: Release) -> str:
    try:
        return signed_by(parse_signature(release.signature or b""))
    except KeyRefusedError:
        return ""  # told by `check_signature`


def _given(text: str) -> PublicKey:
    path = Path(text)
    try:
        content = path.read_text(encoding="utf-8") if path.is_file() else text
    except (OSError, UnicodeDecodeError) as error:
        raise KeyRefusedError(f"--key {text} cannot be read: {error}") from None
    try:
        return parse_public_key(content)
    except KeyRefusedError as error:
        raise KeyRefusedError(f"--key {text} is no file, or {error}") from None


def _beside(release: Release, key_id: str) -> PublicKey:
    """The key of that id in the folder that holds all packages. Raises RefusedError."""
    name = public_key_file(key_id)
    try:
        path = release.place.beside("").beside("").fetch(name, LARGEST_KEY)
    except AbsentError:
        raise AbsentError(f"{name} does not lie beside the packages") from None
    try:
        text = read_document(path, name, release.limits).decode("utf-8")
        key = parse_public_key(text)
    except (UnicodeDecodeError, KeyRefusedError) as error:
        raise RefusedError(f"{name} is no key ({error})") from None
    if key_id_of(key) != key_id:
        raise RefusedError(f"{name} holds another key ({key_id_of(key)})")
    return key
