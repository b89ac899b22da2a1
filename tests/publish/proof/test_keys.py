"""Keys as minisign writes them: read, refused without a word of them, usable by the real tool."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest

from publish.proof.keys import (
    KEY_VARIABLE,
    PASSWORD_VARIABLE,
    REBUILD_VARIABLE,
    KeyRefusedError,
    generate,
    key_id_of,
    parse_public_key,
    signer_from,
)

# The pair of https://jedisct1.github.io/minisign/'s own example: "RWQf6LRCGA9i53mlYecO4IzT51TGPpv
# WucNSCh1CBM0QTaLn73Y7GFO3" has the id E7620F1842B4E81F there.
KNOWN_PUBLIC = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"
KNOWN_ID = "E7620F1842B4E81F"

needs_minisign = pytest.mark.skipif(
    shutil.which("minisign") is None,
    reason="the program minisign is missing: apt-get install minisign",
)


@pytest.fixture(scope="module")
def pair() -> tuple[str, str]:
    return generate()


def test_the_id_of_a_key_is_shown_as_minisign_shows_it():
    assert key_id_of(parse_public_key(KNOWN_PUBLIC)) == KNOWN_ID


def test_no_key_means_no_signer():
    assert signer_from({}) is None
    assert signer_from({KEY_VARIABLE: "  \n"}) is None


@pytest.mark.parametrize(
    "form",
    [
        lambda text: text,
        lambda text: text.splitlines()[1],
        lambda text: text.replace("\n", "\\n"),
        lambda text: text.replace("\n", "\r\n"),
    ],
    ids=["file", "bare line", "line ends as text", "windows line ends"],
)
def test_a_key_is_read_in_every_form_that_a_variable_may_give_it(pair, form):
    signer = signer_from({KEY_VARIABLE: form(pair[0])})
    assert signer is not None
    assert signer.public_key == pair[1]


def test_the_same_content_and_comment_give_the_same_signature(pair):
    """RFC 8032: Ed25519 is deterministic; py-minisign's own comments hold the clock."""
    first, second = (signer_from({KEY_VARIABLE: pair[0]}) for _ in range(2))
    assert first.signs(b"x", "c") == second.signs(b"x", "c")
    assert first.signs(b"x", "c") != first.signs(b"x", "d")


def test_a_locked_key_opens_with_its_password_only():
    secret, _ = generate("Pasahitza ñ")
    assert signer_from({KEY_VARIABLE: secret, PASSWORD_VARIABLE: "Pasahitza ñ"}) is not None
    with pytest.raises(KeyRefusedError, match=f"give its password in {PASSWORD_VARIABLE}"):
        signer_from({KEY_VARIABLE: secret})
    with pytest.raises(KeyRefusedError, match=f"{PASSWORD_VARIABLE} does not unlock"):
        signer_from({KEY_VARIABLE: secret, PASSWORD_VARIABLE: "other"})


def _flip(line: str, place: int) -> str:
    raw = bytearray(base64.b64decode(line))
    raw[place] ^= 1
    return base64.b64encode(raw).decode()


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("no base64", lambda line: "!" + line[1:]),
        ("cut off", lambda line: line[:-8]),
        ("a public key", lambda line: KNOWN_PUBLIC),
        ("another algorithm", lambda line: _flip(line, 0)),
        ("a bit of the id", lambda line: _flip(line, 54)),
        ("a bit of the secret half", lambda line: _flip(line, 62)),
        ("a bit of the public half", lambda line: _flip(line, 94)),
        ("two keys", lambda line: f"{line}\n{line}"),
    ],
)
def test_a_malformed_key_is_refused_and_nothing_of_it_is_told(pair, name, spoil):
    line = pair[0].splitlines()[1]
    with pytest.raises(KeyRefusedError) as refusal:
        signer_from({KEY_VARIABLE: spoil(line)})
    assert KEY_VARIABLE in str(refusal.value)
    assert line[84:96] not in str(refusal.value)
    hidden = refusal.value.__context__ is None or refusal.value.__suppress_context__
    assert hidden  # a traceback would show the library's own error


def test_damage_of_both_halves_without_a_checksum_is_found_by_a_probe(pair):
    """`minisign -G -W` writes no checksum: the halves have to fit each other."""
    raw = bytearray(base64.b64decode(pair[0].splitlines()[1]))
    raw[126:158] = bytes(32)
    assert signer_from({KEY_VARIABLE: base64.b64encode(raw).decode()}) is not None
    raw[62] ^= 1
    with pytest.raises(KeyRefusedError, match="its two halves differ"):
        signer_from({KEY_VARIABLE: base64.b64encode(raw).decode()})


def test_the_text_of_a_signer_shows_no_secret(pair):
    signer = signer_from({KEY_VARIABLE: pair[0]})
    line = pair[0].splitlines()[1]
    assert line[40:] not in repr(signer)
    assert signer.key_id in repr(signer)


def test_a_rebuild_without_the_key_names_it_and_signs_nothing():
    signer = signer_from({REBUILD_VARIABLE: KNOWN_ID})
    assert (signer.key_id, signer.signs) == (KNOWN_ID, None)


def test_a_rebuild_refuses_another_key_than_it_names(pair):
    with pytest.raises(KeyRefusedError, match="another key"):
        signer_from({REBUILD_VARIABLE: KNOWN_ID, KEY_VARIABLE: pair[0]})
    with pytest.raises(KeyRefusedError, match="16 hexadecimal digits"):
        signer_from({REBUILD_VARIABLE: "E762"})


@needs_minisign
@pytest.mark.integration
def test_a_signature_of_ours_verifies_with_the_real_minisign(pair, tmp_path):
    signer = signer_from({KEY_VARIABLE: pair[0]})
    (tmp_path / "SHA256SUMS").write_bytes(b"content\n")
    (tmp_path / "SHA256SUMS.minisig").write_bytes(signer.signs(b"content\n", "a\tcomment"))
    done = _minisign(tmp_path, "-Vm", "SHA256SUMS", "-P", pair[1].splitlines()[1])
    assert done.returncode == 0, done.stderr
    assert "Trusted comment: a\tcomment" in done.stdout
    (tmp_path / "SHA256SUMS").write_bytes(b"contenu\n")
    assert _minisign(tmp_path, "-Vm", "SHA256SUMS", "-P", pair[1].splitlines()[1]).returncode != 0


def test_an_id_that_begins_with_zero_is_written_as_minisign_writes_it(pair):
    """minisign prints the number (`PRIX64`); found when one key in sixteen failed the next test."""
    raw = bytearray(base64.b64decode(pair[0].splitlines()[1]))
    raw[54:62] = (0x0FEDCBA987654321).to_bytes(8, "little")
    raw[126:158] = bytes(32)  # no checksum, as `minisign -G -W` writes it
    signer = signer_from({KEY_VARIABLE: base64.b64encode(raw).decode()})
    assert signer.public_key.startswith("untrusted comment: minisign public key FEDCBA987654321\n")
    assert signer.key_id == "0FEDCBA987654321"
    assert signer.file_name == "ksigune-0FEDCBA987654321.pub"


@needs_minisign
@pytest.mark.integration
def test_a_key_made_by_the_real_minisign_signs_here(tmp_path):
    made = _minisign(tmp_path, "-G", "-W", "-p", "a.pub", "-s", "a.key")
    assert made.returncode == 0, made.stderr
    signer = signer_from({KEY_VARIABLE: (tmp_path / "a.key").read_text()})
    assert signer.public_key == (tmp_path / "a.pub").read_text()  # its comment and id too


def _minisign(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["minisign", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
