"""Ed25519 keys as minisign writes them (https://jedisct1.github.io/minisign/).

A secret key never leaves the `Signer` that holds it: no message, log, manifest or `repr` has any
of it. Files made here are read by Debian's `minisign`, and the other way round.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minisign import (  # type: ignore[import-untyped]
        PublicKey,
        SecretKey,
        Signature,
    )

KEY_VARIABLE = "KSIGUNE_SIGNING_KEY"
PASSWORD_VARIABLE = "KSIGUNE_SIGNING_PASSWORD"  # noqa: S105 (the name of a variable)
REBUILD_VARIABLE = "KSIGUNE_REBUILD_SIGNED_BY"
"""Set by `rebuild` alone: the id of the key that signed a release whose files are made again where
that key is not at hand. The files then name it, and no signature is made."""
PUBLIC_KEYS_VARIABLE = "KSIGUNE_PUBLIC_KEYS"

COMMENT = "untrusted comment:"
KEY_ID = re.compile(r"[0-9A-F]{16}")
_CHECKSUM = slice(126, 158)
_CHECKED = slice(54, 126)


class KeyRefusedError(ValueError):
    """A key that cannot be used. The message names the variable or file, and nothing of the key."""


@dataclass(frozen=True)
class Signer:
    """Whoever signs a release: the id and public half of the key, and how to sign with it."""

    key_id: str
    """16 hexadecimal digits; minisign shows them without leading zeros."""
    public_key: str | None = None
    """The public key file; None where only the id is known (`rebuild` without the key)."""
    signs: Callable[[bytes, str], bytes] | None = field(default=None, repr=False)
    """Content and trusted comment -> the bytes of a `.minisig` file; None where only the id is
    known. The same content, comment and key give the same bytes (RFC 8032)."""

    @property
    def file_name(self) -> str:
        """What the file of the public key is called, beside the packages."""
        return public_key_file(self.key_id)


def public_key_file(key_id: str) -> str:
    """The name of the file, in `releases/`, that holds the public key with this id. It has the id
    in it, so that the key of an older release is still there when the key has changed."""
    return f"ksigune-{key_id}.pub"


def signer_from(environment: Mapping[str, str] = os.environ) -> Signer | None:
    """The signer of an installation, or None where no key is given.

    Raises KeyRefusedError for a key that is malformed, damaged or locked by another password.
    """
    text = environment.get(KEY_VARIABLE, "").strip()
    named = environment.get(REBUILD_VARIABLE, "").strip()
    if named and not KEY_ID.fullmatch(named):
        raise KeyRefusedError(f"{REBUILD_VARIABLE} is not the id of a key (16 hexadecimal digits)")
    if not text:
        return Signer(named) if named else None
    signer = _signer(_secret_key(text, environment.get(PASSWORD_VARIABLE)))
    if named and named != signer.key_id:
        raise KeyRefusedError(f"{KEY_VARIABLE} is another key than {REBUILD_VARIABLE} names")
    return signer


def generate(password: str | None = None) -> tuple[str, str]:
    """A new pair: the texts of the secret and of the public key file."""
    from minisign import KeyPair

    pair = KeyPair.generate()
    shown = _as_minisign(key_id_of(pair.public_key))
    pair.public_key.untrusted_comment = f"minisign public key {shown}"
    if password:
        pair.secret_key.encrypt(password)
    kind = "encrypted secret key" if password else "secret key"
    pair.secret_key.untrusted_comment = f"minisign {kind} {shown}"
    return bytes(pair.secret_key).decode() + "\n", public_text(pair.public_key)


def public_text(key: PublicKey) -> str:
    """The text of a public key file."""
    return bytes(key).decode() + "\n"


def parse_public_key(text: str) -> PublicKey:
    """A public key from its file's text or its base64 line alone. Raises KeyRefusedError."""
    from minisign import Error, PublicKey

    try:
        return PublicKey.from_base64(_key_line(text))
    except Error as error:
        raise KeyRefusedError(f"not a minisign public key ({error})") from None


def key_id_of(public: PublicKey) -> str:
    """The id of a public key: a little-endian number in 16 hexadecimal digits."""
    return _shown_id(base64.b64decode(public.to_base64())[2:10])


def signed_by(signature: Signature) -> str:
    """The id of the key that a signature says it was made with."""
    return _shown_id(base64.b64decode(bytes(signature).splitlines()[1])[2:10])


def find_key(keys: Iterable[PublicKey], key_id: str) -> PublicKey | None:
    """The key with this id among those given."""
    return next((key for key in keys if key_id_of(key) == key_id), None)


def _shown_id(raw: bytes) -> str:
    return f"{int.from_bytes(raw, 'little'):016X}"


def _as_minisign(key_id: str) -> str:
    """The id as minisign writes it (`PRIX64`): one key in sixteen has fewer than 16 digits."""
    return f"{int(key_id, 16):X}"


def _key_line(text: str) -> str:
    """The base64 line of a key file. A variable may have lost the line ends of the file."""
    lines = [line.strip() for line in text.replace("\\n", "\n").splitlines() if line.strip()]
    bare = [line for line in lines if not line.startswith(COMMENT)]
    return bare[0] if len(bare) == 1 else ""


def _secret_key(text: str, password: str | None) -> SecretKey:
    """The unlocked key. Its own errors are not chained: a traceback must not show the key."""
    from minisign import Error, SecretKey

    line = _key_line(text)
    try:
        key = SecretKey.from_base64(line)
        locked = key.is_encrypted()
    except (Error, ValueError):
        raise KeyRefusedError(
            f"{KEY_VARIABLE} is not a minisign secret key; give it the whole text of the file that "
            f"`python -m publish keygen` or `minisign -G` made"
        ) from None
    if not locked:
        _refuse_damaged(line)
        return key
    if not password:
        raise KeyRefusedError(f"{KEY_VARIABLE} is locked; give its password in {PASSWORD_VARIABLE}")
    try:
        key.decrypt(password)
    except (Error, ValueError):
        raise KeyRefusedError(f"{PASSWORD_VARIABLE} does not unlock {KEY_VARIABLE}") from None
    return key


def _refuse_damaged(line: str) -> None:
    """The checksum inside an unlocked key, which py-minisign does not look at. `minisign -G -W`
    writes zeros in its place."""
    raw = base64.b64decode(line)
    expected = hashlib.blake2b(raw[:2] + raw[_CHECKED], digest_size=32).digest()
    if raw[_CHECKSUM] not in (expected, bytes(32)):
        raise KeyRefusedError(f"{KEY_VARIABLE} is damaged: its checksum does not match")


def _signer(key: SecretKey) -> Signer:
    from minisign import VerifyError

    public = key.get_public_key()
    key_id = key_id_of(public)
    public.untrusted_comment = f"minisign public key {_as_minisign(key_id)}"

    def signs(content: bytes, comment: str) -> bytes:
        made = key.sign(
            content,
            untrusted_comment=f"signature with minisign key {key_id}",
            trusted_comment=comment,
        )
        return bytes(made) + b"\n"

    try:
        public.verify(b"", key.sign(b"", trusted_comment="probe"))
    except VerifyError:
        raise KeyRefusedError(f"{KEY_VARIABLE} is damaged: its two halves differ") from None
    return Signer(key_id, public_text(public), signs)


def parse_signature(content: bytes) -> Signature:
    """A `.minisig` file. Raises KeyRefusedError for another one."""
    from minisign import Error, Signature

    try:
        return Signature.from_bytes(content)
    except (Error, UnicodeDecodeError) as error:
        raise KeyRefusedError(f"not a minisign signature ({error})") from None


def refusal_of(key: PublicKey, content: bytes, signature: Signature) -> str:
    """Why a signature is not the key's over this content; empty when it is."""
    from minisign import VerifyError

    try:
        key.verify(content, signature)
    except VerifyError as error:
        return str(error)
    return ""
